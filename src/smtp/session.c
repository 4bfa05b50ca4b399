#include "smtp/session.h"

#include "smtp/dial.h"
#include "smtp/hello.h"
#include "smtp/login.h"
#include "smtp/peer.h"

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
secure_at_once(struct session *session)
{
	stream_expect(&session->stream, "starting TLS",
	    chat_deadline(&session->chat, STAGE_STARTTLS));
	return !session->smarthost->at_once
	    || start_tls(session, WRONG_SCHEME_AT_ONCE);
}

/* ---- the greeting ---- */

static bool
hear_greeting(struct session *session)
{
	const struct smarthost *to = session->smarthost;
	bool may_be_tls = !to->at_once && !to->is_lmtp && to->path == NULL
	    && to->tunnel == NULL;
	enum stage stage = may_be_tls ? STAGE_GREETING_CLEAR : STAGE_GREETING;
	session->owed.greeting = false;
	session->greeted = chat_hear(&session->chat, stage)
	    && chat_want(&session->chat, stage, NULL);
	return session->greeted;
}

static enum side
side(const struct session *session)
{
	return session->tls == NULL ? SIDE_CLEAR : SIDE_TLS;
}

static bool
greet(struct session *session)
{
	struct caps foreseen;
	session->chat.awaited = 1;
	session->owed.greeting = true;
	return foresight_tells(&session->foresight, side(session), &foreseen)
	    || hear_greeting(session);
}

static struct hello_place
hello_place(struct session *session)
{
	return (struct hello_place){ .chat = &session->chat,
		.smarthost = session->smarthost,
		.local = session->ends.local,
		.foresight = &session->foresight,
		.side = side(session),
		.caps = &session->caps };
}

static bool
hello(struct session *session)
{
	struct hello_place place = hello_place(session);
	session->owed.hello = hello_say(&place);
	return session->owed.hello || hello_hear(&place);
}

/* ---- what is owed ---- */

/* Whatever went wrong may be for our haste: some refuse who speaks too soon.
 * Who waits for his turn will hear how it is. Nothing is said on this
 * connection any more, not even QUIT: what was said already may have put the
 * server anywhere. */
static bool
mislead(struct session *session)
{
	session->misled = true;
	session->over = true;
	foresight_forget(&session->smarthost->tls_settings.cache);
	return error_set(session->err, EX_TEMPFAIL,
	    "%s does not answer as it did last time", session->stream.peer);
}

/* A password that was refused is not said again; anything else that is no 235
 * is for the whole of login() to deal with. */
static bool
hear_early_login(struct session *session)
{
	struct chat *chat = &session->chat;
	session->owed.login = false;
	chat->is_private = true;
	bool heard = chat_hear(chat, STAGE_AUTH);
	chat->is_private = false;
	if (heard && reply_is(&chat->reply, 235))
		return true;
	if (!heard || !reply_is(&chat->reply, 535))
		return mislead(session);
	session->mechanism = NULL;
	session->over = true;
	return chat_want(chat, STAGE_AUTH, session->smarthost->login.user);
}

static bool
hear_foreseen_hello(struct session *session)
{
	struct hello_place place = hello_place(session);
	session->owed.hello = false;
	return hello_hear_foreseen(&place);
}

bool
session_settle(struct session *session)
{
	struct owed *owed = &session->owed;
	if ((owed->greeting && !hear_greeting(session))
	    || (owed->hello && !hear_foreseen_hello(session)))
		return mislead(session);
	return !owed->login || hear_early_login(session);
}

/* ---- TLS and login ---- */

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

/* RFC 3207: what was said before TLS is forgotten, and asked again. That there
 * can be no TLS is believed only of what is heard today. */
static bool
secure(struct session *session)
{
	struct chat *chat = &session->chat;
	if (session->tls != NULL || session->smarthost->tls == TLS_OFF)
		return true;
	if (!session->caps.starttls)
		return session_settle(session) && not_offered(session);
	if (!chat_say(chat, "STARTTLS") || !session_settle(session)
	    || !chat_hear(chat, STAGE_STARTTLS)
	    || !chat_want(chat, STAGE_STARTTLS, NULL))
		return false;
	stream_expect(&session->stream, "starting TLS",
	    chat_deadline(chat, STAGE_STARTTLS));
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
	if (session->owed.hello)
		session->mechanism = login_early(&place);
	session->owed.login = session->mechanism != NULL;
	if (session->owed.login)
		return true;
	if (!session_settle(session))
		return false;
	session->mechanism = login(&place);
	return session->mechanism != NULL;
}

bool
session_ask_again(struct session *session)
{
	struct hello_place place = hello_place(session);
	return hello_ask_again(&place);
}

bool
session_is_usable(const struct session *session)
{
	return !session->over && !session->stream.failed;
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
	*session = (struct session){ .smarthost = smarthost,
		.ends = ends,
		.foresight = FORESIGHT,
		.err = err };
	if (!smarthost->in_turn)
		foresight_load(
		    &session->foresight, &smarthost->tls_settings.cache);
	stream_open(&session->stream, layer, smarthost->peer, err);
	session->chat = CHAT(&session->stream, deadline, trace, err);
	session->chat.timeout = smarthost->timeout;
	return dial_on(smarthost, deadline, &session->stream, err)
	    && secure_at_once(session) && greet(session) && hello(session)
	    && secure(session) && log_in(session);
}

bool
session_open(struct session *session, struct arena *arena,
    struct smarthost *smarthost, int64_t deadline, struct trace trace,
    struct error *err)
{
	struct layer layer;
	*session = (struct session){ .smarthost = smarthost, .err = err };
	return peer_learn(arena, smarthost, deadline, err)
	    && dial(smarthost, deadline, &layer, &session->ends, err)
	    && session_begin(session, smarthost, layer, deadline, trace, err);
}

bool
session_say_quit(struct session *session)
{
	session->over = true;
	return chat_say(&session->chat, "QUIT");
}

void
session_leave(struct session *session)
{
	session->over = true;
	if (session->tls != NULL)
		tls_leave(session->tls);
}

void
session_close(struct session *session)
{
	struct error ignored = { 0 };
	struct stream *stream = &session->stream;
	if (stream->top.ops == NULL)
		return;
	chat_report_to(&session->chat, &ignored);
	if (!session->misled)
		foresight_keep(&session->foresight,
		    &session->smarthost->tls_settings.cache);
	if (!stream->failed && !session->over && session_say_quit(session)) {
		stream_expect(stream, "saying goodbye",
		    chat_deadline(&session->chat, STAGE_QUIT));
		stream_flush(stream);
	}
	stream_close(stream);
	chat_free(&session->chat);
	foresight_free(&session->foresight);
}
