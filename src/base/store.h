/* store.h - bytes written once and read again any number of times
 *
 * A small store lies in memory, a large one in a temporary file without a
 * name, so that memory stays flat whatever the size.
 *
 *	struct store store = STORE;
 *	store_add(&store, data, length, err) && store_finish(&store, err);
 *
 *	struct store_reader reader = { .store = &store };
 *	struct slice piece;
 *	while (store_next(&reader, &piece, err) && piece.length > 0)
 *		...
 *	store_free(&store);
 */
#ifndef BASE_STORE_H
#define BASE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"

#define STORE_IN_MEMORY (256 * 1024) /* more than this goes to a file */

struct store {
	struct buf memory; /* everything, or what is not yet in the file */
	int fd;            /* -1 while everything is in memory */
	uint64_t start;    /* where it begins in the file */
	uint64_t size;     /* octets in all */
};

struct store_reader {
	const struct store *store;
	uint64_t offset;
	struct buf window;
};

#define STORE ((struct store){ .memory = BUF(STORE_IN_MEMORY), .fd = -1 })
#define STORE_READER(from)      \
	((struct store_reader){ \
	    .store = (from), .window = BUF(STORE_IN_MEMORY) })

/* EX_TEMPFAIL when the disk is full or the file cannot be made. */
bool store_add(
    struct store *store, const char *data, size_t length, struct error *err);

/* The same, and CRLF behind it. */
bool store_add_line(
    struct store *store, const char *data, size_t length, struct error *err);

/* Nothing is added after this; only now it may be read. */
bool store_finish(struct store *store, struct error *err);

/* The store of `size` octets that lie in a file already, from `start` on; the
 * descriptor becomes the store's. */
struct store store_in_file(int fd, uint64_t start, uint64_t size);

/* The next piece, borrowed until the next call; length 0 = the end. */
bool
store_next(struct store_reader *reader, struct slice *piece, struct error *err);
void store_reader_free(struct store_reader *reader);

void store_free(struct store *store);

#endif
