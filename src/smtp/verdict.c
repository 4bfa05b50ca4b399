#include "smtp/verdict.h"

#include <string.h>

#include "base/text.h"
#include "smtp/fate.h"

/* From the last octet of the message on the smarthost may have the mail, and
 * until its verdict is read nobody knows. A 421 is an answer too: no; and what
 * did not leave whole, but for a QUIT behind it, nobody has. */
bool
verdict_doubt(struct attempt *a)
{
	size_t behind = a->session->over ? strlen("QUIT\r\n") : 0;
	if (reply_is(&a->chat->reply, 421) || a->chat->stream->unsent > behind)
		return false;
	a->err->uncertain = true;
	a->err->code = EX_TEMPFAIL;
	return false;
}

static void
take(struct attempt *a, struct recipient *recipient)
{
	fate_note(recipient, STAGE_VERDICT, &a->chat->reply, FATE_TAKEN,
	    a->submission->arena);
	if (recipient->fate == FATE_TAKEN)
		a->envelope->verdict = recipient->reply;
}

/* RFC 2033 4.2: one verdict for each recipient that was accepted, in order. */
static bool
hear_each(struct attempt *a)
{
	size_t left = 0;
	for (size_t i = 0; i < a->count; i++)
		left += a->asked[i]->fate == FATE_ACCEPTED;
	a->chat->awaited += left - 1;
	for (size_t i = 0; i < a->count; i++) {
		if (a->asked[i]->fate != FATE_ACCEPTED)
			continue;
		if (!chat_hear(a->chat, STAGE_VERDICT))
			return verdict_doubt(a);
		take(a, a->asked[i]);
	}
	return true;
}

/* A verdict whose status speaks of the message is known for one by itself; one
 * without a status may be the answer to RCPT, and its own still to come from a
 * filter that takes its time. */
static enum stage
farewell_of(const struct reply *verdict)
{
	bool may_be_another =
	    reply_is(verdict, 2) && verdict->status[0] == '\0';
	return may_be_another ? STAGE_FAREWELL : STAGE_QUIT;
}

/* Hears what is behind the verdict: at most the answer to QUIT, which is 221,
 * or of one who has not learned that word, 500 or 502. */
static bool
hears_too_many(struct chat *chat, enum stage stage)
{
	bool heard = chat_hear(chat, stage);
	int code = chat->reply.code;
	if (code == 421)
		return true;
	if (!heard || code == 221)
		return false;
	return (code != 500 && code != 502) || chat_hear(chat, STAGE_QUIT);
}

/* Where QUIT has not left with the chunk, recipients may still wait, and then
 * the session must go on. */
static bool
may_look_behind(struct attempt *a, const struct reply *verdict)
{
	if (a->session->over)
		return true;
	bool waiting = envelope_count(a->envelope, FATE_WAITING) > 0;
	return verdict->status[0] == '\0' && !waiting
	    && session_say_quit(a->session);
}

/* With DATA a reply too many (a stale one, a broken proxy's) is noticed before
 * the dot. Behind a chunk it shifts all that follow, and the verdict is one of
 * them. So QUIT is said behind it: where there was one too many, the true
 * verdict stands where its 221 is due. That none comes says nothing. */
static bool
is_in_place(struct attempt *a)
{
	struct chat *chat = a->chat;
	struct error ignored = { 0 };
	struct reply verdict = chat->reply;
	chat->reply = REPLY;
	struct error *err = chat_report_to(chat, &ignored);
	/* RFC 3463 section 3.2: 2.1.x is said of an address. */
	bool shifted = text_starts(verdict.status, "2.1.")
	    || (may_look_behind(a, &verdict)
		&& hears_too_many(chat, farewell_of(&verdict)));
	chat_report_to(chat, err);
	reply_free(&chat->reply);
	chat->reply = verdict;
	if (!shifted)
		return true;
	error_clear(a->err);
	return error_set(a->err, EX_TEMPFAIL,
	    "%s spoke out of turn: it gave more replies than it was asked for, "
	    "so nobody knows which was its verdict on the message",
	    chat->stream->peer);
}

bool
verdict_hear(struct attempt *a)
{
	if (a->session->smarthost->is_lmtp)
		return hear_each(a);
	if (!chat_hear(a->chat, STAGE_VERDICT))
		return verdict_doubt(a);
	if (a->tail == TAIL_CHUNK && !is_in_place(a))
		return verdict_doubt(a);
	if (!chat_want(a->chat, STAGE_VERDICT, NULL))
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (a->asked[i]->fate == FATE_ACCEPTED)
			take(a, a->asked[i]);
	}
	return true;
}

/* DATA left behind an envelope that nobody stands for any more: the answer is
 * heard and is nothing. Where it was granted, an empty message ends it (RFC
 * 2920 3.1). */
static void
end_data(struct attempt *a)
{
	if (chat_hear(a->chat, STAGE_DATA) && reply_is(&a->chat->reply, 354)
	    && chat_say(a->chat, "."))
		chat_hear(a->chat, STAGE_VERDICT);
}

bool
verdict_ignore(struct attempt *a)
{
	struct error ignored = { 0 };
	bool unheard = a->tail == TAIL_DATA && a->session->over;
	if (!a->tail_said || unheard || a->chat->stream->failed)
		return true;
	struct error *err = chat_report_to(a->chat, &ignored);
	bool heard = true;
	if (a->tail == TAIL_DATA)
		end_data(a);
	else
		heard = chat_hear(a->chat, STAGE_VERDICT);
	chat_report_to(a->chat, err);
	return a->tail == TAIL_DATA || !heard || is_in_place(a)
	    || verdict_doubt(a);
}
