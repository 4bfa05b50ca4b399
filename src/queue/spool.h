/* spool.h - where messages wait that could not be sent now
 *
 * A directory that is ours alone, with these in it:
 *
 *	incoming/   files being written; whatever nobody has locked is rubbish
 *	waiting/    whole messages, one file each, named by their id (record.h)
 *	failed/     those that could neither be sent nor be returned
 *	damaged/    files in waiting/ that are no messages, or torn
 *	hosts/      how each smarthost fared last (retry.h)
 *
 * A file appears in waiting/ by rename, after fsync, and the directory is
 * synced before anybody says that the message is kept. It leaves by unlink or
 * rename. A run that dies at any point leaves either the whole message or
 * nothing that counts. Locks (flock) die with their holder; since not every
 * NFS server keeps them, a spool on NFS is refused.
 */
#ifndef QUEUE_SPOOL_H
#define QUEUE_SPOOL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "queue/item.h"

struct spool {
	const char *path; /* borrowed */
	int incoming, waiting, failed, damaged, hosts;
};

enum spool_state {
	SPOOL_WAITING,
	SPOOL_FAILED,
};

/* EX_CONFIG when it is not there, not ours, or others may look into it. */
bool spool_open(struct spool *spool, const char *path, struct error *err);
void spool_close(struct spool *spool);

/* The directory, open as long as the spool is. */
int spool_room(const struct spool *spool, enum spool_state state);

/* The ids of all messages there, oldest first. */
bool spool_list(struct spool *spool, struct arena *arena,
    enum spool_state where, struct text_list *ids, struct error *err);

/* How many files lie in damaged/. */
size_t spool_damaged(struct spool *spool);

/* How many wait, held or not. */
size_t spool_waiting(struct spool *spool);

/* Moves what cannot be read as a message, as err says, to damaged/, for a
 * person to look at, and says so in err. */
void spool_set_aside(struct spool *spool, enum spool_state where,
    const char *id, struct error *err);

/* Takes it out: it was sent, returned, or a person bade so. It is gone for
 * sure only after spool_sync(). */
bool spool_remove(struct spool *spool, enum spool_state where,
    const struct item *item, struct error *err);

/* Moves it between waiting/ and failed/. */
bool spool_move(struct spool *spool, enum spool_state from, enum spool_state to,
    const struct item *item, struct error *err);

bool spool_sync(struct spool *spool);

#endif
