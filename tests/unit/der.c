/* der.c - the names in a certificate, held against GnuTLS's own */
#include "net/der.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "base/memory.h"
#include "unit/tap.h"

static void
name_it(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key, const char *name)
{
	gnutls_x509_crt_set_version(crt, 3);
	gnutls_x509_crt_set_serial(crt, "\x7f\x01", 2);
	gnutls_x509_crt_set_activation_time(crt, time(NULL));
	gnutls_x509_crt_set_expiration_time(crt, time(NULL) + 3600);
	gnutls_x509_crt_set_dn(crt, name, NULL);
	gnutls_x509_crt_set_key(crt, key);
}

/* A certificate of our own making, as DER. */
static gnutls_datum_t
make(const char *subject, const char *issuer)
{
	gnutls_x509_crt_t crt, authority;
	gnutls_x509_privkey_t key;
	gnutls_datum_t der = { NULL, 0 };
	gnutls_x509_crt_init(&crt);
	gnutls_x509_crt_init(&authority);
	gnutls_x509_privkey_init(&key);
	gnutls_x509_privkey_generate(key, GNUTLS_PK_EDDSA_ED25519, 0, 0);
	name_it(authority, key, issuer);
	name_it(crt, key, subject);
	gnutls_x509_crt_sign2(crt, authority, key, GNUTLS_DIG_SHA512, 0);
	gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der);
	gnutls_x509_privkey_deinit(key);
	gnutls_x509_crt_deinit(authority);
	gnutls_x509_crt_deinit(crt);
	return der;
}

static bool
same(struct slice name, const gnutls_datum_t *wanted)
{
	return name.length == wanted->size
	    && memcmp(name.data, wanted->data, name.length) == 0;
}

/* Whatever is cut off, what is said to be a name lies within what is left. */
static void
test_cut(struct slice whole)
{
	struct slice issuer, subject;
	size_t found = 0;
	bool within = true;
	for (size_t length = 0; length < whole.length; length++) {
		/* At the end of a piece of its own, so that valgrind sees. */
		char *piece = memory_get(length + 1);
		memcpy(piece, whole.data, length);
		struct slice cut = { piece, length };
		if (der_names(cut, &issuer, &subject)) {
			found++;
			within = within
			    && subject.data + subject.length <= piece + length;
		}
		free(piece);
	}
	ok(within, "no name goes beyond its certificate");
	is(found, 0, "a certificate that was cut is none");
}

static void
test_names(const char *subject, const char *issuer)
{
	gnutls_datum_t der = make(subject, issuer), wanted = { NULL, 0 };
	gnutls_x509_crt_t crt;
	struct slice got_issuer, got_subject;
	gnutls_x509_crt_init(&crt);
	gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER);
	struct slice whole = { (char *)der.data, der.size };

	ok(der_names(whole, &got_issuer, &got_subject), "%.40s: is read",
	    subject);
	gnutls_x509_crt_get_raw_dn(crt, &wanted);
	ok(same(got_subject, &wanted), "%.40s: its name", subject);
	gnutls_free(wanted.data);
	gnutls_x509_crt_get_raw_issuer_dn(crt, &wanted);
	ok(same(got_issuer, &wanted), "%.40s: its issuer", subject);
	gnutls_free(wanted.data);
	test_cut(whole);
	gnutls_free(der.data);
	gnutls_x509_crt_deinit(crt);
}

static void
test_none(void)
{
	static const struct slice rows[] = {
		{ "", 0 },
		{ "\x30", 1 },
		{ "\x30\x80\x30\x00", 4 },
		{ "\x30\x84\x00\x00\x00\x02\x30\x00", 8 },
		{ "\x30\xff\x30\x00", 4 },
		{ "\x30\x02\x30\x00", 4 },
		{ "\x31\x02\x30\x00", 4 },
		{ "\x30\x83\xff\xff\xff\x30\x00", 7 },
	};
	struct slice issuer, subject;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		ok(!der_names(rows[i], &issuer, &subject),
		    "what is no certificate, %zu", i);
}

int
main(void)
{
	static char long_name[200] = "CN=";
	memset(long_name + 3, 'n', 64);
	test_names("CN=mx.example.com", "CN=Example CA,O=Example");
	test_names("CN=mx.example.com,O=Example,OU=Mail,C=ZZ", long_name);
	test_none();
	return tap_done();
}
