#include "smtp/login.h"

#include <string.h>

#include "auth/sasl.h"
#include "base/text.h"

/* RFC 4954 section 4: an AUTH command with its initial response and CRLF is
 * no longer than any other command. */
#define COMMAND_MOST 512

struct exchange {
	struct chat *chat;
	const struct mech *mech;
	struct sasl_identity identity;
	struct buf binding; /* of the TLS channel, where it is of use */
	struct sasl *sasl;
	struct buf response; /* not yet said */
	struct buf command;  /* AUTH, with the initial response if it fits */
	size_t open;         /* octets of the command that all may see */
};

/* The empty initial response is "=", so that it is one (RFC 4954 section 4). */
static bool
prepare(struct exchange *e)
{
	const char *name = e->mech->name;
	if (e->sasl == NULL
	    || !sasl_step(e->sasl, NULL, &e->response, e->chat->err))
		return false;
	buf_print(&e->command, "AUTH %s", name);
	e->open = e->command.length;
	if (!e->mech->client_first)
		return true;
	const char *response = e->response.length > 0 ? e->response.data : "=";
	size_t length = strlen("AUTH  \r\n") + strlen(name) + strlen(response);
	if (length > COMMAND_MOST)
		return true;
	buf_print(&e->command, " %s", response);
	e->open++;
	buf_clear(&e->response);
	return true;
}

static bool
say_auth(struct exchange *e)
{
	char shown[64] = "";
	if (e->open == e->command.length)
		return chat_say(e->chat, "%s", e->command.data);
	memcpy(shown, e->command.data, e->open);
	shown[e->open] = '*';
	return chat_say_secret(e->chat, shown, e->command.data);
}

/* RFC 4954 section 4: `*` ends an exchange that goes wrong; the server then
 * says 501, which nobody needs. */
static void
cancel(struct exchange *e)
{
	struct error ignored = { 0 };
	struct error *err = chat_report_to(e->chat, &ignored);
	if (chat_say(e->chat, "*"))
		chat_hear(e->chat, STAGE_AUTH);
	chat_report_to(e->chat, err);
}

/* One 334: what we have not yet said of our first response, or the answer to
 * a challenge. */
static bool
answer(struct exchange *e)
{
	bool pending = e->response.length > 0;
	if (!pending
	    && !sasl_step(e->sasl, e->chat->reply.text.data, &e->response,
		e->chat->err)) {
		cancel(e);
		return false;
	}
	bool well = chat_say_secret(e->chat, "*", e->response.data)
	    && chat_hear(e->chat, STAGE_AUTH);
	buf_clear(&e->response);
	return well;
}

/* Success is 235 and our own side finished: without the server's proof a 235
 * is what an impostor would say. */
static bool
converse(struct exchange *e)
{
	if (!prepare(e) || !say_auth(e) || !chat_hear(e->chat, STAGE_AUTH))
		return false;
	while (reply_is(&e->chat->reply, 334)) {
		if (!answer(e))
			return false;
	}
	if (reply_is(&e->chat->reply, 235) && !sasl_is_done(e->sasl))
		return error_set(e->chat->err, EX_NOPERM,
		    "%s said yes to %s before it had proved that it knows the "
		    "password: it may be an impostor",
		    e->chat->stream->peer, e->mech->name);
	return true;
}

/* All attempts to log in to one session. */
struct attempts {
	const struct login_place *place;
	const struct login *login; /* the configured one, or `fresh` */
	struct login fresh;        /* fetched anew after a refusal */
	struct buf refusal;        /* what was said of a token */
};

/* In any case, as all that EHLO says. */
static bool
offers_binding(const struct login_place *place)
{
	return text_matches("*-PLUS*", place->offered);
}

static void
begin(struct exchange *e, const struct login_place *place,
    const struct login *login, const struct mech *mech)
{
	e->binding = BUF(256);
	if (text_starts(mech->name, "SCRAM-"))
		tls_binding(place->tls, &e->binding);
	e->identity = (struct sasl_identity){
		.login = login,
		.service = "smtp",
		.host = place->smarthost->host,
		.port = place->smarthost->port,
		.binding = &e->binding,
		.is_exporter = tls_is_exporter(place->tls),
		.offers_binding = offers_binding(place),
	};
	e->chat = place->chat;
	mask_word(&e->chat->mask, login->secret.data, login->secret.length);
	e->mech = mech;
	e->sasl = sasl_start(mech, &e->identity, place->chat->err);
	e->response = BUF_SECRET(SASL_LINE_MOST);
	e->command = BUF_SECRET(COMMAND_MOST);
}

static void
end(struct exchange *e)
{
	if (e->sasl != NULL)
		sasl_free(e->sasl);
	buf_free(&e->binding);
	buf_free(&e->response);
	buf_free(&e->command);
}

static bool
try(struct attempts *a, const struct mech *mech)
{
	struct chat *chat = a->place->chat;
	struct exchange e = { 0 };
	begin(&e, a->place, a->login, mech);
	chat->is_private = true;
	bool well = converse(&e);
	chat->is_private = false;

	buf_clear(&a->refusal);
	if (e.sasl != NULL)
		buf_text(&a->refusal, sasl_refusal(e.sasl));
	mask_begin(&chat->mask);
	mask_text(&chat->mask, a->refusal.data, a->refusal.length);
	end(&e);
	return well;
}

