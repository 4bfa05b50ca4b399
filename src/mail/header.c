#include "mail/header.h"

#include <string.h>

/* The length of a name that is followed by a colon, 0 if there is none. */
static size_t
name_length(struct slice line, size_t *colon)
{
	size_t length = 0;
	while (length < line.length && line.data[length] > ' '
	    && line.data[length] < 0x7f && line.data[length] != ':')
		length++;
	size_t at = length;
	while (at < line.length && text_is_blank(line.data[at]))
		at++;
	if (at == line.length || line.data[at] != ':')
		return 0;
	*colon = at;
	return length;
}

bool
field_begins(struct slice line)
{
	size_t colon;
	return name_length(line, &colon) > 0;
}

bool
field_is(const struct field *field, const char *name)
{
	size_t colon;
	size_t length = strlen(name);
	struct slice text = { field->text, field->length };
	return name_length(text, &colon) == length
	    && text_equal_n(field->text, name, length);
}

struct slice
field_body(const struct field *field)
{
	size_t colon = 0;
	struct slice text = { field->text, field->length };
	name_length(text, &colon);
	return (struct slice){ text.data + colon + 1, text.length - colon - 1 };
}

const char *
field_value(struct arena *arena, const struct field *field)
{
	struct slice body = text_trim(field_body(field));
	char *value = arena_get(arena, body.length + 1);
	size_t length = 0;
	for (size_t i = 0; i < body.length; i++) {
		if (body.data[i] != '\r' && body.data[i] != '\n')
			value[length++] = body.data[i];
	}
	return value;
}

struct field *
header_next(
    const struct header *header, const struct field *last, const char *name)
{
	size_t from = last == NULL ? 0 : (size_t)(last - header->fields) + 1;
	for (size_t i = from; i < header->count; i++) {
		if (field_is(&header->fields[i], name))
			return &header->fields[i];
	}
	return NULL;
}

struct field *
header_find(const struct header *header, const char *name)
{
	return header_next(header, NULL, name);
}

bool
header_has(const struct header *header, const char *name)
{
	for (struct field *field = header_find(header, name); field != NULL;
	     field = header_next(header, field, name)) {
		if (text_trim(field_body(field)).length > 0)
			return true;
	}
	return false;
}

void
header_append(struct arena *arena, struct header *header, struct slice text)
{
	header->fields = arena_more(
	    arena, header->fields, header->count, sizeof(*header->fields));
	header->fields[header->count++] =
	    (struct field){ text.data, text.length };
}

void
header_prepend(struct arena *arena, struct header *header, const char *name,
    const char *value)
{
	const char *text = arena_print(arena, "%s: %s", name, value);
	header_append(arena, header, (struct slice){ text, strlen(text) });

	struct field made = header->fields[header->count - 1];
	memmove(header->fields + 1, header->fields,
	    (header->count - 1) * sizeof(*header->fields));
	header->fields[0] = made;
}

void
field_replace(struct arena *arena, struct field *field, struct slice body)
{
	size_t name = (size_t)(field_body(field).data - field->text);
	char *text = arena_get(arena, name + body.length + 1);
	memcpy(text, field->text, name);
	memcpy(text + name, body.data, body.length);
	*field = (struct field){ text, name + body.length };
}

static size_t
longest_line(struct slice text)
{
	size_t longest = 0, line = 0;
	for (size_t i = 0; i < text.length; i++) {
		line = text.data[i] == '\n' ? 0 : line + 1;
		if (line > longest)
			longest = line;
	}
	return longest;
}

/* RFC 5322 3.2.2: no line of a field may hold nothing but blanks. So before a
 * fold some text must stand on its line, and right behind its blank again. */
static bool
may_fold(struct slice text, size_t at, bool solid)
{
	return solid && text_is_blank(text.data[at]) && at + 1 < text.length
	    && !text_is_blank(text.data[at + 1])
	    && strchr("\r\n", text.data[at + 1]) == NULL;
}

void
field_fold(struct arena *arena, struct field *field, size_t most)
{
	struct slice text = { field->text, field->length };
	if (longest_line(text) <= most)
		return;
	/* Before the colon there may be a blank, but no fold: it would end the
	 * header there. */
	size_t body = (size_t)(field_body(field).data - field->text);
	/* A fold adds two octets, and behind each stands more than one. */
	char *folded = arena_get(arena, 2 * text.length + 1);
	size_t length = 0, line = 0, blank = 0;
	bool solid = false; /* the line holds more than blanks */
	for (size_t i = 0; i < text.length; i++) {
		char c = text.data[i];
		if (i >= body && may_fold(text, i, solid))
			blank = length;
		folded[length++] = c;
		line = c == '\n' ? 0 : line + 1;
		if (line == 0)
			blank = 0; /* that one is in a line that is done */
		solid = line > 0 && (solid || (!text_is_blank(c) && c != '\r'));
		if (line <= most || blank == 0)
			continue;
		memmove(folded + blank + 2, folded + blank, length - blank);
		memcpy(folded + blank, "\r\n", 2);
		length += 2;
		line = length - blank - 2;
		solid = line > 1;
		blank = 0;
	}
	*field = (struct field){ folded, length };
}

static void
remove_after(struct header *header, const char *name, size_t spared)
{
	size_t kept = 0;
	for (size_t i = 0; i < header->count; i++) {
		bool same = field_is(&header->fields[i], name);
		if (!same || spared > 0)
			header->fields[kept++] = header->fields[i];
		spared -= same && spared > 0;
	}
	header->count = kept;
}

void
header_remove(struct header *header, const char *name)
{
	remove_after(header, name, 0);
}

void
header_keep_first(struct header *header, const char *name)
{
	remove_after(header, name, 1);
}

bool
header_is_signed(const struct header *header)
{
	return header_find(header, "DKIM-Signature") != NULL
	    || header_find(header, "ARC-Message-Signature") != NULL;
}
