/* child.h - another program's answer */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* Runs a command (split into words as a shell would, but without a shell) and
 * appends what it prints. It gets an empty stdin, our stderr, the default
 * signals and no other descriptor. Anything but exit status 0 within `seconds`
 * is a failure that says which: EX_TEMPFAIL when it took too long, EX_CONFIG
 * otherwise. The text of the command never shows in the failure, since people
 * put secrets there; `what` names it. */
bool child_read(const char *what, const char *command, unsigned seconds,
    struct buf *answer, struct error *err);

#endif
