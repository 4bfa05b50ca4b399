#include "queue/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#ifdef __linux__
#include <sys/vfs.h>

#include <linux/magic.h>
#endif
#include <unistd.h>

#include "base/directory.h"

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

int
spool_room(const struct spool *spool, enum spool_state state)
{
	return state == SPOOL_FAILED ? spool->failed : spool->waiting;
}

bool
spool_list(struct spool *spool, struct arena *arena, enum spool_state where,
    struct text_list *ids, struct error *err)
{
	return directory_names(arena, spool_room(spool, where), ids)
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

void
spool_set_aside(struct spool *spool, enum spool_state where, const char *id,
    struct error *err)
{
	struct error told = *err;
	bool well =
	    renameat(spool_room(spool, where), id, spool->damaged, id) == 0;
	error_clear(err);
	if (well)
		error_set(err, told.code, "%s; it is now %s/damaged/%s",
		    told.text, spool->path, id);
	else
		error_set(err, told.code, "%s; it could not be moved aside: %s",
		    told.text, strerror(errno));
}

bool
spool_remove(struct spool *spool, enum spool_state where,
    const struct item *item, struct error *err)
{
	return unlinkat(spool_room(spool, where), item->id, 0) == 0
	    || error_set(err, EX_TEMPFAIL,
		"cannot remove %s from the spool %s: %s", item->id, spool->path,
		strerror(errno));
}

bool
spool_move(struct spool *spool, enum spool_state from, enum spool_state to,
    const struct item *item, struct error *err)
{
	if (renameat(spool_room(spool, from), item->id, spool_room(spool, to),
		item->id)
		== 0
	    && directory_sync(spool_room(spool, to)))
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
