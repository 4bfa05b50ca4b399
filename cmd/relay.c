#include "relay.h"

#include <string.h>

#include "base/clock.h"
#include "intake.h"
#include "keep.h"
#include "report.h"
#include "smtp/answer.h"

/* What is wrong with our configuration stands in the log, in any case. */
static const char *
answer(struct relay *relay, const struct error *err)
{
	if (relay->is_public && err->code == EX_CONFIG && err->reply[0] == '\0')
		return "451 " ANSWER_OURS;
	return answer_of_error(&relay->mail.arena, err);
}

/* The log has it, whatever becomes of the other recipients. */
static void
note_ours(struct relay *relay, const struct error *err)
{
	if (err->code == EX_CONFIG && !error_is_set(&relay->ours))
		relay->ours = *err;
}

/* ---- the envelope ---- */

static bool
begin(struct relay *relay, const struct server_mail *mail)
{
	struct run *run = &relay->mail;
	if (relay->begun)
		return true;
	relay->begun = true;
	*run = *relay->base;
	run->arena = (struct arena){ 0 };
	run->began = clock_now();
	run->request.sender =
	    relay->sender != NULL ? relay->sender : mail->sender;
	run->request.operands = (struct text_list){ 0 };
	run->request.header_recipients = false;
	if (!upstream_begin(&relay->upstream, relay->base, run))
		return false;
	composition_begin(&relay->composition, run);
	if (relay->sender != NULL) {
		relay->composition.how.policy = SENDER_FORCE;
		relay->composition.how.from = relay->sender;
	}
	run->envelope.size = mail->size;
	run->envelope.utf8 = mail->utf8;
	if (mail->ret != NULL)
		run->envelope.ret = mail->ret;
	if (mail->id != NULL)
		run->envelope.id = mail->id;
	return compose_sender(
	    &run->arena, &relay->composition.how, &run->envelope, &run->err);
}

/* Who stands behind a recipient, as in submission. */
static bool
find_behind(struct relay *relay, const struct server_recipient *recipient,
    struct behind *behind, struct error *err)
{
	struct run *run = &relay->mail;
	struct compose *how = &relay->composition.how;
	const char *path = recipient->path;
	struct envelope found = { 0 };
	how->operands = (struct text_list){ &path, 1 };
	bool well = compose_recipients(&run->arena, how, &found, err);
	how->operands = (struct text_list){ 0 };
	if (!well)
		return false;
	behind->places =
	    arena_get(&run->arena, found.count * sizeof(*behind->places));
	for (size_t i = 0; i < found.count; i++) {
		size_t before = run->envelope.count;
		size_t place = envelope_add(
		    &run->arena, &run->envelope, found.recipients[i].address);
		struct recipient *added = &run->envelope.recipients[place];
		if (place == before) {
			added->notify = recipient->notify;
			added->original = recipient->original;
		}
		behind->places[behind->count++] = place;
	}
	return true;
}

static void
look_at_recipients(struct relay *relay, struct server_mail *mail)
{
	struct arena *arena = &relay->mail.arena;
	for (; relay->looked_at < mail->count; relay->looked_at++) {
		struct server_recipient *recipient =
		    &mail->recipients[relay->looked_at];
		struct behind behind = { 0 };
		struct error err = { 0 };
		if (!find_behind(relay, recipient, &behind, &err)) {
			recipient->reply = answer(relay, &err);
			note_ours(relay, &err);
		}
		relay->behind = arena_more(arena, relay->behind,
		    relay->looked_at, sizeof(*relay->behind));
		relay->behind[relay->looked_at] = behind;
	}
}

/* ---- what the smarthost says of it ---- */

static const char *
reply_of_address(struct relay *relay, const struct recipient *recipient)
{
	switch (recipient->fate) {
	case FATE_REFUSED:
		return answer_of_reply(&relay->mail.arena, recipient->reply);
	case FATE_ACCEPTED:
		return recipient->reply;
	case FATE_TAKEN:
	case FATE_KEPT:
		return "250 2.1.5 ok";
	default:
		/* What went wrong with the message itself is for its verdict
		 * to tell. */
		return error_is_set(&relay->mail.err)
			|| error_is_set(&relay->away)
		    ? "250 2.1.5 ok"
		    : "452 4.5.3 too many recipients for one mail";
	}
}

/* All who stand behind it must be accepted; else it is the refusal that
 * counts. */
static const char *
reply_of_recipient(struct relay *relay, const struct behind *behind)
{
	const char *reply = "250 2.1.5 ok";
	for (size_t i = 0; i < behind->count && reply[0] == '2'; i++)
		reply = reply_of_address(
		    relay, &relay->mail.envelope.recipients[behind->places[i]]);
	return reply;
}

static void
fill_answers(struct relay *relay, struct server_mail *mail)
{
	if (mail->reply == NULL)
		mail->reply = "250 2.1.0 ok";
	for (size_t i = 0; i < mail->count; i++) {
		struct server_recipient *recipient = &mail->recipients[i];
		if (recipient->reply == NULL)
			recipient->reply =
			    reply_of_recipient(relay, &relay->behind[i]);
	}
}

