/* phrase.c - display names as a header can carry them */
#include "mail/phrase.h"

#include <string.h>

#include "base/base64.h"
#include "base/text.h"
#include "unit/tap.h"

#define X10 "xxxxxxxxxx"
#define X50 X10 X10 X10 X10 X10
#define U "\xc3\xbc"
#define U10 U U U U U U U U U U
#define MAIL "\xf0\x9f\x93\xac"
#define MAIL10 MAIL MAIL MAIL MAIL MAIL MAIL MAIL MAIL MAIL MAIL

static const struct {
	const char *name, *phrase;
} rows[] = {
	{ "Joe", "Joe" },
	{ "Joe Public", "Joe Public" },
	{ "Cron Daemon", "Cron Daemon" },
	{ "  Joe  ", "Joe" },
	{ "O'Neill & Sons", "O'Neill & Sons" },
	{ "Joe Q. Public", "\"Joe Q. Public\"" },
	{ "Last, First", "\"Last, First\"" },
	{ "a@b", "\"a@b\"" },
	{ "<x>", "\"<x>\"" },
	{ "(c)", "\"(c)\"" },
	{ "a:b;c", "\"a:b;c\"" },
	{ "[x]", "\"[x]\"" },
	{ "say \"hi\"", "\"say \\\"hi\\\"\"" },
	{ "back\\slash", "\"back\\\\slash\"" },
	{ "=?utf-8?q?fake?=", "\"=?utf-8?q?fake?=\"" },
	{ "Joe\r\nBcc: evil@x", "\"Joe  Bcc: evil@x\"" },
	{ "a\x01"
	  "b\tc\x7f",
	    "a b c" },
	{ "\r\n", "" },
	{ "", "" },
	{ "J\xc3\xb6rg", "=?utf-8?B?SsO2cmc=?=" },
	{ "J\xc3\xb6rg\nX: y", "=?utf-8?B?SsO2cmcgWDogeQ==?=" },
	{ "\xfc", "=?unknown-8bit?B?/A==?=" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf to = BUF(10000);
		phrase_add(&to, rows[i].name);
		is_text(to.data, rows[i].phrase, "phrase of: %s", rows[i].name);
		buf_free(&to);
	}
}

/* Takes one encoded word apart; NULL when it is none of 75 or less. */
static const char *
decode_word(const char *word, struct buf *to)
{
	const char *text = strchr(word, '?');
	text = text == NULL ? NULL : strchr(text + 1, '?');
	const char *end = text == NULL ? NULL : strstr(text, "?=");
	if (end == NULL || memcmp(word, "=?", 2) != 0
	    || memcmp(text, "?B?", 3) != 0 || end + 2 - word > 75)
		return NULL;
	size_t before = to->length;
	if (!base64_decode(to, text + 3, (size_t)(end - text) - 3))
		return NULL;
	/* RFC 2047 section 5: no character may be split between two. */
	if (memcmp(word, "=?utf-8?", 8) == 0
	    && !text_is_utf8(to->data + before, to->length - before))
		return NULL;
	return end + 2;
}

/* Decodes words with CRLF and a blank between them. */
static bool
decode(const char *phrase, struct buf *to)
{
	for (;;) {
		phrase = decode_word(phrase, to);
		if (phrase == NULL || *phrase == '\0')
			return phrase != NULL;
		if (memcmp(phrase, "\r\n ", 3) != 0)
			return false;
		phrase += 3;
	}
}

static const struct {
	const char *what, *name;
	bool is_utf8;
} longs[] = {
	{ "45 octets", U10 U10 U U "x", true },
	{ "46 octets, none split", U10 U10 U U U, true },
	{ "odd places", "x" U10 U10 U10 U10 U10, true },
	{ "four octets a character", MAIL10 MAIL10 MAIL10, true },
	{ "four octets, odd", "x" MAIL10 MAIL10 MAIL10, true },
	{ "four octets, odder", "xy" MAIL10 MAIL10 MAIL10, true },
	{ "long ASCII and one more", X50 X50 U, true },
	{ "a thousand octets",
	    U10 U10 U10 U10 U10 U10 U10 U10 U10 U10 U10 U10 U10 U10 U10 U10 U10
		U10 U10 U10 U10 U10 U10 U10 U10,
	    true },
	{ "Latin-1", "J\xf6rg M\xfcller von der " X50, false },
	{ "only continuations",
	    "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"
	    "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"
	    "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80",
	    false },
};

static void
test_longs(void)
{
	for (size_t i = 0; i < sizeof(longs) / sizeof(*longs); i++) {
		struct buf to = BUF(100000), name = BUF(100000);
		phrase_add(&to, longs[i].name);
		ok(decode(to.data, &name),
		    "%s: words of 75 or less with whole characters",
		    longs[i].what);
		is_text(name.data, longs[i].name, "%s: decoded", longs[i].what);
		is(strstr(to.data, "=?utf-8?") != NULL, longs[i].is_utf8,
		    "%s: the charset", longs[i].what);
		buf_free(&to);
		buf_free(&name);
	}
	/* A name beyond all measure is cut, but not within a character. */
	struct buf long_name = BUF(10000), to = BUF(100000), out = BUF(10000);
	buf_byte(&long_name, 'x');
	while (long_name.length < 3000)
		buf_text(&long_name, U);
	phrase_add(&to, long_name.data);
	ok(decode(to.data, &out) && text_is_utf8(out.data, out.length),
	    "a very long name: whole characters");
	ok(strncmp(out.data, long_name.data, out.length) == 0,
	    "a very long name: its beginning");
	ok(strstr(to.data, "unknown-8bit") == NULL,
	    "a very long name: still UTF-8");
	buf_free(&long_name);
	buf_free(&to);
	buf_free(&out);
}

static void
test_mailbox(void)
{
	static const struct {
		const char *name, *mailbox;
	} mailboxes[] = {
		{ NULL, "a@x" },
		{ "", "a@x" },
		{ "Joe", "Joe <a@x>" },
		{ "Joe, Q", "\"Joe, Q\" <a@x>" },
		{ U, "=?utf-8?B?w7w=?= <a@x>" },
		{ "x>\r\nBcc: <y", "\"x>  Bcc: <y\" <a@x>" },
	};
	for (size_t i = 0; i < sizeof(mailboxes) / sizeof(*mailboxes); i++) {
		struct buf to = BUF(1000);
		phrase_mailbox(&to, mailboxes[i].name, "a@x");
		is_text(to.data, mailboxes[i].mailbox, "mailbox, row %zu", i);
		buf_free(&to);
	}
}

static void
test_encoded(void)
{
	ok(phrase_is_encoded("=?utf-8?B?w7w=?= =?utf-8?Q?x?="), "two words");
	ok(!phrase_is_encoded("=?utf-8?B?w7w=?= x"), "a word and another");
	ok(!phrase_is_encoded("=?utf\x1e-8?B?w7w=?="), "a control character");
	ok(!phrase_is_encoded("=?utf-8?Q?x\r\nTo:?="), "a line break");
}

int
main(void)
{
	test_encoded();
	test_rows();
	test_longs();
	test_mailbox();
	return tap_done();
}
