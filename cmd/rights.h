/* rights.h - what a run gives up before it hears strangers
 *
 * Other programs and modules need rights of their own that nobody can know
 * here: where an account may want one, nothing is given up.
 */
#ifndef CMD_RIGHTS_H
#define CMD_RIGHTS_H

#include "conf/gate.h"
#include "run.h"

/* Enters the sandbox, with what the account chosen may write. */
void rights_give_up(struct run *run);

/* The same before a client is heard: with what any account may write that its
 * mails may choose. */
void rights_give_up_at_gate(struct run *run, const struct gate *gate);

#endif
