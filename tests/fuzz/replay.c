/* replay.c - gives a harness every file of its corpus
 *
 *	replay-NAME DIRECTORY    one line of TAP; what ends the program is named
 *	replay-NAME FILE         that one alone, in this process, for a debugger
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "unit/tap.h"

#define FILE_MOST (4 * 1024 * 1024)

const char *__ubsan_default_options(void);

/* What is undefined ends the program too, instead of being told on the side. */
const char *
__ubsan_default_options(void)
{
	return "halt_on_error=1:print_stacktrace=1";
}

static bool
run_file(const char *path)
{
	struct buf text = BUF(FILE_MOST);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;
	char *space;
	while (fd >= 0 && (space = buf_space(&text, 65536)) != NULL
	    && (n = read(fd, space, 65536)) > 0)
		buf_took(&text, (size_t)n);
	if (fd >= 0)
		close(fd);
	if (n == 0) {
		/* A copy of exactly its size, so that its end is guarded. */
		uint8_t *data = malloc(text.length > 0 ? text.length : 1);
		memcpy(data, text.data, text.length);
		LLVMFuzzerTestOneInput(data, text.length);
		free(data);
	}
	buf_free(&text);
	return n == 0;
}

static int
is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool
run_each(char **paths, size_t count)
{
	bool well = true;
	for (size_t i = 0; i < count; i++)
		well = run_file(paths[i]) && well;
	return well;
}

/* In a process of its own: whatever kills it is the answer. */
static bool
survives(char **paths, size_t count)
{
	int status = 0;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0)
		exit(run_each(paths, count) ? 0 : 1);
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static void
replay(struct arena *arena, const char *directory)
{
	struct dirent **entries;
	int count = scandir(directory, &entries, is_file, alphasort);
	char **paths = NULL;
	for (int i = 0; i < count; i++) {
		paths = arena_more(arena, paths, (size_t)i, sizeof(*paths));
		paths[i] =
		    arena_print(arena, "%s/%s", directory, entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	if (!ok(count > 0, "%s: %d files", directory, count))
		return;
	if (ok(survives(paths, (size_t)count), "%s: replayed", directory))
		return;
	for (int i = 0; i < count; i++)
		ok(survives(&paths[i], 1), "%s", paths[i]);
}

int
main(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct stat facts;
	if (argc != 2) {
		fprintf(stderr, "usage: %s DIRECTORY | FILE\n", argv[0]);
		return 2;
	}
	if (stat(argv[1], &facts) == 0 && S_ISREG(facts.st_mode))
		return run_file(argv[1]) ? 0 : 1;
	replay(&arena, argv[1]);
	arena_free(&arena);
	return tap_done();
}
