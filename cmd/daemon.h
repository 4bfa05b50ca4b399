/* daemon.h - -bd: listens where clients come, and has a child serve each */
#ifndef CMD_DAEMON_H
#define CMD_DAEMON_H

#include "run.h"

/* Runs in the foreground until a signal bids it end; then its clients get some
 * seconds. Where -q names an interval, a child does `flush` beside. Returns the
 * exit status: 0; 78 where it would be an open relay, or has nowhere to
 * listen. */
int daemon_run(struct run *run, int (*flush)(void));

#endif
