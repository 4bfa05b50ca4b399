#include "smtp/chat.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define COMMAND_MOST 16384 /* octets; SASL responses are the longest */

static void
show(struct chat *chat, char who, const char *text, size_t length)
{
	if (chat->trace.line != NULL)
		chat->trace.line(chat->trace.to, who, text, length);
}

void
chat_note(struct chat *chat, const char *text)
{
	show(chat, '-', text, strlen(text));
}

/* A challenge must be heard as it is; but challenges and responses together
 * are enough to guess a password at leisure, so neither is shown. Of any other
 * line the words are masked, and of one that is no reply all of it. */
static void
show_heard(void *self, char *line, size_t length)
{
	struct chat *chat = self;
	if (chat->is_private && length > 4 && text_starts(line, "334")) {
		show(chat, 'S', "334 *", 5);
		return;
	}
	size_t code = length > 4 && strchr(" -", line[3]) != NULL ? 4 : 0;
	mask_text(&chat->mask, line + code, length - code);
	show(chat, 'S', line, length);
}

static bool
hear(struct chat *chat)
{
	mask_begin(&chat->mask);
	return reply_read(
	    chat->stream, &chat->reply, show_heard, chat, chat->err);
}

static bool
is_goodbye(enum stage stage)
{
	return stage == STAGE_QUIT || stage == STAGE_FAREWELL;
}

int64_t
chat_deadline(const struct chat *chat, enum stage stage)
{
	unsigned seconds = stage_row(stage)->seconds;
	/* The verdict keeps its ten minutes: to give up sooner makes
	 * duplicates where a filter is slow (RFC 5321 4.5.3.2.6). */
	if (chat->timeout > 0 && stage != STAGE_VERDICT && !is_goodbye(stage))
		seconds = chat->timeout;
	return clock_sooner(clock_after(seconds), chat->deadline);
}

static bool
refuse(struct chat *chat, int code, const char *what, const char *subject)
{
	char words[sizeof(chat->err->reply)];
	reply_show(&chat->reply, words, sizeof(words));
	error_set(chat->err, code, "%s %s%s%s: %s", chat->stream->peer, what,
	    subject == NULL ? "" : " ", subject == NULL ? "" : subject, words);
	if (chat->err->reply[0] == '\0')
		snprintf(
		    chat->err->reply, sizeof(chat->err->reply), "%s", words);
	return false;
}

static bool
end_session(struct chat *chat)
{
	chat->stream->failed = true;
	return refuse(chat, EX_TEMPFAIL, "ended the session", NULL);
}

/* The server spoke though nothing was asked. It may say goodbye; a word of
 * success heard now would be taken for the answer to the next command. */
static bool
out_of_step(struct chat *chat)
{
	stream_expect(chat->stream, "reading a reply that was not due",
	    chat_deadline(chat, STAGE_QUIT));
	if (!hear(chat))
		return false;
	if (reply_is(&chat->reply, 421))
		return end_session(chat);
	chat->stream->failed = true;
	return refuse(chat,
	    reply_is(&chat->reply, 4) ? EX_TEMPFAIL : EX_PROTOCOL,
	    "spoke out of turn", NULL);
}

static bool
say(struct chat *chat, const char *shown, const char *line, size_t length)
{
	struct stream *stream = chat->stream;
	if (chat->awaited == 0 && stream->out.length == 0
	    && stream_has_input(stream))
		return out_of_step(chat);
	for (size_t i = 0; i < length; i++) {
		if (text_is_control(line[i]))
			return error_set(chat->err, EX_DATAERR,
			    "a control character would be part of a command "
			    "to %s: nothing was sent",
			    stream->peer);
	}
	show(chat, 'C', shown, strlen(shown));
	if (shown == line) {
		stream_put(stream, line, length);
	} else {
		stream_put_secret(stream, line, length);
		/* What is shown ends with the star that hides the rest. */
		size_t open = strlen(shown) - 1;
		mask_said(&chat->mask, line + open, length - open);
	}
	stream_put(stream, "\r\n", 2);
	chat->awaited++;
	return !stream->failed;
}

bool
chat_say_secret(struct chat *chat, const char *shown, const char *line)
{
	return say(chat, shown, line, strlen(line));
}

static bool
say_formatted(struct chat *chat, const char *format, va_list ap)
{
	char line[COMMAND_MOST];
	int length = vsnprintf(line, sizeof(line), format, ap);
	if (length < 0 || (size_t)length >= sizeof(line))
		return error_set(chat->err, EX_DATAERR,
		    "a command to %s would be longer than %d octets",
		    chat->stream->peer, COMMAND_MOST);
	return say(chat, line, line, (size_t)length);
}

bool
chat_say(struct chat *chat, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	bool well = say_formatted(chat, format, ap);
	va_end(ap);
	return well;
}

bool
chat_hear(struct chat *chat, enum stage stage)
{
	stream_expect(
	    chat->stream, stage_row(stage)->doing, chat_deadline(chat, stage));
	if (chat->stream->out.length > 0 && !stream_flush(chat->stream))
		return false;
	if (!hear(chat))
		return false;
	if (chat->awaited > 0)
		chat->awaited--;
	/* 221 is the answer to QUIT and to nothing else. */
	bool over = reply_is(&chat->reply, 421)
	    || (reply_is(&chat->reply, 221) && !is_goodbye(stage));
	return over ? end_session(chat) : true;
}

bool
chat_refused(
    struct chat *chat, enum stage stage, const char *what, const char *subject)
{
	return refuse(chat, stage_refusal(stage, &chat->reply), what, subject);
}

bool
chat_want(struct chat *chat, enum stage stage, const char *subject)
{
	const struct stage_row *row = stage_row(stage);
	return reply_is(&chat->reply, row->wanted)
	    || chat_refused(chat, stage, row->refused, subject);
}

bool
chat_ask(struct chat *chat, enum stage stage, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	bool well = say_formatted(chat, format, ap);
	va_end(ap);
	return well && chat_hear(chat, stage) && chat_want(chat, stage, NULL);
}

struct error *
chat_report_to(struct chat *chat, struct error *err)
{
	struct error *before = chat->err;
	chat->err = chat->stream->err = err;
	return before;
}

void
chat_free(struct chat *chat)
{
	reply_free(&chat->reply);
	mask_free(&chat->mask);
}
