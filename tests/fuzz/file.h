/* file.h - files that are parts of an input
 *
 * meson.build has the linker put file.c in place of file_load() and
 * file_load_secret(), so that no
 * harness reads a file of the machine. The first part of an input is the file
 * that is asked for, the further ones, FUZZ_TURN between, are called "1", "2"
 * and so on.
 */
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H

#include "base/text.h"

#define FUZZ_FILE "/etc/input" /* the first part */

void file_parts(struct slice input);

#endif
