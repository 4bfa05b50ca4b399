/* summed.h - a file of the spool as it grows, summed up on the way */
#ifndef QUEUE_SUMMED_H
#define QUEUE_SUMMED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "queue/item.h"

#define SUMMED_WORD "sha256 "
#define SUMMED_LINE (sizeof(SUMMED_WORD) - 1 + DIGEST_HEX) /* its LF and all */
#define SUMMED_BATCH 65536

struct summed {
	const struct item *item;
	struct digest digest;
	struct buf batch;
	struct error *err;
};

struct summed summed_begin(const struct item *item, struct error *err);

/* EX_TEMPFAIL when the disk is full or fails. */
bool summed_put(struct summed *file, const char *data, size_t length);

/* Writes what is left and the line with the sum of it all; must be called in
 * any case, to give memory back. */
bool summed_end(struct summed *file, bool well);

#endif
