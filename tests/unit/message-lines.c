/* message-lines.c - what is found out about a body, and ceilings */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mail/input.h"
#include "mail/message.h"
#include "unit/feeder.h"
#include "unit/sample.h"
#include "unit/tap.h"

static void
read_bytes(struct arena *arena, struct message *message, const char *data,
    size_t length, uint64_t most, struct error *err)
{
	int fd = sample_fd(data, length);
	*err = (struct error){ 0 };
	message_read(arena, message, fd, false, most, err);
	close(fd);
}

/* ---- facts ---- */

static const struct {
	const char *body;
	size_t length;
	struct facts facts;
} rows[] = {
	{ "", 0, { 0 } },
	{ "abc\n", 4, { .longest = 3 } },
	{ "abc", 3, { .longest = 3 } },
	{ "abc\r\n", 5, { .longest = 3 } },
	{ "a\nlonger\nb\n", 11, { .longest = 6 } },
	{ "\x80\n", 2, { .eight_bit = true, .longest = 1 } },
	{ "a\rb\n", 4, { .bare_cr = true, .longest = 3 } },
	{ "a\r\r\n", 4, { .bare_cr = true, .longest = 2 } },
	{ "\rb\n", 3, { .bare_cr = true, .longest = 2 } },
	{ "a\r", 2, { .longest = 1 } },
	{ "a\0b\n", 4, { .nul = true, .nul_at = 7, .longest = 3 } },
	{ "\0", 1, { .nul = true, .nul_at = 6, .longest = 1 } },
	{ "a\nb\n\0\0\n", 7, { .nul = true, .nul_at = 10, .longest = 2 } },
};

static void
test_facts(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena = { 0 };
		struct error err;
		struct message message;
		char input[64] = "A: 1\n\n"; /* 6 octets */
		memcpy(input + 6, rows[i].body, rows[i].length);
		read_bytes(
		    &arena, &message, input, 6 + rows[i].length, 0, &err);
		const struct facts *wanted = &rows[i].facts;
		is(err.code, 0, "facts, row %zu: read", i);
		is(message.facts.eight_bit, wanted->eight_bit,
		    "facts, row %zu: 8 bit", i);
		is(message.facts.bare_cr, wanted->bare_cr,
		    "facts, row %zu: bare CR", i);
		is(message.facts.nul, wanted->nul, "facts, row %zu: NUL", i);
		is(message.facts.nul_at, wanted->nul_at,
		    "facts, row %zu: where", i);
		is(message.facts.longest, wanted->longest,
		    "facts, row %zu: longest", i);
		message_free(&message);
		arena_free(&arena);
	}
}

static void
test_header_facts(void)
{
	struct arena arena = { 0 };
	struct message message;
	sample_text(&arena, &message, "A: \xc3\xbc\n\nx\n");
	ok(!message_header_is_ascii(&message), "a header in UTF-8");
	ok(!message.facts.eight_bit, "says nothing of the body");
	message_free(&message);
	sample_text(&arena, &message, "A: u\n\n\xc3\xbc\n");
	ok(message_header_is_ascii(&message), "a header in ASCII");
	message_free(&message);
	arena_free(&arena);
}

/* ---- long lines ---- */

static void
test_line(size_t size, size_t piece)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct message message;
	struct feeder feeder;
	struct buf input = BUF(3 * 1024 * 1024);
	buf_text(&input, "A: 1\n\n");
	char *line = buf_space(&input, size);
	for (size_t i = 0; i < size; i++)
		line[i] = (char)('a' + i % 26);
	buf_took(&input, size);
	buf_text(&input, "\n.tail\n");
	int fd = feeder_begin(&feeder, input.data, input.length, piece);
	message_read(&arena, &message, fd, true, 0, &err);
	feeder_end(&feeder);
	is(err.code, 0, "a line of %zu octets, %zu at a time", size, piece);
	is(message.facts.longest, size < 5 ? 5 : size, "%zu: its length", size);
	ok(!message.facts.bare_cr, "%zu: no CR was seen in it", size);
	struct slice body = sample_body(&arena, &message);
	is(body.length, size + 9, "%zu: all of it", size);
	ok(memcmp(body.data, input.data + 6, size) == 0
		&& memcmp(body.data + size, "\r\n.tail\r\n", 9) == 0,
	    "%zu: as it was", size);
	message_free(&message);
	buf_free(&input);
	arena_free(&arena);
}

/* ---- ceilings ---- */

