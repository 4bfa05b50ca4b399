/* flush.h - a queue run: what waits in the spool is tried (-q, runq) */
#ifndef CMD_FLUSH_H
#define CMD_FLUSH_H

#include "run.h"

/* Tries what waits, once, or every so often until a signal ends it. Returns
 * the exit status: 0 when nothing of what was asked for is left waiting,
 * EX_TEMPFAIL when something is, EX_CONFIG when the spool cannot be used. */
int flush(struct run *run);

#endif
