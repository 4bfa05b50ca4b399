#include "smtp/vrfy.h"

#include <string.h>

#include "base/text.h"
#include "mail/message.h"
#include "smtp/fate.h"
#include "smtp/fit.h"
#include "smtp/parameter.h"

struct work {
	struct session *session;
	struct chat *chat;
	struct envelope *envelope;
	struct arena *arena;
	bool says_nothing; /* it does not answer VRFY: why ask again */
};

static void
judge(struct work *w, struct recipient *recipient, enum stage stage)
{
	fate_note(recipient, stage, &w->chat->reply, FATE_ACCEPTED, w->arena);
}

/* ---- VRFY and EXPN ---- */

static const char *
utf8_word(const struct work *w, const char *address)
{
	bool ascii = text_is_ascii(address, strlen(address));
	/* RFC 6531 3.7.4.2 */
	return !ascii && w->session->caps.smtputf8 ? " SMTPUTF8" : "";
}

/* Only these speak of the mailbox itself: 252 promises to try, 502 has no such
 * command, 5.7.* will not say it to us. */
static bool
is_an_answer(const struct reply *reply)
{
	if (reply->code == 250 || reply->code == 251)
		return true;
	return (reply->code == 550 || reply->code == 551 || reply->code == 553)
	    && !text_starts(reply->status, "5.7.");
}

/* RFC 5321 3.5.1: "550 That is a mailing list, not a user". */
static bool
is_list(const struct reply *reply)
{
	return reply->code == 550
	    && text_matches("*mailing list*", reply->text.data);
}

static bool
ask_list(struct work *w, struct recipient *recipient)
{
	if (!chat_say(w->chat, "EXPN %s%s", recipient->address,
		utf8_word(w, recipient->address))
	    || !chat_hear(w->chat, STAGE_EXPN))
		return false;
	/* Whom it holds is often nobody's business; RCPT tells the rest. */
	if (reply_is(&w->chat->reply, stage_row(STAGE_EXPN)->wanted))
		judge(w, recipient, STAGE_EXPN);
	return true;
}

static bool
ask_mailbox(struct work *w, struct recipient *recipient)
{
	if (!chat_say(w->chat, "VRFY %s%s", recipient->address,
		utf8_word(w, recipient->address))
	    || !chat_hear(w->chat, STAGE_VRFY))
		return false;
	if (is_list(&w->chat->reply))
		return ask_list(w, recipient);
	if (is_an_answer(&w->chat->reply))
		judge(w, recipient, STAGE_VRFY);
	else
		w->says_nothing = true;
	return true;
}

static bool
ask_mailboxes(struct work *w)
{
	for (size_t i = 0; i < w->envelope->count && !w->says_nothing; i++) {
		if (!ask_mailbox(w, &w->envelope->recipients[i]))
			return false;
	}
	return true;
}

/* ---- MAIL, RCPT, RSET ---- */

static bool
begin(struct work *w)
{
	struct message none = { .body = STORE };
	struct buf parameters = BUF(PARAMETERS_MOST);
	parameters_of_mail(
	    &w->session->caps, w->envelope, &none, true, &parameters);
	bool well = chat_say(w->chat, "MAIL FROM:<%s>%s", w->envelope->sender,
			parameters.data)
	    && chat_hear(w->chat, STAGE_MAIL)
	    && chat_want(w->chat, STAGE_MAIL, w->envelope->sender);
	buf_free(&parameters);
	return well;
}

static bool
ask_recipients(struct work *w)
{
	for (size_t i = 0; i < w->envelope->count; i++) {
		struct recipient *recipient = &w->envelope->recipients[i];
		if (recipient->fate != FATE_WAITING)
			continue;
		if (!chat_say(w->chat, "RCPT TO:<%s>", recipient->address)
		    || !chat_hear(w->chat, STAGE_RCPT))
			return false;
		judge(w, recipient, STAGE_RCPT);
	}
	return true;
}

bool
vrfy(struct session *session, struct submission *submission)
{
	struct envelope *envelope = submission->envelope;
	struct work w = { .session = session,
		.chat = &session->chat,
		.envelope = envelope,
		.arena = submission->arena };
	if (!session_settle(session)
	    || !fit_utf8(session, envelope, submission->err)
	    || !ask_mailboxes(&w))
		return false;
	if (envelope_count(envelope, FATE_WAITING) == 0)
		return true;
	return begin(&w) && ask_recipients(&w)
	    && chat_ask(w.chat, STAGE_RSET, "RSET");
}
