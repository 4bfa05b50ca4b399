/* composition.h - how a run's mail is composed: account, caller, request */
#ifndef CMD_COMPOSITION_H
#define CMD_COMPOSITION_H

#include "conf/expansion.h"
#include "mail/compose.h"
#include "run.h"

struct composition {
	struct compose how;
	struct expansion expansion;
};

/* Fills it, and begins the run's envelope with what the account wishes. The run
 * and the composition are borrowed by each other: neither may be moved. */
void composition_begin(struct composition *composition, struct run *run);

#endif
