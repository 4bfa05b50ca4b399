#include "base/store.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define WINDOW 131072

static bool
spill(struct store *store, struct error *err)
{
	if (store->fd < 0)
		store->fd = file_temporary(err);
	if (store->fd < 0)
		return false;
	if (!file_write(store->fd, store->memory.data, store->memory.length))
		return error_set(err, EX_TEMPFAIL,
		    "cannot keep the message in a temporary file: %s",
		    strerror(errno));
	buf_clear(&store->memory);
	return true;
}

bool
store_add(
    struct store *store, const char *data, size_t length, struct error *err)
{
	store->size += length;
	while (length > 0) {
		size_t room = store->memory.ceiling - store->memory.length;
		if (room == 0) {
			if (!spill(store, err))
				return false;
			continue;
		}
		size_t bite = length < room ? length : room;
		buf_add(&store->memory, data, bite);
		data += bite;
		length -= bite;
	}
	return true;
}

bool
store_add_line(
    struct store *store, const char *data, size_t length, struct error *err)
{
	struct buf *memory = &store->memory;
	if (length + 2 > memory->ceiling - memory->length)
		return store_add(store, data, length, err)
		    && store_add(store, "\r\n", 2, err);
	char *space = buf_space(memory, length + 2);
	memcpy(space, data, length);
	memcpy(space + length, "\r\n", 2);
	buf_took(memory, length + 2);
	store->size += length + 2;
	return true;
}

bool
store_finish(struct store *store, struct error *err)
{
	return store->fd < 0 || spill(store, err);
}

struct store
store_in_file(int fd, uint64_t start, uint64_t size)
{
	struct store store = STORE;
	store.fd = fd;
	store.start = start;
	store.size = size;
	return store;
}

static bool
from_file(struct store_reader *reader, struct slice *piece, struct error *err)
{
	const struct store *store = reader->store;
	uint64_t left = store->size - reader->offset;
	buf_clear(&reader->window);
	char *space = buf_space(&reader->window, WINDOW);
	ssize_t n = file_read_at(store->fd, space,
	    left < WINDOW ? (size_t)left : WINDOW,
	    (off_t)(store->start + reader->offset));
	if (n < 0)
		return error_set(err, EX_TEMPFAIL,
		    "cannot read the message back from its file: %s",
		    strerror(errno));
	buf_took(&reader->window, (size_t)n);
	piece->data = reader->window.data;
	piece->length = (size_t)n;
	return true;
}

bool
store_next(struct store_reader *reader, struct slice *piece, struct error *err)
{
	const struct store *store = reader->store;
	*piece = (struct slice){ "", 0 };
	if (reader->offset == store->size)
		return true;
	if (store->fd >= 0) {
		if (!from_file(reader, piece, err))
			return false;
	} else {
		piece->data = store->memory.data + reader->offset;
		piece->length = store->memory.length - (size_t)reader->offset;
	}
	if (piece->length == 0)
		return error_set(
		    err, EX_TEMPFAIL, "the file of the message lost its end");
	reader->offset += piece->length;
	return true;
}

void
store_reader_free(struct store_reader *reader)
{
	buf_free(&reader->window);
}

void
store_free(struct store *store)
{
	buf_free(&store->memory);
	if (store->fd >= 0)
		close(store->fd);
	store->fd = -1;
	store->size = 0;
}
