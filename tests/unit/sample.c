/* sample.c - messages to test with, and ways to look at what became of them */
#include "unit/sample.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/base64.h"
#include "mail/encode.h"
#include "unit/tap.h"

#define LINE_MOST 76 /* RFC 2045 6.7 (5) and 6.8 */

int
sample_fd(const char *data, size_t length)
{
	int fd = memfd_create("sample", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, length) != (ssize_t)length
	    || lseek(fd, 0, SEEK_SET) != 0)
		abort();
	return fd;
}

void
sample_message(struct arena *arena, struct message *message, const char *data,
    size_t length)
{
	struct error err = { 0 };
	int fd = sample_fd(data, length);
	if (!message_read(arena, message, fd, false, 0, &err)) {
		tap_note("a sample cannot be read: %s", err.text);
		abort();
	}
	close(fd);
}

void
sample_text(struct arena *arena, struct message *message, const char *text)
{
	sample_message(arena, message, text, strlen(text));
}

const char *
sample_header(struct arena *arena, const struct message *message)
{
	struct buf text = BUF(4 * 1024 * 1024);
	for (size_t i = 0; i < message->header.count; i++) {
		const struct field *field = &message->header.fields[i];
		buf_add(&text, field->text, field->length);
		buf_text(&text, "\r\n");
	}
	const char *copy = arena_copy(arena, text.data, text.length);
	buf_free(&text);
	return copy;
}

struct slice
sample_body(struct arena *arena, const struct message *message)
{
	struct error err = { 0 };
	struct buf body = BUF(16 * 1024 * 1024);
	struct store_reader reader = STORE_READER(&message->body);
	struct slice piece;
	while (store_next(&reader, &piece, &err) && piece.length > 0)
		buf_add(&body, piece.data, piece.length);
	if (error_is_set(&err) || buf_is_full(&body))
		abort();
	struct slice copy = { arena_copy(arena, body.data, body.length),
		body.length };
	store_reader_free(&reader);
	buf_free(&body);
	return copy;
}

const char *
sample_field(
    struct arena *arena, const struct message *message, const char *name)
{
	struct field *field = header_find(&message->header, name);
	return field == NULL ? NULL : field_value(arena, field);
}

static int
digit(char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *at = c == '\0' ? NULL : strchr(digits, c);
	return at == NULL ? -1 : (int)(at - digits);
}

/* One line without its CRLF; *soft: it goes on in the next. */
static bool
unquote_line(struct buf *to, const char *line, size_t length, bool *soft)
{
	*soft = length > 0 && line[length - 1] == '=';
	if (length > LINE_MOST
	    || (length > 0 && text_is_blank(line[length - 1])))
		return false;
	length -= *soft;
	for (size_t i = 0; i < length; i++) {
		if (line[i] == '\t'
		    || (line[i] >= ' ' && line[i] <= '~' && line[i] != '=')) {
			buf_byte(to, line[i]);
			continue;
		}
		if (line[i] != '=' || i + 2 >= length || digit(line[i + 1]) < 0
		    || digit(line[i + 2]) < 0)
			return false;
		buf_byte(
		    to, (char)(digit(line[i + 1]) * 16 + digit(line[i + 2])));
		i += 2;
	}
	return true;
}

bool
sample_unquote(struct buf *to, struct slice text)
{
	const char *end = text.data + text.length;
	while (text.data < end) {
		const char *lf =
		    memchr(text.data, '\n', (size_t)(end - text.data));
		bool soft;
		if (lf == NULL || lf == text.data || lf[-1] != '\r')
			return false;
		size_t length = (size_t)(lf - 1 - text.data);
		if (!unquote_line(to, text.data, length, &soft))
			return false;
		if (!soft)
			buf_text(to, "\r\n");
		text.data = lf + 1;
	}
	return !buf_is_full(to);
}

bool
sample_unbase64(struct buf *to, struct slice text)
{
	struct buf joined = BUF(16 * 1024 * 1024);
	const char *end = text.data + text.length;
	bool well = true;
	while (well && text.data < end) {
		const char *lf =
		    memchr(text.data, '\n', (size_t)(end - text.data));
		well = lf != NULL && lf > text.data && lf[-1] == '\r'
		    && lf - 1 - text.data <= LINE_MOST;
		if (!well)
			break;
		buf_add(&joined, text.data, (size_t)(lf - 1 - text.data));
		text.data = lf + 1;
	}
	well = well && base64_decode(to, joined.data, joined.length);
	buf_free(&joined);
	return well;
}

uint64_t
sample_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

bool
sample_for_7bit(struct arena *arena, struct message *message, struct error *err)
{
	struct message encoded = { .body = STORE };
	if (!encode_is_due(arena, message))
		return true;
	if (!encode_for_7bit(arena, message, &encoded, err))
		return false;
	message_free(message);
	*message = encoded;
	return true;
}
