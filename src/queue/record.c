#include "queue/record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "queue/head.h"
#include "queue/journal.h"
#include "queue/summed.h"

#define FIRST_MOST 128
#define FIRST_LINE \
	"sendoff message 1: %" PRIu64 " + %" PRIu64 " + %" PRIu64 " octets\n"

/* ---- writing ---- */

static bool
put_header(struct summed *file, const struct header *header)
{
	for (size_t i = 0; i < header->count; i++) {
		const struct field *field = &header->fields[i];
		if (!summed_put(file, field->text, field->length)
		    || !summed_put(file, "\r\n", 2))
			return false;
	}
	return summed_put(file, "\r\n", 2);
}

static bool
put_body(struct summed *file, const struct store *body)
{
	struct store_reader reader = STORE_READER(body);
	struct slice piece;
	bool well;
	do
		well = store_next(&reader, &piece, file->err)
		    && summed_put(file, piece.data, piece.length);
	while (well && piece.length > 0);
	store_reader_free(&reader);
	return well;
}

bool
record_write(struct item *item, struct error *err)
{
	struct buf head = BUF(HEAD_MOST), first = BUF(FIRST_MOST);
	struct summed file = summed_begin(item, err);
	struct message *message = &item->message;
	bool well = head_write(&head, item, err);
	uint64_t header = message_size(message) - message->body.size;
	buf_print(&first, FIRST_LINE, (uint64_t)head.length, header,
	    message->body.size);
	well = well && summed_put(&file, first.data, first.length)
	    && summed_put(&file, head.data, head.length)
	    && put_header(&file, &message->header)
	    && put_body(&file, &message->body);
	well = summed_end(&file, well);
	item->length = (off_t)(first.length + head.length + header
	    + message->body.size + 1 + SUMMED_LINE);
	buf_free(&first);
	buf_free(&head);
	return well;
}

/* ---- reading ---- */

/* Where its parts lie in the file. */
struct parts {
	uint64_t head, header, body, sum, journal; /* where each begins, */
	uint64_t end;                              /* and the file ends */
};

static enum record_state
damaged(const struct item *item, struct error *err, const char *what)
{
	error_set(
	    err, EX_DATAERR, "%s in the spool is damaged: %s", item->id, what);
	return RECORD_DAMAGED;
}

static enum record_state
unreadable(const struct item *item, struct error *err)
{
	error_set(err, EX_TEMPFAIL, "cannot read %s in the spool: %s", item->id,
	    strerror(errno));
	return RECORD_FAILED;
}

/* Appends a part of the file; RECORD_DAMAGED where it ends too early. */
static enum record_state
load(const struct item *item, uint64_t from, uint64_t to, struct buf *part,
    struct error *err)
{
	while (from < to) {
		size_t most = to - from < SUMMED_BATCH ? (size_t)(to - from)
						       : SUMMED_BATCH;
		char *space = buf_space(part, most);
		if (space == NULL)
			return damaged(item, err, "a part of it is too long");
		ssize_t n = file_read_at(item->fd, space, most, (off_t)from);
		if (n < 0)
			return unreadable(item, err);
		if (n == 0)
			return damaged(item, err, "its end is missing");
		buf_took(part, (size_t)n);
		from += (uint64_t)n;
	}
	return RECORD_GOOD;
}

/* Whatever stands there instead makes another line than ours. */
static void
take_size(const char **line, uint64_t *size)
{
	char *end;
	const char *digits = *line + strcspn(*line, "0123456789\n");
	*size = strtoull(digits, &end, 10);
	*line = end;
}

static bool
find_parts(struct parts *parts, const char *line, size_t length)
{
	uint64_t head, header, body;
	char again[FIRST_MOST];
	const char *rest = line + strcspn(line, ":");
	take_size(&rest, &head);
	take_size(&rest, &header);
	take_size(&rest, &body);
	int n = snprintf(again, sizeof(again), FIRST_LINE, head, header, body);
	if ((size_t)n > length || memcmp(line, again, (size_t)n) != 0)
		return false;
	if (head > HEAD_MOST || header > 2 * MESSAGE_HEADER_MOST
	    || body > (uint64_t)INT64_MAX / 2)
		return false;
	parts->head = (uint64_t)n;
	parts->header = parts->head + head;
	parts->body = parts->header + header;
	parts->sum = parts->body + body + 1;
	parts->journal = parts->sum + SUMMED_LINE;
	return parts->journal <= parts->end;
}

