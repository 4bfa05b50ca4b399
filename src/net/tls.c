#include "net/tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include <gnutls/gnutls.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/process.h"
#include "net/certificate.h"
#include "net/records.h"
#include "net/resume.h"
#include "net/verify.h"

/* RFC 9325: a floor under whatever the system's policy says. */
#define SAFE "-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%PROFILE_MEDIUM"
#define SAFE_1_3 "-VERS-ALL:+VERS-TLS1.3:%PROFILE_MEDIUM"

struct tls {
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	const struct tls_settings *settings;
	struct records records;
	struct error distrust; /* why the peer is not verified */
	size_t sealed;         /* octets of the caller's in records that wait */
	bool verified;
	bool left; /* to another process */
};

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

static bool
is_later(int result)
{
	return result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED
	    || (result < 0 && result != GNUTLS_E_REHANDSHAKE
		&& !gnutls_error_is_fatal(result));
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
tls_receive(void *self, char *data, size_t size, struct error *err)
{
	struct tls *tls = self;
	ssize_t n = gnutls_record_recv(tls->session, data, size);
	return n >= 0 ? n : broken(tls, n, err);
}

/* Makes a batch of records of what is to be sent. */
static ssize_t
seal(struct tls *tls, const char *data, size_t length)
{
	struct records *records = &tls->records;
	ssize_t n = 0;
	records->batching = true;
	while (n >= 0 && tls->sealed < length
	    && records->out.length < RECORDS_BATCH) {
		n = gnutls_record_send(
		    tls->session, data + tls->sealed, length - tls->sealed);
		tls->sealed += n > 0 ? (size_t)n : 0;
	}
	records->batching = false;
	return n;
}

/* What GnuTLS has taken counts as sent when its records have left; until then
 * the caller comes again with the same octets. */
static ssize_t
tls_send(void *self, const char *data, size_t length, struct error *err)
{
	struct tls *tls = self;
	ssize_t n = tls->sealed == 0 ? seal(tls, data, length) : 0;
	if (n < 0)
		return broken(tls, n, err);
	n = records_leave(&tls->records);
	if (n < 0)
		return n == STREAM_LATER
		    ? n
		    : broken(tls, GNUTLS_E_PUSH_ERROR, err);
	ssize_t sent = (ssize_t)tls->sealed;
	tls->sealed = 0;
	return sent;
}

static int
tls_wait(void *self, int events, int64_t deadline)
{
	struct tls *tls = self;
	bool unread = records_are_unread(&tls->records)
	    || gnutls_record_check_pending(tls->session) > 0;
	if ((events & POLLIN) && unread)
		return POLLIN;
	return tls->records.under.ops->wait(
	    tls->records.under.self, events, deadline);
}

static void
tls_free(struct tls *tls)
{
	if (tls->session != NULL)
		gnutls_deinit(tls->session);
	if (tls->credentials != NULL)
		gnutls_certificate_free_credentials(tls->credentials);
	records_free(&tls->records);
	free(tls);
}

static void
tls_close(void *self)
{
	struct tls *tls = self;
	struct layer under = tls->records.under;
	if (tls->verified && !tls->left)
		resume_save(tls->session, tls->settings);
	if (!tls->left)
		gnutls_bye(tls->session, GNUTLS_SHUT_WR);
	tls_free(tls);
	under.ops->close(under.self);
}

static const struct layer_ops tls_ops = {
	.receive = tls_receive,
	.send = tls_send,
	.wait = tls_wait,
	.close = tls_close,
};

static bool
set_priority(struct tls *tls, struct error *err)
{
	const char *wanted = tls->settings->priority;
	const char *at = NULL;
	gnutls_priority_t priority;
	int result;
	if (wanted != NULL)
		result = gnutls_priority_init(&priority, wanted, &at);
	else
		result = gnutls_priority_init2(&priority,
		    tls->settings->minimum == TLS_MINIMUM_1_3 ? SAFE_1_3 : SAFE,
		    &at, GNUTLS_PRIORITY_INIT_DEF_APPEND);
	if (result != 0)
		return error_set(err, EX_CONFIG,
		    "tls-priority is wrong at \"%s\": %s", at == NULL ? "" : at,
		    gnutls_strerror(result));
	result = gnutls_priority_set(tls->session, priority);
	gnutls_priority_deinit(priority);
	return result == 0
	    || error_set(err, EX_SOFTWARE, "TLS: %s", gnutls_strerror(result));
}

static bool
is_address(const char *name)
{
	unsigned char address[16];
	return inet_pton(AF_INET, name, address) == 1
	    || inet_pton(AF_INET6, name, address) == 1;
}

static bool
prepare(struct tls *tls, struct layer under, struct error *err)
{
	const char *name = tls->settings->name;
	if (gnutls_init(&tls->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK) != 0
	    || gnutls_certificate_allocate_credentials(&tls->credentials) != 0)
		return error_set(err, EX_OSERR, "no memory for TLS");
	if (!set_priority(tls, err)
	    || !certificate_load(tls->credentials, tls->settings, err))
		return false;

	gnutls_certificate_set_verify_function(tls->credentials, verify);
	gnutls_credentials_set(
	    tls->session, GNUTLS_CRD_CERTIFICATE, tls->credentials);
	if (!is_address(name))
		gnutls_server_name_set(
		    tls->session, GNUTLS_NAME_DNS, name, strlen(name));
	gnutls_session_set_ptr(tls->session, tls);
	records_open(&tls->records, tls->session, under);
	gnutls_global_set_log_level(0); /* GNUTLS_DEBUG_LEVEL shows keys */
	resume_load(tls->session, tls->settings);
	/* All waiting is done here, against one deadline. */
	gnutls_handshake_set_timeout(tls->session, 0);
	return true;
}

static bool
explain(
    const struct tls *tls, int result, const char *if_clear, struct error *err)
{
	const char *name = tls->settings->name;
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
		    "%s was lost during the TLS handshake: %s", name,
		    trouble->text);
	if (result == GNUTLS_E_PREMATURE_TERMINATION)
		return error_set(err, EX_TEMPFAIL,
		    "%s closed the connection during the TLS handshake", name);
	if (result == GNUTLS_E_FATAL_ALERT_RECEIVED)
		return error_set(err, EX_PROTOCOL,
		    "%s ended the TLS handshake: %s", name,
		    gnutls_alert_get_name(gnutls_alert_get(tls->session)));
	if (result == GNUTLS_E_UNSUPPORTED_VERSION_PACKET && !clear)
		return error_set(err, EX_PROTOCOL,
		    "%s speaks no version of TLS that is safe", name);
	if (clear)
		return error_set(err, EX_PROTOCOL, "%s does not speak TLS%s",
		    name, if_clear);
	return error_set(err, EX_PROTOCOL,
	    "the TLS handshake with %s failed: %s", name,
	    gnutls_strerror(result));
}

