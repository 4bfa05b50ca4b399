#include "queue/reserve.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "queue/journal.h"

#define OTHERS 3 /* lines that are about no recipient: doubt, tried, warned */
#define TOLD 64  /* octets of a line that has no words, at most */

static off_t
room_for(const struct item *item)
{
	off_t each = JOURNAL_LINE_MOST + TOLD;
	return (off_t)item->envelope.count * each + OTHERS * JOURNAL_LINE_MOST;
}

/* True too where the file system knows of no such thing. */
static bool
allocate(const struct item *item)
{
#ifdef FALLOC_FL_KEEP_SIZE
	if (fallocate(
		item->fd, FALLOC_FL_KEEP_SIZE, item->length, room_for(item))
	    == 0)
		return true;
	return errno == EOPNOTSUPP || errno == ENOSYS || errno == ENODEV;
#else
	(void)item;
	return true;
#endif
}

bool
reserve_lines(struct item *item, struct error *err)
{
	/* What is torn goes first: room goes with what is cut off. */
	item->has_room = item->has_room
	    || (ftruncate(item->fd, item->length) == 0 && allocate(item));
	return item->has_room
	    || error_set(err, EX_TEMPFAIL,
		"the spool %s has no room to note what becomes of %s: %s",
		item->place, item->id, item_why(errno));
}

void
reserve_give_back(struct item *item)
{
	bool well = !item->has_room || ftruncate(item->fd, item->length) == 0;
	item->has_room = false;
	(void)well; /* where it stays it is no harm */
}
