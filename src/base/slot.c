#include "base/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/inotify.h>
#endif
#include <unistd.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/directory.h"
#include "base/file.h"
#include "base/process.h"

/* Milliseconds between two looks: few at first, since the word that a holder
 * has closed its file comes a little before its lock is gone. */
#define PAUSE_LEAST 5
#define PAUSE_MOST 1000

/* The slots of a kind are kept open while we wait: to open one is cheap, but
 * would wake everybody else who waits. */
struct slots {
	int fds[SLOT_MOST];
	unsigned count;
	int watch; /* readable when one was closed; -1: we only look */
};

/* ---- to open them ---- */

static bool
open_files(struct slots *slots, int directory, const struct slot_kind *kind)
{
	struct digest digest = { 0 };
	char hex[DIGEST_HEX], name[DIGEST_HEX + 16];
	digest_add(&digest, kind->name, strlen(kind->name));
	if (!digest_end(&digest, hex)) {
		errno = ENOTSUP;
		return false;
	}
	while (slots->count < kind->count) {
		snprintf(name, sizeof(name), "%s.%u", hex, slots->count);
		int fd = openat(directory, name,
		    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
		    S_IRUSR | S_IWUSR);
		if (fd < 0)
			return false;
		slots->fds[slots->count++] = fd;
	}
	return true;
}

/* From now on we hear of files that are closed there. */
static int
watch(const char *directory)
{
#ifdef __linux__
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (fd >= 0 && inotify_add_watch(fd, directory, IN_CLOSE_WRITE) >= 0)
		return fd;
	if (fd >= 0)
		close(fd);
#else
	(void)directory;
#endif
	return -1;
}

static bool
open_slots(struct slots *slots, const struct slot_kind *kind, struct error *err)
{
	int directory = directory_open(kind->directory, err);
	if (directory < 0)
		return false;
	bool well = open_files(slots, directory, kind);
	int why = errno;
	close(directory);
	if (!well)
		return error_set(err, EX_OSERR, "cannot make a file in %s: %s",
		    kind->directory, strerror(why));
	return true;
}

/* All but the one we have. */
static void
close_slots(struct slots *slots, int but)
{
	for (unsigned i = 0; i < slots->count; i++) {
		if (slots->fds[i] != but)
			close(slots->fds[i]);
	}
	if (slots->watch >= 0)
		close(slots->watch);
}

/* ---- to get one ---- */

/* The descriptor of a slot that is ours now; or -1, errno being EWOULDBLOCK
 * when others have them all. */
static int
lock_any(const struct slots *slots)
{
	for (unsigned i = 0; i < slots->count; i++) {
		int result;
		do
			result = flock(slots->fds[i], LOCK_EX | LOCK_NB);
		while (result != 0 && errno == EINTR);
		if (result == 0)
			return slots->fds[i];
		if (errno != EWOULDBLOCK)
			return -1;
	}
	errno = EWOULDBLOCK;
	return -1;
}

/* Waits for a slot to be given back, or for a while; false when there is no
 * time left, or a signal bids us end. */
static bool
await(struct slots *slots, int *pause, int64_t deadline)
{
	char events[4096];
	struct pollfd wait = { .fd = slots->watch, .events = POLLIN };
	int64_t next = clock_sooner(deadline, clock_now() + *pause);
	int ready = process_wait(&wait, 1, next);
	*pause = *pause * 2 > PAUSE_MOST ? PAUSE_MOST : *pause * 2;
	while (ready > 0 && file_read(slots->watch, events, sizeof(events)) > 0)
		*pause = PAUSE_LEAST;
	return ready >= 0 && clock_left(deadline) != 0;
}

/* The descriptor of a slot, waited for; or -1 and errno. */
static int
lock_one(struct slots *slots, const char *directory, int64_t deadline)
{
	int pause = PAUSE_LEAST;
	int fd = lock_any(slots);
	if (fd >= 0 || errno != EWOULDBLOCK)
		return fd;
	slots->watch = watch(directory);
	while (await(slots, &pause, deadline)) {
		fd = lock_any(slots);
		if (fd >= 0 || errno != EWOULDBLOCK)
			return fd;
	}
	errno = EWOULDBLOCK;
	return -1;
}

static bool
explain(const char *directory, int why, struct error *err)
{
	if (why != EWOULDBLOCK)
		return error_set(err, EX_OSERR, "cannot lock a file in %s: %s",
		    directory, strerror(why));
	return error_set(err, EX_TEMPFAIL, "%s",
	    process_signal() != NULL ? "interrupted"
				     : "none became free in time");
}

bool
slot_take(const struct slot_kind *kind, struct slot *slot, int64_t deadline,
    struct error *err)
{
	struct slots slots = { .watch = -1 };
	bool well = open_slots(&slots, kind, err);
	int fd = well ? lock_one(&slots, kind->directory, deadline) : -1;
	int why = errno;
	close_slots(&slots, fd);
	*slot = (struct slot){ .held = fd >= 0, .fd = fd };
	return slot->held || (well && explain(kind->directory, why, err));
}

void
slot_give(struct slot *slot)
{
	if (slot->held)
		close(slot->fd);
	slot->held = false;
}
