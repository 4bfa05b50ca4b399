#include "smtp/transaction.h"

#include "base/text.h"
#include "smtp/content.h"
#include "smtp/parameter.h"

/* Commands in flight: replies are heard while they are written, so this only
 * bounds memory. */
#define FLIGHT_MOST 500

/* A message up to this size leaves with its envelope: a refusal then costs no
 * more than the octets. */
#define CHUNK_MOST (128 * 1024)

/* What leaves behind the last recipient in the same flight. */
enum tail {
	TAIL_NONE,  /* nothing: DATA waits for the answers */
	TAIL_DATA,  /* DATA */
	TAIL_CHUNK, /* BDAT LAST and the whole message */
};

struct work {
	struct session *session;
	struct chat *chat;
	struct envelope *envelope;
	const struct message *message;
	struct arena *arena;
	struct error *err;
	struct recipient **asked; /* those of this transaction */
	size_t count;
	enum tail tail;
	bool tail_said;
	bool without_size; /* the server stumbled over SIZE= */
	int mail_code;     /* what MAIL was answered; 0: nothing yet */
};

/* ---- the envelope: command 0 is MAIL, command i is RCPT i ---- */

static bool
say_mail(struct work *w)
{
	struct buf parameters = BUF(PARAMETERS_MOST);
	parameters_of_mail(&w->session->caps, w->envelope, w->message,
	    !w->without_size, &parameters);
	bool well = chat_say(
	    w->chat, "MAIL FROM:<%s>%s", w->envelope->sender, parameters.data);
	buf_free(&parameters);
	return well;
}

static bool
say_rcpt(struct work *w, const struct recipient *recipient)
{
	struct buf parameters = BUF(PARAMETERS_MOST);
	parameters_of_rcpt(
	    &w->session->caps, w->envelope, recipient, &parameters);
	bool well = chat_say(
	    w->chat, "RCPT TO:<%s>%s", recipient->address, parameters.data);
	buf_free(&parameters);
	return well;
}

static bool
say_tail(struct work *w)
{
	w->tail_said = w->tail != TAIL_NONE;
	switch (w->tail) {
	case TAIL_NONE:
		return true;
	case TAIL_DATA:
		return chat_say(w->chat, "DATA");
	case TAIL_CHUNK:
		return content_say_chunk(w->chat, w->message);
	}
	return true;
}

static bool
say_flight(struct work *w, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		bool well = i == 0 ? say_mail(w) : say_rcpt(w, w->asked[i - 1]);
		if (!well)
			return false;
	}
	return to <= w->count || say_tail(w);
}

/* RFC 5321 4.5.3.1.10: 452, and 552 from old servers, behind recipients that
 * were accepted means "no more in this transaction". */
static bool
is_too_many(const struct work *w, size_t i)
{
	int code = w->chat->reply.code;
	bool crowded = code == 452 || code == 552;
	return crowded && i > 0 && w->asked[0]->fate != FATE_WAITING
	    && !w->session->smarthost->reject_partial;
}

static void
judge_recipient(struct work *w, size_t i)
{
	struct recipient *recipient = w->asked[i];
	char words[sizeof(w->err->reply)];
	if (is_too_many(w, i))
		return;
	reply_show(&w->chat->reply, words, sizeof(words));
	recipient->reply = arena_text(w->arena, words);
	recipient->fate = FATE_ACCEPTED;
	if (reply_is(&w->chat->reply, stage_row(STAGE_RCPT)->wanted))
		return;
	recipient->fate = FATE_REFUSED;
	recipient->code = stage_refusal(STAGE_RCPT, &w->chat->reply);
}

/* Every answer of a flight is heard before anything is judged; when MAIL was
 * refused, what is said of the recipients is no fault of theirs. */
static bool
hear_command(struct work *w, size_t i)
{
	if (!chat_hear(w->chat, i == 0 ? STAGE_MAIL : STAGE_RCPT))
		return false;
	if (i == 0) {
		w->mail_code = w->chat->reply.code;
		chat_want(w->chat, STAGE_MAIL, w->envelope->sender);
	} else if (!error_is_set(w->err)) {
		judge_recipient(w, i - 1);
	}
	return true;
}

