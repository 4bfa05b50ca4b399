#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define BLOCK_SIZE 8192

struct arena_block {
	struct arena_block *older;
	size_t used, size;
	alignas(max_align_t) char data[];
};

static struct arena_block *
new_block(struct arena *arena, size_t size)
{
	if (size < BLOCK_SIZE)
		size = BLOCK_SIZE;
	struct arena_block *block = memory_get(sizeof(*block) + size);
	*block = (struct arena_block){ .older = arena->newest, .size = size };
	arena->newest = block;
	return block;
}

void *
arena_get(struct arena *arena, size_t size)
{
	size_t align = alignof(max_align_t);
	size = (size + align - 1) / align * align;

	struct arena_block *block = arena->newest;
	if (block == NULL || size > block->size - block->used)
		block = new_block(arena, size);
	void *data = block->data + block->used;
	block->used += size;
	return memset(data, 0, size);
}

/* The array has room for the next power of two above its count, so it moves
 * when the count is one: 0, 1, 2, 4, 8 … */
void *
arena_more(struct arena *arena, void *items, size_t count, size_t size)
{
	if ((count & (count - 1)) != 0)
		return items;
	void *moved = arena_get(arena, (count > 0 ? count * 2 : 1) * size);
	if (count > 0)
		memcpy(moved, items, count * size);
	return moved;
}

char *
arena_copy(struct arena *arena, const char *data, size_t length)
{
	char *copy = arena_get(arena, length + 1);
	if (length > 0)
		memcpy(copy, data, length);
	return copy;
}

char *
arena_text(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text));
}

char *
arena_print(struct arena *arena, const char *format, ...)
{
	va_list ap, again;
	va_start(ap, format);
	va_copy(again, ap);
	int length = vsnprintf(NULL, 0, format, ap);
	va_end(ap);

	char *text = arena_get(arena, (size_t)(length < 0 ? 0 : length) + 1);
	if (length > 0)
		vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

void
arena_free(struct arena *arena)
{
	while (arena->newest != NULL) {
		struct arena_block *block = arena->newest;
		arena->newest = block->older;
		if (arena->secret)
			memory_wipe(block->data, block->used);
		free(block);
	}
}
