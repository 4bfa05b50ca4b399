/* tls.c - the server's side of TLS */
#include "smarthost/tls.h"

#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>

#include "script/script.h"
#include "smarthost/line.h"

static bool
went_well(struct tls *tls, int code, const char *object)
{
	if (code >= 0)
		return true;
	snprintf(tls->problem, sizeof(tls->problem), "%s: %s", object,
	    gnutls_strerror(code));
	return false;
}

static bool
load_certificate(struct tls *tls, const struct tls_files *files)
{
	return went_well(tls,
		   gnutls_certificate_allocate_credentials(&tls->credentials),
		   "TLS")
	    && went_well(tls,
		gnutls_certificate_set_x509_key_file(tls->credentials,
		    files->certificate, files->key, GNUTLS_X509_FMT_PEM),
		files->certificate);
}

/* An answer that is revoked or stale is stapled all the same. */
static bool
load_ocsp(struct tls *tls, const char *file)
{
	if (file == NULL)
		return true;
	gnutls_certificate_set_flags(
	    tls->credentials, GNUTLS_CERTIFICATE_SKIP_OCSP_RESPONSE_CHECK);
	return went_well(tls,
	    gnutls_certificate_set_ocsp_status_request_file(
		tls->credentials, file, 0),
	    file);
}

static bool
load_client_ca(struct tls *tls, const char *file)
{
	if (file == NULL)
		return true;
	tls->demands_client = true;
	return went_well(tls,
	    gnutls_certificate_set_x509_trust_file(
		tls->credentials, file, GNUTLS_X509_FMT_PEM),
	    file);
}

static bool
load_priority(struct tls *tls, const char *priority)
{
	const char *spot = NULL;

	return went_well(tls,
	    gnutls_priority_init(&tls->priority, priority, &spot),
	    priority == NULL ? "TLS priority" : priority);
}

bool
tls_load(struct tls *tls, const struct tls_files *files)
{
	*tls = (struct tls){ 0 };
	if (files->certificate == NULL)
		return true;
	return load_certificate(tls, files) && load_ocsp(tls, files->ocsp)
	    && load_client_ca(tls, files->client_ca)
	    && load_priority(tls, files->priority)
	    && went_well(tls,
		gnutls_session_ticket_key_generate(&tls->ticket_key),
		"TLS ticket key");
}

void
tls_free(struct tls *tls)
{
	if (tls->credentials != NULL)
		gnutls_certificate_free_credentials(tls->credentials);
	if (tls->priority != NULL)
		gnutls_priority_deinit(tls->priority);
	gnutls_free(tls->ticket_key.data);
	*tls = (struct tls){ 0 };
}

static bool
came_in_clear(struct wire *wire)
{
	char quote[300];

	script_quote(quote, sizeof(quote), wire->in + wire->start,
	    wire->end - wire->start);
	return wire_fail(wire, "'%s' in clear where TLS must begin", quote);
}

static bool
broke_off(struct wire *wire, gnutls_session_t session, int code)
{
	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED) {
		const char *name =
		    gnutls_alert_get_name(gnutls_alert_get(session));
		wire->ended = true;
		return wire_fail(wire, "the TLS alert '%s'", name);
	}
	/* OpenSSL says its alert about our certificate in clear, where GnuTLS
	 * expects it encrypted already. */
	if (code == GNUTLS_E_PREMATURE_TERMINATION
	    || code == GNUTLS_E_DECRYPTION_FAILED || code == GNUTLS_E_PULL_ERROR
	    || code == GNUTLS_E_PUSH_ERROR) {
		wire->ended = true;
		return wire_fail(wire, "the end in the TLS handshake");
	}
	gnutls_alert_send_appropriate(session, code);
	return wire_fail(wire, "no TLS handshake: %s", gnutls_strerror(code));
}

