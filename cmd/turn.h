/* turn.h - our turn at a smarthost that takes so many sessions at once
 *
 * max-sessions holds for all runs of a user at one smarthost with one login.
 */
#ifndef CMD_TURN_H
#define CMD_TURN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slot.h"
#include "run.h"

/* Makes the directory where turns are taken, if there are any: to be called
 * before the rights to make one are given up. */
void turn_prepare(struct run *run);

/* Waits for our turn, to be ended with slot_give(). False with EX_TEMPFAIL when
 * it did not come in time. Where turns cannot be taken at all a warning says
 * so, and the mail goes on its way. */
bool turn_take(struct run *run, const struct smarthost *smarthost,
    int64_t deadline, struct slot *slot);

#endif
