/* der.c - the names in a certificate: net/der.h
 *
 * Where GnuTLS can take a certificate apart, it must find the same names.
 */
#include "net/der.h"

#include <string.h>

#include <gnutls/x509.h>

#include "fuzz/fuzz.h"

static bool
lies_within(struct slice part, const uint8_t *data, size_t size)
{
	const uint8_t *begin = (const uint8_t *)part.data;
	return begin >= data && begin + part.length <= data + size;
}

static void
check_same(struct slice name, gnutls_datum_t *wanted)
{
	must(name.length == wanted->size
	    && memcmp(name.data, wanted->data, name.length) == 0);
	gnutls_free(wanted->data);
}

static void
check_names(const uint8_t *data, size_t size, bool found, struct slice issuer,
    struct slice subject)
{
	gnutls_datum_t der = { (unsigned char *)data, (unsigned)size };
	gnutls_datum_t name = { NULL, 0 };
	gnutls_x509_crt_t crt;
	must(gnutls_x509_crt_init(&crt) == 0);
	if (gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER) == 0) {
		must_say(found, "GnuTLS finds the names");
		if (gnutls_x509_crt_get_raw_issuer_dn(crt, &name) == 0)
			check_same(issuer, &name);
		if (gnutls_x509_crt_get_raw_dn(crt, &name) == 0)
			check_same(subject, &name);
	}
	gnutls_x509_crt_deinit(crt);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice whole = { (const char *)data, size };
	struct slice issuer = { NULL, 0 }, subject = { NULL, 0 };
	bool found = der_names(whole, &issuer, &subject);
	must(!found || lies_within(issuer, data, size));
	must(!found || lies_within(subject, data, size));
	check_names(data, size, found, issuer, subject);
	return 0;
}
