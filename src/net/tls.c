#include "net/tls.h"

#include <string.h>

#include <gnutls/gnutls.h>

#include "base/memory.h"
#include "net/certificate.h"
#include "net/network.h"
#include "net/resume.h"
#include "net/tls_layer.h"
#include "net/verify.h"

static int
verify(gnutls_session_t session)
{
	struct tls *tls = gnutls_session_get_ptr(session);
	struct error why = { 0 };
	tls->verified =
	    verify_peer(session, tls->credentials, tls->settings, &why);
	if (tls->verified || tls->settings->unverified)
		return 0;
	error_set(&tls->distrust, why.code, "%s", why.text);
	return GNUTLS_E_CERTIFICATE_ERROR;
}

/* What the next run may take up again. */
static void
keep(struct tls *tls)
{
	if (tls->verified)
		resume_save(tls->session, tls->settings);
}

static bool
prepare(struct tls *tls, struct layer under, struct error *err)
{
	/* RFC 7672 section 8.1: where TLSA records were found. */
	const char *name = tls->settings->tlsa.count > 0
	    ? tls->settings->tlsa.base
	    : tls->settings->name;
	if (!tls_layer_open(tls, GNUTLS_CLIENT, under, err))
		return false;
	if (gnutls_certificate_allocate_credentials(&tls->credentials) != 0)
		return error_set(err, EX_OSERR, "no memory for TLS");
	if (!tls_layer_set_priority(tls, err)
	    || !certificate_load(tls->credentials, tls->settings, err))
		return false;

	gnutls_certificate_set_verify_function(tls->credentials, verify);
	gnutls_credentials_set(
	    tls->session, GNUTLS_CRD_CERTIFICATE, tls->credentials);
	if (!network_is_address(name))
		gnutls_server_name_set(
		    tls->session, GNUTLS_NAME_DNS, name, strlen(name));
	resume_load(tls->session, tls->settings);
	return true;
}

static bool
explain(const struct tls *tls, const char *peer, int result,
    const char *if_clear, struct error *err)
{
	/* RFC 8446 5.1: what a TLS peer says first is a record of these. */
	unsigned char first = tls->records.first;
	const struct error *trouble = &tls->records.trouble;
	bool clear = first != 0 && (first < 20 || first > 23);
	if (result == GNUTLS_E_CERTIFICATE_ERROR
	    && error_is_set(&tls->distrust))
		return error_set(
		    err, tls->distrust.code, "%s", tls->distrust.text);
	if (error_is_set(trouble))
		return error_set(err, trouble->code,
		    "%s was lost during the TLS handshake: %s", peer,
		    trouble->text);
	if (result == GNUTLS_E_PREMATURE_TERMINATION)
		return error_set(err, EX_TEMPFAIL,
		    "%s closed the connection during the TLS handshake", peer);
	if (result == GNUTLS_E_FATAL_ALERT_RECEIVED)
		return error_set(err, EX_PROTOCOL,
		    "%s ended the TLS handshake: %s", peer,
		    gnutls_alert_get_name(gnutls_alert_get(tls->session)));
	if (result == GNUTLS_E_UNSUPPORTED_VERSION_PACKET && !clear)
		return error_set(err, EX_PROTOCOL,
		    "%s speaks no version of TLS that is safe", peer);
	if (clear)
		return error_set(err, EX_PROTOCOL, "%s does not speak TLS%s",
		    peer, if_clear);
	return error_set(err, EX_PROTOCOL,
	    "the TLS handshake with %s failed: %s", peer,
	    gnutls_strerror(result));
}

static bool
shake_hands(struct tls *tls, const struct stream *stream, const char *if_clear,
    struct error *err)
{
	int result = tls_layer_shake_hands(tls, stream, err);
	/* GnuTLS asks only about certificates that were sent; those of a
	 * session taken up again must still be good today. */
	if (result == 0 && tls_is_resumed(tls))
		result = verify(tls->session);
	return result == 0
	    || (result != GNUTLS_E_TIMEDOUT
		&& explain(tls, stream->peer, result, if_clear, err));
}

struct tls *
tls_start(struct stream *stream, const struct tls_settings *settings,
    const char *if_clear, struct error *err)
{
	if (stream_unread(stream) > 0) {
		stream->failed = true;
		error_set(err, EX_PROTOCOL,
		    "%s sent something in clear where TLS should begin: "
		    "somebody may be tampering",
		    stream->peer);
		return NULL;
	}
	struct tls *tls = memory_get(sizeof(*tls));
	*tls = (struct tls){ .settings = settings, .ends = keep };
	if (!prepare(tls, stream->top, err)
	    || !shake_hands(tls, stream, if_clear, err)) {
		stream->failed = true;
		tls_layer_free(tls);
		return NULL;
	}
	tls_layer_put(tls, stream);
	return tls;
}

void
tls_leave(struct tls *tls)
{
	tls->left = true;
}

bool
tls_is_verified(const struct tls *tls)
{
	return tls->verified;
}

bool
tls_is_resumed(const struct tls *tls)
{
	return gnutls_session_is_resumed(tls->session) != 0;
}

const char *
tls_version(const struct tls *tls)
{
	return gnutls_protocol_get_name(
	    gnutls_protocol_get_version(tls->session));
}

const char *
tls_cipher(const struct tls *tls)
{
	return gnutls_ciphersuite_get(tls->session);
}

void
tls_show_peer(const struct tls *tls, struct buf *to)
{
	verify_show(tls->session, to);
}

bool
tls_gave_certificate(const struct tls *tls)
{
	return gnutls_certificate_client_get_request_status(tls->session)
	    && gnutls_certificate_get_ours(tls->session) != NULL;
}

bool
tls_is_exporter(const struct tls *tls)
{
	return gnutls_protocol_get_version(tls->session) >= GNUTLS_TLS1_3;
}

bool
tls_binding(const struct tls *tls, struct buf *binding)
{
	gnutls_datum_t bytes;
	bool exporter = tls_is_exporter(tls);
	if (!exporter
	    && !(gnutls_session_get_flags(tls->session)
		& GNUTLS_SFLAGS_EXT_MASTER_SECRET))
		return false;
	if (gnutls_session_channel_binding(tls->session,
		exporter ? GNUTLS_CB_TLS_EXPORTER : GNUTLS_CB_TLS_UNIQUE,
		&bytes)
	    != 0)
		return false;
	buf_add(binding, bytes.data, bytes.size);
	gnutls_free(bytes.data);
	return true;
}

const char *
tls_priority_wrong(const char *text)
{
	const char *at = NULL;
	gnutls_priority_t priority;
	int result = gnutls_priority_init(&priority, text, &at);
	if (result != 0)
		return at == NULL ? text : at;
	gnutls_priority_deinit(priority);
	return NULL;
}
