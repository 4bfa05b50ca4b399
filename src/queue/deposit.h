/* deposit.h - a message comes into the spool */
#ifndef QUEUE_DEPOSIT_H
#define QUEUE_DEPOSIT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "queue/item.h"
#include "queue/spool.h"

/* Keeps a message for good: when this returns true, it is on the disk. The
 * item gets its id and stays open and locked, with room for its journal
 * (reserve.h). EX_TEMPFAIL, and nothing of it stays, when the disk is full or
 * fails. */
bool deposit_keep(struct spool *spool, struct arena *arena, struct item *item,
    struct error *err);

/* Removes from incoming/ what runs that died have left. */
void deposit_tidy(struct spool *spool);

#endif
