/* head.h - the lines about a message that waits: see record.h */
#ifndef QUEUE_HEAD_H
#define QUEUE_HEAD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "queue/item.h"

#define HEAD_MOST (64 * 1024 * 1024)

/* Appends them, and the blank line behind. EX_DATAERR when a text has a line
 * break, which would make another line of it. */
bool head_write(struct buf *head, const struct item *item, struct error *err);

/* False when they are not such lines, or lack what must be there. */
bool head_read(struct arena *arena, struct item *item, struct slice text);

#endif
