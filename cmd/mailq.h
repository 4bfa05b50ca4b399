/* mailq.h - the list of what waits (-bp, mailq) */
#ifndef CMD_MAILQ_H
#define CMD_MAILQ_H

#include "run.h"

/* Every message with its recipients, as Postfix shows them; with --json one
 * object a line. */
void mailq(struct run *run);

#endif
