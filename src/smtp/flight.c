#include "smtp/flight.h"

#include <string.h>

#include "base/text.h"
#include "smtp/content.h"
#include "smtp/fate.h"
#include "smtp/parameter.h"

/* Commands in flight: replies are heard while they are written, so this only
 * bounds memory. Command 0 is MAIL, command i is RCPT i. */
#define FLIGHT_MOST 500

static void
add_parameters(const struct attempt *a, struct buf *to)
{
	parameters_of_mail(&a->session->caps, a->envelope,
	    a->submission->message, a->submission->bare, to);
}

static bool
say_mail(struct attempt *a)
{
	struct buf parameters = BUF(PARAMETERS_MOST);
	add_parameters(a, &parameters);
	bool well = chat_say(
	    a->chat, "MAIL FROM:<%s>%s", a->envelope->sender, parameters.data);
	buf_free(&parameters);
	return well;
}

static bool
say_rcpt(struct attempt *a, const struct recipient *recipient)
{
	struct buf parameters = BUF(PARAMETERS_MOST);
	parameters_of_rcpt(&a->session->caps, a->envelope, recipient,
	    a->submission->bare, &parameters);
	bool well = chat_say(
	    a->chat, "RCPT TO:<%s>%s", recipient->address, parameters.data);
	buf_free(&parameters);
	return well;
}

static bool
say_tail(struct attempt *a)
{
	a->tail_said = a->tail != TAIL_NONE;
	switch (a->tail) {
	case TAIL_NONE:
		return true;
	case TAIL_DATA:
		return chat_say(a->chat, "DATA");
	case TAIL_CHUNK:
		return content_say_chunk(a->chat, a->submission->message)
		    && (!a->is_last || session_say_quit(a->session));
	}
	return true;
}

static bool
say(struct attempt *a, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		bool well =
		    i == 0 ? say_mail(a) : say_rcpt(a, attempt_asked(a, i - 1));
		if (!well)
			return false;
	}
	return to <= a->count || say_tail(a);
}

/* RFC 5321 4.5.3.1.10: 452, and 552 from old servers, behind recipients that
 * were accepted means "no more in this transaction", unless a status (RFC 3463
 * X.5.3) says that it means something else. */
static bool
is_too_many(const struct attempt *a, size_t i)
{
	const struct reply *reply = &a->chat->reply;
	bool crowded = (reply->code == 452 || reply->code == 552)
	    && (reply->status[0] == '\0'
		|| strcmp(reply->status + 1, ".5.3") == 0);
	return crowded && i > 0 && !a->submission->relays
	    && attempt_asked(a, 0)->fate != FATE_WAITING
	    && !attempt_is_all_or_none(a);
}

/* RFC 5321 4.1.1.11, 4.2.2: of a parameter 555 is said, or 501 or 504. */
static bool
is_of_parameter(const struct reply *reply)
{
	int code = reply->code;
	return code == 501 || code == 504 || code == 555;
}

/* A server that offers a keyword may not know its parameter; nothing is lost
 * without those of ours that can be missed. */
static bool
stumbles(struct attempt *a, bool bare)
{
	bool stumbled =
	    !a->submission->bare && !bare && is_of_parameter(&a->chat->reply);
	a->stumbled = a->stumbled || stumbled;
	return stumbled;
}

static void
judge_recipient(struct attempt *a, size_t i)
{
	const struct caps *caps = &a->session->caps;
	bool bare = a->submission->relays
	    || parameters_of_rcpt_are_bare(
		caps, a->envelope, attempt_asked(a, i));
	if (is_too_many(a, i) || stumbles(a, bare))
		return;
	fate_note(attempt_asked(a, i), STAGE_RCPT, &a->chat->reply,
	    FATE_ACCEPTED, a->submission->arena);
}

/* RFC 3463 section 3.2: what is said of an address is 2.1.x. Who says 2.0.0 to
 * everything has no status by which a verdict could be known. */
static void
note_status(struct attempt *a)
{
	const struct reply *reply = &a->chat->reply;
	if (reply_is(reply, 2) && reply->status[0] != '\0'
	    && !text_starts(reply->status, "2.1."))
		a->vague = true;
}

/* What was refused, and which settings ask for it. */
static bool
refuse_parameters(struct attempt *a)
{
	struct buf words = BUF(PARAMETERS_MOST);
	struct buf settings = BUF(PARAMETERS_MOST);
	add_parameters(a, &words);
	parameters_settings(a->envelope, &settings);
	if (settings.length > 0)
		buf_print(&words, " (change or unset %s)", settings.data);
	bool of_sender = words.length == 0;
	chat_refused(a->chat, STAGE_MAIL,
	    of_sender ? "refused the sender" : "refused MAIL with",
	    of_sender ? a->envelope->sender : words.data + 1);
	buf_free(&words);
	buf_free(&settings);
	return false;
}

/* A status of RFC 3463 X.1.x says that it is the address. */
static bool
want_mail(struct attempt *a)
{
	const struct reply *reply = &a->chat->reply;
	if (is_of_parameter(reply) && !text_starts(reply->status, "5.1."))
		return refuse_parameters(a);
	return chat_want(a->chat, STAGE_MAIL, a->envelope->sender);
}

/* Every answer of a flight is heard before anything is judged; when MAIL was
 * refused, what is said of the recipients is no fault of theirs. */
static bool
hear_command(struct attempt *a, size_t i)
{
	if (!chat_hear(a->chat, i == 0 ? STAGE_MAIL : STAGE_RCPT))
		return false;
	note_status(a);
	if (i == 0) {
		a->mail_code = a->chat->reply.code;
		a->submission->heard |= a->mail_code != 421;
		if (!want_mail(a))
			stumbles(a,
			    parameters_of_mail_are_bare(
				&a->session->caps, a->envelope));
	} else if (!error_is_set(a->err)) {
		judge_recipient(a, i - 1);
	}
	return true;
}

static bool
hear(struct attempt *a, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (!hear_command(a, i))
			return false;
	}
	return !error_is_set(a->err);
}

/* With PIPELINING all of it leaves in one flight; else each command waits for
 * its answer. The tail leaves though there be nothing before it. */
bool
flight_send(struct attempt *a)
{
	size_t commands = a->count + 1;
	size_t flight = a->session->caps.pipelining ? FLIGHT_MOST : 1;
	do {
		size_t from = a->said;
		size_t to = commands - from > flight ? from + flight : commands;
		if (!say(a, from, to) || !session_settle(a->session)
		    || !hear(a, from, to))
			return false;
		a->said = to;
	} while (a->said < commands);
	return true;
}
