#include "net/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/process.h"

/* getaddrinfo() has no time limit, so it runs in a thread of its own. Whoever
 * comes last, the asker with the answer or the thread after a question nobody
 * waits for any more, frees this. */
struct question {
	char *host, *port;
	struct addrinfo hints;
	struct addrinfo *found;
	int result;
	int why;     /* errno, when the result is EAI_SYSTEM */
	int ends[2]; /* a pipe: an octet when the answer is there */
	pthread_mutex_t lock;
	bool abandoned;
};

static char *
copy(const char *text)
{
	size_t size = strlen(text) + 1;
	return memcpy(memory_get(size), text, size);
}

static void
question_free(struct question *q)
{
	if (q->found != NULL)
		freeaddrinfo(q->found);
	close(q->ends[0]);
	close(q->ends[1]);
	pthread_mutex_destroy(&q->lock);
	free(q->host);
	free(q->port);
	free(q);
}

static void *
answer(void *self)
{
	struct question *q = self;
	struct addrinfo *found = NULL;
	int result = getaddrinfo(q->host, q->port, &q->hints, &found);
	int why = errno;

	pthread_mutex_lock(&q->lock);
	q->result = result;
	q->why = why;
	q->found = found;
	bool abandoned = q->abandoned;
	if (!abandoned)
		file_write(q->ends[1], "!", 1);
	pthread_mutex_unlock(&q->lock);
	if (abandoned)
		question_free(q);
	return NULL;
}

static bool
wait_for(const struct question *q, int64_t deadline)
{
	struct pollfd wait = { .fd = q->ends[0], .events = POLLIN };
	return process_wait(&wait, 1, deadline) > 0;
}

static bool
judge(const char *host, int result, int why, struct error *err)
{
	if (result == 0)
		return true;
	if (result == EAI_NONAME || result == EAI_NODATA)
		return error_set(err, EX_NOHOST,
		    "the smarthost %s does not exist: %s", host,
		    gai_strerror(result));
	return error_set(err, EX_TEMPFAIL, "cannot look up %s: %s", host,
	    result == EAI_SYSTEM ? strerror(why) : gai_strerror(result));
}

static bool
ask(struct question *q, int64_t deadline, struct addrinfo **found,
    struct error *err)
{
	pthread_t thread;
	if (pthread_create(&thread, NULL, answer, q) != 0) {
		question_free(q);
		return error_set(err, EX_TEMPFAIL,
		    "cannot start a thread to look up a host");
	}
	pthread_detach(thread);

	bool in_time = wait_for(q, deadline);
	pthread_mutex_lock(&q->lock);
	q->abandoned = !in_time;
	pthread_mutex_unlock(&q->lock);
	if (!in_time)
		return error_set(err, EX_TEMPFAIL,
		    "cannot look up the smarthost: %s",
		    process_signal() != NULL ? process_signal()
					     : "no answer from DNS in time");

	bool well = judge(q->host, q->result, q->why, err);
	*found = q->found;
	q->found = NULL;
	question_free(q);
	return well;
}

bool
resolve(const char *host, const char *port, int family, int64_t deadline,
    struct addrinfo **found, struct error *err)
{
	struct addrinfo hints = { .ai_family = family,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
	*found = NULL;
	if (getaddrinfo(host, port, &hints, found) == 0)
		return true;

	hints.ai_flags = AI_NUMERICSERV;
	struct question *q = memory_get(sizeof(*q));
	*q = (struct question){ .host = copy(host),
		.port = copy(port),
		.hints = hints,
		.lock = PTHREAD_MUTEX_INITIALIZER };
	if (pipe2(q->ends, O_CLOEXEC) != 0) {
		error_set(err, EX_OSERR, "cannot look up %s: %s", host,
		    strerror(errno));
		q->ends[0] = q->ends[1] = -1;
		question_free(q);
		return false;
	}
	return ask(q, deadline, found, err);
}
