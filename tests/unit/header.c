/* header.c - the fields of a message, in their order */
#include "mail/header.h"

#include <string.h>

#include "unit/tap.h"

static struct field
field_of(const char *text)
{
	return (struct field){ text, strlen(text) };
}

static void
append(struct arena *arena, struct header *header, const char *text)
{
	header_append(arena, header, (struct slice){ text, strlen(text) });
}

/* All fields, bars between. */
static const char *
show(struct arena *arena, const struct header *header)
{
	const char *all = "";
	for (size_t i = 0; i < header->count; i++)
		all = arena_print(arena, "%s%s%.*s", all, i > 0 ? "|" : "",
		    (int)header->fields[i].length, header->fields[i].text);
	return all;
}

static void
test_begins(void)
{
	static const struct {
		const char *line;
		bool begins;
	} rows[] = {
		{ "Subject: x", true },
		{ "Subject:", true },
		{ "Subject:x", true },
		{ "Subject : x", true },
		{ "Subject\t \t: x", true },
		{ "x-y_z!#$: 1", true },
		{ "a:b:c", true },
		{ ":", false },
		{ ": x", false },
		{ " : x", false },
		{ "", false },
		{ "Subject", false },
		{ "this is not: a field", false },
		{ " Subject: x", false },
		{ "\tSubject: x", false },
		{ "gr\xc3\xbc: x", false },
		{ "a\x7f: x", false },
		{ "a\x01: x", false },
		{ "http://example", true },
		{ "a b", false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		is(field_begins(
		       (struct slice){ rows[i].line, strlen(rows[i].line) }),
		    rows[i].begins, "does it begin a field: %s", rows[i].line);
	ok(!field_begins((struct slice){ "Subject: x", 7 }),
	    "nobody looks behind the length");
}

static void
test_field(void)
{
	struct arena arena = { 0 };
	struct field field = field_of("BCC \t:\r\n a@x,\r\n\tb@y ");
	ok(field_is(&field, "bcc"), "names in any case, blanks behind");
	ok(!field_is(&field, "bc") && !field_is(&field, "bccc"), "whole");
	struct slice body = field_body(&field);
	is_bytes(body.data, body.length, "\r\n a@x,\r\n\tb@y ", 14, "body");
	is_text(field_value(&arena, &field), "a@x,\tb@y", "on one line");
	field = field_of("X:");
	is(field_body(&field).length, 0, "an empty body");
	is_text(field_value(&arena, &field), "", "an empty value");

	field = field_of("To : root");
	field_replace(&arena, &field, (struct slice){ " joe", 4 });
	is_bytes(field.text, field.length, "To : joe", 8, "replaced");
	field_replace(&arena, &field, (struct slice){ "", 0 });
	is_bytes(field.text, field.length, "To :", 4, "emptied");
	arena_free(&arena);
}

static void
test_header(void)
{
	struct arena arena = { 0 };
	struct header header = { 0 };
	ok(header_find(&header, "To") == NULL, "an empty header has none");
	header_remove(&header, "To");
	is(header.count, 0, "and nothing to remove");
	append(&arena, &header, "To: a");
	append(&arena, &header, "Subject: s");
	append(&arena, &header, "TO: b");
	append(&arena, &header, "Cc: ");
	append(&arena, &header, "to : c");

	struct field *to = header_find(&header, "to");
	ok(to == &header.fields[0], "the first");
	to = header_next(&header, to, "to");
	ok(to == &header.fields[2], "the second");
	to = header_next(&header, to, "to");
	ok(to == &header.fields[4], "the third");
	ok(header_next(&header, to, "to") == NULL, "the end");
	ok(header_has(&header, "subject"), "there is a subject");
	ok(!header_has(&header, "cc"), "an empty one counts for nothing");
	ok(!header_has(&header, "Bcc"), "a missing one too");
	append(&arena, &header, "Cc: \r\n ");
	ok(!header_has(&header, "cc"), "folded blanks are empty too");
	append(&arena, &header, "Cc: x");
	ok(header_has(&header, "cc"), "but one of them is enough");

	header_prepend(&arena, &header, "Date", "now");
	is_text(show(&arena, &header),
	    "Date: now|To: a|Subject: s|TO: b|Cc: |to : c|Cc: \r\n |Cc: x",
	    "ours is at the top, the rest as it was");
	header_remove(&header, "TO");
	header_remove(&header, "cc");
	is_text(show(&arena, &header), "Date: now|Subject: s",
	    "all of a name are removed");
	for (int i = 0; i < 100; i++)
		header_prepend(
		    &arena, &header, "X", arena_print(&arena, "%d", i));
	is(header.count, 102, "many at the top");
	is_text(field_value(&arena, &header.fields[0]), "99", "last first");
	is_text(field_value(&arena, &header.fields[99]), "0", "first last");
	arena_free(&arena);
}

int
main(void)
{
	test_begins();
	test_field();
	test_header();
	return tap_done();
}
