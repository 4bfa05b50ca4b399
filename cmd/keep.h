/* keep.h - what could not be sent now is kept in the spool */
#ifndef CMD_KEEP_H
#define CMD_KEEP_H

#include <stdbool.h>

#include "run.h"

/* The directory of the spool, there or not; NULL: there can be none. */
const char *keep_place(struct run *run);

/* Is the spool one that the configuration names, and not there? Says so, and
 * what mends it: EX_CONFIG. */
bool keep_is_missing(struct run *run, struct error *err);

/* Opens the spool if the account has one: where `spool` is not set, if the
 * directory is there and ours; where it is, the directory is made. False with
 * EX_CONFIG or EX_CANTCREAT when it is there, or wanted, but unusable. */
bool keep_open(struct run *run, struct error *err);

/* What a message of this run is remembered by: see item_route(). */
const char *keep_route(struct run *run);

/* Did nobody answer, or were all sent away? Then it holds for any message to
 * this smarthost. */
bool keep_is_for_smarthost(const struct error *err);

/* Must the message go to the spool before it is sent (spool = always), or
 * instead (-odq)? Then it is kept, and false means that it could not be. */
bool keep_first(struct run *run, struct item *item);

/* After the attempt: keeps those recipients for whom trying later makes sense,
 * or takes out what was kept first. The run then has no error any more. */
void keep_rest(struct run *run, struct item *item);

#endif
