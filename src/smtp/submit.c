#include "smtp/submit.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "mail/encode.h"
#include "smtp/content.h"

/* Commands in flight: replies are heard while they are written, so this only
 * bounds memory. */
#define FLIGHT_MOST 500

struct work {
	struct session *session;
	struct chat *chat;
	struct envelope *envelope;
	struct message *message;
	struct arena *arena;
	struct error *err;
	bool data_said; /* DATA left with the envelope */
};

/* ---- does it fit? ---- */

static bool
fits_size(struct work *w)
{
	uint64_t most = w->session->caps.size;
	uint64_t size = message_size(w->message);
	if (most == 0 || size <= most)
		return true;
	return error_set(w->err, EX_UNAVAILABLE,
	    "the message has %" PRIu64 " octets, but %s takes no more than "
	    "%" PRIu64,
	    size, w->session->stream.peer, most);
}

static bool
fits_utf8(struct work *w)
{
	if (w->session->caps.smtputf8 || !envelope_is_utf8(w->envelope))
		return true;
	return error_set(w->err, EX_UNAVAILABLE,
	    "an address is not ASCII, and %s does not offer SMTPUTF8",
	    w->session->stream.peer);
}

static bool
fits_bits(struct work *w)
{
	return w->session->caps.eight_bit
	    || encode_for_7bit(w->arena, w->message, w->err);
}

/* ---- the envelope: command 0 is MAIL, command i is RCPT i ---- */

/* RFC 3461 section 4: printable ASCII but + and =; others as +XX. */
static void
add_xtext(struct buf *to, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		if (c > ' ' && c < 0x7f && c != '+' && c != '=')
			buf_byte(to, *text);
		else
			buf_print(to, "+%02X", c);
	}
}

static void
add_mail_parameters(struct work *w, struct buf *to)
{
	const struct caps *caps = &w->session->caps;
	if (caps->sizes)
		buf_print(to, " SIZE=%" PRIu64, message_size(w->message));
	bool header = !message_header_is_ascii(w->message);
	bool utf8 = message_header_is_utf8(w->message);
	if (caps->smtputf8
	    && (envelope_is_utf8(w->envelope) || (header && utf8)))
		buf_text(to, " SMTPUTF8");
	if (caps->eight_bit && (header || w->message->facts.eight_bit))
		buf_text(to, " BODY=8BITMIME");
	if (caps->dsn && w->envelope->ret != NULL)
		buf_print(to, " RET=%s", w->envelope->ret);
	if (caps->dsn && w->envelope->id != NULL) {
		buf_text(to, " ENVID=");
		add_xtext(to, w->envelope->id);
	}
}

static bool
say_mail(struct work *w)
{
	struct buf parameters = BUF(4096);
	add_mail_parameters(w, &parameters);
	bool well = chat_say(
	    w->chat, "MAIL FROM:<%s>%s", w->envelope->sender, parameters.data);
	buf_free(&parameters);
	return well;
}

static bool
say_rcpt(struct work *w, const struct recipient *recipient)
{
	const char *notify = w->envelope->notify;
	if (!w->session->caps.dsn || notify == NULL)
		return chat_say(w->chat, "RCPT TO:<%s>", recipient->address);
	return chat_say(
	    w->chat, "RCPT TO:<%s> NOTIFY=%s", recipient->address, notify);
}

static bool
say_command(struct work *w, size_t i)
{
	if (i == 0)
		return say_mail(w);
	if (i <= w->envelope->count)
		return say_rcpt(w, &w->envelope->recipients[i - 1]);
	return chat_say(w->chat, "DATA");
}

static void
judge_recipient(struct work *w, struct recipient *recipient)
{
	char words[sizeof(w->err->reply)];
	reply_show(&w->chat->reply, words, sizeof(words));
	recipient->reply = arena_text(w->arena, words);
	if (!reply_is(&w->chat->reply, stage_row(STAGE_RCPT)->wanted))
		recipient->code = stage_refusal(STAGE_RCPT, &w->chat->reply);
}

