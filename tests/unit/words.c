/* words.c - a command into words, as a shell would but without one */
#include <string.h>

#include "base/text.h"
#include "unit/tap.h"

/* The words, each behind a bar; NULL: a quote is open. */
static const struct {
	const char *command, *words;
} rows[] = {
	{ "", "" },
	{ "  \t ", "" },
	{ "pass", "|pass" },
	{ "  pass show\tmail  ", "|pass|show|mail" },
	{ "cat 'a file'", "|cat|a file" },
	{ "cat \"a file\"", "|cat|a file" },
	{ "a'b c'd", "|ab cd" },
	{ "''", "|" },
	{ "x \"\" y", "|x||y" },
	{ "a\\ b", "|a b" },
	{ "a\\\\b", "|a\\b" },
	{ "\\'x\\\"", "|'x\"" },
	{ "'a\\b'", "|a\\b" },
	{ "'a\"b'", "|a\"b" },
	{ "\"a'b\"", "|a'b" },
	{ "\"a\\\"b\"", "|a\"b" },
	{ "end\\", "|end\\" },
	{ "$HOME `x` $(y) a;b|c>d&", "|$HOME|`x`|$(y)|a;b|c>d&" },
	{ "'open", NULL },
	{ "\"open", NULL },
	{ "a 'b\" c", NULL },
	{ "\"a\\\"", NULL },
	{ "it's", NULL },
};

int
main(void)
{
	struct arena arena = { 0 };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char **words = text_words(&arena, rows[i].command);
		const char *joined = words == NULL ? NULL : "";
		for (; words != NULL && *words != NULL; words++)
			joined = arena_print(&arena, "%s|%s", joined, *words);
		is_text(joined, rows[i].words, "words of: %s", rows[i].command);
	}
	struct text_list list = { 0 };
	for (int i = 0; i < 100; i++)
		text_list_add(&arena, &list, arena_print(&arena, "%d", i));
	is(list.count, 100, "a list grows");
	is_text(list.items[0], "0", "the first is there");
	is_text(list.items[99], "99", "the last too");
	arena_free(&arena);
	return tap_done();
}
