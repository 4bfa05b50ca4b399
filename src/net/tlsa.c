#include "net/tlsa.h"

#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/x509.h>

#include "net/public_key.h"

enum selector { WHOLE, PUBLIC_KEY };
enum matching { EXACT, SHA256, SHA512 };

#define HEAD 3 /* octets before the data: usage, selector, matching type */
#define DIGEST_MOST 64

static bool
is_usable(const struct tlsa *record)
{
	static const size_t lengths[] = { [SHA256] = 32, [SHA512] = 64 };
	if ((record->usage != TLSA_DANE_TA && record->usage != TLSA_DANE_EE)
	    || record->selector > PUBLIC_KEY || record->matching > SHA512)
		return false;
	return record->matching == EXACT
	    ? record->data.length > 0
	    : record->data.length == lengths[record->matching];
}

void
tlsa_add(struct arena *arena, struct tlsa_list *list, struct slice octets)
{
	if (octets.length <= HEAD)
		return;
	const unsigned char *head = (const unsigned char *)octets.data;
	size_t length = octets.length - HEAD;
	struct tlsa record = { head[0], head[1], head[2],
		{ arena_copy(arena, octets.data + HEAD, length), length } };
	if (!is_usable(&record))
		return;
	list->items =
	    arena_more(arena, list->items, list->count, sizeof(*list->items));
	list->items[list->count++] = record;
}

/* RFC 7671 section 9: who can make one digest collide must not choose it. */
static bool
is_outdone(const struct tlsa_list *list, const struct tlsa *record)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct tlsa *other = &list->items[i];
		if (record->matching == SHA256 && other->matching == SHA512
		    && other->usage == record->usage
		    && other->selector == record->selector)
			return true;
	}
	return false;
}

static bool
is_data(const struct tlsa *record, const gnutls_datum_t *octets)
{
	unsigned char digest[DIGEST_MOST];
	const void *wanted = octets->data;
	if (record->matching == EXACT && record->data.length != octets->size)
		return false;
	if (record->matching != EXACT) {
		gnutls_digest_algorithm_t kind = record->matching == SHA256
		    ? GNUTLS_DIG_SHA256
		    : GNUTLS_DIG_SHA512;
		if (gnutls_hash_fast(kind, octets->data, octets->size, digest)
		    != 0)
			return false;
		wanted = digest;
	}
	return memcmp(record->data.data, wanted, record->data.length) == 0;
}

static bool
get_key(const gnutls_datum_t *certificate, gnutls_datum_t *key)
{
	gnutls_x509_crt_t parsed;
	if (gnutls_x509_crt_init(&parsed) != 0)
		return false;
	bool well =
	    gnutls_x509_crt_import(parsed, certificate, GNUTLS_X509_FMT_DER)
		== 0
	    && public_key(parsed, key);
	gnutls_x509_crt_deinit(parsed);
	return well;
}

bool
tlsa_names(const struct tlsa_list *list, enum tlsa_usage usage,
    const gnutls_datum_t *certificate)
{
	gnutls_datum_t key = { NULL, 0 };
	bool has_key = get_key(certificate, &key), named = false;
	for (size_t i = 0; i < list->count && !named; i++) {
		const struct tlsa *record = &list->items[i];
		if (record->usage != usage || is_outdone(list, record))
			continue;
		if (record->selector == WHOLE)
			named = is_data(record, certificate);
		else
			named = has_key && is_data(record, &key);
	}
	gnutls_free(key.data);
	return named;
}
