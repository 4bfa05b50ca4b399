/* pickup.h - a message in the spool is opened */
#ifndef QUEUE_PICKUP_H
#define QUEUE_PICKUP_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "queue/item.h"
#include "queue/spool.h"

enum pickup {
	PICKUP_FOUND,
	PICKUP_GONE,   /* somebody else has finished it */
	PICKUP_BUSY,   /* somebody else is at it */
	PICKUP_BROKEN, /* err says how; damaged ones have been moved aside */
};

/* Opens a message to look at it; pickup_take() to send it or write to it: then
 * it is locked, compared with its sum, and ours until it is closed. */
enum pickup
pickup_look(struct spool *spool, struct arena *arena, enum spool_state where,
    const char *id, struct item *item, struct error *err);
enum pickup
pickup_take(struct spool *spool, struct arena *arena, enum spool_state where,
    const char *id, struct item *item, struct error *err);

/* Has somebody locked it? */
bool pickup_is_busy(const struct item *item);

#endif
