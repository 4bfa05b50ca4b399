/* trust.c - bundles of authorities: net/trust.h. The input is such a file.
 *
 * Whatever GnuTLS finds in a bundle that it takes whole, our search must find.
 */
#include "net/trust.h"

#include <string.h>

#include "fuzz/file.h"
#include "fuzz/fuzz.h"

/* CN=root.test, which the bundles of the corpus hold; they have its key, this
 * is only looked up by its names. */
static gnutls_datum_t chain;

static void
make_chain(void)
{
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
	const char *error;
	gnutls_x509_privkey_init(&key);
	gnutls_x509_crt_init(&certificate);
	must(gnutls_x509_privkey_generate(key, GNUTLS_PK_EDDSA_ED25519, 256, 0)
	    == 0);
	gnutls_x509_crt_set_version(certificate, 3);
	gnutls_x509_crt_set_serial(certificate, "\1", 1);
	gnutls_x509_crt_set_activation_time(certificate, 0);
	gnutls_x509_crt_set_expiration_time(certificate, 2000000000);
	gnutls_x509_crt_set_dn(certificate, "CN=root.test", &error);
	gnutls_x509_crt_set_key(certificate, key);
	must(gnutls_x509_crt_sign2(
		 certificate, certificate, key, GNUTLS_DIG_SHA512, 0)
	    == 0);
	must(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_DER, &chain)
	    == 0);
	gnutls_x509_crt_deinit(certificate);
	gnutls_x509_privkey_deinit(key);
}

static gnutls_certificate_credentials_t
make_credentials(void)
{
	gnutls_certificate_credentials_t credentials;
	must(gnutls_certificate_allocate_credentials(&credentials) == 0);
	return credentials;
}

/* How many authorities of our name there are. */
static unsigned
count_issuers(gnutls_certificate_credentials_t credentials)
{
	gnutls_x509_trust_list_t list;
	gnutls_x509_trust_list_iter_t at = NULL;
	gnutls_x509_crt_t found;
	unsigned count = 0;
	gnutls_certificate_get_trust_list(credentials, &list);
	while (gnutls_x509_trust_list_iter_get_ca(list, &at, &found) == 0) {
		char name[200] = "";
		size_t size = sizeof(name);
		gnutls_x509_crt_get_dn(found, name, &size);
		count += strcmp(name, "CN=root.test") == 0;
		gnutls_x509_crt_deinit(found);
	}
	return count;
}

static bool
is_taken_whole(struct slice input, unsigned *issuers)
{
	gnutls_certificate_credentials_t credentials = make_credentials();
	gnutls_datum_t text = { (void *)input.data, (unsigned)input.length };
	bool whole = gnutls_certificate_set_x509_trust_mem(
			 credentials, &text, GNUTLS_X509_FMT_PEM)
	    > 0;
	*issuers = count_issuers(credentials);
	gnutls_certificate_free_credentials(credentials);
	return whole;
}

static size_t
count_of(struct slice text, const char *what)
{
	size_t count = 0, length = strlen(what);
	const char *at = text.data, *end = text.data + text.length;
	while (at < end
	    && (at = memmem(at, (size_t)(end - at), what, length)) != NULL) {
		at += length;
		count++;
	}
	return count;
}

/* GnuTLS and we differ on marks that are broken, on NULs, and where the mark
 * between the parts of an input stands. */
static bool
is_well_formed(struct slice text)
{
	return count_of(text, "-")
	    == 20 * count_of(text, "-----BEGIN CERTIFICATE-----\n")
	    && count_of(text, "-----END CERTIFICATE-----\n")
	    == count_of(text, "-----BEGIN CERTIFICATE-----\n")
	    && count_of(text, "\f") == 0
	    && fuzz_is_clean(text.data, text.length, "\r\n");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	struct error err = { 0 };
	unsigned issuers = 0;
	if (chain.data == NULL)
		make_chain();
	file_parts(input);
	gnutls_certificate_credentials_t credentials = make_credentials();
	struct file_named file = { .path = FUZZ_FILE };
	bool well = trust_add(credentials, &file, &chain, 1, &err);
	if (!well) {
		must(err.code == EX_CONFIG);
		fuzz_check_error(&err);
	}
	if (is_well_formed(input) && is_taken_whole(input, &issuers)
	    && issuers > 0)
		must_say(well && count_issuers(credentials) >= issuers,
		    "%u, not %u", count_issuers(credentials), issuers);
	gnutls_certificate_free_credentials(credentials);
	return 0;
}
