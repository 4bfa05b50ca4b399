/* journal.c - what has happened to a message, written and read again */
#include "queue/journal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "unit/place.h"
#include "unit/tap.h"

static struct item
two(struct arena *arena, int fd)
{
	struct item item = { .id = "1", .fd = fd };
	envelope_add(arena, &item.envelope, "a@x");
	envelope_add(arena, &item.envelope, "b@x");
	item.told = arena_get(arena, item.envelope.count);
	return item;
}

static int
open_journal(void)
{
	int fd = open(place_path("journal"),
	    O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		abort();
	return fd;
}

static struct buf
lines_of(int fd)
{
	struct buf lines = BUF(65536);
	char *space = buf_space(&lines, 60000);
	ssize_t n = file_read_at(fd, space, 60000, 0);
	buf_took(&lines, n > 0 ? (size_t)n : 0);
	return lines;
}

static bool
again(struct arena *arena, const struct buf *lines, size_t length,
    struct item *item)
{
	*item = two(arena, -1);
	return journal_read(arena, item, (struct slice){ lines->data, length });
}

static void
write_all(struct arena *arena, struct item *item)
{
	struct error err = { 0 };
	struct envelope sent = { 0 };
	envelope_add(arena, &sent, "a@x");
	envelope_add(arena, &sent, "b@x");
	sent.recipients[0].fate = FATE_TAKEN;
	sent.recipients[0].reply = "250 2.0.0 ok";
	sent.recipients[1].fate = FATE_REFUSED;
	sent.recipients[1].code = EX_TEMPFAIL;
	sent.recipients[1].reply = "451 later";
	ok(journal_fates(arena, item, &sent, &err), "how they fared");
	ok(journal_doubt(arena, item, 1790000000, &err), "a doubt");
	ok(journal_tried(arena, item, 1790000000, 1790000060, "b@x: 451", &err),
	    "an attempt");
	ok(journal_warned(arena, item, 1790000100, &err), "a warning");
	ok(journal_held(arena, item, true, &err), "held");
	sent.recipients[0] = sent.recipients[1];
	sent.recipients[0].code = EX_NOUSER;
	sent.recipients[0].reply = "550 no";
	sent.count = 1;
	ok(journal_fates(arena, item, &sent, &err), "and refused");
	ok(journal_told(arena, item, 1, &err), "and told");
	is(err.code, 0, "nothing failed");
}

static void
check_all(const struct item *item, const char *which)
{
	const struct recipient *r = item->envelope.recipients;
	is(r[0].fate, FATE_TAKEN, "%s: the first was accepted", which);
	is_text(r[0].reply, "250 2.0.0 ok", "%s: its reply", which);
	is(r[1].fate, FATE_REFUSED, "%s: the second refused", which);
	is(r[1].code, EX_NOUSER, "%s: its status", which);
	is_text(r[1].reply, "550 no", "%s: its reply", which);
	ok(item->told[1] && !item->told[0], "%s: its sender knows", which);
	is(item->tries, 1, "%s: one attempt", which);
	is(item->tried, 1790000000, "%s: its time", which);
	is(item->next, 1790000060, "%s: the next one's", which);
	is_text(item->reason, "b@x: 451", "%s: why", which);
	ok(item->doubtful && item->warned && item->held, "%s: the rest", which);
}

/* A last line that is not whole is passed over; any other is damage. */
static void
test_torn(struct arena *arena, const struct buf *lines)
{
	struct item item;
	size_t wrong = 0, last = 0;
	for (size_t i = 0; i < lines->length; i++) {
		wrong += !again(arena, lines, i, &item);
		wrong += item.length > (off_t)i;
		if (lines->data[i] == '\n' && i + 1 < lines->length)
			last = i + 1;
	}
	is(wrong, 0, "cut at each of %zu octets it is read", lines->length);
	size_t unnoticed = 0;
	for (size_t i = 0; i + 1 < last; i++) {
		lines->data[i] ^= 1;
		unnoticed += again(arena, lines, lines->length, &item);
		lines->data[i] ^= 1;
	}
	is(unnoticed, 0, "each octet changed before the last line is noticed");
	lines->data[last] ^= 1;
	ok(again(arena, lines, lines->length, &item)
		&& item.length == (off_t)last,
	    "a last line that is wrong was torn");
	lines->data[last] ^= 1;
}

/* What is torn goes when the next line is written. */
static void
test_mended(struct arena *arena)
{
	struct error err = { 0 };
	int fd = open_journal();
	struct item item = two(arena, fd);
	journal_held(arena, &item, true, &err);
	if (!file_write(fd, "1234 torn", 9))
		abort();
	ok(journal_warned(arena, &item, 1790000000, &err), "written behind");
	struct buf lines = lines_of(fd);
	ok(strstr(lines.data, "torn") == NULL, "what was torn is gone");
	ok(again(arena, &lines, lines.length, &item) && item.held
		&& item.warned,
	    "both lines are there");
	buf_free(&lines);
	close(fd);
}

static void
test_full(struct arena *arena)
{
	struct rlimit old, small;
	struct error err = { 0 };
	struct stat facts;
	int fd = open_journal();
	struct item item = two(arena, fd);
	journal_held(arena, &item, true, &err);
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	small.rlim_cur = (rlim_t)item.length + 5;
	setrlimit(RLIMIT_FSIZE, &small); /* holds for our own output, too */
	bool warned = journal_warned(arena, &item, 1790000000, &err);
	setrlimit(RLIMIT_FSIZE, &old);
	ok(!warned, "a full disk");
	is(err.code, EX_TEMPFAIL, "is temporary");
	ok(!item.warned, "and nothing has happened");
	ok(fstat(fd, &facts) == 0 && facts.st_size == item.length,
	    "nothing of the line stays");
	close(fd);
}

/* A talkative smarthost: what is reserved for a line must do. */
static void
test_long(struct arena *arena)
{
	struct error err = { 0 };
	char words[2 * JOURNAL_LINE_MOST];
	int fd = open_journal();
	struct item item = two(arena, fd);
	memset(words, 'x', sizeof(words) - 1);
	words[sizeof(words) - 1] = '\0';
	ok(journal_tried(arena, &item, 1790000000, 1790000060, words, &err),
	    "many words");
	is(item.length, JOURNAL_LINE_MOST, "are cut");
	struct buf lines = lines_of(fd);
	ok(again(arena, &lines, lines.length, &item) && item.tries == 1,
	    "and read again");
	buf_free(&lines);
	close(fd);
}

/* As if it had come just then. */
static void
test_retry(struct arena *arena)
{
	struct error err = { 0 };
	int fd = open_journal();
	struct item item = two(arena, fd);
	write_all(arena, &item);
	ok(journal_retry(arena, &item, 1800000000, &err), "once more");
	is(item.kept, 1800000000, "it came just then");
	is(item.next, 0, "it is due");
	ok(!item.held, "it is not held");
	is(item.envelope.recipients[0].fate, FATE_TAKEN, "who has it has it");
	is(item.envelope.recipients[1].fate, FATE_WAITING, "who has not waits");
	close(fd);
}

static void
test_strangers(struct arena *arena)
{
	static const char *const rows[] = { "", "x", "held", "12345678 held\n",
		"12345678 \n", "\n\n", "taken 0 ok\n" };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf lines = BUF(256);
		struct item item;
		buf_text(&lines, rows[i]);
		buf_text(&lines, "and more\nbehind it\n");
		ok(!again(arena, &lines, lines.length, &item),
		    "no journal: %zu", i);
		buf_free(&lines);
	}
}

int
main(void)
{
	struct arena arena = { 0 };
	int fd = open_journal();
	struct item item = two(&arena, fd);
	signal(SIGXFSZ, SIG_IGN);
	write_all(&arena, &item);
	check_all(&item, "as written");
	struct buf lines = lines_of(fd);
	ok(again(&arena, &lines, lines.length, &item), "read again");
	check_all(&item, "as read");
	test_torn(&arena, &lines);
	buf_free(&lines);
	close(fd);
	test_mended(&arena);
	test_full(&arena);
	test_long(&arena);
	test_retry(&arena);
	test_strangers(&arena);
	arena_free(&arena);
	return tap_done();
}
