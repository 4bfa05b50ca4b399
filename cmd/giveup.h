/* giveup.h - the end of what could not be sent: told to its sender, or kept */
#ifndef CMD_GIVEUP_H
#define CMD_GIVEUP_H

#include "line.h"
#include "queue/spool.h"

enum told {
	TOLD_ALL,    /* or there is nothing to tell */
	TOLD_LATER,  /* it could not be sent now */
	TOLD_NOBODY, /* the sender is null, wants no notice, or cannot get it */
};

/* Tells the sender of those recipients that were refused for good, unless that
 * was done; the journal notes it. */
enum told
giveup_tell(struct line *line, struct arena *arena, struct item *item);

/* Tells the sender, once, that it still waits, if he wants to know. */
void giveup_warn(struct line *line, struct arena *arena, struct item *item);

/* Moves it to failed/, since nobody could be told, and says so. */
void giveup_keep(struct run *run, struct spool *spool, struct item *item);

#endif
