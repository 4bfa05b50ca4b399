/* address-refused.c - garbage and tricks that are no addresses */
#include <string.h>

#include "mail/address.h"
#include "unit/tap.h"

#define X10 "xxxxxxxxxx"
#define X60 X10 X10 X10 X10 X10 X10
#define X120 X60 X60
#define D10 "((((((((((" /* comments that open */
#define E10 "))))))))))"

/* Not a list of addresses, wherever it stands. */
static const char *const garbage[] = {
	/* blanks and words that belong nowhere */
	"foo bar@@baz, ok@x",
	"foo bar",
	"foo bar@x",
	"a@x b@y",
	"a@x y",
	"a@x <b@y>",
	"<a@x> b",
	"<a@x> <b@y>",
	"<a b@x>",
	"<a@x y>",
	"Joe <a@x> Public",
	"a; b",
	"a@x; b@y",
	"\"a\" \"b\"@x",
	"a\"b\"@x",
	"\"a\"b@x",

	/* parameters and commands */
	"a@b> SIZE=1 BODY=BINARYMIME",
	"<a@b> SIZE=1",
	"<a@b SIZE=1>",
	"a@b>",
	"a>@b",
	"<a>b@c>",
	"a@b,<",

	/* unbalanced */
	"<a@x",
	"a@x>",
	"<<a@x>>",
	"<<a@x>",
	"\"a",
	"\"a@x",
	"\"a\\\"@x",
	"(a",
	"a@x (b",
	"a@x (b\\)",
	"a)@x",
	"a@[1.2.3.4",
	"a@1.2.3.4]",
	"a@[x[y]",
	"a@[x]y]",
	"a]b@x",
	"[a]@x",
	"g: a@x; b@y",
	"g: h: a@x;;",
	"g: a@x;;",
	";",
	":;",
	":",

	/* incomplete */
	"@",
	"@x",
	"a@",
	"<a@>",
	"<@x>",
	"<@r:>x",
	"<@r",
	"<@r:@x>",
	"a@@x",
	"a@x@y",
	"a@x.",
	"a@.x",
	"a@x..y",
	"a@-x y",
	"a@,b@x",
	"<.>",
	".",
	"<.@x>",
	"..@x",

	/* characters a domain has not */
	"a@x!y",
	"a@x/y",
	"a@\"x\"",
	"a@x\\y",
	"a@b:25",
	"a@b*c",

	/* controls */
	"a\x01@x",
	"a@x\x7f",
	"a\x7f@x",
	"a\x1b[2J@x",
	"\"a\rb\\\rc\"@x",
	"\"a\\\nRCPT TO:<b@y>\"@x",
	"\"a\x01\"@x",
	"\"a\\\x01\"@x",
	"\"a\tb\"@x",
	"a@[1\x01]",
	"a@[1 2]",
	"a@[1\t2]",
	"a@[\r\n]",

	/* bytes that are no UTF-8 */
	"\xff@x",
	"\"\xc3\"@x",
	"\xc3@x",
	"\xed\xa0\x80@x",

	/* too long, too deep */
	X120 X120 X10 X10 "@x",
	"a@" X120 X120 X60 X10 X10,
	X120 X120 "@" X60 X60,
	D10 D10 D10 D10 E10 E10 E10 E10 " a@x",
};

static void
test_garbage(const char *text)
{
	struct arena arena = { 0 };
	struct address_list list = { 0 };
	struct slice slice = { text, strlen(text) };
	const char *why = NULL;
	ok(!address_parse(&arena, slice, &list, &why), "refused: %s", text);
	ok(why != NULL && why[0] != '\0', "and says why: %s", text);
	for (size_t i = 0; i < list.count; i++)
		tap_note("it has read %s at %s", list.items[i].local,
		    list.items[i].domain);

	/* Between two good ones it is garbage still. */
	const char *among = arena_print(&arena, "ok@x, %s, ok@y", text);
	bool open = strpbrk(text, "(\"[<:\\") != NULL;
	slice = (struct slice){ among, strlen(among) };
	ok(open || !address_parse(&arena, slice, &list, &why),
	    "refused among others: %s", text);
	arena_free(&arena);
}

/* The longest that is not too long. */
static void
test_lengths(void)
{
	struct arena arena = { 0 };
	struct address address;
	const char *why;
	char local[ADDRESS_LOCAL_MOST + 2];
	memset(local, 'l', sizeof(local));
	local[ADDRESS_LOCAL_MOST] = '\0';
	const char *text = arena_print(&arena, "%s@x", local);
	ok(address_parse_one(&arena, text, &address, &why),
	    "a local part of %d octets", ADDRESS_LOCAL_MOST);
	local[ADDRESS_LOCAL_MOST] = 'l';
	local[ADDRESS_LOCAL_MOST + 1] = '\0';
	text = arena_print(&arena, "%s@x", local);
	ok(!address_parse_one(&arena, text, &address, &why), "one more");
	has(why, "too long", "one more: why");

	char domain[ADDRESS_MOST + 1];
	memset(domain, 'd', sizeof(domain));
	domain[ADDRESS_MOST - 2] = '\0';
	text = arena_print(&arena, "a@%s", domain);
	ok(address_parse_one(&arena, text, &address, &why), "%d octets in all",
	    ADDRESS_MOST);
	domain[ADDRESS_MOST - 2] = 'd';
	domain[ADDRESS_MOST - 1] = '\0';
	text = arena_print(&arena, "a@%s", domain);
	ok(!address_parse_one(&arena, text, &address, &why), "%d are too many",
	    ADDRESS_MOST + 1);
	arena_free(&arena);
}

/* A NUL hides nothing. */
static void
test_nul(void)
{
	static const struct slice texts[] = { { "a@x\0", 4 }, { "\0a@x", 4 },
		{ "a\0@x", 4 }, { "a@x\0, b@y", 9 }, { "(\0) a@x", 7 } };
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct arena arena = { 0 };
		struct address_list list = { 0 };
		const char *why = "";
		ok(!address_parse(&arena, texts[i], &list, &why),
		    "a NUL, row %zu", i);
		has(why, "NUL", "a NUL, row %zu: why", i);
		arena_free(&arena);
	}
}

/* One argument is no place for folding. */
static void
test_one(void)
{
	static const char *const texts[] = { "a@x\r\n", "a\r\n @x", "a@x\r",
		"a@x\nRCPT TO:<b@y>", "Joe\r\n <a@x>", "\"a\r\n b\"@x",
		"(a\nb) a@x", "a@x\x7f" };
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct arena arena = { 0 };
		struct address address;
		const char *why = "";
		ok(!address_parse_one(&arena, texts[i], &address, &why),
		    "one, refused: %s", texts[i]);
		has(why, "control", "one: why: %s", texts[i]);
		arena_free(&arena);
	}
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(garbage) / sizeof(*garbage); i++)
		test_garbage(garbage[i]);
	test_lengths();
	test_nul();
	test_one();
	return tap_done();
}
