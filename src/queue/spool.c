#include "queue/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/vfs.h>

#include <linux/magic.h>
#endif
#include <unistd.h>

#include <gnutls/crypto.h>

#include "base/directory.h"
#include "queue/record.h"
#include "queue/reserve.h"

/* ---- the directory ---- */

static bool
is_remote(int fd)
{
#ifdef __linux__
	struct statfs facts;
	return fstatfs(fd, &facts) == 0 && facts.f_type == NFS_SUPER_MAGIC;
#else
	(void)fd;
	return false;
#endif
}

static bool
open_room(const struct spool *spool, int top, const char *name, int *room,
    struct error *err)
{
	*room = directory_open_in(top, spool->path, name, err);
	return *room >= 0;
}

static bool
open_rooms(struct spool *spool, int top, struct error *err)
{
	if (is_remote(top))
		return error_set(err, EX_CONFIG,
		    "the spool %s lies on NFS, where locks are not sure: set "
		    "spool-directory to a local one",
		    spool->path);
	return open_room(spool, top, "incoming", &spool->incoming, err)
	    && open_room(spool, top, "waiting", &spool->waiting, err)
	    && open_room(spool, top, "failed", &spool->failed, err)
	    && open_room(spool, top, "damaged", &spool->damaged, err)
	    && open_room(spool, top, "hosts", &spool->hosts, err);
}

static void
close_room(int *room)
{
	if (*room >= 0)
		close(*room);
	*room = -1;
}

void
spool_close(struct spool *spool)
{
	close_room(&spool->incoming);
	close_room(&spool->waiting);
	close_room(&spool->failed);
	close_room(&spool->damaged);
	close_room(&spool->hosts);
}

bool
spool_open(struct spool *spool, const char *path, struct error *err)
{
	*spool = (struct spool){ path, -1, -1, -1, -1, -1 };
	int top = directory_open(path, err);
	if (top < 0)
		return false;
	bool well = open_rooms(spool, top, err);
	close(top);
	if (!well)
		spool_close(spool);
	return well;
}

static int
room(const struct spool *spool, enum spool_state state)
{
	return state == SPOOL_FAILED ? spool->failed : spool->waiting;
}

/* ---- in ---- */

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

