/* arena.h - memory that is given back all at once
 *
 * A function that takes an arena returns things that live as long as it. An
 * arena starts as `{ 0 }` and ends with arena_free().
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena {
	struct arena_block *newest;
	bool secret; /* wipe memory before giving it back */
};

/* Zeroed memory, aligned for anything. */
void *arena_get(struct arena *arena, size_t size);

/* Makes room for one more element at the end of an array of `count`, which is
 * moved when needed: items = arena_more(a, items, count, sizeof(*items)). */
void *arena_more(struct arena *arena, void *items, size_t count, size_t size);

/* Copies; the result is NUL-terminated. */
char *arena_copy(struct arena *arena, const char *data, size_t length);
char *arena_text(struct arena *arena, const char *text);
char *arena_print(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void arena_free(struct arena *arena);

#endif
