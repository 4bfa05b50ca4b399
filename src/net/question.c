#include "net/question.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/process.h"

/* What asker and thread share. */
struct errand {
	const struct question *question;
	void *self;
	int ends[2]; /* a pipe: an octet when the answer is there */
	pthread_mutex_t lock;
	bool answered;
	bool abandoned; /* nobody waits any more */
};

static void
errand_free(struct errand *errand)
{
	close(errand->ends[0]);
	close(errand->ends[1]);
	pthread_mutex_destroy(&errand->lock);
	free(errand);
}

static void
abandon(struct errand *errand)
{
	errand->question->forget(errand->self);
	errand_free(errand);
}

static void *
run(void *argument)
{
	struct errand *errand = argument;
	errand->question->answer(errand->self);

	pthread_mutex_lock(&errand->lock);
	bool abandoned = errand->abandoned;
	errand->answered = true;
	if (!abandoned)
		file_write(errand->ends[1], "!", 1);
	pthread_mutex_unlock(&errand->lock);
	if (abandoned)
		abandon(errand);
	return NULL;
}

static void
fail(struct errand *errand, const char *what, int code, int why,
    struct error *err)
{
	abandon(errand);
	error_set(err, code, "cannot look up %s: %s", what, strerror(why));
}

static bool
begin(struct errand *errand, const char *what, struct error *err)
{
	pthread_t thread;
	if (pipe2(errand->ends, O_CLOEXEC) != 0) {
		fail(errand, what, EX_OSERR, errno, err);
		return false;
	}
	int why = pthread_create(&thread, NULL, run, errand);
	if (why != 0) {
		fail(errand, what, EX_TEMPFAIL, why, err);
		return false;
	}
	pthread_detach(thread);
	return true;
}

/* The lock also tells that the thread lets go of the errand. */
static bool
has_answer(struct errand *errand, int64_t deadline)
{
	struct pollfd wait = { .fd = errand->ends[0], .events = POLLIN };
	process_wait(&wait, 1, deadline);
	pthread_mutex_lock(&errand->lock);
	bool answered = errand->answered;
	errand->abandoned = !answered;
	pthread_mutex_unlock(&errand->lock);
	return answered;
}

bool
question_ask(const struct question *question, void *self, const char *what,
    int64_t deadline, struct error *err)
{
	struct errand *errand = memory_get(sizeof(*errand));
	*errand = (struct errand){ .question = question,
		.self = self,
		.ends = { -1, -1 },
		.lock = PTHREAD_MUTEX_INITIALIZER };
	if (!begin(errand, what, err))
		return false;
	/* From here on an errand without an answer is the thread's. */
	if (has_answer(errand, deadline)) {
		errand_free(errand);
		return true;
	}
	const char *signal = process_signal();
	return error_set(err, EX_TEMPFAIL, "cannot look up %s: %s%s", what,
	    signal != NULL ? "interrupted by " : "no answer from DNS in time",
	    signal != NULL ? signal : "");
}
