/* memory.h - allocation that does not return NULL
 *
 * Only base/ calls these; the rooms above take an arena or a buf. When there
 * is no memory left the handler is called and must not return: cmd/ sets one
 * that reports the status of the run as it stands.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

void *memory_get(size_t size);
void *memory_grow(void *old, size_t size);

/* Overwrites what held a secret, in a way no compiler leaves out. */
void memory_wipe(void *data, size_t size);

/* Sets what is called when memory is exhausted; the default aborts. */
void memory_on_exhaustion(void (*handler)(void));

#endif
