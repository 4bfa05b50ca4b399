/* feeder.c - a producer that pipes octets into us, a few at a time */
#include "unit/feeder.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void *
feed(void *self)
{
	struct feeder *feeder = self;
	size_t done = 0;
	while (done < feeder->length) {
		size_t left = feeder->length - done;
		size_t bite = left < feeder->piece ? left : feeder->piece;
		ssize_t n = write(feeder->to, feeder->data + done, bite);
		if (n < 0)
			break;
		done += (size_t)n;
	}
	close(feeder->to);
	return NULL;
}

int
feeder_begin(
    struct feeder *feeder, const char *data, size_t length, size_t piece)
{
	int ends[2];
	signal(SIGPIPE, SIG_IGN);
	/* O_DIRECT keeps packets apart, but drops what a read leaves of one. */
	if (pipe2(ends, O_CLOEXEC | (piece == 1 ? O_DIRECT : 0)) != 0)
		abort();
	*feeder = (struct feeder){ .data = data,
		.length = length,
		.piece = piece,
		.from = ends[0],
		.to = ends[1] };
	if (pthread_create(&feeder->thread, NULL, feed, feeder) != 0)
		abort();
	return feeder->from;
}

void
feeder_end(struct feeder *feeder)
{
	close(feeder->from);
	pthread_join(feeder->thread, NULL);
}
