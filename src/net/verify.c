#include "net/verify.h"

#include <string.h>
#include <time.h>

#include <gnutls/x509.h>

#include "base/text.h"
#include "net/identity.h"
#include "net/public_key.h"
#include "net/tlsa.h"
#include "net/trust.h"

#define NAME_SHOWN 256

/* A distinguished name for people. */
static void
show(struct buf *to, int result, gnutls_datum_t *name)
{
	if (result != 0) {
		buf_text(to, "?");
		return;
	}
	size_t length = name->size < NAME_SHOWN ? name->size : NAME_SHOWN;
	text_printable(to, (const char *)name->data, length);
	gnutls_free(name->data);
}

static void
show_day(struct buf *to, time_t when)
{
	struct tm utc;
	char text[32];
	gmtime_r(&when, &utc);
	strftime(text, sizeof(text), "%Y-%m-%d", &utc);
	buf_text(to, text);
}

/* What the certificate says: whose it is, from whom, for how long. */
static void
describe(struct buf *to, gnutls_x509_crt_t leaf)
{
	gnutls_datum_t name = { NULL, 0 };
	show(to, gnutls_x509_crt_get_dn3(leaf, &name, 0), &name);
	buf_text(to, ", issued by ");
	show(to, gnutls_x509_crt_get_issuer_dn3(leaf, &name, 0), &name);
	buf_text(to, ", valid from ");
	show_day(to, gnutls_x509_crt_get_activation_time(leaf));
	buf_text(to, " to ");
	show_day(to, gnutls_x509_crt_get_expiration_time(leaf));
}

/* The names the certificate bears instead. */
static void
list_names(struct buf *to, gnutls_x509_crt_t leaf)
{
	char name[NAME_SHOWN];
	unsigned shown = 0;
	for (unsigned i = 0; i < 16; i++) {
		size_t size = sizeof(name);
		int type = gnutls_x509_crt_get_subject_alt_name(
		    leaf, i, name, &size, NULL);
		if (type != GNUTLS_SAN_DNSNAME)
			continue;
		buf_text(to, shown++ > 0 ? ", " : "it bears ");
		text_printable(to, name, size);
	}
	if (shown == 0)
		buf_text(to, "it bears no host name");
}

static const char *
reason(unsigned status)
{
	static const struct {
		unsigned bit;
		const char *text;
	} reasons[] = {
		{ GNUTLS_CERT_EXPIRED, "has expired: its owner must renew it" },
		{ GNUTLS_CERT_NOT_ACTIVATED,
		    "is not yet valid: is the clock of this machine right?" },
		{ GNUTLS_CERT_REVOKED, "has been revoked" },
		{ GNUTLS_CERT_MISSING_OCSP_STATUS,
		    "demands a stapled OCSP status, which was not sent" },
		{ GNUTLS_CERT_INVALID_OCSP_STATUS,
		    "came with a wrong OCSP status" },
		{ GNUTLS_CERT_REVOCATION_DATA_SUPERSEDED,
		    "came with an OCSP status that is too old" },
		{ GNUTLS_CERT_REVOCATION_DATA_ISSUED_IN_FUTURE,
		    "came with an OCSP status from the future" },
		{ GNUTLS_CERT_INSECURE_ALGORITHM,
		    "uses a key or hash that is too weak" },
		{ GNUTLS_CERT_PURPOSE_MISMATCH, "is not meant for a server" },
		{ GNUTLS_CERT_SIGNER_NOT_CA,
		    "is signed by a certificate that may not sign" },
		{ GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE,
		    "breaks the constraints of its issuer" },
		{ GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS,
		    "has a critical extension that is not known" },
		{ GNUTLS_CERT_SIGNATURE_FAILURE,
		    "is not signed by whom it says" },
		{ GNUTLS_CERT_SIGNER_NOT_FOUND,
		    "is from an authority that is not trusted: if it is your "
		    "own, name its file in tls-ca-file" },
	};
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (status & reasons[i].bit)
			return reasons[i].text;
	}
	return "is not valid";
}

static bool
refuse(const struct tls_settings *settings, gnutls_x509_crt_t leaf,
    unsigned status, struct error *err)
{
	struct buf text = BUF(4096);
	bool name_only = (status & ~(unsigned)GNUTLS_CERT_INVALID)
	    == GNUTLS_CERT_UNEXPECTED_OWNER;
	if (name_only) {
		buf_text(&text, "is for another host: ");
		list_names(&text, leaf);
	} else {
		buf_text(&text, reason(status));
	}
	buf_text(&text, " (certificate of ");
	describe(&text, leaf);
	error_set(err, EX_NOPERM, "the certificate of %s %s)", settings->name,
	    text.data);
	buf_free(&text);
	return false;
}

static bool
check_pins(const struct tls_settings *settings, gnutls_x509_crt_t leaf,
    struct error *err)
{
	struct buf pin = BUF(128);
	bool match = false;
	if (settings->pins.count == 0)
		return true;
	if (public_key_pin(leaf, &pin)) {
		for (size_t i = 0; i < settings->pins.count; i++)
			match = match
			    || strcmp(pin.data, settings->pins.items[i]) == 0;
	}
	if (!match)
		error_set(err, EX_NOPERM,
		    "the public key of %s matches no tls-pin; if it was "
		    "renewed, which you should know by another way, its pin "
		    "is now %s",
		    settings->name, pin.data);
	buf_free(&pin);
	return match;
}

