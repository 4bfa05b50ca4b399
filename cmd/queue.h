/* queue.h - the messages in the spool, one by one, and how many there are */
#ifndef CMD_QUEUE_H
#define CMD_QUEUE_H

#include "run.h"

/* Opens the spool if there is one: false with EX_CONFIG when it is there but
 * cannot be used. run->spools says whether anything can wait at all. */
bool queue_open(struct run *run);

/* The same where the configuration is known: by now there may be one. */
bool queue_find(struct run *run);

/* Is shown each message in turn; `where` tells which directory it is in. The
 * item and the arena are gone afterwards. */
typedef void queue_visitor(struct run *run, struct arena *arena,
    enum spool_state where, struct item *item, void *with);

/* Those that wait, then those that failed; damaged ones are told of. */
void queue_visit(struct run *run, queue_visitor *each, void *with);

/* --check-spool: one line as monitoring plugins print it. Returns 0 when all
 * is well, 1 when something has waited for long or could not be delivered, 2
 * when it will be given up soon or a file is damaged, 3 when nobody knows. */
int queue_check(struct run *run);

#endif
