#include "mail/message.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "mail/input.h"

struct reading {
	struct arena *arena;
	struct message *message;
	struct input input;
	struct error *err;
	struct buf field; /* the field being read */
	uint64_t most;
	bool dot_ends;
};

static bool
is_dot(const struct reading *r, const struct line *line)
{
	return r->dot_ends && line->begins && line->ends
	    && line->text.length == 1 && line->text.data[0] == '.';
}

static void
note_facts(
    struct facts *facts, const struct input *input, const struct line *line)
{
	struct slice text = line->text;
	if (input->seen_eight_bit && !facts->eight_bit)
		facts->eight_bit = !text_is_ascii(text.data, text.length);
	if (input->seen_cr && !facts->bare_cr)
		facts->bare_cr = memchr(text.data, '\r', text.length) != NULL;
	const char *nul = NULL;
	if (input->seen_nul && !facts->nul)
		nul = memchr(text.data, '\0', text.length);
	if (nul != NULL) {
		facts->nul = true;
		facts->nul_at = line->offset + (uint64_t)(nul - text.data);
	}
	if (line->so_far > facts->longest)
		facts->longest = line->so_far;
}

static bool
keep(struct reading *r, const struct line *line)
{
	struct store *body = &r->message->body;
	note_facts(&r->message->facts, &r->input, line);
	size_t length = line->text.length + (line->ends ? 2 : 0);
	if (r->most > 0 && body->size + length > r->most) {
		r->message->big = true;
		return true;
	}
	return line->ends
	    ? store_add_line(body, line->text.data, line->text.length, r->err)
	    : store_add(body, line->text.data, line->text.length, r->err);
}

/* The writer must not be cut off with SIGPIPE, so the rest is read too. */
static bool
drain(struct reading *r)
{
	struct line line;
	while (input_line(&r->input, &line, r->err)) {
		if (line.text.length == 0 && !line.ends)
			return true;
		r->message->cut = true;
	}
	return false;
}

static bool
read_body(struct reading *r, struct line *line)
{
	do {
		if (line->text.length == 0 && !line->ends)
			return true;
		if (is_dot(r, line))
			return drain(r);
		if (!keep(r, line))
			return false;
	} while (input_line(&r->input, line, r->err));
	return false;
}

/* A bare CR in a header is a blank: as a line break it would make fields. */
static void
blank_out(char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\r')
			text[i] = ' ';
	}
}

/* A line that begins the body without a blank line before is a slip; with a
 * control character in what would be its name, it is a trick to make what
 * follows, a Bcc, look like text. It is read as a line of the header, and
 * refused there. */
static bool
breaks_header(const struct reading *r, struct slice line)
{
	const char *colon = memchr(line.data, ':', line.length);
	size_t name = colon == NULL ? 0 : (size_t)(colon - line.data);
	bool trick = memchr(line.data, '\0', line.length) != NULL;
	for (size_t i = 0; i < name && !trick; i++)
		trick = line.data[i] != '\t' && text_is_control(line.data[i]);
	return r->field.length > 0 && trick;
}

/* Gathers the pieces of a line of the header. */
static bool
whole_line(struct reading *r, struct line *line, struct buf *whole)
{
	uint64_t offset = line->offset;
	buf_clear(whole);
	buf_add(whole, line->text.data, line->text.length);
	while (!line->ends) {
		if (!input_line(&r->input, line, r->err))
			return false;
		buf_add(whole, line->text.data, line->text.length);
	}
	if (buf_is_full(whole))
		return error_set(r->err, EX_DATAERR,
		    "the header of the message has a line beyond %d octets",
		    MESSAGE_HEADER_MOST);

	const char *nul = memchr(whole->data, '\0', whole->length);
	if (nul != NULL)
		return error_set(r->err, EX_DATAERR,
		    "the header of the message holds a NUL at octet %llu",
		    (unsigned long long)offset
			+ (unsigned long long)(nul - whole->data));
	if (breaks_header(r, (struct slice){ whole->data, whole->length }))
		return error_set(r->err, EX_DATAERR,
		    "the header of the message has a control character in "
		    "the name of a field, at octet %llu",
		    (unsigned long long)offset);
	blank_out(whole->data, whole->length);
	return true;
}

