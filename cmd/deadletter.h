/* deadletter.h - what could not be sent, kept in the caller's home */
#ifndef CMD_DEADLETTER_H
#define CMD_DEADLETTER_H

#include "run.h"

/* With dead-letter = yes, and if the run failed: appends the message to
 * dead.letter in the home of the user, an mbox file, and says so, or why not.
 * Changes nothing of the outcome. */
void deadletter_keep(const struct run *run);

#endif
