/* text.c - looking at text, byte by byte */
#include "base/text.h"

#include <string.h>

#include "unit/tap.h"

#define X10 "xxxxxxxxxx"

static const struct {
	const char *bytes, *shown;
	size_t length;
} printables[] = {
	{ "plain ~", "plain ~", 7 },
	{ "", "", 0 },
	{ "a\0b", "a\\x00b", 3 },
	{ "\r\n\t", "\\x0D\\x0A\\x09", 3 },
	{ "\x1b[31m", "\\x1B[31m", 5 },
	{ "\x7f", "\\x7F", 1 },
	{ "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f", 6 },
	{ "\xf0\x9f\x93\xac", "\xf0\x9f\x93\xac", 4 },
	{ "\xc2\x80", "\\xC2\\x80", 2 },
	{ "\xc2\x9b"
	  "31m",
	    "\\xC2\\x9B31m", 5 },
	{ "\xc2\x9f\xc2\xa0", "\\xC2\\x9F\xc2\xa0", 4 },
	{ "\xfcml", "\\xFCml", 3 },
	{ "\xc3", "\\xC3", 1 },
	{ "\xe2\x82", "\\xE2\\x82", 2 },
	{ "\xc0\xaf", "\\xC0\\xAF", 2 },
	{ "\xed\xa0\x80", "\\xED\\xA0\\x80", 3 },
	{ "\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80", 4 },
	{ "a\\x00", "a\\x00", 5 },
};

static void
test_printable(void)
{
	for (size_t i = 0; i < sizeof(printables) / sizeof(*printables); i++) {
		struct buf to = BUF(100);
		buf_text(&to, ">");
		text_printable(&to, printables[i].bytes, printables[i].length);
		is_text(to.data + 1, printables[i].shown, "printable: %s",
		    printables[i].shown);
		buf_free(&to);
	}
	struct arena arena = { 0 };
	const char *cut = X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10
	    X10 X10 X10 X10 X10 X10 X10;
	is_text(text_shown(&arena, cut, 200), cut, "shown: 200 bytes, whole");
	const char *more = arena_print(&arena, "%sy", cut);
	is_text(text_shown(&arena, more, 201),
	    arena_print(&arena, "%s...", cut), "shown: 201 bytes, cut");
	is_text(text_shown(&arena, "\n", 1), "\\x0A", "shown: printable");
	arena_free(&arena);
}

static const struct {
	const char *bytes;
	bool well;
} utf8s[] = {
	{ "", true },
	{ "ascii", true },
	{ "\xc3\xa4", true },
	{ "\xdf\xbf", true },
	{ "\xe0\xa0\x80", true },
	{ "\xef\xbf\xbf", true },
	{ "\xf0\x90\x80\x80", true },
	{ "\xf4\x8f\xbf\xbf", true },
	{ "\xed\x9f\xbf\xee\x80\x80", true },
	{ "\x80", false },
	{ "\xbf", false },
	{ "\xc3", false },
	{ "\xc3(", false },
	{ "\xc0\x80", false },
	{ "\xc1\xbf", false },
	{ "\xe0\x9f\xbf", false },
	{ "\xe2\x28\xa1", false },
	{ "\xe2\x82", false },
	{ "\xed\xa0\x80", false },
	{ "\xf0\x8f\xbf\xbf", false },
	{ "\xf4\x90\x80\x80", false },
	{ "\xf5\x80\x80\x80", false },
	{ "\xff", false },
	{ "\xf8\x88\x80\x80\x80", false },
	{ "ok\xc3\xa4\xff", false },
};

static void
test_utf8(void)
{
	for (size_t i = 0; i < sizeof(utf8s) / sizeof(*utf8s); i++)
		is(text_is_utf8(utf8s[i].bytes, strlen(utf8s[i].bytes)),
		    utf8s[i].well, "UTF-8, row %zu", i);
	ok(text_is_ascii("\0\x7f", 2), "NUL and DEL are ASCII");
	ok(!text_is_ascii("ab\x80", 3), "0x80 is not");
	ok(text_is_ascii("ab\x80", 2), "nobody looks behind the length");
}

static const struct {
	const char *pattern, *text;
	bool matches;
} globs[] = {
	{ "", "", true },
	{ "", "a", false },
	{ "*", "", true },
	{ "*", "anything", true },
	{ "?", "", false },
	{ "?", "a", true },
	{ "??", "a", false },
	{ "a*", "abc", true },
	{ "*c", "abc", true },
	{ "a*c", "ac", true },
	{ "a*c", "abcd", false },
	{ "*@example.com", "me@Example.COM", true },
	{ "*@example.com", "me@example.com.evil", false },
	{ "*@*.example.com", "me@a.b.example.com", true },
	{ "*@*.example.com", "me@example.com", false },
	{ "a*b*c", "aXbXbXc", true },
	{ "a*b*c", "aXcXb", false },
	{ "**a**", "xxaxx", true },
	{ "*a?c*", "abcabdabc", true },
	{ "A?", "ab", true },
	{ "a", "ab", false },
	{ "ab", "a", false },
	{ "*?", "", false },
	{ "?*", "x", true },
	{ "*a*a*a*a*a*a*b", X10 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    false },
};

static void
test_globs(void)
{
	for (size_t i = 0; i < sizeof(globs) / sizeof(*globs); i++)
		is(text_matches(globs[i].pattern, globs[i].text),
		    globs[i].matches, "does %s match %s?", globs[i].pattern,
		    globs[i].text);
}

