/* fold.c - long fields get line breaks, at blanks they have */
#include <stdlib.h>
#include <string.h>

#include "mail/header.h"
#include "unit/sample.h"
#include "unit/tap.h"

static const struct {
	const char *field;
	size_t most;
	const char *folded;
} rows[] = {
	{ "A: b c", 20, "A: b c" },
	{ "A: b c", 6, "A: b c" },
	{ "A: bb cc", 6, "A: bb\r\n cc" },
	{ "A: bb cc dd", 6, "A: bb\r\n cc dd" },
	{ "A: b c d e", 6, "A: b c\r\n d e" },
	{ "A: bbbbbbbbbb", 6, "A:\r\n bbbbbbbbbb" },
	{ "A:bbbbbbbbbbbb", 6, "A:bbbbbbbbbbbb" },
	{ "A:bbbbbbbbbb c", 6, "A:bbbbbbbbbb\r\n c" },
	{ "A: b\r\n c", 6, "A: b\r\n c" },
	{ "A: b\r\n cc dd ee", 6, "A: b\r\n cc dd\r\n ee" },
	{ "A: b\tccccc", 6, "A: b\r\n\tccccc" },
	{ "A :bbbbbbbbbb", 6, "A :bbbbbbbbbb" },
	{ "A : bbbbbbbbb", 6, "A :\r\n bbbbbbbbb" },
	{ "A\t:bbbbbbbb c", 6, "A\t:bbbbbbbb\r\n c" },
	{ "A: bbb  ccc", 6, "A:\r\n bbb \r\n ccc" },
	{ "A:          b", 6, "A:         \r\n b" },
	{ "A: bbb      ", 6, "A:\r\n bbb      " },
	{ "A:          ", 6, "A:          " },
	{ "A: bbb      \r\n ccc", 6, "A:\r\n bbb      \r\n ccc" },
	{ "A: b\r\n          ccc", 6, "A: b\r\n          ccc" },
	{ "", 6, "" },
};

static size_t
longest(const struct field *field)
{
	size_t most = 0, line = 0;
	for (size_t i = 0; i < field->length; i++) {
		if (field->text[i] == '\n')
			line = 0;
		else if (field->text[i] != '\r' && ++line > most)
			most = line;
	}
	return most;
}

/* RFC 5322 2.2.3: unfolding takes the CRLFs away and nothing else. */
static bool
is_same_unfolded(struct slice before, const struct field *after)
{
	size_t at = 0;
	for (size_t i = 0; i < after->length; i++) {
		const char *c = &after->text[i];
		if (*c == '\r' || *c == '\n') {
			if (*c == '\n'
			    && (i + 1 == after->length || !text_is_blank(c[1])))
				return false;
			continue;
		}
		while (at < before.length
		    && (before.data[at] == '\r' || before.data[at] == '\n'))
			at++;
		if (at == before.length || before.data[at++] != *c)
			return false;
	}
	return at == before.length;
}

static void
test_random(void)
{
	uint64_t state = 822;
	bool same = true, fits = true;
	for (int round = 0; round < 3000; round++) {
		struct arena arena = { 0 };
		struct buf text = BUF(10000);
		size_t words = sample_random(&state) % 30;
		buf_text(&text, "Name:");
		for (size_t i = 0; i < words; i++) {
			size_t width = 1 + sample_random(&state) % 12;
			buf_byte(&text, " \t"[sample_random(&state) % 2]);
			for (size_t j = 0; j < width; j++)
				buf_byte(&text, 'w');
		}
		struct field field = { text.data, text.length };
		field_fold(&arena, &field, 20);
		same = same
		    && is_same_unfolded(
			(struct slice){ text.data, text.length }, &field);
		fits = fits && longest(&field) <= 20;
		buf_free(&text);
		arena_free(&arena);
	}
	ok(same, "unfolded they are what they were");
	ok(fits, "no line is too long where there are blanks");
}

/* RFC 5322 3.2.2: is there a line of nothing but blanks? */
static bool
has_blank_line(const struct field *field)
{
	bool solid = false;
	for (size_t i = 0; i < field->length; i++) {
		if (field->text[i] != '\n')
			solid = solid || field->text[i] > ' ';
		else if (!solid)
			return true;
		else
			solid = false;
	}
	return !solid;
}

/* Blanks alone, many of them, must not outgrow the memory. */
static void
test_blanks(void)
{
	for (size_t most = 1; most < 6; most++) {
		struct arena arena = { 0 };
		struct buf text = BUF(10000);
		buf_text(&text, "A: b");
		for (int i = 0; i < 2000; i++)
			buf_byte(&text, i % 3 == 0 ? 'x' : ' ');
		struct field field = { text.data, text.length };
		field_fold(&arena, &field, most);
		ok(is_same_unfolded(
		       (struct slice){ text.data, text.length }, &field),
		    "lines of %zu: unfolded they are what they were", most);
		ok(!has_blank_line(&field),
		    "lines of %zu: none of blanks alone", most);
		buf_free(&text);
		arena_free(&arena);
	}
}

int
main(void)
{
	struct arena arena = { 0 };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct field field = { rows[i].field, strlen(rows[i].field) };
		field_fold(&arena, &field, rows[i].most);
		is_bytes(field.text, field.length, rows[i].folded,
		    strlen(rows[i].folded), "%s, to %zu", rows[i].field,
		    rows[i].most);
	}
	arena_free(&arena);
	test_random();
	test_blanks();
	return tap_done();
}