static void
test_header_most(void)
{
	struct arena arena = { 0 };
	struct error err;
	struct message message;
	struct buf input = BUF(3 * MESSAGE_HEADER_MOST);

	while (input.length <= MESSAGE_HEADER_MOST)
		buf_text(&input, "X-Filler: 0123456789012345678901234567\n");
	buf_text(&input, "\nbody\n");
	read_bytes(&arena, &message, input.data, input.length, 0, &err);
	/* Line ends do not count, so this one just fits; one more as large
	 * does not. */
	struct buf twice = BUF(3 * MESSAGE_HEADER_MOST);
	buf_add(&twice, input.data, input.length - 6);
	buf_add(&twice, input.data, input.length);
	message_free(&message);
	read_bytes(&arena, &message, twice.data, twice.length, 0, &err);
	is(err.code, EX_DATAERR, "a header without end");
	has(err.text, "header", "a header without end: why");
	message_free(&message);
	buf_free(&twice);

	buf_clear(&input);
	buf_text(&input, "X: ");
	while (input.length < 2 * MESSAGE_HEADER_MOST)
		buf_text(&input, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	read_bytes(&arena, &message, input.data, input.length, 0, &err);
	is(err.code, EX_DATAERR, "a line of the header without end");
	message_free(&message);

	buf_clear(&input);
	buf_text(&input, "Subject: ");
	while (input.length < 200000)
		buf_text(&input, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	buf_text(&input, "\nTo: a\n\nbody\n");
	read_bytes(&arena, &message, input.data, input.length, 0, &err);
	is(err.code, 0, "a long line of the header");
	is(message.header.count, 2, "is one field");
	is_text(sample_field(&arena, &message, "To"), "a", "and the next too");
	message_free(&message);
	buf_free(&input);
	arena_free(&arena);
}

static void
test_header_nul(void)
{
	static const struct {
		const char *input;
		size_t length;
		const char *at;
	} inputs[] = {
		{ "A: \0\n\nx\n", 8, "octet 3" },
		{ "A: 1\nB: 2\n \0x\n\nx\n", 18, "octet 11" },
		{ "A: 1\nBcc: x\0\n\nx\n", 17, "octet 11" },
		/* a trick to make the Bcc behind it look like text */
		{ "A: 1\n\0B: 2\nBcc: 3\n", 18, "octet 5" },
		{ "A: 1\ntext\0\nBcc: 3\n", 18, "octet 9" },
	};
	for (size_t i = 0; i < sizeof(inputs) / sizeof(*inputs); i++) {
		struct arena arena = { 0 };
		struct error err;
		struct message message;
		read_bytes(&arena, &message, inputs[i].input, inputs[i].length,
		    0, &err);
		is(err.code, EX_DATAERR, "a NUL in the header, row %zu", i);
		has(err.text, inputs[i].at, "row %zu: where", i);
		message_free(&message);
		arena_free(&arena);
	}
}

static void
test_most(void)
{
	static const struct {
		const char *body;
		uint64_t most;
		bool big;
	} limits[] = {
		{ "0123456789\n", 0, false },
		{ "0123456789\n", 12, false },
		{ "0123456789\n", 11, true },
		{ "0123456789\n", 10, true },
		{ "0123456789\n", 9, true },
		{ "0123\n0123\n", 12, false },
		{ "0123\n0123\n", 11, true },
		{ "0123\n0123\n", 6, true },
		{ "\n\n\n", 6, false },
		{ "\n\n\n", 5, true },
		{ "", 1, false },
	};
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		struct arena arena = { 0 };
		struct error err;
		struct message message;
		const char *input =
		    arena_print(&arena, "A: 1\n\n%s", limits[i].body);
		read_bytes(&arena, &message, input, strlen(input),
		    limits[i].most, &err);
		is(message.big, limits[i].big, "most, row %zu: too big?", i);
		ok(limits[i].most == 0 || message.body.size <= limits[i].most,
		    "most, row %zu: %d of %d kept", i, (int)message.body.size,
		    (int)limits[i].most);
		is(err.code, 0, "most, row %zu: no failure yet", i);
		message_free(&message);
		arena_free(&arena);
	}
}

int
main(void)
{
	static const size_t sizes[] = { 0, 1, 998, 999, 65535, 65536, 65537,
		131071, 131072, 1048576 };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		test_line(sizes[i], 4096);
		if (sizes[i] <= 65537)
			test_line(sizes[i], 1);
	}
	test_facts();
	test_header_facts();
	test_header_most();
	test_header_nul();
	test_most();
	return tap_done();
}