static bool
shake_hands(struct tls *tls, const struct stream *stream, const char *if_clear,
    struct error *err)
{
	for (;;) {
		int result = gnutls_handshake(tls->session);
		/* GnuTLS asks only about certificates that were sent; those of
		 * a session taken up again must still be good today. */
		if (result == 0 && tls_is_resumed(tls))
			result = verify(tls->session);
		if (result == 0)
			return true;
		if (!is_later(result))
			return explain(tls, result, if_clear, err);
		int direction = gnutls_record_get_direction(tls->session);
		int ready =
		    tls->records.under.ops->wait(tls->records.under.self,
			direction == 0 ? POLLIN : POLLOUT, stream->deadline);
		/* Checked apart from the wait: a peer that drips octets must
		 * not get any longer than one that is silent. */
		if (ready <= 0 || clock_left(stream->deadline) == 0)
			return error_set(err, EX_TEMPFAIL,
			    "%s: %s during the TLS handshake", stream->peer,
			    process_signal() != NULL ? "interrupted"
						     : "timed out");
	}
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
	*tls = (struct tls){ .settings = settings };
	if (!prepare(tls, stream->top, err)
	    || !shake_hands(tls, stream, if_clear, err)) {
		stream->failed = true;
		tls_free(tls);
		return NULL;
	}
	stream->top = (struct layer){ &tls_ops, tls };
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
