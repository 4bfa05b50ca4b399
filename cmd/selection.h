/* selection.h - which messages of the spool a command is about */
#ifndef CMD_SELECTION_H
#define CMD_SELECTION_H

#include <stdbool.h>

#include "queue/item.h"
#include "request.h"

/* Do all the limits hold for it? */
bool selection_has(const struct queue_request *limits, const struct item *item);

/* Are there any limits? */
bool selection_is_all(const struct queue_request *limits);

#endif
