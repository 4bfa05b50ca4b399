#include "smtp/entry.h"

#include <string.h>

#include "auth/acceptor.h"
#include "base/base64.h"
#include "base/clock.h"

/* ---- TLS ---- */

static bool
shake_hands(struct dialogue *d)
{
	stream_expect(d->stream, "agreeing on TLS",
	    clock_sooner(clock_after(d->limits->idle), d->deadline));
	d->is_secure =
	    tls_server_accept(d->stream, d->door->tls, d->stream->err) != NULL;
	d->is_expelled = !d->is_secure;
	return d->is_secure;
}

bool
entry_begin(struct dialogue *d)
{
	return !d->door->tls_at_once || shake_hands(d);
}

/* What came before in clear is forgotten, be it the client's or somebody
 * else's: RFC 3207 section 4.2. */
void
entry_secure(struct dialogue *d)
{
	dialogue_settle(d);
	if (d->door->tls == NULL) {
		dialogue_put(d, "502 5.5.1 not here");
	} else if (d->is_secure || d->login != NULL || d->in_mail) {
		dialogue_put(d, "503 5.5.1 it is too late for TLS");
	} else if (d->command.argument[0] != '\0') {
		dialogue_put(d, "501 5.5.4 STARTTLS stands alone");
	} else {
		dialogue_put(d, "220 2.0.0 go ahead");
		d->begun = false;
		if (dialogue_flush(d))
			shake_hands(d);
	}
}

/* ---- login ---- */

static struct acceptor_terms
terms_of(const struct dialogue *d)
{
	return (struct acceptor_terms){ .passwords = d->door->passwords,
		.host = d->host,
		.may_see = d->is_secure || d->door->may_show };
}

static bool
can_log_in(const struct dialogue *d)
{
	return d->door->passwords != NULL
	    && (d->is_secure || !d->door->tls_first);
}

/* RFC 4954 section 4: PLAIN and LOGIN are offered once TLS is on. */
static bool
waits_for_tls(const struct dialogue *d)
{
	return d->door->tls != NULL && !d->is_secure && !d->door->may_show;
}

void
entry_offer(struct dialogue *d)
{
	struct acceptor_terms terms = terms_of(d);
	struct buf list = BUF(256);
	if (d->door->tls != NULL && !d->is_secure)
		dialogue_put(d, "250-STARTTLS");
	if (can_log_in(d))
		acceptor_offer(&terms, &list);
	if (list.length > 0)
		dialogue_print(d, "250-AUTH %s", list.data);
	buf_free(&list);
}

const char *
entry_refusal(const struct dialogue *d)
{
	if (d->door->tls_first && !d->is_secure)
		return "530 5.7.0 say STARTTLS first";
	if (!d->door->login_first || d->login != NULL)
		return NULL;
	return waits_for_tls(d) ? "530 5.7.0 say STARTTLS, then log in: no "
				  "password is taken in clear"
				: "530 5.7.0 log in first";
}

/* What the client says next, decoded. False when the exchange is over: it has
 * been told, or is gone. */
static bool
hear_response(struct dialogue *d, struct buf *response)
{
	if (!dialogue_hear(d))
		return false;
	const struct buf *line = &d->command.line;
	if (d->command.verb == VERB_TOO_LONG) {
		dialogue_put(d, "500 5.5.6 the line is too long");
	} else if (line->length == 1 && line->data[0] == '*') {
		dialogue_put(d, "501 5.7.0 as you wish");
	} else if (d->command.verb == VERB_GARBLED
	    || !base64_decode(response, line->data, line->length)) {
		dialogue_put(d, "501 5.5.2 that is no base64");
	} else {
		return true;
	}
	return false;
}

static void
put_challenge(struct dialogue *d, const struct buf *challenge)
{
	struct buf reply = BUF(ACCEPTOR_MOST * 2);
	buf_text(&reply, "334 ");
	if (challenge->length > 0)
		base64_encode(&reply, challenge->data, challenge->length);
	dialogue_put(d, reply.data);
	buf_free(&reply);
}

static void
judge(struct dialogue *d, const struct acceptor *acceptor, bool granted)
{
	if (granted) {
		d->login = arena_text(&d->own, acceptor_user(acceptor));
		dialogue_put(d, "235 2.7.0 welcome");
		d->door->admit(d->door->self, d->login);
		return;
	}
	d->door->refuse(d->door->self, acceptor_user(acceptor));
	dialogue_put(d, "535 5.7.8 that is not who may log in here");
	if (++d->failures < d->door->failures)
		return;
	dialogue_put(d, "421 4.7.0 too many logins have failed");
	error_set(d->stream->err, EX_NOPERM, "too many logins of %s failed",
	    d->stream->peer);
	d->is_expelled = true;
}

/* `first` is the initial response; NULL: there is none. */
static void
exchange(struct dialogue *d, struct acceptor *acceptor, struct buf *first)
{
	struct buf response = BUF_SECRET(ACCEPTOR_MOST);
	struct buf challenge = BUF_SECRET(ACCEPTOR_MOST);
	struct error why = { 0 };
	const struct buf *said = first;
	enum acceptor_verdict verdict;
	for (;;) {
		buf_clear(&challenge);
		verdict = acceptor_step(acceptor, said, &challenge, &why);
		if (verdict != ACCEPTOR_ASKS)
			break;
		put_challenge(d, &challenge);
		buf_clear(&response);
		said = &response;
		if (!hear_response(d, &response))
			break;
	}
	if (verdict != ACCEPTOR_ASKS)
		judge(d, acceptor, verdict == ACCEPTOR_GRANTS);
	buf_free(&challenge);
	buf_free(&response);
}

/* AUTH MECHANISM [INITIAL-RESPONSE], "=" being an empty one. */
static void
begin_exchange(struct dialogue *d)
{
	struct acceptor_terms terms = terms_of(d);
	struct buf first = BUF_SECRET(ACCEPTOR_MOST);
	struct error why = { 0 };
	const char *argument = d->command.argument;
	size_t length = strcspn(argument, " ");
	const char *name = arena_copy(&d->own, argument, length);
	const char *initial =
	    argument + length + strspn(argument + length, " ");
	bool has_initial = initial[0] != '\0';
	struct acceptor *acceptor = acceptor_start(&terms, name, &why);
	if (acceptor == NULL)
		dialogue_put(d,
		    waits_for_tls(d)
			? "504 5.5.4 this mechanism is not offered before "
			  "STARTTLS"
			: "504 5.5.4 this mechanism is not offered");
	else if (has_initial && strcmp(initial, "=") != 0
	    && !base64_decode(&first, initial, strlen(initial)))
		dialogue_put(d, "501 5.5.2 that is no base64");
	else
		exchange(d, acceptor, has_initial ? &first : NULL);
	if (acceptor != NULL)
		acceptor_free(acceptor);
	buf_free(&first);
}

void
entry_log_in(struct dialogue *d)
{
	dialogue_settle(d);
	if (d->door->passwords == NULL)
		dialogue_put(d, "502 5.5.1 not here");
	else if (!can_log_in(d))
		dialogue_put(d, "530 5.7.0 say STARTTLS first");
	else if (d->login != NULL || d->in_mail)
		dialogue_put(d, "503 5.5.1 not now");
	else
		begin_exchange(d);
}
