/* directory.h - directories that are ours alone */
#ifndef BASE_DIRECTORY_H
#define BASE_DIRECTORY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

/* Opens a directory that belongs to us and that nobody else may look into.
 * A symbolic link is not followed. Returns -1 with EX_CONFIG, and what mends
 * it, when it is not so. */
int directory_open(const char *path, struct error *err);

/* The same for one within a directory, which `above` names in error texts; it
 * is made when it is not there. */
int directory_open_in(
    int parent, const char *above, const char *name, struct error *err);

/* Makes it, private, and those above it that lack. EX_CANTCREAT. */
bool directory_make(const char *path, struct error *err);

/* Does the machine keep what was made, renamed and removed in it, even if it
 * falls now? False with errno set. */
bool directory_sync(int fd);

/* The names in it, sorted; those that begin with a dot are left out. False
 * with errno set. */
bool directory_names(struct arena *arena, int fd, struct text_list *names);

#endif