/* With PIPELINING all of it leaves in one flight; else each command waits for
 * its answer. */
static bool
send_envelope(struct work *w)
{
	size_t commands = w->count + 1;
	size_t flight = w->session->caps.pipelining ? FLIGHT_MOST : 1;
	for (size_t from = 0; from < commands; from += flight) {
		size_t to = commands - from > flight ? from + flight : commands;
		if (!say_flight(w, from, to))
			return false;
		for (size_t i = from; i < to; i++) {
			if (!hear_command(w, i))
				return false;
		}
		if (error_is_set(w->err))
			return false;
	}
	return true;
}

/* ---- the message ---- */

/* From the last octet of the message on the smarthost may have the mail, and
 * until its verdict is read nobody knows. A 421 is an answer too: no; and what
 * did not leave whole nobody has. */
static bool
doubt(struct work *w)
{
	if (reply_is(&w->chat->reply, 421) || w->chat->stream->unsent > 0)
		return false;
	w->err->uncertain = true;
	w->err->code = EX_TEMPFAIL;
	return false;
}

static void
take_verdict(struct work *w, struct recipient *recipient)
{
	char words[sizeof(w->err->reply)];
	reply_show(&w->chat->reply, words, sizeof(words));
	const char *verdict = arena_text(w->arena, words);
	recipient->reply = verdict;
	if (reply_is(&w->chat->reply, stage_row(STAGE_VERDICT)->wanted)) {
		recipient->fate = FATE_TAKEN;
		w->envelope->verdict = verdict;
	} else {
		recipient->fate = FATE_REFUSED;
		recipient->code = stage_refusal(STAGE_VERDICT, &w->chat->reply);
	}
}

/* RFC 2033 4.2: one verdict for each recipient that was accepted, in order. */
static bool
hear_verdicts(struct work *w)
{
	size_t left = 0;
	for (size_t i = 0; i < w->count; i++)
		left += w->asked[i]->fate == FATE_ACCEPTED;
	w->chat->awaited += left - 1;
	for (size_t i = 0; i < w->count; i++) {
		if (w->asked[i]->fate != FATE_ACCEPTED)
			continue;
		if (!chat_hear(w->chat, STAGE_VERDICT))
			return doubt(w);
		take_verdict(w, w->asked[i]);
	}
	return true;
}

/* With DATA a stale reply is noticed before the dot. A chunk left with its
 * envelope, so it can only be noticed now: by one reply more, or by a status
 * that speaks of an address (RFC 3463 section 3.2) instead of a message. */
static bool
is_verdict_on_chunk(struct work *w)
{
	if (text_starts(w->chat->reply.status, "2.1."))
		return error_set(w->err, EX_TEMPFAIL,
		    "%s spoke out of turn: where its verdict on the message "
		    "was due, it spoke of an address",
		    w->chat->stream->peer);
	return chat_is_in_step(w->chat);
}

static bool
hear_verdict(struct work *w)
{
	if (w->session->smarthost->is_lmtp)
		return hear_verdicts(w);
	if (!chat_hear(w->chat, STAGE_VERDICT))
		return doubt(w);
	if (w->tail == TAIL_CHUNK && !is_verdict_on_chunk(w))
		return doubt(w);
	if (!chat_want(w->chat, STAGE_VERDICT, NULL))
		return false;
	for (size_t i = 0; i < w->count; i++) {
		if (w->asked[i]->fate == FATE_ACCEPTED)
			take_verdict(w, w->asked[i]);
	}
	return true;
}

static bool
send_data(struct work *w)
{
	if (!w->tail_said && !chat_say(w->chat, "DATA"))
		return false;
	if (!chat_hear(w->chat, STAGE_DATA)
	    || !chat_want(w->chat, STAGE_DATA, NULL))
		return false;
	return content_send(w->chat, w->message) && hear_verdict(w);
}