static bool
shake_hands(struct wire *wire, gnutls_session_t session)
{
	int code;

	wire_begin(wire);
	while ((code = gnutls_handshake(session)) != GNUTLS_E_SUCCESS) {
		bool writing = gnutls_record_get_direction(session) == 1;

		if (gnutls_error_is_fatal(code))
			return broke_off(wire, session, code);
		if (code == GNUTLS_E_AGAIN && !wire_await(wire, writing))
			return false;
	}
	return true;
}

static gnutls_session_t
new_session(const struct tls *tls, int socket)
{
	gnutls_session_t session;

	if (gnutls_init(
		&session, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL)
	    < 0)
		return NULL;
	gnutls_priority_set(session, tls->priority);
	gnutls_credentials_set(
	    session, GNUTLS_CRD_CERTIFICATE, tls->credentials);
	gnutls_session_ticket_enable_server(session, &tls->ticket_key);
	if (tls->demands_client)
		gnutls_certificate_server_set_request(
		    session, GNUTLS_CERT_REQUIRE);
	gnutls_transport_set_int(session, socket);
	return session;
}

static void
note_version(struct wire *wire)
{
	/* GnuTLS calls it TLS1.3. */
	const char *name =
	    gnutls_protocol_get_name(gnutls_protocol_get_version(wire->tls));

	line_note(wire, "TLS ", name + 3, strlen(name + 3));
}

bool
tls_accept(const struct tls *tls, struct wire *wire)
{
	if (tls->credentials == NULL)
		return wire_fail(wire,
		    "a wish for TLS, but have no "
		    "--certificate");
	if (wire_pending(wire) > 0)
		return came_in_clear(wire);

	gnutls_session_t session = new_session(tls, wire->socket);
	if (session == NULL)
		return wire_fail(wire, "trouble: no memory for TLS");
	if (!shake_hands(wire, session)) {
		gnutls_deinit(session);
		return false;
	}
	wire->tls = session;
	note_version(wire);
	return true;
}

bool
tls_say(struct wire *wire, const char *what)
{
	int code = GNUTLS_E_INVALID_REQUEST;

	if (wire->tls == NULL)
		return wire_fail(wire, "no TLS here");
	if (strcmp(what, "ticket") == 0)
		code = gnutls_session_ticket_send(wire->tls, 1, 0);
	else if (strcmp(what, "key") == 0)
		code = gnutls_session_key_update(wire->tls, GNUTLS_KU_PEER);
	else if (strcmp(what, "renegotiate") == 0)
		code = gnutls_rehandshake(wire->tls);
	return code == 0 || wire_fail(wire, "%s", gnutls_strerror(code));
}

static bool
is_vouched_for(gnutls_session_t session)
{
	unsigned status = 0;

	return gnutls_certificate_verify_peers2(session, &status) == 0
	    && status == 0;
}

static bool
common_name(const gnutls_datum_t *der, char *name, size_t size)
{
	gnutls_x509_crt_t certificate;

	if (gnutls_x509_crt_init(&certificate) < 0)
		return false;
	bool found =
	    gnutls_x509_crt_import(certificate, der, GNUTLS_X509_FMT_DER) == 0
	    && gnutls_x509_crt_get_dn_by_oid(
		   certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &size)
		== 0;
	gnutls_x509_crt_deinit(certificate);
	return found;
}

bool
tls_client_name(const struct wire *wire, char *name, size_t size)
{
	unsigned count = 0;
	const gnutls_datum_t *chain = NULL;

	if (wire->tls != NULL)
		chain = gnutls_certificate_get_peers(wire->tls, &count);
	return chain != NULL && count > 0 && is_vouched_for(wire->tls)
	    && common_name(chain, name, size);
}

bool
tls_binding(const struct wire *wire, gnutls_channel_binding_t kind,
    gnutls_datum_t *binding)
{
	if (wire->tls == NULL)
		return false;

	bool modern = gnutls_protocol_get_version(wire->tls) >= GNUTLS_TLS1_3;
	return modern == (kind == GNUTLS_CB_TLS_EXPORTER)
	    && gnutls_session_channel_binding(wire->tls, kind, binding) == 0;
}
