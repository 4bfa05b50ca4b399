/* stopwatch.c - runs a command some times and says what it took
 *
 *   stopwatch TIMES INPUT COMMAND...
 *
 * Each run reads the file INPUT. Prints "LEAST MEDIAN RSS": wall time in
 * milliseconds, the largest resident memory in KiB. When a run fails, that is
 * the status, and "-" stands for each number.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { TIMES_MOST = 1000 };

extern char **environ;

static double
now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static int
compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/* The status of one run; how long it took and what memory goes there. */
static int
run(const char *input, char **command, double *took, long *memory)
{
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	int status;
	pid_t child;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0);
	double began = now();
	if (posix_spawnp(&child, command[0], &actions, NULL, command, environ)
		!= 0
	    || wait4(child, &status, 0, &usage) != child)
		return 127;
	*took = now() - began;
	if (usage.ru_maxrss > *memory)
		*memory = usage.ru_maxrss;
	posix_spawn_file_actions_destroy(&actions);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int
main(int argc, char **argv)
{
	static double took[TIMES_MOST];
	long memory = 0;
	int times = argc > 3 ? atoi(argv[1]) : 0;

	if (times < 1 || times > TIMES_MOST)
		return 64;
	for (int i = 0; i < times; i++) {
		int status = run(argv[2], argv + 3, &took[i], &memory);
		if (status != 0) {
			printf("- - -\n");
			return status;
		}
	}
	qsort(took, (size_t)times, sizeof(took[0]), compare);
	printf("%.1f %.1f %ld\n", took[0], took[times / 2], memory);
	return 0;
}
