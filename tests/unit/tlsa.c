/* tlsa.c - TLSA records of any kind, read and held against certificates
 *
 * The certificate is no real one, so only its octets count and it has no key.
 */
#include "net/tlsa.h"

#include <string.h>

#include <gnutls/crypto.h>

#include "unit/tap.h"

#define SHA256_LENGTH 32
#define SHA512_LENGTH 64

static const char octets[] = "a certificate, or nearly";
static const gnutls_datum_t certificate = { (unsigned char *)octets,
	sizeof(octets) - 1 };

/* How many records there are when one with these octets is added. */
static size_t
count_of(const char *data, size_t length)
{
	struct arena arena = { 0 };
	struct tlsa_list list = { 0 };
	tlsa_add(&arena, &list, (struct slice){ data, length });
	arena_free(&arena);
	return list.count;
}

static void
test_usable(void)
{
	static const struct {
		const char *head;
		size_t length; /* of the data behind it */
		bool well;
	} records[] = {
		{ "\3\0\1", SHA256_LENGTH, true },
		{ "\3\1\1", SHA256_LENGTH, true },
		{ "\2\1\2", SHA512_LENGTH, true },
		{ "\2\0\0", 1, true },
		{ "\3\1\0", 64, true },
		{ "\0\0\1", SHA256_LENGTH, false }, /* PKIX-TA */
		{ "\1\1\1", SHA256_LENGTH, false }, /* PKIX-EE */
		{ "\4\1\1", SHA256_LENGTH, false },
		{ "\xff\1\1", SHA256_LENGTH, false }, /* PrivCert */
		{ "\3\2\1", SHA256_LENGTH, false },
		{ "\3\1\3", SHA256_LENGTH, false },
		{ "\3\1\xff", SHA256_LENGTH, false },
		{ "\3\1\1", SHA256_LENGTH - 1, false },
		{ "\3\1\1", SHA256_LENGTH + 1, false },
		{ "\3\1\2", SHA256_LENGTH, false },
		{ "\3\1\1", 0, false },
		{ "\3\1\0", 0, false },
	};
	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++) {
		char record[3 + SHA512_LENGTH] = { 0 };
		memcpy(record, records[i].head, 3);
		ok(count_of(record, 3 + records[i].length) == records[i].well,
		    "%u %u %u and %zu octets: %s", (unsigned char)record[0],
		    (unsigned char)record[1], (unsigned char)record[2],
		    records[i].length, records[i].well ? "usable" : "not");
	}
	for (size_t length = 0; length <= 3; length++)
		ok(count_of("\3\0\1", length) == 0, "%zu octets", length);
}

/* A record for the whole of some octets, by a digest or (0) themselves. */
static void
add(struct arena *arena, struct tlsa_list *list, unsigned usage,
    unsigned matching, const char *of)
{
	unsigned char record[3 + SHA512_LENGTH] = { (unsigned char)usage, 0,
		(unsigned char)matching };
	size_t length = strlen(of);
	if (matching == 0) {
		memcpy(record + 3, of, length);
	} else {
		gnutls_hash_fast(
		    matching == 1 ? GNUTLS_DIG_SHA256 : GNUTLS_DIG_SHA512, of,
		    length, record + 3);
		length = matching == 1 ? SHA256_LENGTH : SHA512_LENGTH;
	}
	tlsa_add(arena, list, (struct slice){ (char *)record, 3 + length });
}

static void
test_match(void)
{
	for (unsigned usage = TLSA_DANE_TA; usage <= TLSA_DANE_EE; usage++) {
		for (unsigned matching = 0; matching <= 2; matching++) {
			struct arena arena = { 0 };
			struct tlsa_list list = { 0 };
			add(&arena, &list, usage, matching, "another");
			ok(!tlsa_names(&list, usage, &certificate),
			    "%u 0 %u: another", usage, matching);
			add(&arena, &list, usage, matching, octets);
			ok(tlsa_names(&list, usage, &certificate),
			    "%u 0 %u: the one, as the second", usage, matching);
			ok(!tlsa_names(&list, 5 - usage, &certificate),
			    "%u 0 %u: the other usage", usage, matching);
			arena_free(&arena);
		}
	}
}

/* What begins like the certificate is not it. */
static void
test_beginning(void)
{
	struct arena arena = { 0 };
	struct tlsa_list list = { 0 };
	add(&arena, &list, TLSA_DANE_EE, 0, "a certificate");
	ok(!tlsa_names(&list, TLSA_DANE_EE, &certificate), "its beginning");
	arena_free(&arena);
}

/* RFC 7671 section 9. */
static void
test_agility(void)
{
	struct arena arena = { 0 };
	struct tlsa_list list = { 0 };
	add(&arena, &list, TLSA_DANE_EE, 1, octets);
	add(&arena, &list, TLSA_DANE_TA, 2, "another");
	ok(tlsa_names(&list, TLSA_DANE_EE, &certificate),
	    "SHA-512 of another usage outdoes nothing");
	add(&arena, &list, TLSA_DANE_EE, 2, "another");
	ok(!tlsa_names(&list, TLSA_DANE_EE, &certificate),
	    "SHA-512 outdoes SHA-256");
	add(&arena, &list, TLSA_DANE_EE, 0, octets);
	ok(tlsa_names(&list, TLSA_DANE_EE, &certificate),
	    "the whole is outdone by nothing");
	arena_free(&arena);
}

int
main(void)
{
	test_usable();
	test_match();
	test_beginning();
	test_agility();
	return tap_done();
}
