/* steer.h - what a person bids of messages in the spool (--spool-...) */
#ifndef CMD_STEER_H
#define CMD_STEER_H

#include "run.h"

/* --spool-show, -hold, -release, -delete, -retry: done to every message that
 * an operand names, by its id or, with an @, by an address; patterns of * and
 * ? are allowed. EX_USAGE when one names none, EX_TEMPFAIL when a message is
 * being sent at the moment or cannot be written. */
void steer(struct run *run);

#endif
