#include "queue/pickup.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <string.h>

#include "queue/record.h"

static enum pickup
open_item(struct spool *spool, enum spool_state where, const char *id,
    int access, struct item *item, struct error *err)
{
	*item = (struct item){
		.id = id, .place = spool->path, .message.body = STORE
	};
	item->fd = openat(spool_room(spool, where), id,
	    access | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (item->fd >= 0)
		return PICKUP_FOUND;
	if (errno == ENOENT)
		return PICKUP_GONE;
	bool foreign = errno == ELOOP || errno == EISDIR || errno == EACCES
	    || errno == ENXIO;
	error_set(err, foreign ? EX_DATAERR : EX_TEMPFAIL,
	    "cannot open %s in the spool: %s", id, strerror(errno));
	if (foreign)
		spool_set_aside(spool, where, id, err);
	return PICKUP_BROKEN;
}

/* It may have been finished, or moved, between opening and locking. */
static bool
is_still_there(
    struct spool *spool, enum spool_state where, const struct item *item)
{
	struct stat open, named;
	return fstat(item->fd, &open) == 0
	    && fstatat(spool_room(spool, where), item->id, &named,
		   AT_SYMLINK_NOFOLLOW)
	    == 0
	    && open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

static enum pickup
as_read(enum record_state state, struct spool *spool, enum spool_state where,
    struct item *item, struct error *err)
{
	if (state == RECORD_GOOD)
		return PICKUP_FOUND;
	item_close(item);
	if (state == RECORD_DAMAGED)
		spool_set_aside(spool, where, item->id, err);
	return PICKUP_BROKEN;
}

static enum pickup
close_as(enum pickup found, struct item *item)
{
	item_close(item);
	return found;
}

enum pickup
pickup_look(struct spool *spool, struct arena *arena, enum spool_state where,
    const char *id, struct item *item, struct error *err)
{
	enum pickup found = open_item(spool, where, id, O_RDONLY, item, err);
	if (found != PICKUP_FOUND)
		return found;
	enum record_state state = record_read(arena, item, err);
	/* Who has it locked may be writing the last line. */
	if (state == RECORD_DAMAGED && pickup_is_busy(item)) {
		error_clear(err);
		return close_as(PICKUP_BUSY, item);
	}
	return as_read(state, spool, where, item, err);
}

enum pickup
pickup_take(struct spool *spool, struct arena *arena, enum spool_state where,
    const char *id, struct item *item, struct error *err)
{
	enum pickup found = open_item(spool, where, id, O_RDWR, item, err);
	if (found != PICKUP_FOUND)
		return found;
	if (flock(item->fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			return close_as(PICKUP_BUSY, item);
		error_set(err, EX_TEMPFAIL, "cannot lock %s in the spool: %s",
		    id, strerror(errno));
		return close_as(PICKUP_BROKEN, item);
	}
	if (!is_still_there(spool, where, item))
		return close_as(PICKUP_GONE, item);
	enum record_state state = record_check(item, err);
	if (state == RECORD_GOOD)
		state = record_read(arena, item, err);
	return as_read(state, spool, where, item, err);
}

bool
pickup_is_busy(const struct item *item)
{
	if (flock(item->fd, LOCK_SH | LOCK_NB) != 0)
		return errno == EWOULDBLOCK;
	flock(item->fd, LOCK_UN);
	return false;
}
