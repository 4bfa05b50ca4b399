/* message.c - where the header ends and the body begins, and what ends both */
#include "mail/message.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "unit/feeder.h"
#include "unit/place.h"
#include "unit/sample.h"
#include "unit/tap.h"

#define DOTS true
#define NO_DOTS false

static const struct {
	const char *name, *input;
	bool dot_ends;
	const char *header, *body; /* fields: each with its CRLF */
	bool cut;
} rows[] = {
	{ "as it should be", "A: 1\nB: 2\n\nbody\n", NO_DOTS,
	    "A: 1\r\nB: 2\r\n", "body\r\n" },
	{ "in CRLF", "A: 1\r\nB: 2\r\n\r\nbody\r\n", NO_DOTS,
	    "A: 1\r\nB: 2\r\n", "body\r\n" },
	{ "header in CRLF, body in LF", "A: 1\r\nB: 2\r\n\r\na\nb\n", NO_DOTS,
	    "A: 1\r\nB: 2\r\n", "a\r\nb\r\n" },
	{ "header in LF, body in CRLF", "A: 1\n\na\r\nb\r\n", NO_DOTS,
	    "A: 1\r\n", "a\r\nb\r\n" },
	{ "line by line", "A: 1\r\nB: 2\n\r\na\nb\r\n", NO_DOTS,
	    "A: 1\r\nB: 2\r\n", "a\r\nb\r\n" },
	{ "no final newline", "A: 1\n\nbody", NO_DOTS, "A: 1\r\n", "body\r\n" },
	{ "half a final newline", "A: 1\n\nbody\r", NO_DOTS, "A: 1\r\n",
	    "body\r\n" },
	{ "nothing", "", NO_DOTS, "", "" },
	{ "a header alone", "A: 1\n", NO_DOTS, "A: 1\r\n", "" },
	{ "a header without its newline", "A: 1", NO_DOTS, "A: 1\r\n", "" },
	{ "a header and a blank line", "A: 1\n\n", NO_DOTS, "A: 1\r\n", "" },
	{ "a body alone", "\nbody\n", NO_DOTS, "", "body\r\n" },
	{ "a body that begins with a blank line", "A: 1\n\n\nbody\n", NO_DOTS,
	    "A: 1\r\n", "\r\nbody\r\n" },
	{ "a blank line alone", "\n", NO_DOTS, "", "" },
	{ "three blank lines", "\n\n\n", NO_DOTS, "", "\r\n\r\n" },

	{ "no blank line before the body",
	    "Subject: s\nthis is not a header\nmore\n", NO_DOTS,
	    "Subject: s\r\n", "this is not a header\r\nmore\r\n" },
	{ "text in the first line", "just text\nmore\n", NO_DOTS, "",
	    "just text\r\nmore\r\n" },
	{ "a continuation of nothing", " indented\nA: 1\n", NO_DOTS, "",
	    " indented\r\nA: 1\r\n" },
	{ "a colon in the text", "A: 1\nno field here: x\n", NO_DOTS,
	    "A: 1\r\n", "no field here: x\r\n" },

	{ "folding", "A: 1\n 2\n\t3\nB: 4\n\n", NO_DOTS,
	    "A: 1\r\n 2\r\n\t3\r\nB: 4\r\n", "" },
	{ "folding in CRLF", "A:\r\n 2\r\nB: 4\r\n\r\nx\r\n", NO_DOTS,
	    "A:\r\n 2\r\nB: 4\r\n", "x\r\n" },
	{ "folding with a blank alone", "A: 1\n \nB: 2\n\nx\n", NO_DOTS,
	    "A: 1\r\n \r\nB: 2\r\n", "x\r\n" },
	{ "blanks before the colon", "Bcc : x\nA\t: y\n\n", NO_DOTS,
	    "Bcc : x\r\nA\t: y\r\n", "" },

	{ "a line of mbox", "From a Mon Jan 1 00:00:00 2024\nA: 1\n\nx\n",
	    NO_DOTS, "A: 1\r\n", "x\r\n" },
	{ "lines of mbox", "From a\n>From b\n>From c\nA: 1\n\nx\n", NO_DOTS,
	    "A: 1\r\n", "x\r\n" },
	{ "From in the body", "A: 1\n\nFrom here\n>From there\n", NO_DOTS,
	    "A: 1\r\n", "From here\r\n>From there\r\n" },
	{ "From behind a field", "A: 1\nFrom here on\nx\n", NO_DOTS, "A: 1\r\n",
	    "From here on\r\nx\r\n" },
	{ "a field From", "From: a@x\n\nx\n", NO_DOTS, "From: a@x\r\n",
	    "x\r\n" },
	{ "mbox and no header", "From a b\n\nx\n", NO_DOTS, "", "x\r\n" },

	{ "a dot ends it", "A: 1\n\na\n.\nb\n", DOTS, "A: 1\r\n", "a\r\n",
	    true },
	{ "a dot ends it, and nothing follows", "A: 1\n\na\n.\n", DOTS,
	    "A: 1\r\n", "a\r\n" },
	{ "a dot with CRLF ends it", "A: 1\r\n\r\na\r\n.\r\nb\r\n", DOTS,
	    "A: 1\r\n", "a\r\n", true },
	{ "a last dot without its newline", "A: 1\n\na\n.", DOTS, "A: 1\r\n",
	    "a\r\n" },
	{ "a dot ends the header too", "A: 1\n.\nB: 2\n\nx\n", DOTS, "A: 1\r\n",
	    "", true },
	{ "a dot at once", ".\nx\n", DOTS, "", "", true },
	{ "a dot right behind the blank line", "A: 1\n\n.\n", DOTS, "A: 1\r\n",
	    "" },
	{ "a blank line behind the dot is something", "A: 1\n\n.\n\n", DOTS,
	    "A: 1\r\n", "", true },
	{ "with -i a dot is text", "A: 1\n\na\n.\nb\n", NO_DOTS, "A: 1\r\n",
	    "a\r\n.\r\nb\r\n" },
	{ "with -i a dot behind the header is text", "A: 1\n.\nb\n", NO_DOTS,
	    "A: 1\r\n", ".\r\nb\r\n" },
	{ "other dots are text", "A: 1\n\n..\n...\n.x\n. \n .\n", DOTS,
	    "A: 1\r\n", "..\r\n...\r\n.x\r\n. \r\n .\r\n" },

	{ "a bare CR in the header is a blank", "A: 1\rB: 2\n\nx\n", NO_DOTS,
	    "A: 1 B: 2\r\n", "x\r\n" },
	{ "a CR too many", "A: 1\r\r\nB: 2\n\nx\n", NO_DOTS,
	    "A: 1 \r\nB: 2\r\n", "x\r\n" },
	{ "a bare CR in the body waits", "A: 1\n\na\rb\n", NO_DOTS, "A: 1\r\n",
	    "a\rb\r\n" },
};