/* spool_tidy() may find a new file before it is locked. */
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
spool_keep(struct spool *spool, struct arena *arena, struct item *item,
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
spool_tidy(struct spool *spool)
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

/* ---- what is there ---- */

bool
spool_list(struct spool *spool, struct arena *arena, enum spool_state where,
    struct text_list *ids, struct error *err)
{
	return directory_names(arena, room(spool, where), ids)
	    || error_set(err, EX_TEMPFAIL, "cannot list the spool %s: %s",
		spool->path, strerror(errno));
}

static size_t
count(int room)
{
	struct arena arena = { 0 };
	struct text_list names;
	directory_names(&arena, room, &names);
	arena_free(&arena);
	return names.count;
}

size_t
spool_damaged(struct spool *spool)
{
	return count(spool->damaged);
}

size_t
spool_waiting(struct spool *spool)
{
	return count(spool->waiting);
}

/* What cannot be read as a message is kept for a person to look at; the
 * others go on. */
static void
move_aside(struct spool *spool, enum spool_state where, const char *id,
    struct error *err)
{
	struct error told = *err;
	bool well = renameat(room(spool, where), id, spool->damaged, id) == 0;
	error_clear(err);
	if (well)
		error_set(err, told.code, "%s; it is now %s/damaged/%s",
		    told.text, spool->path, id);
	else
		error_set(err, told.code, "%s; it could not be moved aside: %s",
		    told.text, strerror(errno));
}

static enum spool_found
open_item(struct spool *spool, enum spool_state where, const char *id,
    int access, struct item *item, struct error *err)
{
	*item = (struct item){
		.id = id, .place = spool->path, .message.body = STORE
	};
	item->fd = openat(room(spool, where), id,
	    access | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (item->fd >= 0)
		return SPOOL_FOUND;
	if (errno == ENOENT)
		return SPOOL_GONE;
	bool foreign = errno == ELOOP || errno == EISDIR || errno == EACCES
	    || errno == ENXIO;
	error_set(err, foreign ? EX_DATAERR : EX_TEMPFAIL,
	    "cannot open %s in the spool: %s", id, strerror(errno));
	if (foreign)
		move_aside(spool, where, id, err);
	return SPOOL_BROKEN;
}

/* It may have been finished, or moved, between opening and locking. */
static bool
is_still_there(
    struct spool *spool, enum spool_state where, const struct item *item)
{
	struct stat open, named;
	return fstat(item->fd, &open) == 0
	    && fstatat(
		   room(spool, where), item->id, &named, AT_SYMLINK_NOFOLLOW)
	    == 0
	    && open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

static enum spool_found
as_read(enum record_state state, struct spool *spool, enum spool_state where,
    struct item *item, struct error *err)
{
	if (state == RECORD_GOOD)
		return SPOOL_FOUND;
	item_close(item);
	if (state == RECORD_DAMAGED)
		move_aside(spool, where, item->id, err);
	return SPOOL_BROKEN;
}

static enum spool_found
close_as(enum spool_found found, struct item *item)
{
	item_close(item);
	return found;
}

enum spool_found
spool_look(struct spool *spool, struct arena *arena, enum spool_state where,
    const char *id, struct item *item, struct error *err)
{
	enum spool_found found =
	    open_item(spool, where, id, O_RDONLY, item, err);
	if (found != SPOOL_FOUND)
		return found;
	enum record_state state = record_read(arena, item, err);
	/* Who has it locked may be writing the last line. */
	if (state == RECORD_DAMAGED && spool_is_busy(item)) {
		error_clear(err);
		return close_as(SPOOL_BUSY, item);
	}
	return as_read(state, spool, where, item, err);
}

enum spool_found
spool_take(struct spool *spool, struct arena *arena, enum spool_state where,
    const char *id, struct item *item, struct error *err)
{
	enum spool_found found = open_item(spool, where, id, O_RDWR, item, err);
	if (found != SPOOL_FOUND)
		return found;
	if (flock(item->fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			return close_as(SPOOL_BUSY, item);
		error_set(err, EX_TEMPFAIL, "cannot lock %s in the spool: %s",
		    id, strerror(errno));
		return close_as(SPOOL_BROKEN, item);
	}
	if (!is_still_there(spool, where, item))
		return close_as(SPOOL_GONE, item);
	enum record_state state = record_check(item, err);
	if (state == RECORD_GOOD)
		state = record_read(arena, item, err);
	return as_read(state, spool, where, item, err);
}

bool
spool_is_busy(const struct item *item)
{
	if (flock(item->fd, LOCK_SH | LOCK_NB) != 0)
		return errno == EWOULDBLOCK;
	flock(item->fd, LOCK_UN);
	return false;
}

/* ---- out ---- */

bool
spool_remove(struct spool *spool, enum spool_state where,
    const struct item *item, struct error *err)
{
	return unlinkat(room(spool, where), item->id, 0) == 0
	    || error_set(err, EX_TEMPFAIL,
		"cannot remove %s from the spool %s: %s", item->id, spool->path,
		strerror(errno));
}

bool
spool_move(struct spool *spool, enum spool_state from, enum spool_state to,
    const struct item *item, struct error *err)
{
	if (renameat(room(spool, from), item->id, room(spool, to), item->id)
		== 0
	    && directory_sync(room(spool, to)))
		return true;
	return error_set(err, EX_TEMPFAIL,
	    "cannot move %s within the spool %s: %s", item->id, spool->path,
	    strerror(errno));
}

bool
spool_sync(struct spool *spool)
{
	return directory_sync(spool->waiting) && directory_sync(spool->failed);
}
