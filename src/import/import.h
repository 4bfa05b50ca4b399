/* import.h - the configuration of another program, in our words */
#ifndef IMPORT_IMPORT_H
#define IMPORT_IMPORT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"

/* Reads a file (or nullmailer's directory) of ssmtp, msmtp, nullmailer, dma or
 * esmtp and appends a configuration of ours that does the same, with remarks
 * where it cannot or should not. Whose file it is its name tells, else its
 * content; PROGRAM:FILE says so. Passwords are not copied. Nothing is run.
 * Lines that nobody understands are also told in `warnings`. EX_NOINPUT when a
 * file cannot be opened, EX_USAGE when PROGRAM is not known, EX_DATAERR when
 * it is not understood at all. */
bool import(struct arena *arena, const char *what, struct buf *to,
    struct text_list *warnings, struct error *err);

#endif
