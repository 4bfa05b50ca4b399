/* hash.h - a line for the file of those who may log in (--hash-password) */
#ifndef CMD_HASH_H
#define CMD_HASH_H

#include <stdbool.h>

#include "run.h"

/* Reads the password of the user named from standard input, one line; at a
 * terminal it asks twice and shows nothing of it. Prints the user's lines. */
bool hash_show(struct run *run);

#endif
