/* aliases.c - the alias file: conf/aliases.h, conf/expansion.h
 *
 * The first line is the name that is looked for.
 */
#include "conf/aliases.h"

#include <string.h>

#include "conf/expansion.h"
#include "fuzz/file.h"
#include "fuzz/fuzz.h"

/* Whoever stands behind a name can be written on the wire. */
static void
check_behind(struct arena *arena, const struct address_list *to)
{
	for (size_t i = 0; i < to->count; i++) {
		const char *wire = address_wire(arena, &to->items[i], "d");
		must(wire == NULL || strpbrk(wire, "\r\n") == NULL);
	}
}

static void
ask(struct arena *arena, struct aliases *aliases, const char *name)
{
	struct completion completion = { .domain = "example.com",
		.host = "web1.example.com" };
	struct expansion expansion = {
		.arena = arena, .aliases = aliases, .completion = &completion
	};
	struct address_list to = { 0 };
	struct address address;
	struct error err = { 0 };
	const char *why;
	if (!address_parse_one(arena, name, &address, &why))
		return;
	if (expansion_add(&expansion, &address, &to, &err)) {
		check_behind(arena, &to);
	} else {
		must(err.code == EX_CONFIG || err.code == EX_UNAVAILABLE);
		fuzz_check_error(&err);
	}
}

static void
check_all(struct arena *arena, struct aliases *aliases)
{
	struct completion completion = { .domain = "example.com",
		.host = "web1.example.com" };
	struct expansion expansion = {
		.arena = arena, .aliases = aliases, .completion = &completion
	};
	struct text_list problems = { 0 };
	struct error err = { 0 };
	size_t wrong = expansion_check(&expansion, &problems, &err);
	must(wrong <= problems.count || error_is_set(&err));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	struct slice line = fuzz_take(&input, '\n');
	struct arena arena = { 0 };
	const char *name = arena_copy(&arena, line.data, line.length);
	struct aliases aliases = { .file.path = FUZZ_FILE };
	file_parts(input);
	ask(&arena, &aliases, name);
	check_all(&arena, &aliases);
	arena_free(&arena);
	return 0;
}
