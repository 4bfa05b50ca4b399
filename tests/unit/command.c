/* command.c - one command of a client, read and taken apart */
#include "smtp/command.h"

#include <string.h>

#include "base/clock.h"
#include "unit/client.h"
#include "unit/tap.h"

#define CONTROL "\x01"

static char long_line[COMMAND_LINE_MOST + 64];

static const struct {
	const char *text;
	size_t length;
	enum verb verb;
	const char *argument;
	bool bare_lf;
} lines[] = {
#define LINE(text, ...)                             \
	{                                           \
		text, sizeof(text) - 1, __VA_ARGS__ \
	}
	LINE("EHLO me\r\n", VERB_EHLO, "me", false),
	LINE("ehlo  me \t\r\n", VERB_EHLO, "me", false),
	LINE("NOOP\n", VERB_NOOP, "", true),
	LINE("MAIL FROM:<a@x> SIZE=1\r\n", VERB_MAIL, "FROM:<a@x> SIZE=1",
	    false),
	LINE("MAILFROM:<a@x>\r\n", VERB_UNKNOWN, ":", false),
	LINE("DATAX\r\n", VERB_UNKNOWN, "", false),
	LINE("\r\n", VERB_UNKNOWN, "", false),
	LINE("\n", VERB_UNKNOWN, "", true),
	LINE(" QUIT\r\n", VERB_UNKNOWN, "QUIT", false),
	LINE("StartTLS\r\n", VERB_STARTTLS, "", false),
	LINE("RCPT\0 TO:<a@x>\r\n", VERB_GARBLED, "", false),
	LINE("NOOP \r\r\n", VERB_GARBLED, "", false),
	LINE("NOOP\rQUIT\r\n", VERB_GARBLED, "", false),
	LINE("NOOP " CONTROL "\r\n", VERB_GARBLED, "", false),
	LINE("NOOP \xff\r\n", VERB_GARBLED, "", false),
	LINE("VRFY gr\xc3\xbc\xc3\x9f\r\n", VERB_VRFY, "gr\xc3\xbc\xc3\x9f",
	    false),
};

/* What follows is read all the same. */
static void
test_line(const char *text, size_t length, enum verb verb, const char *argument,
    bool bare_lf)
{
	struct buf words = BUF(2 * sizeof(long_line));
	buf_add(&words, text, length);
	buf_text(&words, "QUIT\r\n");
	struct client client = client_open(words.data, words.length);
	struct stream stream;
	struct error err = { 0 };
	struct command command = COMMAND;
	stream_open(&stream, client_layer(&client), "the client", &err);
	ok(command_read(&stream, &command), "%s: is read", text);
	is(command.verb, verb, "%s: its verb", text);
	if (verb != VERB_UNKNOWN)
		is_text(command.argument, argument, "%s: its argument", text);
	is(command.bare_lf, bare_lf, "%s: its end", text);
	ok(command_is_there(&stream), "%s: another line is there", text);
	ok(command_read(&stream, &command) && command.verb == VERB_QUIT,
	    "%s: the next one", text);
	ok(!command_read(&stream, &command), "%s: the end", text);
	command_free(&command);
	stream_close(&stream);
	client_free(&client);
	buf_free(&words);
}

static const struct {
	const char *argument, *path, *parameters; /* NULL: it is refused */
} paths[] = {
	{ "FROM:<a@x>", "<a@x>", "" },
	{ "from:<>", "<>", "" },
	{ "FROM: <a@x>", "<a@x>", "" },
	{ "FROM:a@x", "a@x", "" },
	{ "FROM:<a@x> SIZE=12 body=8BITMIME SMTPUTF8", "<a@x>",
	    "SIZE=12 BODY=8BITMIME SMTPUTF8" },
	{ "FROM:<a@x>\tX-Y=z", "<a@x>", "X-Y=z" },
	{ "FROM:<\"a >b\"@x> SIZE=1", "<\"a >b\"@x>", "SIZE=1" },
	{ "FROM:<\"a\\\">\"@x>", "<\"a\\\">\"@x>", "" },
	{ "FROM:<@r,@s:a@x>", "<@r,@s:a@x>", "" },
	{ "FROM:", NULL, NULL },
	{ "FROM: ", NULL, NULL },
	{ "FROM <a@x>", NULL, NULL },
	{ "<a@x>", NULL, NULL },
	{ "TO:<a@x>", NULL, NULL },
	{ "FROM:<a@x", NULL, NULL },
	{ "FROM:<a@x>SIZE=1", NULL, NULL },
	{ "FROM:<a@x> SIZE=", NULL, NULL },
	{ "FROM:<a@x> =1", NULL, NULL },
	{ "FROM:<a@x> A=B=C", NULL, NULL },
	{ "FROM:<a@x> -A=B", NULL, NULL },
	{ "FROM:<a@x> A_B=C", NULL, NULL },
	{ "FROM:<a@x> <b@x>", NULL, NULL },
};

