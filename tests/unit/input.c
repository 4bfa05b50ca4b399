/* input.c - the lines of what is piped into us */
#include "mail/input.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "unit/feeder.h"
#include "unit/place.h"
#include "unit/sample.h"
#include "unit/tap.h"

/* What is read, each line in brackets: open ones are pieces. */
static const char *
read_lines(struct arena *arena, struct input *input)
{
	struct error err = { 0 };
	struct line line;
	struct buf all = BUF(1024 * 1024);
	while (input_line(input, &line, &err)) {
		if (line.text.length == 0 && !line.ends)
			break;
		buf_text(&all, line.begins ? "[" : "");
		buf_add(&all, line.text.data, line.text.length);
		buf_text(&all, line.ends ? "]" : "");
	}
	if (error_is_set(&err))
		buf_print(&all, "!%d", err.code);
	const char *text = arena_copy(arena, all.data, all.length);
	buf_free(&all);
	return text;
}

static const struct {
	const char *input, *lines;
} rows[] = {
	{ "", "" },
	{ "\n", "[]" },
	{ "\r\n", "[]" },
	{ "a", "[a]" },
	{ "a\n", "[a]" },
	{ "a\r\n", "[a]" },
	{ "a\r", "[a]" },
	{ "\r", "[]" },
	{ "\r\r\n", "[\r]" },
	{ "a\r\r\n", "[a\r]" },
	{ "a\n\nb", "[a][][b]" },
	{ "a\r\nb\nc\r\nd", "[a][b][c][d]" },
	{ "a\rb\n", "[a\rb]" },
	{ "a\n\r\n\n", "[a][][]" },
	{ "a\n\rb", "[a][\rb]" },
	{ "\n\r", "[][]" },
	{ "..\n.\n", "[..][.]" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena = { 0 };
		size_t length = strlen(rows[i].input);
		struct input input =
		    input_open(sample_fd(rows[i].input, length));
		is_text(read_lines(&arena, &input), rows[i].lines,
		    "lines of: %s", rows[i].input);
		close(input.fd);
		input_free(&input);

		struct feeder feeder;
		struct input slow =
		    input_open(feeder_begin(&feeder, rows[i].input, length, 1));
		is_text(read_lines(&arena, &slow), rows[i].lines,
		    "octet by octet: %s", rows[i].input);
		feeder_end(&feeder);
		input_free(&slow);
		arena_free(&arena);
	}
}

/* A line of `size` octets and its end are what they are, whatever the window
 * does to them; `so_far` and `offset` count. */
static void
test_long(size_t size, const char *end, const char *next)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	size_t tail = strlen(end) + strlen(next);
	char *data = arena_get(&arena, size + tail + 1);
	memset(data, 'x', size);
	memcpy(data + size, end, strlen(end));
	memcpy(data + size + strlen(end), next, strlen(next));
	struct input input = input_open(sample_fd(data, size + tail));
	struct line line;
	size_t got = 0;
	bool well = true;
	do {
		well = well && input_line(&input, &line, &err)
		    && line.begins == (got == 0) && line.offset == got
		    && memcmp(line.text.data, data + got, line.text.length)
			== 0;
		got += line.text.length;
		well = well && line.so_far == got;
	} while (well && !line.ends && line.text.length > 0);
	ok(well && line.ends, "%zu octets, %zu of end: in pieces that fit",
	    size, strlen(end));
	is(got, size, "%zu octets, %zu of end: all and no more", size,
	    strlen(end));
	if (*next != '\0') {
		well = input_line(&input, &line, &err);
		is_bytes(line.text.data, line.text.length, next, strlen(next),
		    "%zu octets: the next line", size);
		ok(well && line.begins && line.ends
			&& line.offset == size + strlen(end),
		    "%zu octets: stands where it should", size);
	}
	close(input.fd);
	input_free(&input);
	arena_free(&arena);
}

static void
test_longs(void)
{
	for (size_t size = INPUT_WINDOW - 3; size <= INPUT_WINDOW + 3; size++) {
		test_long(size, "\n", "next");
		test_long(size, "\r\n", "next");
		test_long(size, "", "");
		test_long(size, "\r", "");
	}
	test_long(2 * INPUT_WINDOW - 1, "\r\n", "next");
	test_long(2 * INPUT_WINDOW, "\r\n", "next");
	test_long(2 * INPUT_WINDOW + 1, "\r\n", "next");
	test_long(1024 * 1024, "\n", "next");
}

static void
test_failures(void)
{
	int directory = open(place_path(""), O_RDONLY | O_CLOEXEC);
	int writer = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int closed = dup(writer);
	close(closed);
	const int fds[] = { directory, writer, closed };
	for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++) {
		struct error err = { 0 };
		struct line line;
		struct input input = input_open(fds[i]);
		ok(!input_line(&input, &line, &err), "unreadable, %zu", i);
		is(err.code, EX_IOERR, "unreadable, %zu: the code", i);
		has(err.text, "standard input", "unreadable, %zu: what", i);
		input_free(&input);
	}
	close(directory);
	close(writer);
}

int
main(void)
{
	test_rows();
	test_longs();
	test_failures();
	return tap_done();
}
