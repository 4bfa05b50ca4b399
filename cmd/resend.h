/* resend.h - what waits in the spool for one smarthost, message by message */
#ifndef CMD_RESEND_H
#define CMD_RESEND_H

#include <stdbool.h>
#include <stddef.h>

#include "line.h"
#include "queue/retry.h"
#include "queue/spool.h"

struct resend {
	struct run *run; /* the account is chosen */
	struct spool *spool;
	const char *route;   /* what its smarthosts are remembered by */
	bool only_due;       /* leave those whose time has not come */
	const char *warning; /* said once something was sent; or NULL */
	struct line line;
	struct retry_host host; /* how it fared before */
	size_t left;            /* messages that still wait */
};

/* Tries one message, and does what its outcome asks for. Whatever happens, it
 * is sent, returned, kept in failed/, or waits on. */
void resend(struct resend *resend, const char *id);

/* Closes the session and notes how the smarthost fared. */
void resend_end(struct resend *resend);

#endif
