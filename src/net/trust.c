#include "net/trust.h"

#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

#define BUNDLE_MOST (32 * 1024 * 1024)
#define CERTIFICATE_MOST (256 * 1024)
#define NAMES_MOST 64
#define NAME_LEAST 8 /* octets of DER */
#define NAME_MOST 4096

#define BEGIN "-----BEGIN "

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

/* What to look for in the text of a certificate: every name, in the three ways
 * that base64 can shift it. */
struct needles {
	struct buf items[3 * NAMES_MOST];
	size_t count;
};

/* An empty name is in every certificate, and says nothing. */
static void
make_needles(struct needles *needles, const struct names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		for (size_t shift = 0; shift < 3; shift++) {
			struct buf *needle = &needles->items[needles->count];
			if (names->items[i].size < NAME_LEAST)
				continue;
			*needle = BUF(2 * NAME_MOST);
			encode_within(needle, &names->items[i], shift);
			needles->count++;
		}
	}
}

static void
needles_free(struct needles *needles)
{
	for (size_t i = 0; i < needles->count; i++)
		buf_free(&needles->items[i]);
}

static bool
mentions(struct slice text, const struct needles *needles)
{
	for (size_t i = 0; i < needles->count; i++) {
		const struct buf *needle = &needles->items[i];
		if (memmem(text.data, text.length, needle->data, needle->length)
		    != NULL)
			return true;
	}
	return false;
}

static bool
add_certificate(gnutls_certificate_credentials_t credentials, struct slice text)
{
	struct buf der = BUF(CERTIFICATE_MOST);
	bool well = base64_decode(&der, text.data, text.length);
	gnutls_datum_t datum = { (void *)der.data, (unsigned)der.length };
	well = well
	    && gnutls_certificate_set_x509_trust_mem(
		   credentials, &datum, GNUTLS_X509_FMT_DER)
		== 1;
	buf_free(&der);
	return well;
}

/* The next certificate of a bundle; other things that PEM can hold, and what
 * stands between, are passed over. */
static bool
next_certificate(const char **at, struct slice *text)
{
	const char *mark;
	while ((mark = strstr(*at, BEGIN)) != NULL) {
		const char *label = mark + sizeof(BEGIN) - 1;
		const char *end = strstr(label, "-----");
		if (end == NULL)
			return false;
		size_t length = (size_t)(end - label);
		bool certificate =
		    (length == 11 && memcmp(label, "CERTIFICATE", 11) == 0)
		    || (length == 16
			&& memcmp(label, "X509 CERTIFICATE", 16) == 0);
		text->data = end + 5;
		text->length = strcspn(text->data, "-");
		*at = text->data + text->length;
		if (certificate)
			return true;
	}
	return false;
}

/* In the order of the file, which is GnuTLS's own. */
static bool
search(gnutls_certificate_credentials_t credentials, const struct buf *bundle,
    const struct needles *needles, bool *any)
{
	const char *at = bundle->data;
	struct slice text;
	*any = false;
	while (next_certificate(&at, &text)) {
		*any = true;
		if (mentions(text, needles)
		    && !add_certificate(credentials, text))
			return false;
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
	struct needles needles = { .count = 0 };
	bool any;
	make_needles(&needles, names);
	unfold(&bundle);
	bool well = search(credentials, &bundle, &needles, &any);
	needles_free(&needles);
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
