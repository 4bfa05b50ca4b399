#include "net/trust.h"

#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/file.h"

#define BUNDLE_MOST (32 * 1024 * 1024)
#define CERTIFICATE_MOST (256 * 1024)
#define NAMES_MOST 64
#define NAME_MOST 4096

#define BEGIN "-----BEGIN CERTIFICATE-----"

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
	bool known = name.size == 0 || name.size > NAME_MOST
	    || names->count == NAMES_MOST;
	for (size_t i = 0; i < names->count && !known; i++)
		known = names->items[i].size == name.size
		    && memcmp(names->items[i].data, name.data, name.size) == 0;
	if (known)
		gnutls_free(name.data);
	else
		names->items[names->count++] = name;
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

/* The bundle as one line, so that what is looked for is never broken in two. */
static void
unfold(struct buf *bundle)
{
	char *to = bundle->data;
	const char *at = bundle->data, *end = at + bundle->length;
	while (at < end) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((lf == NULL ? end : lf) - at);
		size_t cr = length > 0 && at[length - 1] == '\r';
		memmove(to, at, length - cr);
		to += length - cr;
		at += length + 1;
	}
	buf_drop_end(bundle, (size_t)(end - to));
}

/* What base64 makes of some octets that stand `shift` octets behind a multiple
 * of three, without the characters that depend on their neighbours. */
static void
encode_within(struct buf *to, const gnutls_datum_t *octets, size_t shift)
{
	struct buf padded = BUF(NAME_MOST + 2);
	buf_add(&padded, "\0\0", shift);
	buf_add(&padded, octets->data, octets->size);
	base64_encode(to, padded.data, padded.length);
	buf_drop_end(to, to->length - padded.length * 8 / 6);
	buf_drop(to, (shift * 8 + 5) / 6);
	buf_free(&padded);
}

/* Adds the certificate whose PEM surrounds `hit`; *after is where it ends. */
static bool
add_around(gnutls_certificate_credentials_t credentials,
    const struct buf *bundle, const char *hit, const char **after)
{
	/* Base64 has no hyphen, so the nearest ones are the marks. */
	const char *begin =
	    memrchr(bundle->data, '-', (size_t)(hit - bundle->data));
	const char *end = strchr(hit, '-');
	if (begin++ == NULL || end == NULL)
		return false;
	*after = end;

	struct buf der = BUF(CERTIFICATE_MOST);
	bool well = base64_decode(&der, begin, (size_t)(end - begin));
	gnutls_datum_t datum = { (void *)der.data, (unsigned)der.length };
	well = well
	    && gnutls_certificate_set_x509_trust_mem(
		   credentials, &datum, GNUTLS_X509_FMT_DER)
		== 1;
	buf_free(&der);
	return well;
}

/* Adds every certificate that mentions the name; false when one is broken. */
static bool
add_mentioning(gnutls_certificate_credentials_t credentials,
    const struct buf *bundle, const gnutls_datum_t *name, size_t shift)
{
	struct buf needle = BUF(2 * NAME_MOST);
	const char *at = bundle->data, *end = at + bundle->length;
	bool well = true;
	encode_within(&needle, name, shift);
	while (well) {
		const char *hit =
		    memmem(at, (size_t)(end - at), needle.data, needle.length);
		if (hit == NULL)
			break;
		well = add_around(credentials, bundle, hit, &at);
	}
	buf_free(&needle);
	return well;
}

static bool
search(gnutls_certificate_credentials_t credentials, const struct buf *bundle,
    const struct names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		for (size_t shift = 0; shift < 3; shift++) {
			if (!add_mentioning(
				credentials, bundle, &names->items[i], shift))
				return false;
		}
	}
	return true;
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
	unfold(&bundle);
	bool any = strstr(bundle.data, BEGIN) != NULL;
	bool well = any && search(credentials, &bundle, names);
	buf_free(&bundle);
	if (!any)
		return error_set(err, EX_CONFIG,
		    "%s holds no certificate in PEM form", file);
	if (!well)
		return error_set(err, EX_CONFIG,
		    "%s holds a certificate that is broken", file);
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
