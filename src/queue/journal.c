#include "queue/journal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "mail/stamp.h"

#define LINES_MOST (64 * 1024 * 1024)
#define SUM 8 /* digits of a line's own sum */

/* ---- reading ---- */

static bool
take_number(
    struct arena *arena, const char **rest, uint64_t most, uint64_t *number)
{
	return text_number(text_take_word(arena, rest), most, number);
}

static struct recipient *
take_recipient(struct arena *arena, struct item *item, const char **rest)
{
	uint64_t n;
	if (item->envelope.count == 0
	    || !take_number(arena, rest, item->envelope.count - 1, &n))
		return NULL;
	return &item->envelope.recipients[n];
}

static bool
read_tried(struct arena *arena, struct item *item, const char *rest)
{
	item->tries++;
	if (!stamp_read_utc(text_take_word(arena, &rest), &item->tried)
	    || !stamp_read_utc(text_take_word(arena, &rest), &item->next))
		return false;
	item->reason = rest;
	return true;
}

static bool
read_doubt(struct arena *arena, struct item *item, const char *rest)
{
	time_t when;
	item->doubtful = true;
	return stamp_read_utc(text_take_word(arena, &rest), &when);
}

static bool
read_taken(struct arena *arena, struct item *item, const char *rest)
{
	struct recipient *recipient = take_recipient(arena, item, &rest);
	if (recipient == NULL)
		return false;
	recipient->fate = FATE_TAKEN;
	recipient->reply = rest;
	return true;
}

static bool
read_refused(struct arena *arena, struct item *item, const char *rest)
{
	uint64_t code;
	struct recipient *recipient = take_recipient(arena, item, &rest);
	if (recipient == NULL || !take_number(arena, &rest, 255, &code))
		return false;
	recipient->fate = FATE_REFUSED;
	recipient->code = (int)code;
	recipient->reply = rest;
	return true;
}

static bool
read_told(struct arena *arena, struct item *item, const char *rest)
{
	struct recipient *recipient = take_recipient(arena, item, &rest);
	if (recipient == NULL)
		return false;
	item->told[recipient - item->envelope.recipients] = true;
	return true;
}

static bool
read_warned(struct arena *arena, struct item *item, const char *rest)
{
	time_t when;
	item->warned = true;
	return stamp_read_utc(text_take_word(arena, &rest), &when);
}

static bool
read_held(struct arena *arena, struct item *item, const char *rest)
{
	(void)arena;
	item->held = true;
	return *rest == '\0';
}

static bool
read_released(struct arena *arena, struct item *item, const char *rest)
{
	(void)arena;
	item->held = false;
	return *rest == '\0';
}

/* All who were refused are asked once more, as if it had come just now. */
static bool
read_retry(struct arena *arena, struct item *item, const char *rest)
{
	item->held = false;
	item->next = 0;
	if (!stamp_read_utc(text_take_word(arena, &rest), &item->kept))
		return false;
	for (size_t i = 0; i < item->envelope.count; i++) {
		struct recipient *recipient = &item->envelope.recipients[i];
		if (recipient->fate == FATE_REFUSED)
			*recipient =
			    (struct recipient){ .address = recipient->address };
		item->told[i] = false;
	}
	return true;
}

static bool
read_entry(struct arena *arena, struct item *item, const char *text)
{
	static const struct {
		const char *word;
		bool (*read)(struct arena *, struct item *, const char *rest);
	} entries[] = {
		{ "tried", read_tried },
		{ "doubt", read_doubt },
		{ "taken", read_taken },
		{ "refused", read_refused },
		{ "told", read_told },
		{ "warned", read_warned },
		{ "held", read_held },
		{ "released", read_released },
		{ "retry", read_retry },
	};
	const char *word = text_take_word(arena, &text);
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		if (strcmp(entries[i].word, word) == 0)
			return entries[i].read(arena, item, text);
	}
	return false;
}

static void
sum(struct slice text, char hex[DIGEST_HEX])
{
	struct digest digest = { 0 };
	digest_add(&digest, text.data, text.length);
	if (!digest_end(&digest, hex))
		memset(hex, '?', SUM);
	hex[SUM] = '\0';
}

static bool
read_line(struct arena *arena, struct item *item, struct slice line)
{
	char hex[DIGEST_HEX];
	if (line.length <= SUM + 1 || line.data[SUM] != ' ')
		return false;
	struct slice text = { line.data + SUM + 1, line.length - SUM - 1 };
	sum(text, hex);
	return memcmp(hex, line.data, SUM) == 0
	    && read_entry(
		arena, item, arena_copy(arena, text.data, text.length));
}

