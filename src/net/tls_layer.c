#include "net/tls_layer.h"

#include <poll.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/process.h"

/* RFC 9325: a floor under whatever the system's policy says. */
#define SAFE "-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%PROFILE_MEDIUM"
#define SAFE_1_3 "-VERS-ALL:+VERS-TLS1.3:%PROFILE_MEDIUM"
/* RFC 8996 has buried what devices still speak. */
#define WEAK_1_0                                                         \
	"-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:" \
	"+AES-256-CBC:+AES-128-CBC:+SHA1:+RSA:+SIGN-RSA-SHA1:%PROFILE_LOW"

static bool
is_later(int result)
{
	return result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED
	    || (result < 0 && result != GNUTLS_E_REHANDSHAKE
		&& !gnutls_error_is_fatal(result));
}

/* With TLS 1.3 the peer says so only when we take the session for good: RFC
 * 8446 section 6.2. */
static bool
wants_certificate(const struct tls *tls)
{
	return gnutls_alert_get(tls->session) == GNUTLS_A_CERTIFICATE_REQUIRED;
}

/* What a fatal error of a session that was once well means. */
static ssize_t
broken(struct tls *tls, ssize_t result, struct error *err)
{
	const struct error *trouble = &tls->records.trouble;
	if (is_later((int)result))
		return STREAM_LATER;
	if (result == GNUTLS_E_PREMATURE_TERMINATION)
		error_set(err, EX_TEMPFAIL,
		    "the connection was cut without a TLS goodbye");
	else if (wants_certificate(tls))
		error_set(err, EX_NOPERM,
		    "the peer demands a certificate of ours: set "
		    "tls-certificate and tls-key");
	else if (error_is_set(trouble))
		error_set(err, trouble->code, "%s", trouble->text);
	else if (result == GNUTLS_E_REHANDSHAKE)
		error_set(err, EX_PROTOCOL, "the peer wants to renegotiate");
	else
		error_set(
		    err, EX_TEMPFAIL, "TLS: %s", gnutls_strerror((int)result));
	return STREAM_FAILED;
}

static ssize_t
layer_receive(void *self, char *data, size_t size, struct error *err)
{
	struct tls *tls = self;
	ssize_t n = gnutls_record_recv(tls->session, data, size);
	return n >= 0 ? n : broken(tls, n, err);
}

static ssize_t
layer_send(void *self, const char *data, size_t length, struct error *err)
{
	struct tls *tls = self;
	ssize_t n = records_send(&tls->records, data, length);
	return n >= 0 ? n : broken(tls, n, err);
}

static int
layer_wait(void *self, int events, int64_t deadline)
{
	struct tls *tls = self;
	bool unread = records_are_unread(&tls->records)
	    || gnutls_record_check_pending(tls->session) > 0;
	if ((events & POLLIN) && unread)
		return POLLIN;
	return tls->records.under.ops->wait(
	    tls->records.under.self, events, deadline);
}

void
tls_layer_free(struct tls *tls)
{
	if (tls->session != NULL)
		gnutls_deinit(tls->session);
	if (tls->credentials != NULL)
		gnutls_certificate_free_credentials(tls->credentials);
	records_free(&tls->records);
	free(tls);
}

static void
layer_close(void *self)
{
	struct tls *tls = self;
	struct layer under = tls->records.under;
	if (tls->ends != NULL && !tls->left)
		tls->ends(tls);
	if (!tls->left)
		gnutls_bye(tls->session, GNUTLS_SHUT_WR);
	tls_layer_free(tls);
	under.ops->close(under.self);
}

static const struct layer_ops ops = {
	.receive = layer_receive,
	.send = layer_send,
	.wait = layer_wait,
	.close = layer_close,
};

bool
tls_layer_open(
    struct tls *tls, unsigned flags, struct layer under, struct error *err)
{
	if (gnutls_init(&tls->session, flags | GNUTLS_NONBLOCK) != 0)
		return error_set(err, EX_OSERR, "no memory for TLS");
	gnutls_session_set_ptr(tls->session, tls);
	records_open(&tls->records, tls->session, under);
	gnutls_global_set_log_level(0); /* GNUTLS_DEBUG_LEVEL shows keys */
	/* All waiting is done here, against one deadline. */
	gnutls_handshake_set_timeout(tls->session, 0);
	return true;
}

bool
tls_layer_set_priority(struct tls *tls, struct error *err)
{
	static const char *const floors[] = { SAFE, SAFE_1_3, WEAK_1_0 };
	const char *wanted = tls->settings->priority;
	const char *at = NULL;
	gnutls_priority_t priority;
	int result;
	if (wanted != NULL)
		result = gnutls_priority_init(&priority, wanted, &at);
	else
		result = gnutls_priority_init2(&priority,
		    floors[tls->settings->minimum], &at,
		    GNUTLS_PRIORITY_INIT_DEF_APPEND);
	if (result != 0)
		return error_set(err, EX_CONFIG,
		    "tls-priority is wrong at \"%s\": %s", at == NULL ? "" : at,
		    gnutls_strerror(result));
	result = gnutls_priority_set(tls->session, priority);
	gnutls_priority_deinit(priority);
	return result == 0
	    || error_set(err, EX_SOFTWARE, "TLS: %s", gnutls_strerror(result));
}

int
tls_layer_shake_hands(
    struct tls *tls, const struct stream *stream, struct error *err)
{
	const struct layer *under = &tls->records.under;
	for (;;) {
		int result = gnutls_handshake(tls->session);
		if (result == 0 || !is_later(result))
			return result;
		int direction = gnutls_record_get_direction(tls->session);
		int ready = under->ops->wait(under->self,
		    direction == 0 ? POLLIN : POLLOUT, stream->deadline);
		/* Checked apart from the wait: a peer that drips octets must
		 * not get any longer than one that is silent. */
		if (ready > 0 && clock_left(stream->deadline) != 0)
			continue;
		const char *by = process_signal();
		error_set(err, EX_TEMPFAIL, "%s: %s%s during the TLS handshake",
		    stream->peer, by != NULL ? "interrupted by " : "timed out",
		    by != NULL ? by : "");
		return GNUTLS_E_TIMEDOUT;
	}
}

void
tls_layer_put(struct tls *tls, struct stream *stream)
{
	stream->top = (struct layer){ &ops, tls };
}
