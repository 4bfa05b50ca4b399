#include "net/tls_server.h"

#include <time.h>

#include <gnutls/x509.h>

#include "base/memory.h"
#include "net/certificate.h"
#include "net/tls_layer.h"

bool
tls_server_load(struct tls_server *server, const struct tls_settings *settings,
    struct error *err)
{
	*server = (struct tls_server){ .settings = settings };
	if (gnutls_certificate_allocate_credentials(&server->credentials) != 0
	    || gnutls_session_ticket_key_generate(&server->ticket_key) != 0)
		return error_set(err, EX_OSERR, "no memory for TLS");
	return certificate_load(server->credentials, settings, err);
}

bool
tls_server_is_expired(const struct tls_server *server)
{
	gnutls_datum_t der;
	gnutls_x509_crt_t certificate;
	if (server->credentials == NULL
	    || gnutls_certificate_get_crt_raw(server->credentials, 0, 0, &der)
		!= 0
	    || gnutls_x509_crt_init(&certificate) != 0)
		return false;
	bool expired =
	    gnutls_x509_crt_import(certificate, &der, GNUTLS_X509_FMT_DER) == 0
	    && gnutls_x509_crt_get_expiration_time(certificate) < time(NULL);
	gnutls_x509_crt_deinit(certificate);
	return expired;
}

void
tls_server_free(struct tls_server *server)
{
	if (server->credentials != NULL)
		gnutls_certificate_free_credentials(server->credentials);
	if (server->ticket_key.data != NULL)
		memory_wipe(server->ticket_key.data, server->ticket_key.size);
	gnutls_free(server->ticket_key.data);
	*server = (struct tls_server){ 0 };
}

static bool
prepare(struct tls *tls, const struct tls_server *server, struct layer under,
    struct error *err)
{
	if (!tls_layer_open(tls, GNUTLS_SERVER, under, err)
	    || !tls_layer_set_priority(tls, err))
		return false;
	gnutls_credentials_set(
	    tls->session, GNUTLS_CRD_CERTIFICATE, server->credentials);
	gnutls_certificate_server_set_request(tls->session, GNUTLS_CERT_IGNORE);
	gnutls_session_ticket_enable_server(tls->session, &server->ticket_key);
	return true;
}

static bool
explain(const struct tls *tls, const char *peer, int result, struct error *err)
{
	const struct error *trouble = &tls->records.trouble;
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
	return error_set(err, EX_PROTOCOL,
	    "the TLS handshake with %s failed: %s", peer,
	    gnutls_strerror(result));
}

/* A client is told why it is not served. */
static void
send_alert(const struct tls *tls, int result)
{
	int level;
	int alert = gnutls_error_to_alert(result, &level);
	if (alert >= 0)
		gnutls_alert_send(tls->session, (gnutls_alert_level_t)level,
		    (gnutls_alert_description_t)alert);
}

static bool
shake_hands(struct tls *tls, const struct stream *stream, struct error *err)
{
	int result = tls_layer_shake_hands(tls, stream, err);
	if (result == 0 || result == GNUTLS_E_TIMEDOUT)
		return result == 0;
	send_alert(tls, result);
	return explain(tls, stream->peer, result, err);
}

struct tls *
tls_server_accept(
    struct stream *stream, const struct tls_server *server, struct error *err)
{
	struct tls *tls = memory_get(sizeof(*tls));
	*tls = (struct tls){ .settings = server->settings };
	stream_forget(stream);
	if (!prepare(tls, server, stream->top, err)
	    || !shake_hands(tls, stream, err)) {
		stream->failed = true;
		tls_layer_free(tls);
		return NULL;
	}
	tls_layer_put(tls, stream);
	return tls;
}
