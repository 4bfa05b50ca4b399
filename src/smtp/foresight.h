/* foresight.h - what the last session learned, so that the next can speak first
 *
 * A server that offers PIPECONNECT (Exim) lets its client speak before it has
 * greeted. Its answers to EHLO, before TLS and within, are kept in the private
 * cache (base/cache.h), per smarthost and user, and believed until they are
 * heard again: a guess that was wrong is forgotten, and costs a connection.
 */
#ifndef SMTP_FORESIGHT_H
#define SMTP_FORESIGHT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/cache.h"
#include "smtp/caps.h"
#include "smtp/reply.h"

#define FORESIGHT_MOST (16 * 1024)

/* Where an EHLO is said. */
enum side { SIDE_CLEAR, SIDE_TLS };

struct foresight {
	struct buf words[2]; /* of the answers, by side; empty: not known */
	bool is_new;         /* something of that was learned just now */
};

#define FORESIGHT            \
	((struct foresight){ \
	    .words = { BUF(FORESIGHT_MOST), BUF(FORESIGHT_MOST) } })

/* What the last session heard; nothing without a cache. */
void foresight_load(struct foresight *foresight, const struct cache *cache);

/* Is the answer on that side known? Then it is read into the caps. */
bool foresight_tells(
    const struct foresight *foresight, enum side side, struct caps *caps);

/* Was the answer that was heard the one that was foreseen? The first line,
 * where servers greet and tell the time, may differ. */
bool foresight_is_right(const struct foresight *foresight, enum side side,
    const struct reply *reply);

/* Takes up an answer heard that offers PIPECONNECT. */
void foresight_learn(
    struct foresight *foresight, enum side side, const struct reply *reply);

/* Remembers what was learned, if that is new, for a day; or that there is
 * nothing to remember. */
void
foresight_keep(const struct foresight *foresight, const struct cache *cache);
void foresight_forget(const struct cache *cache);

void foresight_free(struct foresight *foresight);

#endif