bool
journal_read(struct arena *arena, struct item *item, struct slice lines)
{
	while (lines.length > 0) {
		const char *end = memchr(lines.data, '\n', lines.length);
		if (end == NULL)
			return true;
		struct slice line = { lines.data, (size_t)(end - lines.data) };
		bool is_last = line.length + 1 == lines.length;
		if (!read_line(arena, item, line))
			return is_last;
		lines.data += line.length + 1;
		lines.length -= line.length + 1;
		item->length += (off_t)line.length + 1;
	}
	return true;
}

/* ---- writing ---- */

static void
add(struct buf *lines, const char *text)
{
	char hex[DIGEST_HEX];
	size_t most = JOURNAL_LINE_MOST - SUM - 2;
	struct slice cut = { text, strnlen(text, most) };
	sum(cut, hex);
	buf_print(lines, "%s %.*s\n", hex, (int)cut.length, cut.data);
}

/* Only what is torn: room that was reserved would go too. */
static bool
cut_torn(const struct item *item)
{
	struct stat facts;
	return fstat(item->fd, &facts) == 0
	    && (facts.st_size == item->length
		|| ftruncate(item->fd, item->length) == 0);
}

/* What is torn goes, before and behind. */
static bool
write_lines(struct item *item, const struct buf *lines)
{
	if (buf_is_full(lines)) {
		errno = EFBIG;
		return false;
	}
	if (!cut_torn(item))
		return false;
	if (file_write(item->fd, lines->data, lines->length)
	    && fdatasync(item->fd) == 0)
		return true;
	int why = errno;
	if (ftruncate(item->fd, item->length) != 0)
		fdatasync(item->fd);
	item->has_room = false;
	errno = why;
	return false;
}

static bool
append(struct arena *arena, struct item *item, struct buf *lines,
    struct error *err)
{
	bool well = write_lines(item, lines);
	if (!well)
		error_set(err, EX_TEMPFAIL,
		    "cannot note in the spool %s what became of %s: %s",
		    item->place, item->id, item_why(errno));
	else
		journal_read(
		    arena, item, (struct slice){ lines->data, lines->length });
	buf_free(lines);
	return well;
}

static bool
note(
    struct arena *arena, struct item *item, struct error *err, const char *text)
{
	struct buf lines = BUF(LINES_MOST);
	add(&lines, text);
	return append(arena, item, &lines, err);
}

bool
journal_tried(struct arena *arena, struct item *item, time_t when, time_t next,
    const char *why, struct error *err)
{
	return note(arena, item, err,
	    arena_print(arena, "tried %s %s %s", stamp_utc(arena, when),
		stamp_utc(arena, next), why));
}

bool
journal_doubt(
    struct arena *arena, struct item *item, time_t when, struct error *err)
{
	return note(arena, item, err,
	    arena_print(arena, "doubt %s", stamp_utc(arena, when)));
}

static const char *
fate(struct arena *arena, size_t n, const struct recipient *recipient)
{
	const char *reply = recipient->reply == NULL ? "" : recipient->reply;
	if (recipient->fate == FATE_TAKEN)
		return arena_print(arena, "taken %zu %s", n, reply);
	if (recipient->fate == FATE_REFUSED && recipient->code != EX_TEMPFAIL)
		return arena_print(
		    arena, "refused %zu %d %s", n, recipient->code, reply);
	return NULL;
}

bool
journal_fates(struct arena *arena, struct item *item,
    const struct envelope *sent, struct error *err)
{
	struct buf lines = BUF(LINES_MOST);
	const struct recipient *next = sent->recipients;
	for (size_t i = 0; i < item->envelope.count; i++) {
		if (item->envelope.recipients[i].fate != FATE_WAITING)
			continue;
		const char *text = fate(arena, i, next++);
		if (text != NULL)
			add(&lines, text);
	}
	if (lines.length > 0)
		return append(arena, item, &lines, err);
	buf_free(&lines);
	return true;
}

bool
journal_told(
    struct arena *arena, struct item *item, size_t recipient, struct error *err)
{
	return note(
	    arena, item, err, arena_print(arena, "told %zu", recipient));
}

bool
journal_warned(
    struct arena *arena, struct item *item, time_t when, struct error *err)
{
	return note(arena, item, err,
	    arena_print(arena, "warned %s", stamp_utc(arena, when)));
}

bool
journal_held(
    struct arena *arena, struct item *item, bool held, struct error *err)
{
	return note(arena, item, err, held ? "held" : "released");
}

bool
journal_retry(
    struct arena *arena, struct item *item, time_t when, struct error *err)
{
	return note(arena, item, err,
	    arena_print(arena, "retry %s", stamp_utc(arena, when)));
}
