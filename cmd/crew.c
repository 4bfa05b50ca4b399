#include "crew.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

pid_t
crew_fork(struct crew *crew)
{
	pid_t child = fork();
	if (child == 0)
		crew->count = 0;
	if (child <= 0)
		return child;
	if (crew->count == crew->room) {
		crew->all = arena_more(
		    &crew->arena, crew->all, crew->room, sizeof(*crew->all));
		crew->room++;
	}
	crew->all[crew->count++] = child;
	return child;
}

size_t
crew_reap(struct crew *crew)
{
	size_t left = 0, before = crew->count;
	for (size_t i = 0; i < before; i++) {
		if (waitpid(crew->all[i], NULL, WNOHANG) == 0)
			crew->all[left++] = crew->all[i];
	}
	crew->count = left;
	return before - left;
}

/* The signal stays blocked, so none is missed between looking and waiting. */
static void
wait_for_all(struct crew *crew, const sigset_t *ended, int64_t deadline)
{
	for (;;) {
		crew_reap(crew);
		int left = clock_left(deadline);
		if (crew->count == 0 || left == 0)
			return;
		struct timespec span = { .tv_sec = left / 1000,
			.tv_nsec = left % 1000 * 1000000L };
		sigtimedwait(ended, NULL, &span);
	}
}

void
crew_end(struct crew *crew, unsigned grace, unsigned patience)
{
	sigset_t ended;
	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	sigprocmask(SIG_BLOCK, &ended, NULL);
	wait_for_all(crew, &ended, clock_now() + grace * 1000);
	for (size_t i = 0; i < crew->count; i++)
		kill(crew->all[i], SIGTERM);
	wait_for_all(crew, &ended, clock_now() + patience * 1000);
	arena_free(&crew->arena);
}
