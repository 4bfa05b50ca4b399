/* tlsa.c - TLSA records of strangers, held against a certificate: net/tlsa.h
 *
 * The input is the records, each an octet of length and so many octets, an
 * octet of zero, and the certificate. A record without data is given those that
 * are right, for no search would find a digest.
 */
#include "net/tlsa.h"

#include <string.h>

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>

#include "fuzz/fuzz.h"

#define HEAD 3 /* octets before the data */
#define RECORDS_MOST 64

enum { EXACT, SHA256, SHA512 };

struct records {
	struct slice items[RECORDS_MOST];
	size_t count;
};

static gnutls_datum_t certificate, key;

static void
take_key(void)
{
	gnutls_x509_crt_t parsed;
	gnutls_pubkey_t whole;
	must(gnutls_x509_crt_init(&parsed) == 0);
	must(gnutls_pubkey_init(&whole) == 0);
	if (gnutls_x509_crt_import(parsed, &certificate, GNUTLS_X509_FMT_DER)
		== 0
	    && gnutls_pubkey_import_x509(whole, parsed, 0) == 0)
		gnutls_pubkey_export2(whole, GNUTLS_X509_FMT_DER, &key);
	gnutls_pubkey_deinit(whole);
	gnutls_x509_crt_deinit(parsed);
}

/* What a record of that selector and matching type would have to hold. */
static struct slice
right_data(struct arena *arena, int selector, int matching)
{
	const gnutls_datum_t *of = selector == 0 ? &certificate : &key;
	char digest[64];
	if (of->size == 0 || matching == EXACT)
		return (struct slice){ (const char *)of->data, of->size };
	must(gnutls_hash_fast(
		 matching == SHA256 ? GNUTLS_DIG_SHA256 : GNUTLS_DIG_SHA512,
		 of->data, of->size, digest)
	    == 0);
	size_t length = matching == SHA256 ? 32 : 64;
	return (struct slice){ arena_copy(arena, digest, length), length };
}

static bool
is_known(struct slice record)
{
	const unsigned char *head = (const unsigned char *)record.data;
	return record.length >= HEAD && (head[0] == 2 || head[0] == 3)
	    && head[1] <= 1 && head[2] <= 2;
}

static struct slice
complete(struct arena *arena, struct slice record)
{
	if (record.length != HEAD || !is_known(record))
		return record;
	struct slice data = right_data(arena, record.data[1], record.data[2]);
	char *whole = arena_get(arena, HEAD + data.length);
	memcpy(whole, record.data, HEAD);
	if (data.length > 0)
		memcpy(whole + HEAD, data.data, data.length);
	return (struct slice){ whole, HEAD + data.length };
}

static void
take_records(struct arena *arena, struct slice rest, struct records *records)
{
	const unsigned char *at = (const unsigned char *)rest.data;
	const unsigned char *end = at + rest.length;
	const unsigned char *first = at;
	while (at<end && * at> 0 && *at < end - at)
		at += 1 + *at;
	if (at < end)
		certificate = (gnutls_datum_t){ (unsigned char *)at + 1,
			(unsigned)(end - at - 1) };
	take_key();
	for (const unsigned char *r = first;
	     r < at && records->count < RECORDS_MOST; r += 1 + *r)
		records->items[records->count++] =
		    complete(arena, (struct slice){ (const char *)r + 1, *r });
}

/* RFC 6698 section 2.1: is it one that a mail client may use? */
static bool
counts(struct slice record)
{
	static const size_t lengths[] = { [SHA256] = 32, [SHA512] = 64 };
	if (!is_known(record) || record.length == HEAD)
		return false;
	int matching = record.data[2];
	return matching == EXACT || record.length - HEAD == lengths[matching];
}

/* RFC 7671 section 9: SHA-512 for the same usage and selector outdoes it. */
static bool
is_outdone(const struct records *records, struct slice record)
{
	const char stronger[HEAD] = { record.data[0], record.data[1], SHA512 };
	for (size_t i = 0; i < records->count; i++) {
		if (record.data[2] == SHA256 && counts(records->items[i])
		    && memcmp(records->items[i].data, stronger, HEAD) == 0)
			return true;
	}
	return false;
}

static bool
should_name(struct arena *arena, const struct records *records, int usage)
{
	for (size_t i = 0; i < records->count; i++) {
		struct slice record = records->items[i];
		if (!counts(record) || record.data[0] != usage
		    || is_outdone(records, record))
			continue;
		struct slice right =
		    right_data(arena, record.data[1], record.data[2]);
		if (right.length > 0 && right.length == record.length - HEAD
		    && memcmp(right.data, record.data + HEAD, right.length)
			== 0)
			return true;
	}
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct tlsa_list list = { 0 };
	struct records records = { 0 };
	size_t usable = 0;
	certificate = key = (gnutls_datum_t){ NULL, 0 };
	take_records(
	    &arena, (struct slice){ (const char *)data, size }, &records);
	for (size_t i = 0; i < records.count; i++) {
		usable += counts(records.items[i]);
		tlsa_add(&arena, &list, records.items[i]);
	}
	must(list.count == usable);
	for (int usage = TLSA_DANE_TA; usage <= TLSA_DANE_EE; usage++)
		must(tlsa_names(&list, (enum tlsa_usage)usage, &certificate)
		    == should_name(&arena, &records, usage));
	gnutls_free(key.data);
	arena_free(&arena);
	return 0;
}
