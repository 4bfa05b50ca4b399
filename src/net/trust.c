#include "net/trust.h"

#include <string.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "net/der.h"

#define BUNDLE_MOST (32 * 1024 * 1024)
#define CERTIFICATE_MOST (256 * 1024)
#define MARKS_MOST 64
#define MARK_LEAST 8 /* octets of DER */
#define MARK_MOST 4096
#define START 96 /* octets that tell a certificate: a multiple of three */

#define BEGIN "-----BEGIN "

/* Where systems keep their bundle; the first that is there is used. */
static const char *const bundles[] = {
	"/etc/ssl/certs/ca-certificates.crt", /* Debian, Arch, Gentoo, Alpine */
	"/etc/pki/tls/certs/ca-bundle.crt",   /* Fedora, RHEL */
	"/etc/ssl/ca-bundle.pem",             /* openSUSE */
	"/etc/ssl/cert.pem",                  /* Alpine, the BSDs */
};

/* What the certificates we look for hold, as DER: where it may stand, and
 * whether at the very beginning. */
struct marks {
	struct mark {
		struct slice octets;
		bool at_start;
	} items[MARKS_MOST];
	size_t count;
};

static void
add_mark(struct marks *marks, struct slice octets, bool at_start)
{
	bool known = octets.length < MARK_LEAST || octets.length > MARK_MOST
	    || marks->count == MARKS_MOST;
	for (size_t i = 0; i < marks->count && !known; i++) {
		const struct slice *other = &marks->items[i].octets;
		known = other->length == octets.length
		    && memcmp(other->data, octets.data, octets.length) == 0;
	}
	if (!known)
		marks->items[marks->count++] =
		    (struct mark){ octets, at_start };
}

/* An authority is found by its name: that of an issuer, or, where the chain
 * goes through somebody who is trusted himself, his own. The peer's own
 * certificate, too, may be one that is trusted, but only to the letter. An
 * empty name is in every certificate, and says nothing. */
static void
collect(struct marks *marks, const gnutls_datum_t *chain, unsigned length)
{
	for (unsigned i = 0; i < length; i++) {
		struct slice whole = { (char *)chain[i].data, chain[i].size };
		struct slice issuer, subject;
		if (!der_names(whole, &issuer, &subject))
			continue;
		add_mark(marks, issuer, false);
		if (i > 0)
			add_mark(marks, subject, false);
		else if (whole.length > START)
			add_mark(
			    marks, (struct slice){ whole.data, START }, true);
	}
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
encode_within(struct buf *to, struct slice octets, size_t shift)
{
	struct buf padded = BUF(MARK_MOST + 2);
	buf_add(&padded, "\0\0", shift);
	buf_add(&padded, octets.data, octets.length);
	base64_encode(to, padded.data, padded.length);
	buf_drop_end(to, to->length - padded.length * 8 / 6);
	buf_drop(to, (shift * 8 + 5) / 6);
	buf_free(&padded);
}

/* What to look for in the text of a certificate: every mark, in the three ways
 * that base64 can shift it. */
struct needle {
	struct buf text;
	size_t at; /* where in the bundle it was found last */
};

struct needles {
	struct needle items[3 * MARKS_MOST];
	size_t count;
};

static void
make_needles(struct needles *needles, const struct marks *marks)
{
	for (size_t i = 0; i < marks->count; i++) {
		const struct mark *mark = &marks->items[i];
		size_t shifts = mark->at_start ? 1 : 3;
		for (size_t shift = 0; shift < shifts; shift++) {
			struct needle *needle =
			    &needles->items[needles->count++];
			*needle = (struct needle){ .text = BUF(2 * MARK_MOST) };
			encode_within(&needle->text, mark->octets, shift);
		}
	}
}

static void
needles_free(struct needles *needles)
{
	for (size_t i = 0; i < needles->count; i++)
		buf_free(&needles->items[i].text);
}

/* Where it is next, from there on; the end of the bundle if nowhere. */
static size_t
find(const struct needle *needle, const struct buf *bundle, size_t from)
{
	const char *found = memmem(bundle->data + from, bundle->length - from,
	    needle->text.data, needle->text.length);
	return found == NULL ? bundle->length : (size_t)(found - bundle->data);
}

/* Certificates are asked for in their order, so each needle goes through the
 * bundle once. What is found is whole: no needle holds the mark between two. */
static bool
mentions(struct slice text, const struct buf *bundle, struct needles *needles)
{
	size_t begin = (size_t)(text.data - bundle->data);
	bool any = false;
	for (size_t i = 0; i < needles->count; i++) {
		struct needle *needle = &needles->items[i];
		if (needle->at < begin)
			needle->at = find(needle, bundle, begin);
		any = any || needle->at < begin + text.length;
	}
	return any;
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
		end = strchr(text->data, '-');
		if (end == NULL)
			return false;
		text->length = (size_t)(end - text->data);
		*at = text->data + text->length;
		if (certificate)
			return true;
	}
	return false;
}

/* In the order of the file, which is GnuTLS's own. */
static bool
search(gnutls_certificate_credentials_t credentials, const struct buf *bundle,
    struct needles *needles, bool *any)
{
	const char *at = bundle->data;
	struct slice text;
	*any = false;
	while (next_certificate(&at, &text)) {
		*any = true;
		if (mentions(text, bundle, needles)
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
    const struct marks *marks, struct error *err)
{
	struct buf bundle = BUF(BUNDLE_MOST);
	struct stat facts;
	if (!file_load(file, &bundle, &facts, err)) {
		buf_free(&bundle);
		return false;
	}
	struct needles needles = { .count = 0 };
	bool any;
	make_needles(&needles, marks);
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
trust_add(gnutls_certificate_credentials_t credentials,
    const struct file_named *file, const gnutls_datum_t *chain, unsigned length,
    struct error *err)
{
	const char *path = file->path != NULL ? file->path : system_bundle();
	if (path == NULL) {
		/* A store of another kind, which GnuTLS knows how to ask. */
		gnutls_certificate_set_x509_system_trust(credentials);
		return true;
	}
	struct marks marks = { .count = 0 };
	collect(&marks, chain, length);
	return add_from(credentials, path, &marks, err)
	    || error_at(err, file->place);
}