static void
check(size_t i, int fd, const char *how)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct message message;
	const char *name = rows[i].name;
	bool well =
	    message_read(&arena, &message, fd, rows[i].dot_ends, 0, &err);
	ok(well, "%s: read%s", name, how);
	is_text(sample_header(&arena, &message), rows[i].header, "%s: header%s",
	    name, how);
	struct slice body = sample_body(&arena, &message);
	is_text(body.data, rows[i].body, "%s: body%s", name, how);
	is(message.cut, rows[i].cut, "%s: did more follow?%s", name, how);
	is(message_size(&message),
	    strlen(rows[i].header) + 2 + strlen(rows[i].body), "%s: size%s",
	    name, how);
	message_free(&message);
	arena_free(&arena);
}

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t length = strlen(rows[i].input);
		int fd = sample_fd(rows[i].input, length);
		check(i, fd, "");
		close(fd);
		for (size_t piece = 1; piece <= 3; piece++) {
			struct feeder feeder;
			fd =
			    feeder_begin(&feeder, rows[i].input, length, piece);
			check(i, fd, ", piped");
			feeder_end(&feeder);
		}
	}
}

/* The writer is never cut off with SIGPIPE: all is read behind the dot. */
static void
test_drained(void)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct message message;
	char rest;
	int fd = sample_fd("A: 1\n\n.\nmuch more\nand more", 26);
	message_read(&arena, &message, fd, true, 0, &err);
	is(read(fd, &rest, 1), 0, "the input is read to its end");
	close(fd);
	message_free(&message);
	arena_free(&arena);
}

static void
test_unreadable(void)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct message message;
	int fd = open(place_path(""), O_RDONLY | O_CLOEXEC);
	ok(!message_read(&arena, &message, fd, false, 0, &err), "a directory");
	is(err.code, EX_IOERR, "a directory: the code");
	close(fd);
	message_free(&message);
	error_clear(&err);
	ok(!message_read(&arena, &message, fd, false, 0, &err), "no stdin");
	is(err.code, EX_IOERR, "no stdin: the code");
	message_free(&message);
	arena_free(&arena);
}

int
main(void)
{
	test_rows();
	test_drained();
	test_unreadable();
	return tap_done();
}
