/* child.h - another program's answer */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* Runs a command (split into words as a shell would, but without a shell) and
 * appends what it prints. It gets an empty stdin, our stderr, the default
 * signals and no other descriptor. Anything but exit status 0 within `seconds`
 * is a failure that says which: EX_TEMPFAIL when it took too long, was killed
 * by a signal or says so itself with status 75, EX_CONFIG otherwise. The text
 * of the command never shows in the failure, since people put secrets there;
 * `what` names it. */
bool child_read(const char *what, const char *command, unsigned seconds,
    struct buf *answer, struct error *err);

/* Starts a command to talk to: *in is what it prints, *out what it reads.
 * EX_CONFIG and -1 when it cannot be begun; that it is not there shows when
 * it ends at once. To be ended with child_end(). */
pid_t child_talk(const char *what, const char *command, int *in, int *out,
    struct error *err);

/* Why a child that was talked to has closed its side: EX_CONFIG when it could
 * not be run, else EX_TEMPFAIL. Returns false; the child is gone then. */
bool child_explain(
    const char *what, pid_t child, int64_t deadline, struct error *err);

/* Waits for a child to end until the deadline, then kills it. */
void child_end(pid_t child, int64_t deadline);

#endif
