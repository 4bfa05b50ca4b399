#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process.h"

#define BITE 65536
#define PIPE_TIME 60 /* seconds until a file that is a pipe must be read */

ssize_t
file_read(int fd, char *data, size_t size)
{
	ssize_t n;
	do
		n = read(fd, data, size);
	while (n < 0 && errno == EINTR);
	return n;
}

ssize_t
file_read_at(int fd, char *data, size_t size, off_t offset)
{
	ssize_t n;
	do
		n = pread(fd, data, size, offset);
	while (n < 0 && errno == EINTR);
	return n;
}

bool
file_write(int fd, const char *data, size_t length)
{
	while (length > 0) {
		ssize_t n = write(fd, data, length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data += n;
		length -= (size_t)n;
	}
	return true;
}

/* Where poll(2) finds room, a pipe takes this much without waiting. The
 * descriptor is shared with others, so it is not ours to make it non-blocking.
 */
bool
file_tell(int fd, const char *data, size_t length, int64_t deadline)
{
	while (length > 0) {
		struct pollfd room = { .fd = fd, .events = POLLOUT };
		size_t bite = length < PIPE_BUF ? length : PIPE_BUF;
		/* Looked at first, since after a signal there is no waiting. */
		if (poll(&room, 1, 0) == 0
		    && process_wait(&room, 1, deadline) <= 0)
			return false;
		if (!file_write(fd, data, bite))
			return false;
		data += bite;
		length -= bite;
	}
	return true;
}

/* The next octets of a pipe, whose writer may take its time, or not be there
 * yet. */
static ssize_t
await(int fd, char *space, size_t most, int64_t deadline)
{
	for (;;) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		if (process_wait(&wait, 1, deadline) <= 0) {
			errno = process_signal() != NULL ? EINTR : ETIMEDOUT;
			return -1;
		}
		ssize_t n = file_read(fd, space, most);
		if (n >= 0 || errno != EAGAIN)
			return n;
	}
}

/* Files say how large they are, so their end is met in the second read; pipes
 * and the like say nothing. */
static bool
read_all(int fd, const struct stat *facts, struct buf *to)
{
	off_t size = facts->st_size;
	bool waits = !S_ISREG(facts->st_mode) && !S_ISDIR(facts->st_mode);
	size_t bite = size > 0 ? (size_t)size + 1 : BITE;
	int64_t deadline = clock_after(PIPE_TIME);
	for (;;) {
		char beyond;
		size_t room = to->ceiling - to->length;
		size_t most = room < bite ? room : bite;
		char *space = room > 0 ? buf_space(to, most) : &beyond;
		if (room == 0)
			most = 1;
		ssize_t n = waits ? await(fd, space, most, deadline)
				  : file_read(fd, space, most);
		if (n <= 0)
			return n == 0;
		if (room == 0) {
			to->full = true;
			return true;
		}
		buf_took(to, (size_t)n);
	}
}

/* The machine's troubles are not the file's fault. */
static int
blame(int why)
{
	bool machine =
	    why == EMFILE || why == ENFILE || why == ENOMEM || why == EIO;
	if (why == EINTR || why == ETIMEDOUT)
		return EX_TEMPFAIL;
	return machine ? EX_OSERR : EX_CONFIG;
}

bool
file_is_private(const char *path, const struct stat *facts, struct error *err)
{
	if (!S_ISREG(facts->st_mode))
		return error_set(err, EX_CONFIG,
		    "%s holds a secret but is not a regular file", path);
	if (facts->st_uid != 0 && facts->st_uid != geteuid())
		return error_set(err, EX_CONFIG,
		    "%s holds a secret but belongs to uid %ld, not to you or "
		    "root: chown it",
		    path, (long)facts->st_uid);
	if (facts->st_mode & (S_IRWXO | S_IWGRP))
		return error_set(err, EX_CONFIG,
		    "%s holds a secret but other users can read or change it: "
		    "chmod %s %s",
		    path, facts->st_mode & S_IRGRP ? "640" : "600", path);
	return true;
}

bool
file_is_trusted(const char *path, const struct stat *facts, struct error *err)
{
	if (S_ISCHR(facts->st_mode))
		return true;
	if (facts->st_uid != 0 && facts->st_uid != geteuid())
		return error_set(err, EX_CONFIG,
		    "%s belongs to uid %ld, neither you nor root: chown it, or "
		    "copy it",
		    path, (long)facts->st_uid);
	if (facts->st_mode & S_IWOTH)
		return error_set(err, EX_CONFIG,
		    "%s can be written by everybody: chmod o-w %s", path, path);
	return true;
}

static bool
load(const char *path, bool is_secret, struct buf *to, struct stat *facts,
    struct error *err)
{
	/* Not to hang at a pipe that nobody fills. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return error_set(err, blame(errno), "cannot open %s: %s", path,
		    strerror(errno));

	bool well = fstat(fd, facts) == 0;
	if (well && is_secret && !file_is_private(path, facts, err)) {
		close(fd);
		return false;
	}
	well = well && read_all(fd, facts, to);
	int why = errno;
	close(fd);
	if (!well)
		return error_set(
		    err, blame(why), "cannot read %s: %s", path, strerror(why));
	if (buf_is_full(to))
		return error_set(err, EX_CONFIG,
		    "%s is larger than %zu octets: is this the right file?",
		    path, to->ceiling);
	return true;
}

bool
file_load(
    const char *path, struct buf *to, struct stat *facts, struct error *err)
{
	return load(path, false, to, facts, err);
}

bool
file_load_secret(const char *path, struct buf *to, struct error *err)
{
	struct stat facts;
	process_hide();
	return load(path, true, to, &facts, err);
}

static int
temporary_in(const char *directory)
{
#ifdef O_TMPFILE
	int flags = O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC;
	int fd = open(directory, flags, S_IRUSR | S_IWUSR);
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return fd;
#endif
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/sendoff.XXXXXX", directory);
	if (n < 0 || (size_t)n >= sizeof(path))
		return -1;
	int named = mkostemp(path, O_CLOEXEC);
	if (named >= 0)
		unlink(path);
	return named;
}

int
file_temporary(struct error *err)
{
	const char *chosen = getenv("TMPDIR");
	int fd = -1;
	if (chosen != NULL && chosen[0] == '/')
		fd = temporary_in(chosen);
	if (fd < 0)
		fd = temporary_in("/tmp");
	if (fd < 0)
		fd = temporary_in("/var/tmp");
	if (fd < 0)
		error_set(err, EX_TEMPFAIL,
		    "cannot make a temporary file in /tmp or /var/tmp: %s",
		    strerror(errno));
	return fd;
}
