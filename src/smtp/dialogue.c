#include "smtp/dialogue.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#define REPLY_MOST 512          /* RFC 5321 4.5.3.1.5, line end included */
#define FLIGHT_MOST (64 * 1024) /* octets of answers that wait for others */

/* A reply that is too long is cut, not within a character. */
void
dialogue_put(struct dialogue *d, const char *reply)
{
	size_t length = strlen(reply);
	if (length > REPLY_MOST - 2) {
		length = REPLY_MOST - 2;
		while ((reply[length] & 0xc0) == 0x80)
			length--;
	}
	d->mistakes += reply[0] == '5' && reply[1] == '0';
	stream_put(d->stream, reply, length);
	stream_put(d->stream, "\r\n", 2);
}

void
dialogue_end_mail(struct dialogue *d)
{
	if (!d->in_mail)
		return;
	d->backend->end(d->backend->self, &d->mail);
	message_free(&d->mail.message);
	arena_free(&d->arena);
	d->arena = (struct arena){ 0 };
	d->in_mail = false;
}

static bool
is_granted(const char *reply)
{
	return reply != NULL && reply[0] == '2';
}

size_t
dialogue_granted(const struct dialogue *d)
{
	const struct server_mail *mail = &d->mail;
	size_t count = 0;
	for (size_t i = 0; i < mail->count; i++)
		count += is_granted(mail->recipients[i].reply);
	return count;
}

/* Gives the client the answers that it has not got. */
void
dialogue_tell(struct dialogue *d)
{
	struct server_mail *mail = &d->mail;
	for (; d->told <= mail->count; d->told++) {
		const char *reply = d->told == 0
		    ? mail->reply
		    : mail->recipients[d->told - 1].reply;
		if (reply == NULL)
			reply = "503 5.5.1 MAIL comes first";
		dialogue_put(d, reply);
	}
}

static void
ask(struct dialogue *d)
{
	if (!d->in_mail || d->told > d->mail.count)
		return;
	d->backend->ask(d->backend->self, &d->mail);
	dialogue_tell(d);
}

static void
end_if_refused(struct dialogue *d)
{
	if (d->in_mail && !is_granted(d->mail.reply) && !d->is_reading)
		dialogue_end_mail(d);
}

/* Whatever was said has its answer now. */
void
dialogue_settle(struct dialogue *d)
{
	ask(d);
	end_if_refused(d);
}

/* Answers in turn; a reply of the mail's may not outlive it. */
void
dialogue_answer(struct dialogue *d, const char *reply)
{
	char words[REPLY_MOST];
	snprintf(words, sizeof(words), "%s", reply);
	dialogue_settle(d);
	dialogue_put(d, words);
}

bool
dialogue_flush(struct dialogue *d)
{
	stream_expect(d->stream, "answering",
	    clock_sooner(clock_after(d->limits->idle), d->deadline));
	return stream_flush(d->stream);
}

/* Nothing leaves before the client waits for it, who then does not wait for
 * what the backend has to put in order; one that never does must not fill our
 * memory with its answers. */
bool
dialogue_hear(struct dialogue *d)
{
	if (d->stream->failed)
		return false;
	if (!command_is_there(d->stream)) {
		ask(d);
		if (!dialogue_flush(d))
			return false;
		end_if_refused(d);
	} else if (d->stream->out.length > FLIGHT_MOST && !dialogue_flush(d)) {
		return false;
	}
	stream_expect(d->stream, "waiting for a command",
	    clock_sooner(clock_after(d->limits->idle), d->deadline));
	if (!command_read(d->stream, &d->command))
		return false;
	if (!d->begun)
		d->bare_lf = d->command.bare_lf;
	d->begun = true;
	return true;
}

bool
dialogue_is_wanted(const struct dialogue *d)
{
	return is_granted(d->mail.reply) && dialogue_granted(d) > 0;
}

void
dialogue_print(struct dialogue *d, const char *format, ...)
{
	char line[REPLY_MOST];
	va_list ap;
	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	dialogue_put(d, line);
}
