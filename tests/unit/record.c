/* record.c - the file of a message that waits, and what is wrong with others */
#include "queue/record.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "queue/journal.h"
#include "unit/place.h"
#include "unit/sample.h"
#include "unit/tap.h"

static struct item
sample_item(struct arena *arena, const char *message)
{
	struct item item = { .id = "0123456789ab00000001",
		.place = "here",
		.kept = 1790000000,
		.account = "default",
		.caller = "joe",
		.config = "/a file/with blanks",
		.envelope = { .sender = "a@x",
		    .notify = "FAILURE,DELAY",
		    .ret = "HDRS",
		    .id = "id 1",
		    .require_tls = true } };
	text_list_add(arena, &item.settings, "helo-name me");
	text_list_add(arena, &item.settings, "timeout 5");
	envelope_add(arena, &item.envelope, "b@y");
	envelope_add(arena, &item.envelope, "\"c d\"@y");
	sample_text(arena, &item.message, message);
	item.message.facts.longest = 5;
	item.message.facts.eight_bit = true;
	return item;
}

static int
open_file(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);
	if (fd < 0)
		abort();
	return fd;
}

static bool
write_sample(const char *path, const char *message)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct item item = sample_item(&arena, message);
	item.fd = open_file(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND);
	bool well = record_write(&item, &err);
	off_t size = lseek(item.fd, 0, SEEK_END);
	well = well && size == item.length;
	item_close(&item);
	arena_free(&arena);
	return well;
}

static enum record_state
read_back(struct arena *arena, const char *path, struct item *item)
{
	struct error err = { 0 };
	*item = (struct item){ .id = "0123456789ab00000001",
		.place = "here",
		.fd = open_file(path, O_RDWR | O_APPEND) };
	enum record_state state = record_check(item, &err);
	if (state == RECORD_GOOD)
		state = record_read(arena, item, &err);
	if (state != RECORD_GOOD && err.text[0] == '\0')
		abort();
	return state;
}

static bool
body_is(const struct message *message, const char *wanted)
{
	struct store_reader reader = STORE_READER(&message->body);
	struct slice piece;
	struct error err = { 0 };
	struct buf all = BUF(1024 * 1024);
	while (store_next(&reader, &piece, &err) && piece.length > 0)
		buf_add(&all, piece.data, piece.length);
	bool same = err.code == 0 && strcmp(all.data, wanted) == 0;
	store_reader_free(&reader);
	buf_free(&all);
	return same;
}

static void
test_round_trip(const char *path)
{
	struct arena arena = { 0 };
	struct item item;
	ok(write_sample(path, "A: b\n c\nD: e\n\nhello\n\nsha256 x\n"),
	    "written");
	is(read_back(&arena, path, &item), RECORD_GOOD, "read");
	is(item.kept, 1790000000, "when it came");
	is_text(item.account, "default", "the account");
	is_text(item.config, "/a file/with blanks", "the configuration");
	is_text(item.caller, "joe", "the caller");
	is(item.settings.count, 2, "both settings");
	is_text(item.settings.items[1], "timeout 5", "the second");
	is_text(item.envelope.sender, "a@x", "the sender");
	is_text(item.envelope.id, "id 1", "a value with a blank");
	ok(item.envelope.require_tls, "a word without a value");
	ok(item.envelope.hold == NULL, "what was not there is not");
	is(item.envelope.count, 2, "both recipients");
	is_text(item.envelope.recipients[1].address, "\"c d\"@y",
	    "one with a blank");
	is(item.message.header.count, 2, "both fields");
	is_bytes(item.message.header.fields[0].text,
	    item.message.header.fields[0].length, "A: b\r\n c", 8,
	    "the first, its fold and all");
	ok(body_is(&item.message, "hello\r\n\r\nsha256 x\r\n"), "the body");
	ok(item.message.facts.eight_bit && !item.message.facts.bare_cr
		&& item.message.facts.longest == 5,
	    "the facts");
	item_close(&item);
	arena_free(&arena);
}

static void
test_no_body(const char *path)
{
	struct arena arena = { 0 };
	struct item item;
	ok(write_sample(path, ""), "nothing at all: written");
	is(read_back(&arena, path, &item), RECORD_GOOD, "and read");
	is(item.message.header.count, 0, "no field");
	is(item.message.body.size, 0, "no body");
	item_close(&item);
	arena_free(&arena);
}

static void
test_line_break(const char *path)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct item item = sample_item(&arena, "");
	item.caller = "joe\nrecipient evil@x";
	item.fd = open_file(path, O_RDWR | O_CREAT | O_TRUNC);
	ok(!record_write(&item, &err), "a line break is not written");
	is(err.code, EX_DATAERR, "nor tried again");
	item_close(&item);
	arena_free(&arena);
}

/* Every single bit, and every length. */
static void
test_damage(const char *path)
{
	struct buf good = BUF(65536);
	struct stat facts;
	struct error err = { 0 };
	size_t unnoticed = 0, tried = 0;
	write_sample(path, "A: b\n\nhello\n");
	if (!file_load(path, &good, &facts, &err))
		abort();
	for (size_t bit = 0; bit < 8 * good.length; bit++) {
		good.data[bit / 8] ^= (char)(1 << bit % 8);
		place_bytes("bad", good.data, good.length, 0600);
		struct arena arena = { 0 };
		struct item item;
		unnoticed += read_back(&arena, place_path("bad"), &item)
		    != RECORD_DAMAGED;
		item_close(&item);
		arena_free(&arena);
		good.data[bit / 8] ^= (char)(1 << bit % 8);
		tried++;
	}
	is(unnoticed, 0, "each of %zu bits, turned, is noticed", tried);
	unnoticed = 0;
	for (size_t length = 0; length < good.length; length++) {
		place_bytes("bad", good.data, length, 0600);
		struct arena arena = { 0 };
		struct item item;
		unnoticed += read_back(&arena, place_path("bad"), &item)
		    != RECORD_DAMAGED;
		item_close(&item);
		arena_free(&arena);
	}
	is(unnoticed, 0, "and each of %zu lengths that are too short",
	    good.length);
	buf_free(&good);
}

/* A file under another name is not that message. */
static void
test_other_id(const char *path)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	write_sample(path, "");
	struct item item = {
		.id = "another", .place = "here", .fd = open_file(path, O_RDWR)
	};
	is(record_read(&arena, &item, &err), RECORD_DAMAGED,
	    "its name must be its id");
	item_close(&item);
	arena_free(&arena);
}

static void
test_remaining(const char *path)
{
	struct arena arena = { 0 };
	struct item item;
	write_sample(path, "");
	read_back(&arena, path, &item);
	item.envelope.recipients[0].fate = FATE_TAKEN;
	struct envelope rest = item_remaining(&arena, &item);
	is(rest.count, 1, "one of two is left");
	is_text(rest.recipients[0].address, "\"c d\"@y", "the second");
	is_text(rest.notify, "FAILURE,DELAY", "the wishes stay");
	has(item_route(&arena, &item), "helo-name me\ntimeout 5",
	    "the way it goes");
	item_close(&item);
	arena_free(&arena);
}

int
main(void)
{
	const char *path = place_file("item", "", 0600);
	test_round_trip(path);
	test_no_body(path);
	test_line_break(path);
	test_damage(path);
	test_other_id(path);
	test_remaining(path);
	return tap_done();
}
