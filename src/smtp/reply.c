#include "smtp/reply.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

struct reading {
	struct stream *stream;
	struct reply *reply;
	struct buf line;
	size_t heard; /* octets of the whole reply so far */
	struct error *err;
};

static bool
stop(struct reading *r, int code, const char *what)
{
	r->stream->failed = true;
	return error_set(r->err, code, "%s %s", r->stream->peer, what);
}

/* Reads up to LF; what does not fit the line is counted and forgotten. */
static bool
read_line(struct reading *r)
{
	char c;
	buf_clear(&r->line);
	while (stream_get(r->stream, &c)) {
		if (++r->heard > REPLY_HEARD_MOST)
			return stop(r, EX_PROTOCOL, "answers without end");
		if (c == '\n') {
			if (r->line.length > 0
			    && r->line.data[r->line.length - 1] == '\r')
				buf_drop_end(&r->line, 1);
			return true;
		}
		buf_byte(&r->line, c);
	}
	return false;
}

/* People mistake ports; what a stranger says first tells which one it is. */
static const char *
guess(const char *line)
{
	static const struct {
		const char *start, *meaning;
	} others[] = {
		{ "SSH-", ": that is an SSH server" },
		{ "HTTP/", ": that is a web server" },
		{ "<", ": that looks like a web server" },
		{ "+OK", ": that is a POP3 server, for reading mail" },
		{ "* OK", ": that is an IMAP server, for reading mail" },
		{ "\x15\x03",
		    ": it speaks TLS at once: write submissions:// "
		    "in front of the host" },
		{ "\x16\x03",
		    ": it speaks TLS at once: write submissions:// "
		    "in front of the host" },
	};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (text_starts(line, others[i].start))
			return others[i].meaning;
	}
	return "";
}

static bool
not_smtp(struct reading *r)
{
	struct buf shown = BUF(1024);
	size_t length = r->line.length < 200 ? r->line.length : 200;
	text_printable(&shown, r->line.data, length);
	r->stream->failed = true;
	error_set(r->err, EX_PROTOCOL,
	    "%s does not speak SMTP: it said \"%s\"%s", r->stream->peer,
	    shown.data, guess(r->line.data));
	buf_free(&shown);
	return false;
}

static int
code_of(const char *line)
{
	if (line[0] < '2' || line[0] > '5' || !text_is_digit(line[1])
	    || !text_is_digit(line[2]))
		return 0;
	return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

/* Takes one line apart; *last says whether it ends the reply. */
static bool
take_line(struct reading *r, bool *last)
{
	const char *line = r->line.data;
	int code = code_of(line);
	char mark = code == 0 ? '\0' : line[3];
	bool end = mark == '\0' && r->line.length == 3;
	if (code == 0 || (!end && mark != ' ' && mark != '-'))
		return not_smtp(r);
	if (r->reply->code != 0 && r->reply->code != code)
		return stop(
		    r, EX_PROTOCOL, "changed its mind within one reply");

	if (r->reply->code != 0)
		buf_byte(&r->reply->text, '\n');
	r->reply->code = code;
	if (!end)
		buf_add(&r->reply->text, line + 4, r->line.length - 4);
	*last = mark != '-';
	return true;
}

/* RFC 2034: class "." subject "." detail at the start of the text; the class
 * must be that of the code. */
static void
find_status(struct reply *reply)
{
	const char *text = reply->text.data;
	size_t length = strspn(text, "0123456789.");
	const char *first = strchr(text, '.');
	reply->status[0] = '\0';
	if (length < 5 || length >= sizeof(reply->status)
	    || text[0] - '0' != reply->code / 100 || first != text + 1)
		return;
	const char *second = strchr(first + 1, '.');
	if (second == NULL || second == first + 1 || second >= text + length - 1
	    || memchr(second + 1, '.', (size_t)(text + length - second - 1)))
		return;
	memcpy(reply->status, text, length);
	reply->status[length] = '\0';
}

bool
reply_read(struct stream *stream, struct reply *reply,
    void (*heard)(void *to, char *line, size_t length), void *to,
    struct error *err)
{
	struct reading r = { .stream = stream,
		.reply = reply,
		.line = BUF(REPLY_LINE_MOST),
		.err = err };
	bool last = false, well = true;
	reply->code = 0;
	buf_clear(&reply->text);
	while (well && !last) {
		well = read_line(&r);
		if (well && heard != NULL)
			heard(to, r.line.data, r.line.length);
		well = well && take_line(&r, &last);
	}
	buf_free(&r.line);
	if (!well)
		reply->code = 0;
	find_status(reply);
	return well;
}

bool
reply_is(const struct reply *reply, int digits)
{
	int code = reply->code;
	if (digits < 10)
		return code / 100 == digits;
	if (digits < 100)
		return code / 10 == digits;
	return code == digits;
}

void
reply_show(const struct reply *reply, char *text, size_t size)
{
	struct buf shown = BUF(4 * REPLY_KEPT_MOST + 16);
	buf_print(&shown, "%d", reply->code);
	const char *line = reply->text.data;
	const char *end = line + reply->text.length;
	while (line < end) {
		const char *lf = memchr(line, '\n', (size_t)(end - line));
		size_t length = (size_t)((lf == NULL ? end : lf) - line);
		buf_byte(&shown, ' ');
		text_printable(&shown, line, length);
		line += length + 1;
	}
	snprintf(text, size, "%s", shown.data);
	buf_free(&shown);
}

void
reply_free(struct reply *reply)
{
	buf_free(&reply->text);
}
