#include "net/trust.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

#define BUNDLE_MOST (32 * 1024 * 1024)
#define NAMES_MOST 64

/* Where systems keep their bundle; the first that is there is used. */
static const char *const bundles[] = {
	"/etc/ssl/certs/ca-certificates.crt", /* Debian, Arch, Gentoo, Alpine */
	"/etc/pki/tls/certs/ca-bundle.crt",   /* Fedora, RHEL */
	"/etc/ssl/ca-bundle.pem",             /* openSUSE */
	"/etc/ssl/cert.pem",                  /* Alpine, the BSDs */
};

/* The names, as DER, of the subjects and issuers of a chain. */
struct names {
	gnutls_datum_t items[NAMES_MOST];
	size_t count;
};

static void
add_name(struct names *names, gnutls_datum_t name)
{
	if (name.size > 0 && names->count < NAMES_MOST)
		names->items[names->count++] = name;
	else
		gnutls_free(name.data);
}

static void
collect(struct names *names, const gnutls_datum_t *chain, unsigned length)
{
	for (unsigned i = 0; i < length; i++) {
		gnutls_x509_crt_t certificate;
		gnutls_datum_t name = { NULL, 0 };
		if (gnutls_x509_crt_init(&certificate) != 0)
			return;
		if (gnutls_x509_crt_import(
			certificate, &chain[i], GNUTLS_X509_FMT_DER)
		    == 0) {
			if (gnutls_x509_crt_get_raw_dn(certificate, &name) == 0)
				add_name(names, name);
			if (gnutls_x509_crt_get_raw_issuer_dn(
				certificate, &name)
			    == 0)
				add_name(names, name);
		}
		gnutls_x509_crt_deinit(certificate);
	}
}

static void
names_free(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		gnutls_free(names->items[i].data);
}

static bool
mentions(const gnutls_datum_t *certificate, const struct names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		if (memmem(certificate->data, certificate->size,
			names->items[i].data, names->items[i].size)
		    != NULL)
			return true;
	}
	return false;
}

/* One block of PEM; false when it is broken. */
static bool
consider(gnutls_certificate_credentials_t credentials, const char *pem,
    size_t length, const struct names *names)
{
	gnutls_datum_t text = { (void *)pem, (unsigned)length };
	gnutls_datum_t der;
	if (gnutls_pem_base64_decode2(NULL, &text, &der) != 0)
		return false;
	bool well = true;
	if (mentions(&der, names))
		well = gnutls_certificate_set_x509_trust_mem(
			   credentials, &der, GNUTLS_X509_FMT_DER)
		    == 1;
	gnutls_free(der.data);
	return well;
}

/* How many certificates there are, needed or not; -1 when one is broken. */
static int
search(gnutls_certificate_credentials_t credentials, const struct buf *bundle,
    const struct names *names)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	static const char end[] = "-----END CERTIFICATE-----";
	int found = 0;
	const char *at = bundle->data;
	while ((at = strstr(at, begin)) != NULL) {
		const char *stop = strstr(at, end);
		if (stop == NULL)
			return -1;
		stop += sizeof(end) - 1;
		if (!consider(credentials, at, (size_t)(stop - at), names))
			return -1;
		found++;
		at = stop;
	}
	return found;
}

static const char *
system_bundle(void)
{
	for (size_t i = 0; i < sizeof(bundles) / sizeof(bundles[0]); i++) {
		if (access(bundles[i], R_OK) == 0)
			return bundles[i];
	}
	return NULL;
}

static bool
add_from(gnutls_certificate_credentials_t credentials, const char *file,
    const struct names *names, struct error *err)
{
	struct buf bundle = BUF(BUNDLE_MOST);
	struct stat facts;
	if (!file_load(file, &bundle, &facts, err)) {
		buf_free(&bundle);
		return false;
	}
	int found = search(credentials, &bundle, names);
	buf_free(&bundle);
	if (found < 0)
		return error_set(err, EX_CONFIG,
		    "%s holds a certificate that is broken", file);
	if (found == 0)
		return error_set(err, EX_CONFIG,
		    "%s holds no certificate in PEM form", file);
	return true;
}

bool
trust_add(gnutls_certificate_credentials_t credentials, const char *file,
    const gnutls_datum_t *chain, unsigned length, struct error *err)
{
	if (file == NULL)
		file = system_bundle();
	if (file == NULL) {
		/* A store of another kind, which GnuTLS knows how to ask. */
		gnutls_certificate_set_x509_system_trust(credentials);
		return true;
	}
	struct names names = { .count = 0 };
	collect(&names, chain, length);
	bool well = add_from(credentials, file, &names, err);
	names_free(&names);
	return well;
}
