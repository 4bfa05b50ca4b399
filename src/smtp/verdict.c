#include "smtp/verdict.h"

#include <string.h>

#include "base/text.h"
#include "smtp/fate.h"

/* Octets that are behind the message in the same flight. */
static size_t
behind_message(const struct attempt *a)
{
	return a->session->over ? strlen("QUIT\r\n") : 0;
}

/* From the last octet of the message on the smarthost may have the mail, and
 * until its verdict is read nobody knows. A 421 is an answer too: no; and what
 * did not leave whole, but for a QUIT behind it, nobody has. */
bool
verdict_doubt(struct attempt *a)
{
	if (reply_is(&a->chat->reply, 421)
	    || a->chat->stream->unsent > behind_message(a))
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
		left += attempt_asked(a, i)->fate == FATE_ACCEPTED;
	a->chat->awaited += left - 1;
	for (size_t i = 0; i < a->count; i++) {
		if (attempt_asked(a, i)->fate != FATE_ACCEPTED)
			continue;
		if (!chat_hear(a->chat, STAGE_VERDICT))
			return verdict_doubt(a);
		take(a, attempt_asked(a, i));
	}
	return true;
}

/* What is heard behind a verdict, if anybody listens. */
enum behind {
	BEHIND_NOTHING,  /* silence, or a close */
	BEHIND_FAREWELL, /* 221, the answer to QUIT */
	BEHIND_REPLY,    /* one too many: the verdict was not the verdict */
};

/* Who has not learned the word QUIT says 500 or 502. */
static enum behind
hear_behind(struct chat *chat, enum stage stage)
{
	bool heard = chat_hear(chat, stage);
	int code = chat->reply.code;
	if (code == 421)
		return BEHIND_REPLY;
	if (!heard)
		return BEHIND_NOTHING;
	if (code == 221)
		return BEHIND_FAREWELL;
	if ((code == 500 || code == 502) && !chat_hear(chat, STAGE_QUIT))
		return BEHIND_NOTHING;
	return BEHIND_REPLY;
}

static bool
speaks_of_message(const struct attempt *a, const struct reply *verdict)
{
	return verdict->status[0] != '\0' && !a->vague
	    && !text_starts(verdict->status, "2.1.");
}

/* With DATA a reply too many (a stale one, a broken proxy's) is noticed before
 * the dot. Behind a chunk it shifts all that follow, and the verdict is one of
 * them: what stands in its place may be the answer to RCPT, and its own still
 * to come from a filter that takes its time. A status that MAIL and RCPT were
 * not answered with, and that is not of an address (2.1.x), makes it known for
 * the verdict by itself. One without is believed only where the 221 that is
 * due to QUIT stands right behind it. */
static bool
is_in_place(struct attempt *a, const struct reply *verdict)
{
	bool bare = reply_is(verdict, 2) && !speaks_of_message(a, verdict);
	enum behind behind = BEHIND_NOTHING;
	if (a->session->over || (bare && session_say_quit(a->session)))
		behind =
		    hear_behind(a->chat, bare ? STAGE_FAREWELL : STAGE_QUIT);
	return bare ? behind == BEHIND_FAREWELL : behind != BEHIND_REPLY;
}

/* The verdict is the chat's reply, and stays so. */
static bool
check_place(struct attempt *a)
{
	struct chat *chat = a->chat;
	struct error ignored = { 0 };
	struct reply verdict = chat->reply;
	chat->reply = REPLY;
	struct error *err = chat_report_to(chat, &ignored);
	bool in_place = is_in_place(a, &verdict);
	chat_report_to(chat, err);
	reply_free(&chat->reply);
	chat->reply = verdict;
	if (in_place)
		return true;
	error_clear(a->err);
	return error_set(a->err, EX_TEMPFAIL,
	    "%s spoke out of turn, or did not answer QUIT: nobody knows which "
	    "of its replies was the verdict on the message",
	    chat->stream->peer);
}

/* Nobody can have taken what has not left. */
static bool
has_left(struct attempt *a)
{
	if (!reply_is(&a->chat->reply, 2)
	    || a->chat->stream->unsent <= behind_message(a))
		return true;
	a->chat->stream->failed = true;
	return error_set(a->err, EX_TEMPFAIL,
	    "%s said that it had taken the message before it could have it",
	    a->chat->stream->peer);
}

bool
verdict_hear(struct attempt *a)
{
	if (a->session->smarthost->is_lmtp)
		return hear_each(a);
	if (!chat_hear(a->chat, STAGE_VERDICT))
		return verdict_doubt(a);
	if (a->tail == TAIL_CHUNK && !has_left(a))
		return false;
	if (a->tail == TAIL_CHUNK && !check_place(a))
		return verdict_doubt(a);
	if (!chat_want(a->chat, STAGE_VERDICT, NULL))
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (attempt_asked(a, i)->fate == FATE_ACCEPTED)
			take(a, attempt_asked(a, i));
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
	return a->tail == TAIL_DATA || !heard || check_place(a)
	    || verdict_doubt(a);
}