/* Editors of other systems put one before the first field. */
static struct slice
without_mark(const struct reading *r, struct slice line)
{
	bool first = r->field.length == 0 && r->message->header.count == 0;
	struct slice rest = text_without_mark(line);
	return first && field_begins(rest) ? rest : line;
}

/* mbox files and filters put `From sender date` before the header. */
static bool
is_envelope_line(struct slice line)
{
	return (line.length >= 5 && memcmp(line.data, "From ", 5) == 0)
	    || (line.length >= 6 && memcmp(line.data, ">From ", 6) == 0);
}

static bool
is_continuation(struct slice line)
{
	return line.length > 0 && text_is_blank(line.data[0]);
}

/* The first line that does not, blank or not, begins the body. */
static bool
belongs_to_header(const struct reading *r, struct slice line)
{
	bool begun = r->field.length > 0;
	return begun ? is_continuation(line) || field_begins(line)
		     : is_envelope_line(line) || field_begins(line);
}

/* A field is gathered line by line and copied once, when it has ended. */
static void
end_field(struct reading *r)
{
	struct buf *field = &r->field;
	if (field->length == 0)
		return;
	const char *text = arena_copy(r->arena, field->data, field->length);
	header_append(r->arena, &r->message->header,
	    (struct slice){ text, field->length });
	buf_clear(field);
}

static void
take_header_line(struct reading *r, const struct buf *line)
{
	struct slice text = { line->data, line->length };
	if (is_continuation(text)) {
		buf_text(&r->field, "\r\n");
	} else {
		end_field(r);
		if (is_envelope_line(text) && !field_begins(text))
			return;
	}
	buf_add(&r->field, line->data, line->length);
}

static bool
read_header(struct reading *r, struct buf *whole)
{
	struct line line;
	size_t total = 0;
	while (input_line(&r->input, &line, r->err)) {
		if (line.text.length == 0 && !line.ends)
			return true;
		if (is_dot(r, &line))
			return drain(r);
		line.text = without_mark(r, line.text);
		if (line.text.length == 0)
			return input_line(&r->input, &line, r->err)
			    && read_body(r, &line);
		if (!belongs_to_header(r, line.text)
		    && !breaks_header(r, line.text))
			return read_body(r, &line);
		if (!whole_line(r, &line, whole))
			return false;
		total += whole->length;
		if (total > MESSAGE_HEADER_MOST)
			return error_set(r->err, EX_DATAERR,
			    "the header of the message is larger than %d "
			    "octets",
			    MESSAGE_HEADER_MOST);
		take_header_line(r, whole);
	}
	return false;
}

static bool
read_input(struct arena *arena, struct message *message, struct input input,
    bool dot_ends, uint64_t most, struct error *err)
{
	*message = (struct message){ .body = STORE };
	struct reading r = { .arena = arena,
		.message = message,
		.input = input,
		.field = BUF(2 * MESSAGE_HEADER_MOST),
		.err = err,
		.most = most,
		.dot_ends = dot_ends };
	struct buf whole = BUF(MESSAGE_HEADER_MOST);
	bool well =
	    read_header(&r, &whole) && store_finish(&message->body, err);
	end_field(&r);
	buf_free(&r.field);
	buf_free(&whole);
	input_free(&r.input);
	return well;
}

bool
message_read(struct arena *arena, struct message *message, int fd,
    bool dot_ends, uint64_t most, struct error *err)
{
	return read_input(arena, message, input_open(fd), dot_ends, most, err);
}

bool
message_read_from(struct arena *arena, struct message *message,
    struct input_source source, uint64_t most, struct error *err)
{
	return read_input(arena, message, input_from(source), false, most, err);
}

uint64_t
message_size(const struct message *message)
{
	uint64_t size = 2 + message->body.size;
	for (size_t i = 0; i < message->header.count; i++)
		size += message->header.fields[i].length + 2;
	return size;
}

static bool
header_is(const struct header *header, bool (*is)(const char *, size_t))
{
	for (size_t i = 0; i < header->count; i++) {
		if (!is(header->fields[i].text, header->fields[i].length))
			return false;
	}
	return true;
}

bool
message_header_is_ascii(const struct message *message)
{
	return header_is(&message->header, text_is_ascii);
}

bool
message_header_is_utf8(const struct message *message)
{
	return header_is(&message->header, text_is_utf8);
}

void
message_free(struct message *message)
{
	store_free(&message->body);
}
