/* behind.h - a session that has just served takes along what waits for it */
#ifndef CMD_BEHIND_H
#define CMD_BEHIND_H

#include "run.h"
#include "smtp/session.h"

/* Does anything wait in the spool? Then the session is left open behind the
 * message. */
bool behind_is_wanted(struct run *run);

/* Goes on in a process of its own, so that the caller does not wait: some
 * messages, for some seconds. The session is the other process's then. */
void behind_go_on(struct run *run, struct session *session);

#endif
