/* reserve.c - room for a journal, and what becomes of it */
#include "queue/reserve.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "queue/journal.h"
#include "unit/place.h"
#include "unit/tap.h"

#define MANY 100
#define NOTED 5 /* octets that the file has before */

static off_t
size_of(int fd)
{
	struct stat facts;
	return fstat(fd, &facts) == 0 ? facts.st_size : -1;
}

static off_t
room_of(int fd)
{
	struct stat facts;
	return fstat(fd, &facts) == 0 ? (off_t)facts.st_blocks * 512 : -1;
}

static struct item
many(struct arena *arena)
{
	struct item item = { .id = "1", .place = "here", .length = NOTED };
	for (int i = 0; i < MANY; i++)
		envelope_add(
		    arena, &item.envelope, arena_print(arena, "%d@x", i));
	item.told = arena_get(arena, item.envelope.count);
	item.fd = open(place_file("reserve", "12345", 0600),
	    O_RDWR | O_APPEND | O_CLOEXEC);
	if (item.fd < 0)
		abort();
	return item;
}

static void
test_room(struct arena *arena)
{
	struct error err = { 0 };
	struct item item = many(arena);
	off_t before = room_of(item.fd);
	if (!file_write(item.fd, "torn", 4))
		abort();
	ok(reserve_lines(&item, &err), "reserved");
	is(size_of(item.fd), NOTED, "the file ends where its last line does");
	off_t reserved = room_of(item.fd);
	ok(reserved >= MANY * JOURNAL_LINE_MOST, "room for everybody's line");
	ok(journal_held(arena, &item, true, &err), "a line");
	is(room_of(item.fd), reserved,
	    "takes of the room, and leaves the rest");
	is(size_of(item.fd), item.length, "the file has grown by it");
	reserve_give_back(&item);
	is(room_of(item.fd), before, "what is left is given back");
	is(size_of(item.fd), item.length, "and nothing of the file");
	close(item.fd);
}

static void
test_no_room(struct arena *arena)
{
	struct error err = { 0 };
	struct item item = many(arena);
	close(item.fd);
	item.fd = open(place_path("reserve"), O_RDONLY | O_CLOEXEC);
	ok(!reserve_lines(&item, &err), "no room");
	is(err.code, EX_TEMPFAIL, "for now");
	has(err.text, "the spool here has no room to note what becomes of 1: ",
	    "is told");
	close(item.fd);
}

int
main(void)
{
	struct arena arena = { 0 };
	test_room(&arena);
	test_no_room(&arena);
	arena_free(&arena);
	return tap_done();
}
