#include "smtp/receive.h"

#include <stdio.h>

#include "base/clock.h"
#include "smtp/client_mail.h"
#include "smtp/incoming.h"

#define WORDS_MOST 512

static const char *
reply_of_reading(const struct error *err)
{
	switch (err->code) {
	case EX_DATAERR:
		return "554 5.6.0";
	case EX_TEMPFAIL:
		return "452 4.3.1";
	default:
		return "451 4.3.0";
	}
}

static void
expect_message(struct dialogue *d)
{
	stream_expect(d->stream, "reading a message",
	    clock_sooner(clock_after(d->limits->message), d->deadline));
}

/* The message is read whole before anybody hears of it. */
static bool
read_message(struct dialogue *d, struct incoming *incoming, struct error *err)
{
	expect_message(d);
	return message_read_from(&d->arena, &d->mail.message,
	    incoming_source(incoming), d->limits->size, err);
}

static void
send_message(struct dialogue *d)
{
	d->backend->send(d->backend->self, &d->mail);
	dialogue_tell(d);
	if (d->mail.reply[0] == '2' && dialogue_granted(d) == 0)
		dialogue_put(d, "554 5.5.1 no recipient was accepted");
	else
		dialogue_put(d, d->mail.verdict);
}

static bool
is_above_limit(const struct dialogue *d, uint64_t size)
{
	return d->limits->size > 0 && size > d->limits->size;
}

static bool
is_too_big(const struct dialogue *d)
{
	return d->mail.message.big
	    || is_above_limit(d, message_size(&d->mail.message));
}

static const char *
too_big(struct dialogue *d)
{
	d->mail.verdict = client_mail_too_big(&d->arena, d->limits);
	return d->mail.verdict;
}

/* Its own reply is last. */
static void
refuse_message(struct dialogue *d, const char *status, const char *why)
{
	char words[WORDS_MOST];
	snprintf(words, sizeof(words), "%s %.400s", status, why);
	dialogue_answer(d, words);
}

/* Not a word of it has left when it cannot be read to its end. */
static void
take_message(struct dialogue *d, struct incoming *incoming)
{
	struct error err = { 0 };
	d->is_reading = true;
	bool well = read_message(d, incoming, &err);
	bool rest = well || d->is_due || incoming_skip(incoming);
	d->is_reading = false;
	if (!rest || d->stream->failed)
		return;
	if (d->is_due)
		;
	else if (d->told > d->mail.count && !dialogue_is_wanted(d))
		dialogue_put(d, "554 5.5.1 no recipient was accepted");
	else if (!well)
		refuse_message(d, reply_of_reading(&err), err.text);
	else if (is_too_big(d))
		dialogue_answer(d, too_big(d));
	else
		send_message(d);
	dialogue_end_mail(d);
}

void
receive_data(struct dialogue *d)
{
	dialogue_settle(d);
	if (!d->in_mail || d->mail.count == 0) {
		dialogue_put(d, "503 5.5.1 MAIL and RCPT come first");
		return;
	}
	if (dialogue_granted(d) == 0) {
		dialogue_put(d, "554 5.5.1 no recipient was accepted");
		return;
	}
	dialogue_put(d, "354 end with a dot on a line by itself");
	struct incoming incoming = incoming_data(d->stream, d->bare_lf);
	if (dialogue_flush(d))
		take_message(d, &incoming);
}

/* ---- chunks ---- */

static bool
skip_chunk(struct dialogue *d, uint64_t left)
{
	char octet;
	expect_message(d);
	while (left-- > 0) {
		if (!stream_get(d->stream, &octet))
			return false;
	}
	return true;
}

static bool
begin_chunk(struct dialogue *d, struct chunk *chunk)
{
	if (!command_chunk(d->command.argument, &chunk->left, &chunk->is_last))
		return false;
	/* No sum of two such numbers is too large for its type. */
	if (!is_above_limit(d, d->chunks))
		d->chunks += chunk->left;
	return true;
}

/* Nobody can tell where such a chunk ends: what follows could be obeyed. */
static void
refuse_chunk(struct dialogue *d)
{
	dialogue_answer(d, "521 5.5.4 BDAT SIZE [LAST]");
	d->is_expelled = !error_set(d->stream->err, EX_PROTOCOL,
	    "%s began a chunk of no size", d->stream->peer);
}

/* What is said of a chunk that is not the last: whatever follows, the message
 * will not be taken where it is too big by now. */
static const char *
reply_to_chunk(struct dialogue *d)
{
	if (!dialogue_is_wanted(d))
		return "554 5.5.1 no recipient was accepted";
	return is_above_limit(d, d->chunks) ? too_big(d) : "250 2.0.0 go on";
}

/* Until the last chunk has come a client may say NOOP. RSET and the like end
 * the mail, and are done when its message is not read any more; anything else
 * is out of order (RFC 3030 section 2). */
static bool
next_chunk(void *self, struct chunk *chunk)
{
	struct dialogue *d = self;
	dialogue_settle(d);
	dialogue_put(d, reply_to_chunk(d));
	while (dialogue_hear(d)) {
		switch (d->command.verb) {
		case VERB_BDAT:
			expect_message(d);
			if (begin_chunk(d, chunk))
				return true;
			refuse_chunk(d);
			d->is_due = true;
			return false;
		case VERB_EHLO:
		case VERB_HELO:
		case VERB_QUIT:
		case VERB_RSET:
			d->is_due = true;
			return false;
		case VERB_NOOP:
			dialogue_put(d, "250 2.0.0 ok");
			break;
		default:
			dialogue_put(d, "503 5.5.1 a message is under way");
		}
	}
	return false;
}

void
receive_chunk(struct dialogue *d)
{
	struct chunk first = { 0 };
	d->chunks = 0;
	if (!begin_chunk(d, &first)) {
		refuse_chunk(d);
		return;
	}
	if (!d->in_mail || d->mail.count == 0) {
		if (skip_chunk(d, first.left))
			dialogue_answer(
			    d, "503 5.5.1 MAIL and RCPT come first");
		return;
	}
	struct incoming incoming =
	    incoming_chunks(d->stream, first, next_chunk, d);
	take_message(d, &incoming);
}
