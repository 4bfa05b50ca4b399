/* place.c - a directory of the test's own, and files in it */
#include "unit/place.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

static char directory[] = "/tmp/sendoff-unit.XXXXXX";
static struct arena arena;
static pid_t owner;

static int
remove_one(
    const char *path, const struct stat *facts, int kind, struct FTW *where)
{
	(void)facts;
	(void)kind;
	(void)where;
	return remove(path);
}

/* A child of the test that exits must leave the place alone. */
static void
tidy_up(void)
{
	if (getpid() == owner)
		nftw(directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	arena_free(&arena);
}

const char *
place_path(const char *name)
{
	if (owner == 0) {
		if (mkdtemp(directory) == NULL)
			abort();
		owner = getpid();
		atexit(tidy_up);
	}
	return *name == '\0' ? directory
			     : arena_print(&arena, "%s/%s", directory, name);
}

const char *
place_bytes(const char *name, const char *data, size_t length, mode_t mode)
{
	const char *path = place_path(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, data, length) != (ssize_t)length
	    || fchmod(fd, mode) != 0)
		abort();
	close(fd);
	return path;
}

const char *
place_file(const char *name, const char *text, mode_t mode)
{
	return place_bytes(name, text, strlen(text), mode);
}