/* A token that has run out is fetched anew, once; a password never is. */
static bool
renew(struct attempts *a, struct arena *arena, const struct mech *mech)
{
	const struct smarthost *smarthost = a->place->smarthost;
	if (mech->needs != MECH_TOKEN || a->login == &a->fresh
	    || !(reply_is(&a->place->chat->reply, 535) || a->refusal.length > 0)
	    || !credential_renew(arena, &smarthost->credential, smarthost->host,
		a->login, &a->fresh))
		return false;
	a->login = &a->fresh;
	return true;
}

/* "I cannot do that one", not "you are not who you say". */
static bool
is_about_mechanism(const struct reply *reply)
{
	return reply->code == 504 || reply->code == 534
	    || strcmp(reply->status, "5.5.4") == 0
	    || strcmp(reply->status, "5.7.9") == 0;
}

static const char *
nothing_left(const struct login_place *place)
{
	struct error *err = place->chat->err;
	const char *peer = place->chat->stream->peer;
	const char *wanted = place->smarthost->mechanisms;
	struct arena arena = { 0 };
	const char *offered =
	    text_shown(&arena, place->offered, strlen(place->offered));
	if (offered[0] == '\0')
		error_set(err, EX_UNAVAILABLE, "%s offers no login%s", peer,
		    place->tls == NULL ? " without TLS" : "");
	else if (place->tls == NULL || !tls_is_verified(place->tls))
		error_set(err, EX_UNAVAILABLE,
		    "%s: no login may be shown to a channel that is not "
		    "verified TLS (it offers %s)",
		    peer, offered);
	else
		error_set(err, EX_UNAVAILABLE,
		    "%s offers no login we can use: it has %s%s%s", peer,
		    offered, wanted == NULL ? "" : ", but auth allows only ",
		    wanted == NULL ? "" : wanted);
	arena_free(&arena);
	return NULL;
}

static bool
can_bind(const struct tls *tls)
{
	struct buf binding = BUF(256);
	bool can = tls_binding(tls, &binding);
	buf_free(&binding);
	return can;
}

static struct mech_situation
look_around(const struct login_place *place)
{
	const struct smarthost *smarthost = place->smarthost;
	return (struct mech_situation){
		.offered = place->offered,
		.wanted = smarthost->mechanisms,
		.has_password = secret_is_set(&smarthost->login.secret),
		.has_certificate = tls_gave_certificate(place->tls),
		.is_verified = tls_is_verified(place->tls),
		.can_bind = offers_binding(place) && can_bind(place->tls),
	};
}

static const char *
refused(const struct attempts *a)
{
	struct chat *chat = a->place->chat;
	const char *user = a->login->user;
	char words[sizeof(chat->err->reply)];
	if (a->refusal.length == 0) {
		chat_want(chat, STAGE_AUTH, user);
		return NULL;
	}
	reply_show(&chat->reply, words, sizeof(words));
	error_set(chat->err, stage_refusal(STAGE_AUTH, &chat->reply),
	    "%s refused the token of %s: %s (%s)", chat->stream->peer, user,
	    words, a->refusal.data);
	return NULL;
}

/* Tries one mechanism after the other; the last reply tells how it ended. */
static const char *
try_all(struct attempts *a, struct arena *arena)
{
	struct mech_situation situation = look_around(a->place);
	const struct reply *reply = &a->place->chat->reply;
	const struct mech *mech;
	unsigned tried = 0;
	while ((mech = mech_choose(&situation, &tried)) != NULL) {
		do {
			if (!try(a, mech))
				return NULL;
			if (reply_is(reply, 235))
				return mech->name;
		} while (renew(a, arena, mech));
		if (!is_about_mechanism(reply))
			break;
	}
	return tried == 0 ? nothing_left(a->place) : refused(a);
}

const char *
login(const struct login_place *place)
{
	struct arena arena = { 0 };
	struct attempts a = { .place = place,
		.login = &place->smarthost->login,
		.refusal = BUF(4096) };
	/* Not even SCRAM in clear: what it shows can be guessed at leisure. */
	if (place->tls == NULL || !tls_is_verified(place->tls))
		return nothing_left(place);
	const char *mechanism = try_all(&a, &arena);
	secret_free(&a.fresh.secret);
	buf_free(&a.refusal);
	arena_free(&arena);
	return mechanism;
}

/* Is this all there is to say, and does it fit where it may stand? */
static bool
say_at_once(struct exchange *e)
{
	return prepare(e) && e->response.length == 0 && say_auth(e);
}

const char *
login_early(const struct login_place *place)
{
	unsigned tried = 0;
	if (place->tls == NULL || !tls_is_verified(place->tls))
		return NULL;
	struct mech_situation situation = look_around(place);
	const struct mech *mech = mech_choose(&situation, &tried);
	if (mech == NULL || !mech->at_once)
		return NULL;
	struct exchange e = { 0 };
	begin(&e, place, &place->smarthost->login, mech);
	bool said = say_at_once(&e);
	end(&e);
	return said ? mech->name : NULL;
}