/* Every answer of a flight is heard before anything is judged; when MAIL was
 * refused, what is said of the recipients is no fault of theirs. */
static bool
hear_command(struct work *w, size_t i, bool *refused)
{
	if (!chat_hear(w->chat, i == 0 ? STAGE_MAIL : STAGE_RCPT))
		return false;
	if (i == 0)
		*refused = !chat_want(w->chat, STAGE_MAIL, w->envelope->sender);
	else if (!*refused)
		judge_recipient(w, &w->envelope->recipients[i - 1]);
	return true;
}

/* With PIPELINING (RFC 2920) all of it leaves in one flight, DATA last; else
 * each command waits for its answer. */
static bool
send_envelope(struct work *w)
{
	bool pipelining = w->session->caps.pipelining;
	size_t count = w->envelope->count + 1;
	size_t flight = pipelining ? FLIGHT_MOST : 1;
	bool with_data = pipelining && !w->session->smarthost->reject_partial;
	bool refused = false;

	for (size_t from = 0; from < count && !refused; from += flight) {
		size_t to = count - from > flight ? from + flight : count;
		w->data_said = with_data && to == count;
		for (size_t i = from; i < to + w->data_said; i++) {
			if (!say_command(w, i))
				return false;
		}
		for (size_t i = from; i < to; i++) {
			if (!hear_command(w, i, &refused))
				return false;
		}
	}
	return true;
}

/* ---- the message ---- */

/* The dot is the point of no return: from its last octet on the smarthost may
 * have the mail, and until its verdict is read nobody knows. */
static bool
hear_verdict(struct work *w)
{
	if (chat_hear(w->chat, STAGE_VERDICT))
		return chat_want(w->chat, STAGE_VERDICT, NULL);
	if (reply_is(&w->chat->reply, 421))
		return false; /* it said no, and why */
	w->err->uncertain = true;
	w->err->code = EX_TEMPFAIL;
	return false;
}

static bool
send_message(struct work *w)
{
	if (!content_send(w->chat, w->message))
		return false;
	chat_note(w->chat, "the message");
	return hear_verdict(w);
}

/* RFC 2920 3.1: a server may grant the DATA that left with the envelope though
 * no recipient stands; an empty message ends that, and its fate is nothing. */
static bool
take_back_data(struct work *w)
{
	if (!w->data_said || !chat_hear(w->chat, STAGE_DATA))
		return false;
	if (reply_is(&w->chat->reply, 354) && chat_say(w->chat, "."))
		chat_hear(w->chat, STAGE_VERDICT);
	return false;
}

static bool
data(struct work *w)
{
	if (!w->data_said && !chat_say(w->chat, "DATA"))
		return false;
	return chat_hear(w->chat, STAGE_DATA)
	    && chat_want(w->chat, STAGE_DATA, NULL);
}

static bool
is_wanted(const struct work *w)
{
	size_t accepted = envelope_accepted(w->envelope);
	if (error_is_set(w->err))
		return false;
	if (w->session->smarthost->reject_partial)
		return accepted == w->envelope->count;
	return accepted > 0;
}

bool
submit(struct session *session, struct envelope *envelope,
    struct message *message, struct arena *arena, struct error *err)
{
	struct work w = { .session = session,
		.chat = &session->chat,
		.envelope = envelope,
		.message = message,
		.arena = arena,
		.err = err };
	/* Encoding changes the size, so it comes first. */
	if (!fits_utf8(&w) || !fits_bits(&w) || !fits_size(&w)
	    || !send_envelope(&w))
		return false;
	if (!is_wanted(&w))
		return take_back_data(&w);
	if (!data(&w) || !send_message(&w))
		return false;

	char words[sizeof(err->reply)];
	reply_show(&session->chat.reply, words, sizeof(words));
	envelope->verdict = arena_text(arena, words);
	return true;
}
