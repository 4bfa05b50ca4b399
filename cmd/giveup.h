/* giveup.h - the end of what could not be sent: told to its sender, or kept */
#ifndef CMD_GIVEUP_H
#define CMD_GIVEUP_H

#include "line.h"
#include "queue/spool.h"

/* Tells the sender of those recipients that were refused for good, unless that
 * was done; the journal notes it. False: nobody could be told, since the
 * sender is null or wants no notice, or since that could not be sent. */
bool giveup_tell(struct line *line, struct arena *arena, struct item *item);

/* Tells the sender, once, that it still waits, if he wants to know. */
void giveup_warn(struct line *line, struct arena *arena, struct item *item);

/* Moves it to failed/, since nobody could be told, and says so. */
void giveup_keep(struct run *run, struct spool *spool, struct item *item);

#endif
