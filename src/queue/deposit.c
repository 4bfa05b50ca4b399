#include "queue/deposit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <gnutls/crypto.h>

#include "base/directory.h"
#include "queue/record.h"
#include "queue/reserve.h"

/* Twelve digits of the time in milliseconds, so that names sort by age, and
 * eight random ones, so that no two are alike. */
static const char *
make_id(struct arena *arena, struct error *err)
{
	unsigned bits;
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (gnutls_rnd(GNUTLS_RND_NONCE, &bits, sizeof(bits)) != 0) {
		error_set(err, EX_OSERR, "no random numbers");
		return NULL;
	}
	return arena_print(arena, "%012llx%08x",
	    (unsigned long long)now.tv_sec * 1000
		+ (unsigned long long)now.tv_nsec / 1000000,
	    bits);
}

/* deposit_tidy() may find a new file before it is locked. */
static bool
was_taken_away(int fd)
{
	struct stat facts;
	return fstat(fd, &facts) != 0 || facts.st_nlink == 0;
}

/* A file of ours, locked. */
static int
create(struct spool *spool, const char *id)
{
	int flags =
	    O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC;
	for (;;) {
		int fd = openat(spool->incoming, id, flags, S_IRUSR | S_IWUSR);
		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX) == 0 && !was_taken_away(fd))
			return fd;
		int why = errno;
		bool again = was_taken_away(fd);
		close(fd);
		errno = why;
		if (!again)
			return -1;
	}
}

static bool
failed_to_keep(const struct spool *spool, struct error *err)
{
	return error_set(err, EX_TEMPFAIL,
	    "cannot keep the message in the spool %s: %s", spool->path,
	    item_why(errno));
}

/* From the last line on the message is safe. */
static bool
settle(struct spool *spool, const struct item *item, struct error *err)
{
	if (fsync(item->fd) != 0
	    || renameat(spool->incoming, item->id, spool->waiting, item->id)
		!= 0)
		return failed_to_keep(spool, err);
	if (directory_sync(spool->waiting))
		return true;
	/* Not told as kept, it must not be sent. */
	failed_to_keep(spool, err);
	unlinkat(spool->waiting, item->id, 0);
	return false;
}

bool
deposit_keep(struct spool *spool, struct arena *arena, struct item *item,
    struct error *err)
{
	item->place = spool->path;
	item->id = make_id(arena, err);
	if (item->id == NULL)
		return false;
	item->fd = create(spool, item->id);
	if (item->fd < 0)
		return failed_to_keep(spool, err);
	item->told = arena_get(arena, item->envelope.count);
	if (record_write(item, err) && reserve_lines(item, err)
	    && settle(spool, item, err))
		return true;
	unlinkat(spool->incoming, item->id, 0);
	close(item->fd);
	item->fd = -1;
	return false;
}

void
deposit_tidy(struct spool *spool)
{
	struct arena arena = { 0 };
	struct text_list names;
	directory_names(&arena, spool->incoming, &names);
	for (size_t i = 0; i < names.count; i++) {
		int fd = openat(spool->incoming, names.items[i],
		    O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
		if (fd < 0)
			continue;
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			unlinkat(spool->incoming, names.items[i], 0);
		close(fd);
	}
	arena_free(&arena);
}
