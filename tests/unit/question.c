/* question.c - what blocks for ever holds nobody up */
#include "net/question.h"

#include <semaphore.h>
#include <signal.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process.h"
#include "unit/tap.h"

/* A name server that answers when it is told to. */
struct server {
	sem_t go;
	sem_t forgotten;
	bool answered;
};

static void
answer(void *self)
{
	struct server *server = self;
	while (sem_wait(&server->go) != 0)
		continue;
	server->answered = true;
}

static void
forget(void *self)
{
	struct server *server = self;
	sem_post(&server->forgotten);
}

static const struct question question = { answer, forget };

static void
begin(struct server *server)
{
	*server = (struct server){ 0 };
	sem_init(&server->go, 0, 0);
	sem_init(&server->forgotten, 0, 0);
}

static bool
is_forgotten(struct server *server)
{
	return sem_trywait(&server->forgotten) == 0;
}

static void
test_answered(void)
{
	struct server server;
	struct error err = { 0 };
	begin(&server);
	sem_post(&server.go);
	ok(question_ask(&question, &server, "mx", CLOCK_NEVER, &err),
	    "an answer");
	ok(server.answered, "is there");
	is(err.code, 0, "without complaint");
	ok(!is_forgotten(&server), "and is left to the caller");
}

/* The thread is left behind with its question, and tidies up. */
static void
gives_up(const char *sentence, int64_t deadline)
{
	struct server server;
	struct error err = { 0 };
	begin(&server);
	ok(!question_ask(&question, &server, "mx", deadline, &err),
	    "no answer");
	is(err.code, EX_TEMPFAIL, "temporary");
	is_text(err.text, sentence, "why");
	ok(!is_forgotten(&server), "the thread still has it");
	sem_post(&server.go);
	while (sem_wait(&server.forgotten) != 0)
		continue;
	ok(server.answered, "and forgets it when it is done");
}

static void
test_no_descriptors(void)
{
	struct server server;
	struct error err = { 0 };
	struct rlimit old, none;
	begin(&server);
	getrlimit(RLIMIT_NOFILE, &old);
	none = (struct rlimit){ 3, old.rlim_max };
	setrlimit(RLIMIT_NOFILE, &none);
	ok(!question_ask(&question, &server, "mx", CLOCK_NEVER, &err),
	    "no descriptors");
	setrlimit(RLIMIT_NOFILE, &old);
	is(err.code, EX_OSERR, "is the system's fault");
	is_text(
	    err.text, "cannot look up mx: Too many open files", "and is told");
	ok(is_forgotten(&server), "nobody was asked");
	ok(!server.answered, "indeed");
}

int
main(void)
{
	struct error err = { 0 };
	ok(process_start(&err), "signals are as in the program");
	test_answered();
	gives_up(
	    "cannot look up mx: no answer from DNS in time", clock_now() + 20);
	gives_up(
	    "cannot look up mx: no answer from DNS in time", clock_now() - 1);
	test_no_descriptors();
	raise(SIGTERM);
	gives_up("cannot look up mx: interrupted by SIGTERM", CLOCK_NEVER);
	return tap_done();
}
