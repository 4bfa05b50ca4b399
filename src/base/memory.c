#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void (*exhausted)(void) = abort;

void
memory_on_exhaustion(void (*handler)(void))
{
	exhausted = handler;
}

void *
memory_grow(void *old, size_t size)
{
	void *data = realloc(old, size > 0 ? size : 1);
	if (data == NULL) {
		exhausted();
		abort();
	}
	return data;
}

void *
memory_get(size_t size)
{
	return memory_grow(NULL, size);
}

void
memory_wipe(void *data, size_t size)
{
	if (size > 0)
		explicit_bzero(data, size);
}
