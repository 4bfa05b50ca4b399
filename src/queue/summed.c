#include "queue/summed.h"

#include <errno.h>

#include "base/file.h"

struct summed
summed_begin(const struct item *item, struct error *err)
{
	return (struct summed){
		.item = item, .batch = BUF(SUMMED_BATCH), .err = err
	};
}

static bool
write_batch(struct summed *file)
{
	struct buf *batch = &file->batch;
	bool well = file_write(file->item->fd, batch->data, batch->length);
	buf_clear(batch);
	return well
	    || error_set(file->err, EX_TEMPFAIL,
		"cannot write the message to the spool %s: %s",
		file->item->place, item_why(errno));
}

static bool
flush(struct summed *file)
{
	digest_add(&file->digest, file->batch.data, file->batch.length);
	return write_batch(file);
}

bool
summed_put(struct summed *file, const char *data, size_t length)
{
	struct buf *batch = &file->batch;
	while (length > 0) {
		size_t room = batch->ceiling - batch->length;
		size_t bite = length < room ? length : room;
		buf_add(batch, data, bite);
		if (batch->length == batch->ceiling && !flush(file))
			return false;
		data += bite;
		length -= bite;
	}
	return true;
}

bool
summed_end(struct summed *file, bool well)
{
	char hex[DIGEST_HEX];
	/* The sum begins a line, though the body may end in none. */
	well = well && summed_put(file, "\n", 1) && flush(file);
	if (!digest_end(&file->digest, hex) && well)
		well = error_set(file->err, EX_OSERR,
		    "cannot compute the sum of a message for the spool");
	buf_print(&file->batch, SUMMED_WORD "%s\n", hex);
	well = well && write_batch(file);
	buf_free(&file->batch);
	return well;
}
