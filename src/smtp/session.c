#include "smtp/session.h"

#include <string.h>

#include "base/clock.h"
#include "net/pipe.h"
#include "net/socks.h"
#include "smtp/login.h"

#define WRONG_SCHEME_AT_ONCE                                                   \
	": is that a port for STARTTLS? then write submission:// in front of " \
	"the host"
#define WRONG_AFTER_STARTTLS " although it said that it would"

static bool
start_tls(struct session *session, const char *if_clear)
{
	session->tls = tls_start(&session->stream,
	    &session->smarthost->tls_settings, if_clear, session->err);
	if (session->tls == NULL)
		return false;
	chat_note(&session->chat, tls_version(session->tls));
	return true;
}

static bool
pass_proxy(struct session *session)
{
	const struct smarthost *to = session->smarthost;
	if (to->proxy.host == NULL || to->tunnel != NULL || to->path != NULL)
		return true;
	stream_expect(&session->stream, "asking the proxy",
	    clock_sooner(
		clock_after(to->connect_timeout), session->chat.deadline));
	return socks_connect(
	    &session->stream, &to->proxy, to->host, to->port, session->err);
}

static bool
secure_at_once(struct session *session)
{
	stream_expect(&session->stream, "starting TLS",
	    chat_deadline(&session->chat, STAGE_STARTTLS));
	return !session->smarthost->at_once
	    || start_tls(session, WRONG_SCHEME_AT_ONCE);
}

static bool
greet(struct session *session)
{
	const struct smarthost *to = session->smarthost;
	bool may_be_tls = !to->at_once && !to->is_lmtp && to->path == NULL
	    && to->tunnel == NULL;
	enum stage stage = may_be_tls ? STAGE_GREETING_CLEAR : STAGE_GREETING;
	session->greeted = chat_hear(&session->chat, stage)
	    && chat_want(&session->chat, stage, NULL);
	return session->greeted;
}

/* How we call ourselves: a name, or the literal of our address (RFC 5321
 * 4.1.4), which is true even where nobody has given the machine a name. */
static void
say_hello(struct session *session, const char *verb)
{
	const char *name = session->smarthost->helo;
	const char *local = session->ends.local;
	if (name != NULL)
		chat_say(&session->chat, "%s %s", verb, name);
	else if (strchr(local, ':') != NULL)
		chat_say(&session->chat, "%s [IPv6:%s]", verb, local);
	else
		chat_say(&session->chat, "%s [%s]", verb,
		    local[0] == '\0' ? "127.0.0.1" : local);
}

/* RFC 5321 3.2: an old server knows only HELO; but then it can offer neither
 * TLS nor a login. */
static bool
may_fall_back(const struct session *session)
{
	int code = session->chat.reply.code;
	bool needs_more = session->smarthost->is_lmtp
	    || session->smarthost->logs_in
	    || (session->smarthost->tls == TLS_REQUIRED
		&& session->tls == NULL);
	return !needs_more
	    && (code == 500 || code == 501 || code == 502 || code == 504
		|| code == 550);
}

static bool
hello(struct session *session)
{
	struct chat *chat = &session->chat;
	session->caps = (struct caps){ 0 };
	say_hello(session, session->smarthost->is_lmtp ? "LHLO" : "EHLO");
	if (!chat_hear(chat, STAGE_EHLO))
		return false;
	if (may_fall_back(session)) {
		say_hello(session, "HELO");
		return chat_hear(chat, STAGE_HELO)
		    && chat_want(chat, STAGE_HELO, NULL);
	}
	if (!chat_want(chat, STAGE_EHLO, NULL))
		return false;
	caps_read(&session->caps, &chat->reply);
	return true;
}

static bool
not_offered(struct session *session)
{
	if (session->smarthost->tls != TLS_REQUIRED)
		return true;
	return error_set(session->err, EX_UNAVAILABLE,
	    "%s does not offer STARTTLS, so nothing was sent: it may be the "
	    "wrong port, or somebody may be tampering",
	    session->stream.peer);
}

/* RFC 3207: what was said before TLS is forgotten, and asked again. */
static bool
secure(struct session *session)
{
	if (session->tls != NULL || session->smarthost->tls == TLS_OFF)
		return true;
	if (!session->caps.starttls)
		return not_offered(session);
	if (!chat_ask(&session->chat, STAGE_STARTTLS, "STARTTLS"))
		return false;
	stream_expect(&session->stream, "starting TLS",
	    chat_deadline(&session->chat, STAGE_STARTTLS));
	return start_tls(session, WRONG_AFTER_STARTTLS) && hello(session);
}

static bool
log_in(struct session *session)
{
	struct login_place place = { .chat = &session->chat,
		.smarthost = session->smarthost,
		.tls = session->tls,
		.offered = session->caps.auth };
	if (!session->smarthost->logs_in)
		return true;
	session->mechanism = login(&place);
	return session->mechanism != NULL;
}

bool
session_is_verified(const struct session *session)
{
	return session->tls != NULL && tls_is_verified(session->tls);
}

bool
session_begin(struct session *session, const struct smarthost *smarthost,
    struct layer layer, int64_t deadline, struct trace trace, struct error *err)
{
	struct tcp_ends ends = session->ends;
	*session = (struct session){
		.smarthost = smarthost, .ends = ends, .err = err
	};
	stream_open(&session->stream, layer, smarthost->peer, err);
	session->chat = CHAT(&session->stream, deadline, trace, err);
	session->chat.timeout = smarthost->timeout;
	return pass_proxy(session) && secure_at_once(session) && greet(session)
	    && hello(session) && secure(session) && log_in(session);
}

/* One of the ways to a smarthost: a tunnel, a local socket, a proxy, TCP. */
static bool
dial(struct session *session, int64_t deadline, struct layer *layer)
{
	const struct smarthost *to = session->smarthost;
	struct tcp_target target = { .host = to->host,
		.port = to->port,
		.family = to->family,
		.bind = to->bind };
	if (to->tunnel != NULL)
		return pipe_tunnel(to->tunnel, layer, session->err);
	if (to->path != NULL)
		return pipe_local(to->path, deadline, layer, session->err);
	if (to->proxy.host != NULL) {
		target.host = to->proxy.host;
		target.port = to->proxy.port;
	}
	return tcp_dial(&target, deadline, layer, &session->ends, session->err);
}

bool
session_open(struct session *session, const struct smarthost *smarthost,
    int64_t deadline, struct trace trace, struct error *err)
{
	int64_t until =
	    clock_sooner(clock_after(smarthost->connect_timeout), deadline);
	struct layer layer;
	*session = (struct session){ .smarthost = smarthost, .err = err };
	return dial(session, until, &layer)
	    && session_begin(session, smarthost, layer, deadline, trace, err);
}

void
session_close(struct session *session)
{
	struct error ignored = { 0 };
	struct stream *stream = &session->stream;
	if (stream->top.ops == NULL)
		return;
	chat_report_to(&session->chat, &ignored);
	if (!stream->failed && chat_say(&session->chat, "QUIT")) {
		stream_expect(stream, "saying goodbye",
		    chat_deadline(&session->chat, STAGE_QUIT));
		stream_flush(stream);
	}
	stream_close(stream);
	chat_free(&session->chat);
}
