/* place.h - a directory of the test's own, and files in it */
#ifndef UNIT_PLACE_H
#define UNIT_PLACE_H

#include <sys/types.h>

/* The path of NAME in a fresh directory, which vanishes when the program ends;
 * "" is the directory itself. The texts live until then. */
const char *place_path(const char *name);

/* Writes a file there, with exactly these permissions, and returns its path. */
const char *place_file(const char *name, const char *text, mode_t mode);
const char *
place_bytes(const char *name, const char *data, size_t length, mode_t mode);

#endif