/* ... with one answer for all who have none. */
static void
fill_with(struct server_mail *mail, const char *reply)
{
	if (mail->reply == NULL) {
		mail->reply = reply;
		return;
	}
	for (size_t i = 0; i < mail->count; i++) {
		if (mail->recipients[i].reply == NULL)
			mail->recipients[i].reply = reply;
	}
}

/* Where there is a spool, a smarthost that is away is no reason to refuse: the
 * client is told at the end that the message was kept. */
static bool
has_spool(struct run *run)
{
	struct error err = { 0 };
	return run->spools || (keep_open(run, &err) && run->spools);
}

static bool
goes_to_spool(struct relay *relay)
{
	struct run *run = &relay->mail;
	if (!keep_is_for_smarthost(&run->err) || !has_spool(run))
		return false;
	relay->away = run->err;
	return true;
}

static void
relay_ask(void *self, struct server_mail *mail)
{
	struct relay *relay = self;
	struct run *run = &relay->mail;
	bool well = begin(relay, mail);
	if (well) {
		look_at_recipients(relay, mail);
		well = error_is_set(&relay->away)
		    || upstream_ask(&relay->upstream, run)
		    || goes_to_spool(relay);
	}
	if (well)
		fill_answers(relay, mail);
	else
		fill_with(mail, answer(relay, &run->err));
}

/* ---- the message ---- */

/* The smarthost's word, unless it had another for some whom it had accepted
 * (LMTP). */
static const char *
verdict_on(struct relay *relay, const struct server_mail *mail)
{
	const struct envelope *envelope = &relay->mail.envelope;
	const char *verdict = envelope->verdict;
	for (size_t i = 0; i < mail->count; i++) {
		if (mail->recipients[i].reply[0] != '2')
			continue;
		const char *reply =
		    reply_of_recipient(relay, &relay->behind[i]);
		if (reply[0] != '2')
			return reply;
	}
	return verdict != NULL ? verdict
			       : "554 5.3.0 the message was sent to nobody";
}

static bool
send_on(struct relay *relay, struct message *message)
{
	struct run *run = &relay->mail;
	if (run->envelope.count == 0)
		return true;
	if (!error_is_set(&relay->away))
		return upstream_send(&relay->upstream, run, message);
	run->err = relay->away;
	return false;
}

/* What cannot be sent now and is safe in the spool has been taken too. */
static bool
keep_for_later(struct relay *relay)
{
	struct run *run = &relay->mail;
	struct item item = { .fd = -1 };
	bool for_now =
	    error_is_temporary(&run->err) || keep_is_for_smarthost(&run->err);
	if (for_now && has_spool(run))
		keep_rest(run, &item);
	return run->kept != NULL;
}

static const char *
verdict_of(struct relay *relay, const struct server_mail *mail, bool well)
{
	struct run *run = &relay->mail;
	if (well)
		return verdict_on(relay, mail);
	if (keep_for_later(relay))
		return arena_print(&run->arena,
		    "250 2.0.0 kept as %s, will be sent later", run->queue_id);
	return answer(relay, &run->err);
}

static void
relay_send(void *self, struct server_mail *mail)
{
	struct relay *relay = self;
	struct run *run = &relay->mail;
	struct arena *arena = &run->arena;
	relay->sent = true;
	error_clear(&run->err);
	if (!begin(relay, mail)) {
		mail->verdict = answer(relay, &run->err);
		fill_with(mail, mail->verdict);
		return;
	}
	look_at_recipients(relay, mail);
	bool well = compose_message(arena, &relay->composition.how,
			&mail->message, &run->envelope, &run->err)
	    && intake_fits(&run->account, &mail->message, &run->err);
	well = well && send_on(relay, &mail->message);
	run->message = mail->message;
	fill_answers(relay, mail);
	mail->verdict = verdict_of(relay, mail, well);
}

static bool
is_worth_a_line(const struct relay *relay)
{
	const struct run *run = &relay->mail;
	return relay->sent || error_is_set(&run->err)
	    || envelope_count(&run->envelope, FATE_REFUSED) > 0;
}

/* What was refused for its size has its line too, as nobody else tells it. */
static void
note_refusal(struct relay *relay, const struct server_mail *mail)
{
	if (mail->verdict == NULL || relay->sent)
		return;
	begin(relay, mail);
	error_set(&relay->mail.err, EX_DATAERR, "%s", mail->verdict);
}

static void
relay_end(void *self, struct server_mail *mail)
{
	struct relay *relay = self;
	note_refusal(relay, mail);
	if (relay->begun && !error_is_set(&relay->mail.err))
		relay->mail.err = relay->ours;
	upstream_end(&relay->upstream);
	if (relay->begun && is_worth_a_line(relay))
		report_log(&relay->mail);
	if (relay->begun && relay->mail.spools)
		spool_close(&relay->mail.spool);
	if (relay->begun)
		arena_free(&relay->mail.arena);
	error_clear(&relay->away);
	error_clear(&relay->ours);
	relay->behind = NULL;
	relay->looked_at = 0;
	relay->begun = relay->sent = false;
}

void
relay_open(struct relay *relay, struct run *run)
{
	*relay = (struct relay){ .base = run };
}

struct server_backend
relay_backend(struct relay *relay)
{
	return (struct server_backend){ .self = relay,
		.ask = relay_ask,
		.send = relay_send,
		.end = relay_end };
}

void
relay_close(struct relay *relay)
{
	upstream_close(&relay->upstream);
}