/* What left behind an envelope that nobody stands for any more: the answer is
 * heard and is nothing. A DATA that was granted is ended with an empty message
 * (RFC 2920 3.1). */
static void
take_back_tail(struct work *w)
{
	struct error ignored = { 0 };
	enum stage stage = w->tail == TAIL_CHUNK ? STAGE_VERDICT : STAGE_DATA;
	if (!w->tail_said || w->chat->stream->failed)
		return;
	struct error *err = chat_report_to(w->chat, &ignored);
	if (chat_hear(w->chat, stage) && reply_is(&w->chat->reply, 354)
	    && chat_say(w->chat, "."))
		chat_hear(w->chat, STAGE_VERDICT);
	chat_report_to(w->chat, err);
}

static bool
is_wanted(const struct work *w)
{
	size_t accepted = 0, refused = 0;
	for (size_t i = 0; i < w->count; i++) {
		accepted += w->asked[i]->fate == FATE_ACCEPTED;
		refused += w->asked[i]->fate == FATE_REFUSED;
	}
	return accepted > 0
	    && (refused == 0 || !w->session->smarthost->reject_partial);
}

/* ---- the whole ---- */

static void
choose_asked(struct work *w)
{
	size_t most = w->session->caps.recipients;
	for (size_t i = 0; i < w->envelope->count; i++) {
		if (w->envelope->recipients[i].fate != FATE_WAITING
		    || (most > 0 && w->count == most))
			continue;
		w->asked =
		    arena_more(w->arena, w->asked, w->count, sizeof(*w->asked));
		w->asked[w->count++] = &w->envelope->recipients[i];
	}
}

/* BDAT with the envelope delivers to those who are accepted though others are
 * refused, so neither it nor DATA leaves early under reject-partial. */
static enum tail
choose_tail(const struct work *w)
{
	const struct caps *caps = &w->session->caps;
	if (!caps->pipelining || w->session->smarthost->reject_partial)
		return TAIL_NONE;
	if (caps->chunking && !w->session->smarthost->is_lmtp
	    && message_size(w->message) <= CHUNK_MOST)
		return TAIL_CHUNK;
	return TAIL_DATA;
}

/* A server that offers SIZE but does not know its parameter says 555 or 501
 * 5.5.4; nothing is lost without it. */
static bool
stumbled_over_size(const struct work *w)
{
	return w->session->caps.sizes && !w->without_size
	    && (w->mail_code == 555 || w->mail_code == 501);
}

/* MAIL was refused, or the connection was lost on the way. */
static bool
give_up(struct work *w)
{
	bool is_lost = w->chat->stream->failed;
	/* A message that left with its envelope may have been taken, whatever
	 * the connection still told us, unless MAIL was refused. */
	if (is_lost && w->tail_said && w->tail == TAIL_CHUNK
	    && w->mail_code / 100 <= 2)
		return doubt(w);
	take_back_tail(w);
	return false;
}

static bool
run(struct work *w)
{
	w->tail_said = false;
	w->mail_code = 0;
	if (!send_envelope(w))
		return give_up(w);
	if (!is_wanted(w)) {
		take_back_tail(w);
		return true;
	}
	bool with_envelope = w->tail_said && w->tail == TAIL_CHUNK;
	return with_envelope ? hear_verdict(w) : send_data(w);
}

bool
transaction(struct session *session, struct envelope *envelope,
    const struct message *message, struct arena *arena, struct error *err)
{
	struct work w = { .session = session,
		.chat = &session->chat,
		.envelope = envelope,
		.message = message,
		.arena = arena,
		.err = err };
	choose_asked(&w);
	w.tail = choose_tail(&w);
	if (run(&w))
		return true;
	if (!stumbled_over_size(&w))
		return false;
	error_clear(err);
	if (session->stream.failed)
		return error_set(err, EX_TEMPFAIL,
		    "%s was lost after it refused MAIL with SIZE=",
		    session->stream.peer);
	w.without_size = true;
	return run(&w);
}
