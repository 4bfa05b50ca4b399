/* reserve.h - room on the disk for what is still to be noted of a message */
#ifndef QUEUE_RESERVE_H
#define QUEUE_RESERVE_H

#include <stdbool.h>

#include "base/error.h"
#include "queue/item.h"

/* Makes room behind the file's end for all that one attempt, and a notice
 * about it, can add to the journal: on a disk that is full, recipients who
 * have the message would be forgotten, and get it again and again. The file
 * must be locked; it does not grow. EX_TEMPFAIL when there is no room. True
 * too where the file system cannot be asked for it. */
bool reserve_lines(struct item *item, struct error *err);

/* Gives back what was not needed; a file without room is not touched. */
void reserve_give_back(struct item *item);

#endif