static bool
check_chain(gnutls_session_t session, const struct tls_settings *settings,
    const char *name, gnutls_x509_crt_t leaf, struct error *err)
{
	gnutls_typed_vdata_st demands[2];
	unsigned char address[16];
	unsigned count = identity_demand(demands, name, address);
	unsigned status;
	int result =
	    gnutls_certificate_verify_peers(session, demands, count, &status);
	if (result != 0)
		return error_set(err, EX_NOPERM,
		    "the certificate of %s cannot be verified: %s",
		    settings->name, gnutls_strerror(result));
	if (status == 0 && !identity_is_borne(leaf, name))
		status = GNUTLS_CERT_UNEXPECTED_OWNER;
	return status == 0 || refuse(settings, leaf, status, err);
}

/* DANE-TA(2): the certificates above that a record names are the authorities,
 * and the only ones. */
static bool
trust_named(gnutls_certificate_credentials_t credentials,
    const struct tlsa_list *records, const gnutls_datum_t *chain,
    unsigned length)
{
	gnutls_x509_trust_list_t empty;
	bool any = false;
	if (gnutls_x509_trust_list_init(&empty, 0) != 0)
		return false;
	gnutls_certificate_set_trust_list(credentials, empty, 0);
	for (unsigned i = 1; i < length; i++) {
		if (tlsa_names(records, TLSA_DANE_TA, &chain[i]))
			any = gnutls_certificate_set_x509_trust_mem(
				  credentials, &chain[i], GNUTLS_X509_FMT_DER)
				== 1
			    || any;
	}
	return any;
}

/* RFC 7671 5.1: of a certificate that a record names itself neither the name
 * nor the dates count; 5.2 and RFC 7672 3.2.2: under an authority they do, and
 * the name may be the one at which the records were found. */
static bool
check_records(gnutls_session_t session,
    gnutls_certificate_credentials_t credentials,
    const struct tls_settings *settings, const gnutls_datum_t *chain,
    unsigned length, gnutls_x509_crt_t leaf, struct error *err)
{
	const struct tlsa_list *records = &settings->tlsa;
	if (records->count == 0 || tlsa_names(records, TLSA_DANE_EE, &chain[0]))
		return true;
	if (trust_named(credentials, records, chain, length))
		return check_chain(session, settings,
		    identity_is_borne(leaf, records->base) ? records->base
							   : settings->name,
		    leaf, err);
	return error_set(err, EX_NOPERM,
	    "the certificate of %s is none that its TLSA records name: if it "
	    "was renewed, its owner must publish new ones; else somebody may "
	    "be tampering",
	    settings->name);
}

/* What is said nowhere is up to the system's authorities. */
static bool
needs_authority(const struct tls_settings *settings)
{
	return settings->ca_file.path != NULL
	    || (settings->pins.count == 0 && settings->tlsa.count == 0);
}

static bool
verify_leaf(gnutls_session_t session,
    gnutls_certificate_credentials_t credentials,
    const struct tls_settings *settings, const gnutls_datum_t *chain,
    unsigned length, gnutls_x509_crt_t leaf, struct error *err)
{
	if (!check_pins(settings, leaf, err))
		return false;
	if (needs_authority(settings)
	    && (!trust_add(credentials, &settings->ca_file, chain, length, err)
		|| !check_chain(session, settings, settings->name, leaf, err)))
		return false;
	return check_records(
	    session, credentials, settings, chain, length, leaf, err);
}

bool
verify_peer(gnutls_session_t session,
    gnutls_certificate_credentials_t credentials,
    const struct tls_settings *settings, struct error *err)
{
	unsigned length;
	const gnutls_datum_t *chain =
	    gnutls_certificate_get_peers(session, &length);
	gnutls_x509_crt_t leaf;
	if (chain == NULL || length == 0)
		return error_set(
		    err, EX_NOPERM, "%s showed no certificate", settings->name);
	if (gnutls_x509_crt_init(&leaf) != 0)
		return error_set(err, EX_OSERR, "no memory for a certificate");
	bool well =
	    gnutls_x509_crt_import(leaf, &chain[0], GNUTLS_X509_FMT_DER) == 0
	    ? verify_leaf(
		session, credentials, settings, chain, length, leaf, err)
	    : error_set(err, EX_NOPERM, "the certificate of %s is broken",
		settings->name);
	gnutls_x509_crt_deinit(leaf);
	return well;
}

void
verify_show(gnutls_session_t session, struct buf *to)
{
	unsigned length = 0;
	const gnutls_datum_t *chain =
	    gnutls_certificate_get_peers(session, &length);
	struct buf pin = BUF(128);
	for (unsigned i = 0; chain != NULL && i < length; i++) {
		gnutls_x509_crt_t certificate;
		if (gnutls_x509_crt_init(&certificate) != 0)
			break;
		buf_text(to, "certificate: ");
		if (gnutls_x509_crt_import(
			certificate, &chain[i], GNUTLS_X509_FMT_DER)
		    == 0)
			describe(to, certificate);
		buf_byte(to, '\n');
		if (i == 0 && public_key_pin(certificate, &pin))
			buf_print(to, "tls-pin = %s\n", pin.data);
		gnutls_x509_crt_deinit(certificate);
	}
	buf_free(&pin);
}