static enum record_state
measure(const struct item *item, struct parts *parts, struct error *err)
{
	struct stat facts;
	struct buf line = BUF(FIRST_MOST);
	if (fstat(item->fd, &facts) != 0)
		return unreadable(item, err);
	if (!S_ISREG(facts.st_mode) || facts.st_uid != geteuid())
		return damaged(item, err, "it is not a file of ours");
	parts->end = (uint64_t)facts.st_size;
	enum record_state state = load(item, 0,
	    parts->end < FIRST_MOST ? parts->end : FIRST_MOST, &line, err);
	if (state == RECORD_GOOD && !find_parts(parts, line.data, line.length))
		state = damaged(
		    item, err, "it does not begin, or end, as a message does");
	buf_free(&line);
	return state;
}

/* A field ends where a line does that no blank follows. */
static bool
read_header(struct arena *arena, struct header *header, struct slice text)
{
	while (text.length > 2) {
		size_t end = 0;
		do {
			const char *cr = memmem(
			    text.data + end, text.length - end, "\r\n", 2);
			if (cr == NULL)
				return false;
			end = (size_t)(cr - text.data) + 2;
		} while (end < text.length && text_is_blank(text.data[end]));
		header_append(
		    arena, header, (struct slice){ text.data, end - 2 });
		text.data += end;
		text.length -= end;
	}
	return text.length == 2 && memcmp(text.data, "\r\n", 2) == 0;
}

/* One part at a time; a part lives in the arena when what is read of it
 * borrows it. */
static enum record_state
read_parts(struct arena *arena, struct item *item, const struct parts *parts,
    struct error *err)
{
	struct buf part = BUF(HEAD_MOST);
	enum record_state state =
	    load(item, parts->head, parts->header, &part, err);
	if (state == RECORD_GOOD
	    && !head_read(
		arena, item, (struct slice){ part.data, part.length }))
		state = damaged(item, err, "its envelope is not one");
	buf_clear(&part);

	if (state == RECORD_GOOD)
		state = load(item, parts->header, parts->body, &part, err);
	const char *header = arena_copy(arena, part.data, part.length);
	if (state == RECORD_GOOD
	    && !read_header(arena, &item->message.header,
		(struct slice){ header, part.length }))
		state = damaged(item, err, "its header is not one");
	buf_clear(&part);

	if (state == RECORD_GOOD)
		state = load(item, parts->journal, parts->end, &part, err);
	item->told = arena_get(arena, item->envelope.count);
	item->length = (off_t)parts->journal;
	if (state == RECORD_GOOD
	    && !journal_read(
		arena, item, (struct slice){ part.data, part.length }))
		state = damaged(item, err, "its journal is not one");
	buf_free(&part);
	return state;
}

enum record_state
record_read(struct arena *arena, struct item *item, struct error *err)
{
	struct parts parts;
	item->message.body = STORE;
	enum record_state state = measure(item, &parts, err);
	if (state == RECORD_GOOD)
		state = read_parts(arena, item, &parts, err);
	if (state != RECORD_GOOD)
		return state;
	int body = fcntl(item->fd, F_DUPFD_CLOEXEC, 3);
	if (body < 0)
		return unreadable(item, err);
	item->message.body =
	    store_in_file(body, parts.body, parts.sum - 1 - parts.body);
	return RECORD_GOOD;
}

static bool
is_sum(const struct buf *line, const char *hex)
{
	size_t word = strlen(SUMMED_WORD);
	return memcmp(line->data, SUMMED_WORD, word) == 0
	    && memcmp(line->data + word, hex, DIGEST_HEX - 1) == 0
	    && line->data[line->length - 1] == '\n';
}

enum record_state
record_check(const struct item *item, struct error *err)
{
	struct parts parts;
	struct digest digest = { 0 };
	struct buf part = BUF(SUMMED_BATCH);
	char hex[DIGEST_HEX];
	enum record_state state = measure(item, &parts, err);
	for (uint64_t at = 0; state == RECORD_GOOD && at < parts.sum;) {
		uint64_t left = parts.sum - at;
		buf_clear(&part);
		state = load(item, at,
		    at + (left < SUMMED_BATCH ? left : SUMMED_BATCH), &part,
		    err);
		digest_add(&digest, part.data, part.length);
		at += part.length;
	}
	buf_clear(&part);
	if (!digest_end(&digest, hex)) {
		error_set(
		    err, EX_OSERR, "cannot compute the sum of %s", item->id);
		state = RECORD_FAILED;
	}
	if (state == RECORD_GOOD)
		state = load(item, parts.sum, parts.journal, &part, err);
	if (state == RECORD_GOOD && !is_sum(&part, hex))
		state = damaged(item, err, "it does not match its sum");
	buf_free(&part);
	return state;
}
