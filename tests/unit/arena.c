/* arena.c - memory that lives as long as its arena */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "unit/tap.h"

static bool
is_zero(const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (data[i] != 0)
			return false;
	}
	return true;
}

static void
test_sizes(void)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 8191, 8192, 8193,
		100000 };
	struct arena arena = { 0 };
	char *before = NULL;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		char *data = arena_get(&arena, sizes[i]);
		is((uintptr_t)data % alignof(max_align_t), 0,
		    "%zu octets: aligned", sizes[i]);
		ok(is_zero(data, sizes[i]), "%zu octets: zeroed", sizes[i]);
		memset(data, 'x', sizes[i]);
		ok(before == NULL || *before == 'x',
		    "%zu octets: what was there before is still there",
		    sizes[i]);
		if (sizes[i] > 0)
			before = data;
	}
	arena_free(&arena);
	ok(arena.newest == NULL, "nothing is left");
	arena_free(&arena);
	ok(arena.newest == NULL, "nor after giving it back twice");
}

static void
test_more(void)
{
	struct arena arena = { 0 };
	size_t *items = NULL;
	for (size_t i = 0; i < 5000; i++) {
		items = arena_more(&arena, items, i, sizeof(*items));
		items[i] = i * 3;
		/* Something in between, so that arrays have to move. */
		arena_get(&arena, 24);
	}
	bool well = true;
	for (size_t i = 0; i < 5000; i++)
		well = well && items[i] == i * 3;
	ok(well, "an array keeps its items while it grows");
	arena_free(&arena);
}

static void
test_texts(void)
{
	struct arena arena = { .secret = true };
	char *copy = arena_copy(&arena, "a\0b", 3);
	is_bytes(copy, 4, "a\0b\0", 4, "a copy, with a NUL behind it");
	is_text(arena_copy(&arena, NULL, 0), "", "a copy of nothing");
	is_text(arena_text(&arena, "text"), "text", "a text");
	is_text(arena_print(&arena, "%s %d", "x", 7), "x 7", "a format");
	is_text(arena_print(&arena, "%s", ""), "", "an empty format");
	struct buf large = BUF(100000);
	while (large.length < 99990)
		buf_text(&large, "0123456789");
	is_text(arena_print(&arena, "%s", large.data), large.data,
	    "a format larger than a block");
	buf_free(&large);
	arena_free(&arena);
}

int
main(void)
{
	test_sizes();
	test_more();
	test_texts();
	return tap_done();
}
