/* process.h - what we are born with, and what we keep of it
 *
 * The parent may be a hardened unit, a broken daemon or an attacker: nothing
 * about descriptors, signals, ids or environment is taken for granted.
 */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* To be called first of all. Afterwards
 * - descriptors 0, 1 and 2 are open (a stdin that was closed cannot be read),
 * - raised ids are given up for good, and the environment with them,
 * - SIGPIPE and SIGXFSZ are ignored, SIGCHLD has its default,
 * - SIGTERM, SIGINT and SIGHUP, unless the parent had them ignored, end no
 *   more than a wait: see process_wait(),
 * - files are made for us alone,
 * - no variable redirects host names or writes TLS keys to a file. */
bool process_start(struct error *err);

/* poll(2) until a deadline (clock.h); the one place where we wait, so that a
 * signal to end is heard there and nowhere else. Returns how many descriptors
 * are ready, 0 when the deadline has passed, -1 when a signal bids us end. */
int process_wait(struct pollfd *fds, size_t count, int64_t deadline);

/* For the child after fork() whom nobody waits for: a session of its own, and
 * nothing open that a caller might wait for to be closed. */
void process_detach(void);

/* The name of the signal that bid us end, or NULL: "SIGTERM". */
const char *process_signal(void);

/* From now on such a signal ends us at once: nothing can be lost any more. */
void process_end_freely(void);

/* From now on a core dump or a debugger would show a secret. */
void process_hide(void);

/* For the child after fork(): closes all but 0, 1, 2; undoes our signals. */
void process_close_others(void);
void process_default_signals(void);

#endif