static const struct {
	const char *text;
	uint64_t most;
	bool well;
	uint64_t number;
} numbers[] = {
	{ "0", 0, true, 0 },
	{ "1", 0, false, 0 },
	{ "7", 7, true, 7 },
	{ "8", 7, false, 0 },
	{ "9", 5, false, 0 },
	{ "10", 9, false, 0 },
	{ "10", 10, true, 10 },
	{ "007", 7, true, 7 },
	{ "65535", 65535, true, 65535 },
	{ "65536", 65535, false, 0 },
	{ "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
	{ "18446744073709551616", UINT64_MAX, false, 0 },
	{ "99999999999999999999999", UINT64_MAX, false, 0 },
	{ "", 9, false, 0 },
	{ "-1", 9, false, 0 },
	{ "+1", 9, false, 0 },
	{ " 1", 9, false, 0 },
	{ "1 ", 9, false, 0 },
	{ "0x1", 99, false, 0 },
	{ "1e3", 9999, false, 0 },
	{ "x", 9, false, 0 },
};

static void
test_numbers(void)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		uint64_t number = 4711;
		bool well =
		    text_number(numbers[i].text, numbers[i].most, &number);
		is(well, numbers[i].well, "is \"%s\" a number up to %llu?",
		    numbers[i].text, (unsigned long long)numbers[i].most);
		is(number, well ? numbers[i].number : 4711,
		    "\"%s\": its value, or the old one", numbers[i].text);
	}
}

static const struct {
	const char *a, *b;
	size_t distance;
} distances[] = {
	{ "", "", 0 },
	{ "", "abc", 3 },
	{ "same", "same", 0 },
	{ "smarthost", "smarhost", 1 },
	{ "smarthost", "smarthostt", 1 },
	{ "timeout", "timeuot", 1 },
	{ "user", "usar", 1 },
	{ "from", "form", 1 },
	{ "ab", "ba", 1 },
	{ "kitten", "sitting", 3 },
	{ "abcd", "badc", 2 },
	{ "tls", "log", 3 },
	{ X10 X10 X10 X10, X10 X10 X10 "xxxxxxxxxy", 1 },
	{ X10 X10 X10 X10 "x", "x", 40 },
};

static void
test_distances(void)
{
	for (size_t i = 0; i < sizeof(distances) / sizeof(*distances); i++) {
		const char *a = distances[i].a, *b = distances[i].b;
		is(text_distance(a, b), distances[i].distance, "%s to %s", a,
		    b);
		is(text_distance(b, a), distances[i].distance, "%s to %s", b,
		    a);
	}
}

static void
test_equality(void)
{
	ok(text_equal("ABC-z@[", "abc-Z@["), "letters in any case");
	ok(!text_equal("@[", "`{"), "other characters as they are");
	ok(!text_equal("\xc3\x84", "\xc3\xa4"), "no letters but ASCII's");
	ok(!text_equal("a", "ab") && !text_equal("ab", "a"), "no prefixes");
	ok(text_equal("", ""), "nothing is nothing");
	ok(text_equal_n("abX", "ABy", 2), "so many and no more");
	ok(text_starts("abc", "ab") && text_starts("abc", ""), "a start");
	ok(!text_starts("abc", "AB") && !text_starts("a", "ab"), "no start");
	is(text_lower('Z'), 'z', "lower");
	is(text_upper('z'), 'Z', "upper");
	is(text_upper('\xfc'), '\xfc', "no upper case beyond ASCII");
}

static void
test_trim(void)
{
	struct slice trimmed = text_trim((struct slice){ " \t\r\na b\n ", 9 });
	is_bytes(trimmed.data, trimmed.length, "a b", 3, "trimmed");
	is(text_trim((struct slice){ " \r\n\t", 4 }).length, 0, "to nothing");
	is(text_trim((struct slice){ "", 0 }).length, 0, "of nothing");
	trimmed = text_trim((struct slice){ "\v\f", 2 });
	is(trimmed.length, 2, "other blanks stay");
}

static void
test_lines(void)
{
	static const char text[] = "\xef\xbb\xbf"
				   "one\n\ntwo\r\nlast";
	static const char *const lines[] = { "one", "", "two\r", "last" };
	struct slice whole = { text, sizeof(text) - 1 }, line = { "", 0 };
	struct slice rest = text_without_mark(whole);
	is(rest.length, whole.length - 3, "the mark is passed over");
	is(text_without_mark(rest).length, rest.length, "and nothing else");
	for (size_t cut = 0; cut < 3; cut++)
		is(text_without_mark((struct slice){ text, cut }).length, cut,
		    "%zu octets of a mark are none", cut);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		ok(text_next_line(&rest, &line), "line %zu is there", i);
		ok(line.length == strlen(lines[i])
			&& memcmp(line.data, lines[i], line.length) == 0,
		    "line %zu as it stands", i);
	}
	ok(!text_next_line(&rest, &line), "there is no more");
	rest = (struct slice){ "\n", 1 };
	ok(text_next_line(&rest, &line) && line.length == 0, "an empty line");
	ok(!text_next_line(&rest, &line), "and none behind it");
}

int
main(void)
{
	test_printable();
	test_utf8();
	test_globs();
	test_numbers();
	test_distances();
	test_equality();
	test_trim();
	test_lines();
	return tap_done();
}
