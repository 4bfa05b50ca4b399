#include "upstream.h"

#include <string.h>

#include "base/clock.h"
#include "choice.h"
#include "smtp/fit.h"

/* ---- the line ---- */

static void
hang_up(struct upstream *up)
{
	if (up->run.account.name == NULL)
		return;
	line_close(&up->line);
	arena_free(&up->run.arena);
	up->run.account.name = NULL;
}

/* Another sender may be another account's. */
static bool
choose_line(struct upstream *up, const struct run *base, const struct run *mail)
{
	const char *before = up->run.account.name;
	up->line.lost = 0;
	if (before != NULL && strcmp(before, mail->account.name) == 0)
		return true;
	hang_up(up);
	up->run = *base;
	up->run.arena = (struct arena){ .secret = true };
	up->run.request.sender = mail->request.sender;
	up->line = (struct line){ .run = &up->run };
	return choice_of_account(&up->run);
}

static bool
is_usable(const struct upstream *up)
{
	const struct session *session = up->line.session;
	return session != NULL && session_is_usable(session);
}

static void
lose_line(struct upstream *up)
{
	line_close(&up->line);
	up->attempt.session = NULL;
	error_clear(&up->run.err);
}

/* What became of it is the mail's to tell. */
static bool
note_outcome(struct upstream *up, struct run *mail, bool well)
{
	mail->err = up->run.err;
	mail->route = up->run.route;
	mail->failures = up->run.failures;
	error_clear(&up->run.err);
	return well;
}

bool
upstream_begin(struct upstream *up, const struct run *base, struct run *mail)
{
	if (!choice_of_account(mail))
		return false;
	if (!choose_line(up, base, mail))
		return note_outcome(up, mail, false);
	up->asked = false;
	up->submission = (struct submission){ .envelope = &mail->envelope,
		.encoded = { .body = STORE },
		.arena = &mail->arena,
		.err = &up->run.err,
		.relays = true,
		.more = true };
	return true;
}

/* ---- the envelope ---- */

static bool
ask_first(struct upstream *up)
{
	struct line *line = &up->line;
	if (!line_open(line))
		return false;
	line->session->chat.deadline = clock_after(up->run.account.deadline);
	up->attempt = transaction_begin(line->session, &up->submission);
	return fit_envelope(line->session, &up->submission)
	    && transaction_ask(&up->attempt);
}

/* A session that has carried mail may have ended since: then another. */
static bool
ask(struct upstream *up, struct run *mail)
{
	bool was_open = up->line.session != NULL;
	if (up->asked)
		return is_usable(up) && transaction_ask(&up->attempt);
	up->asked = true;
	if (ask_first(up))
		return true;
	if (!was_open || is_usable(up))
		return false;
	lose_line(up);
	envelope_begin_again(&mail->envelope);
	return ask_first(up);
}

static bool
explain_loss(struct upstream *up)
{
	if (!error_is_set(&up->run.err))
		error_set(&up->run.err, EX_TEMPFAIL,
		    "the session with %s was lost", up->line.smarthost.peer);
	return false;
}

bool
upstream_ask(struct upstream *up, struct run *mail)
{
	bool well = ask(up, mail) || explain_loss(up);
	return note_outcome(up, mail, well);
}

/* ---- the message ---- */

/* Those who were accepted by a session that is lost, over another; all of them,
 * for so the client was told, or none. */
static bool
send_again(struct upstream *up, struct run *mail, struct message *message)
{
	struct envelope *all = &mail->envelope, again = *all;
	again.all_or_none = true;
	again.recipients = NULL;
	again.slots = NULL;
	again.count = again.slot_count = 0;
	for (size_t i = 0; i < all->count; i++) {
		struct recipient *recipient = &all->recipients[i];
		if (recipient->fate == FATE_ACCEPTED)
			envelope_add_again(&mail->arena, &again, recipient);
	}
	lose_line(up);
	bool well = line_submit(&up->line, &mail->arena, &again, message);
	for (size_t i = 0, j = 0; i < all->count; i++) {
		if (all->recipients[i].fate == FATE_ACCEPTED)
			all->recipients[i] = again.recipients[j++];
	}
	all->verdict = again.verdict;
	return well;
}

/* Nobody can have a message that did not leave to its end. */
static bool
may_send_again(const struct upstream *up, const struct run *mail)
{
	const struct error *err = &up->run.err;
	return !is_usable(up)
	    && (!error_is_set(err)
		|| (error_is_temporary(err) && !err->uncertain))
	    && envelope_count(&mail->envelope, FATE_TAKEN) == 0;
}

static bool
send_rest(struct upstream *up, struct message *message)
{
	up->submission.message = message;
	bool well = fit(up->line.session, &up->submission)
	    && transaction_end(&up->attempt);
	message_free(&up->submission.encoded);
	up->line.carried += well;
	return well;
}

bool
upstream_send(struct upstream *up, struct run *mail, struct message *message)
{
	bool well;
	if (!up->asked) {
		well = line_submit(
		    &up->line, &mail->arena, &mail->envelope, message);
	} else {
		well = is_usable(up) && send_rest(up, message);
		if (!well && may_send_again(up, mail))
			well = send_again(up, mail, message);
	}
	up->attempt.session = NULL;
	return note_outcome(up, mail, well);
}

void
upstream_end(struct upstream *up)
{
	if (up->attempt.session != NULL && is_usable(up))
		transaction_abandon(&up->attempt);
	if (up->line.session != NULL && !is_usable(up))
		line_close(&up->line);
	up->attempt = (struct attempt){ 0 };
	error_clear(&up->run.err);
}

void
upstream_close(struct upstream *up)
{
	hang_up(up);
}
