/* feeder.h - a producer that pipes octets into us, a few at a time
 *
 * When the pieces are single octets the pipe keeps them apart, so that every
 * read(2) gets one and no more; larger ones may run together.
 */
#ifndef UNIT_FEEDER_H
#define UNIT_FEEDER_H

#include <pthread.h>
#include <stddef.h>

struct feeder {
	const char *data; /* borrowed until feeder_end() */
	size_t length;
	size_t piece; /* octets that are written at a time */
	int from, to;
	pthread_t thread;
};

/* Returns the descriptor to read from. */
int feeder_begin(
    struct feeder *feeder, const char *data, size_t length, size_t piece);

/* Closes it; what was not read is lost. */
void feeder_end(struct feeder *feeder);

#endif
