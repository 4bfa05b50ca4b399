/* cache.h - small things remembered from one run to the next
 *
 * Each lies in a file of its own, in a directory that is ours alone: one that
 * others may look into, or that is somebody else's, remembers nothing. Losing
 * any of it costs time and nothing else, so nothing here fails aloud.
 */
#ifndef BASE_CACHE_H
#define BASE_CACHE_H

#include <stdbool.h>

#include "base/buf.h"

struct cache {
	const char *directory; /* NULL: nothing is remembered */
	const char *key;       /* who talks to whom */
};

/* What a thing is remembered under: everything that must be the same for it
 * to be believed again. */
struct cache_name {
	char hex[65];
};

/* A name from the octets of a key; false when there is no cache. */
bool cache_name(
    const struct cache *cache, const struct buf *key, struct cache_name *name);

/* Appends what is remembered, if it is less than a day old. */
bool cache_load(
    const struct cache *cache, const struct cache_name *name, struct buf *to);

/* The same, and forgets it, so that no two runs get it. */
bool cache_take(
    const struct cache *cache, const struct cache_name *name, struct buf *to);

void cache_keep(const struct cache *cache, const struct cache_name *name,
    const char *data, size_t length);
void cache_forget(const struct cache *cache, const struct cache_name *name);

#endif
