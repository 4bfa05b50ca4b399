#include "base/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define OTHERS (S_IRWXG | S_IRWXO)

/* Looked at on the open descriptor: nobody can exchange it in between. */
static bool
is_private(int fd, const char *name, struct error *err)
{
	struct stat facts;
	if (fstat(fd, &facts) != 0)
		return error_set(err, EX_OSERR, "cannot look at %s: %s", name,
		    strerror(errno));
	if (facts.st_uid != geteuid())
		return error_set(err, EX_CONFIG,
		    "%s belongs to uid %ld, not to you: chown it", name,
		    (long)facts.st_uid);
	if ((facts.st_mode & OTHERS) != 0)
		return error_set(err, EX_CONFIG,
		    "other users can look into %s: chmod 700 %s", name, name);
	return true;
}

/* The kernel only says that a link is no directory. */
static bool
is_link(int parent, const char *name)
{
	struct stat facts;
	return fstatat(parent, name, &facts, AT_SYMLINK_NOFOLLOW) == 0
	    && S_ISLNK(facts.st_mode);
}

static bool
blame(int parent, const char *name, const char *path, struct error *err)
{
	int why = errno;
	bool machine =
	    why == EMFILE || why == ENFILE || why == ENOMEM || why == EIO;
	if (is_link(parent, name))
		return error_set(err, EX_CONFIG,
		    "%s is a symbolic link, which is not followed: there must "
		    "be a directory, or the place that it leads to be named",
		    path);
	return error_set(err, machine ? EX_OSERR : EX_CONFIG,
	    "cannot open the directory %s: %s", path, strerror(why));
}

static int
checked(
    int fd, int parent, const char *name, const char *path, struct error *err)
{
	if (fd < 0) {
		blame(parent, name, path, err);
		return -1;
	}
	if (is_private(fd, path, err))
		return fd;
	close(fd);
	return -1;
}

int
directory_open(const char *path, struct error *err)
{
	return checked(open(path, FLAGS), AT_FDCWD, path, path, err);
}

int
directory_open_in(
    int parent, const char *above, const char *name, struct error *err)
{
	struct arena arena = { 0 };
	int fd = openat(parent, name, FLAGS);
	/* Somebody may make it beside us. */
	if (fd < 0 && errno == ENOENT
	    && (mkdirat(parent, name, S_IRWXU) == 0 || errno == EEXIST)
	    && directory_sync(parent))
		fd = openat(parent, name, FLAGS);
	fd = checked(
	    fd, parent, name, arena_print(&arena, "%s/%s", above, name), err);
	arena_free(&arena);
	return fd;
}

bool
directory_make(const char *path, struct error *err)
{
	struct arena arena = { 0 };
	char *part = arena_text(&arena, path);
	bool well = true;
	for (char *slash = part + 1; well && slash != NULL;) {
		slash = strchr(slash, '/');
		if (slash != NULL)
			*slash = '\0';
		well = mkdir(part, S_IRWXU) == 0 || errno == EEXIST;
		if (slash != NULL)
			*slash++ = '/';
	}
	if (!well)
		error_set(err, EX_CANTCREAT, "cannot make the directory %s: %s",
		    part, strerror(errno));
	arena_free(&arena);
	return well;
}

bool
directory_sync(int fd)
{
	/* Some file systems have nothing to do here, and say EINVAL. */
	return fsync(fd) == 0 || errno == EINVAL;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static DIR *
open_listing(int fd)
{
	int again = openat(fd, ".", FLAGS);
	DIR *listing = again < 0 ? NULL : fdopendir(again);
	if (listing == NULL && again >= 0)
		close(again);
	return listing;
}

bool
directory_names(struct arena *arena, int fd, struct text_list *names)
{
	DIR *listing = open_listing(fd);
	*names = (struct text_list){ 0 };
	if (listing == NULL)
		return false;
	errno = 0;
	for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
		if (entry->d_name[0] != '.')
			text_list_add(
			    arena, names, arena_text(arena, entry->d_name));
		errno = 0;
	}
	int why = errno;
	closedir(listing);
	if (names->count > 0)
		qsort(
		    names->items, names->count, sizeof(*names->items), by_name);
	errno = why;
	return why == 0;
}
