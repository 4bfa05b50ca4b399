/* crew.h - our children, each of whom serves one client */
#ifndef CMD_CREW_H
#define CMD_CREW_H

#include <stddef.h>
#include <sys/types.h>

#include "base/arena.h"

/* Begins as `{ 0 }`. */
struct crew {
	struct arena arena;
	pid_t *all;
	size_t count, room;
};

/* Forks. 0 in the child, which knows of no others; -1: it cannot be done now.
 */
pid_t crew_fork(struct crew *crew);

/* Forgets those who have ended, without waiting; how many they are. */
size_t crew_reap(struct crew *crew);

/* Lets them end what they are about for a while, then bids them end, and waits
 * a while more: seconds, both. Some may be left then, and end by themselves. */
void crew_end(struct crew *crew, unsigned grace, unsigned patience);

#endif