static void
test_paths(void)
{
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct arena arena = { 0 };
		struct command_path path;
		const char *why, *argument = paths[i].argument;
		struct buf shown = BUF(1024);
		bool well =
		    command_path(&arena, argument, "FROM:", &path, &why);
		is(well, paths[i].path != NULL, "%s: understood?", argument);
		for (size_t j = 0; well && j < path.count; j++)
			buf_print(&shown, "%s%s%s%s", j > 0 ? " " : "",
			    path.parameters[j].keyword,
			    path.parameters[j].value != NULL ? "=" : "",
			    path.parameters[j].value != NULL
				? path.parameters[j].value
				: "");
		if (well) {
			is_text(path.path, paths[i].path, "%s: path", argument);
			is_text(shown.data, paths[i].parameters,
			    "%s: parameters", argument);
		}
		buf_free(&shown);
		arena_free(&arena);
	}
}

static const struct {
	const char *argument;
	bool well, last;
	uint64_t size;
} chunks[] = {
	{ "0", true, false, 0 },
	{ "12", true, false, 12 },
	{ "12 LAST", true, true, 12 },
	{ "0 last", true, true, 0 },
	{ "9223372036854775807 LAST", true, true, INT64_MAX },
	{ "9223372036854775808", false, false, 0 },
	{ "18446744073709551617", false, false, 0 },
	{ "99999999999999999999999999", false, false, 0 },
	{ "", false, false, 0 },
	{ "LAST", false, false, 0 },
	{ "-1", false, false, 0 },
	{ "+1", false, false, 0 },
	{ "1x", false, false, 0 },
	{ "1 LASTS", false, false, 0 },
	{ "1 2", false, false, 0 },
};

static void
test_chunks(void)
{
	for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
		const char *argument = chunks[i].argument;
		uint64_t size = 0;
		bool last = false;
		bool well = command_chunk(argument, &size, &last);
		is(well, chunks[i].well, "BDAT %s: understood?", argument);
		if (!well)
			continue;
		is(size, chunks[i].size, "BDAT %s: its size", argument);
		is(last, chunks[i].last, "BDAT %s: the last?", argument);
	}
}

static const struct {
	const char *text, *decoded;
} xtexts[] = {
	{ "abc", "abc" },
	{ "", "" },
	{ "a+2Bb+3Dc", "a+b=c" },
	{ "+20", " " },
	{ "+2b", NULL },
	{ "+", NULL },
	{ "+2", NULL },
	{ "+00", NULL },
	{ "+0D+0A", NULL },
	{ "+7F", NULL },
};

static void
test_xtexts(void)
{
	for (size_t i = 0; i < sizeof(xtexts) / sizeof(xtexts[0]); i++) {
		struct arena arena = { 0 };
		is_text(command_xtext(&arena, xtexts[i].text),
		    xtexts[i].decoded, "xtext %s", xtexts[i].text);
		arena_free(&arena);
	}
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		test_line(lines[i].text, lines[i].length, lines[i].verb,
		    lines[i].argument, lines[i].bare_lf);
	memset(long_line, 'A', COMMAND_LINE_MOST);
	memcpy(long_line + COMMAND_LINE_MOST, "\r\n", 2);
	test_line(long_line, COMMAND_LINE_MOST + 2, VERB_TOO_LONG, "", false);
	test_paths();
	test_chunks();
	test_xtexts();
	return tap_done();
}
