/* guard.h - what stands ready at the gate before a client comes */
#ifndef CMD_GUARD_H
#define CMD_GUARD_H

#include <stdbool.h>

#include "auth/passwords.h"
#include "conf/gate.h"
#include "net/tls_server.h"
#include "run.h"

struct guard {
	struct gate gate;
	struct tls_server tls;      /* where there is a certificate */
	struct passwords passwords; /* where there is a file of them */
};

/* Loads the configuration and what its gate- settings name. False with the
 * reason in run->err; from then on the log is where the settings want it. */
bool guard_prepare(struct guard *guard, struct run *run);

/* Also after that has failed; its connections are closed by then. */
void guard_free(struct guard *guard);

#endif
