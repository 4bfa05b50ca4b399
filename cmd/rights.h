/* rights.h - what a run gives up before it hears strangers */
#ifndef CMD_RIGHTS_H
#define CMD_RIGHTS_H

#include "run.h"

/* Enters the sandbox, unless the account needs other programs or modules. */
void rights_give_up(struct run *run);

#endif
