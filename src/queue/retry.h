/* retry.h - when to try again
 *
 * A minute after the first attempt, twice as long after each further one, an
 * hour at most; a fifth more or less, so that what failed together does not
 * come back together. This holds for a message that the smarthost would not
 * take now, and for a smarthost that was not there: then none of its messages
 * is tried, whatever their own times.
 */
#ifndef QUEUE_RETRY_H
#define QUEUE_RETRY_H

#include <stdbool.h>
#include <time.h>

#include "base/arena.h"
#include "queue/spool.h"

/* The time of the next attempt, after so many (at least one). */
time_t retry_next(unsigned tries, time_t now);

/* Is it due? It is too when the clock was set back since the last attempt. */
bool retry_is_due(time_t tried, time_t next, time_t now);

/* How a smarthost fared last. What is lost of it costs an attempt, so nothing
 * here fails aloud. */
struct retry_host {
	unsigned tries; /* in vain; 0: it served */
	time_t tried, next;
	const char *reason;
};

/* `route` is anything that tells one way of sending from another. */
struct retry_host
retry_host_load(struct spool *spool, struct arena *arena, const char *route);
void retry_host_failed(
    struct spool *spool, const char *route, time_t now, const char *reason);
void retry_host_served(struct spool *spool, const char *route);

#endif
