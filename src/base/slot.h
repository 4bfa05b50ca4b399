/* slot.h - at most so many of us at once
 *
 * A slot is a locked file in a directory that all runs of a user share. The
 * lock dies with its holder, however that ends, so that no slot is ever lost.
 */
#ifndef BASE_SLOT_H
#define BASE_SLOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

#define SLOT_MOST 100 /* of one name */

/* Begins as `{ 0 }`. */
struct slot {
	bool held;
	int fd;
};

/* What there is a number of. */
struct slot_kind {
	const char *directory; /* ours alone, see directory_open() */
	const char *name;      /* any text */
	unsigned count;        /* 1 to SLOT_MOST */
};

/* Takes a slot, waiting for one until the deadline: EX_TEMPFAIL when there was
 * none, or a signal bids us end. EX_CONFIG or EX_OSERR when there can be none:
 * the directory is not private, or its file system has no locks. */
bool slot_take(const struct slot_kind *kind, struct slot *slot,
    int64_t deadline, struct error *err);

/* Gives it back, if one is held. */
void slot_give(struct slot *slot);

#endif
