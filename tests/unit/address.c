/* address.c - mailboxes, groups and lists of them that are understood */
#include "mail/address.h"

#include <string.h>

#include "unit/tap.h"

/* What a list is read as: "name <local@domain>" each, bars between; a bare
 * name has no @, and only a mailbox with a name has brackets. */
static const struct {
	const char *text, *read;
} rows[] = {
	/* simple */
	{ "a@x", "a@x" },
	{ " a@x ", "a@x" },
	{ "a@x, b@y,c@z", "a@x|b@y|c@z" },
	{ "root", "root" },
	{ "root, a@x", "root|a@x" },
	{ "-odd@x", "-odd@x" },
	{ "a.b.c@x.y.z", "a.b.c@x.y.z" },
	{ "!#$%&'*+-/=?^_`{|}~@x", "!#$%&'*+-/=?^_`{|}~@x" },
	{ "a@x_y.z-0", "a@x_y.z-0" },
	{ "/dev/null", "/dev/null" },
	{ "|cmd", "|cmd" },

	/* nothing between commas */
	{ "", "" },
	{ "   ", "" },
	{ ",", "" },
	{ " , ,, ", "" },
	{ ",a@x,,b@y,", "a@x|b@y" },

	/* brackets and names */
	{ "<a@x>", "a@x" },
	{ "<>", "" },
	{ "< a@x >", "a@x" },
	{ "Joe <a@x>", "Joe <a@x>" },
	{ "Joe Q. Public <a@x>", "Joe Q. Public <a@x>" },
	{ "Joe  Q\tPublic <a@x>", "Joe Q Public <a@x>" },
	{ "\"Joe, \\\"Q\\\"\" <a@x>", "\"Joe, \\\"Q\\\"\" <a@x>" },
	{ "\"a@b\" <c@x>, d@y", "\"a@b\" <c@x>|d@y" },
	{ "=?utf-8?q?a=2Cb?= <a@x>", "=?utf-8?q?a=2Cb?= <a@x>" },
	{ "J\xc3\xb6rg <a@x>", "J\xc3\xb6rg <a@x>" },
	{ "\"Last, First\" <a@x>, Other <b@y>",
	    "\"Last, First\" <a@x>|Other <b@y>" },
	{ "Joe<a@x>", "Joe <a@x>" },
	{ "Joe <root>", "Joe <root>" },

	/* comments */
	{ "a@x (Joe)", "Joe <a@x>" },
	{ "root (Cron Daemon)", "Cron Daemon <root>" },
	{ "(c1 (nested)) e@x (tail)", "tail <e@x>" },
	{ "f@x (comment, with comma), g@y",
	    "\"comment, with comma\" <f@x>|g@y" },
	{ "a(b)@(c)x(d).(e)y", "e <a@x.y>" },
	{ "a@x (\\) still)", "?<a@x>" },
	{ "(only a comment)", "" },
	{ "(x) a@x, (y) b@y", "a@x|b@y" },
	{ "Joe (a comment) <a@x>", "Joe <a@x>" },
	{ "a@x ()", "a@x" },

	/* folding */
	{ "\r\n\ta@x,\r\n b@x", "a@x|b@x" },
	{ "Joe\r\n Public\r\n <a@x>", "Joe Public <a@x>" },
	{ "a\r\n @\r\n x", "a@x" },

	/* quoted local parts, verbatim */
	{ "\"john doe\"@x", "\"john doe\"@x" },
	{ "<\"john doe\"@x>", "\"john doe\"@x" },
	{ "\"a@b\"@x", "\"a@b\"@x" },
	{ "\"a\\\"b\\\\c\"@x", "\"a\\\"b\\\\c\"@x" },
	{ "\"<>\"@x", "\"<>\"@x" },
	{ "\"a>\"@x, b@y", "\"a>\"@x|b@y" },
	{ "\"a\".b.\"c\"@x", "\"a\".b.\"c\"@x" },
	{ "\"\"@x", "\"\"@x" },
	{ "\"b@evil.com,\"@x", "\"b@evil.com,\"@x" },

	/* groups */
	{ "grp: c@x, d@x;", "c@x|d@x" },
	{ "grp:c@x,d@x;", "c@x|d@x" },
	{ "undisclosed-recipients:;", "" },
	{ "undisclosed-recipients: ;, a@x", "a@x" },
	{ "a@x, g: b@y;, c@z", "a@x|b@y|c@z" },
	{ "\"My, Group\": Joe <b@y>, c@z;", "Joe <b@y>|c@z" },
	{ "two words: a@x;", "a@x" },
	{ "g: a@x", "a@x" },
	{ "g:;,h:;", "" },
	{ "g: ,a@x,, ;", "a@x" },

	/* obsolete */
	{ "<@r:u@x>", "u@x" },
	{ "<@r,@s:u@x>", "u@x" },
	{ "Joe <@r:u@x>", "Joe <u@x>" },
	{ "a . b @ x . y", "a.b@x.y" },
	{ "\\root", "root" },
	{ "\\joe@x", "joe@x" },

	/* literals */
	{ "a@[127.0.0.1]", "a@[127.0.0.1]" },
	{ "a@[IPv6:::1]", "a@[IPv6:::1]" },
	{ "<a@[1.2.3.4]>, b@y", "a@[1.2.3.4]|b@y" },

	/* beyond ASCII */
	{ "\xc3\xbc@x", "\xc3\xbc@x" },
	{ "a@b\xc3\xbc"
	  "cher.example",
	    "a@b\xc3\xbc"
	    "cher.example" },
	{ "\"\xc3\xbc b\"@x", "\"\xc3\xbc b\"@x" },
};

static const char *
show(struct arena *arena, const struct address *address)
{
	const char *at = address->domain == NULL ? "" : "@";
	const char *domain = address->domain == NULL ? "" : address->domain;
	if (address->name == NULL)
		return arena_print(arena, "%s%s%s", address->local, at, domain);
	return arena_print(
	    arena, "%s <%s%s%s>", address->name, address->local, at, domain);
}

/* A wanted text that begins with ? does not care for the name. */
static void
test_row(const char *text, const char *wanted)
{
	struct arena arena = { 0 };
	struct address_list list = { 0 };
	const char *why = NULL;
	struct slice slice = { text, strlen(text) };
	if (!ok(address_parse(&arena, slice, &list, &why), "read: %s", text))
		tap_note("it %s", why);
	const char *read = "";
	for (size_t i = 0; i < list.count; i++) {
		struct address *address = &list.items[i];
		if (wanted[0] == '?')
			address->name = NULL;
		read = arena_print(&arena, "%s%s%s", read, i > 0 ? "|" : "",
		    show(&arena, address));
	}
	if (wanted[0] == '?')
		wanted = arena_copy(&arena, wanted + 2, strlen(wanted) - 3);
	is_text(read, wanted, "read as: %s", text);
	arena_free(&arena);
}

/* start and end say where local@domain stands, so that it can be replaced. */
static void
test_places(void)
{
	static const struct {
		const char *text, *place;
	} places[] = {
		{ "root", "root" },
		{ " root (Cron)", "root" },
		{ "Joe <joe>, x@y", "joe" },
		{ "(c) \"a b\" (d)", "\"a b\"" },
		{ "Joe < joe@localhost >", "joe@localhost" },
		{ "g: root;", "root" },
		{ "a(c)@x, b", "a(c)@x" },
		{ "<@r:u@x>", "u@x" },
	};
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct arena arena = { 0 };
		struct address_list list = { 0 };
		const char *why, *text = places[i].text;
		address_parse(
		    &arena, (struct slice){ text, strlen(text) }, &list, &why);
		is_bytes(text + list.items[0].start,
		    list.items[0].end - list.items[0].start, places[i].place,
		    strlen(places[i].place), "where it stands in: %s", text);
		arena_free(&arena);
	}
}

static void
test_many(void)
{
	struct arena arena = { 0 };
	struct address_list list = { 0 };
	struct buf text = BUF(100000);
	const char *why;
	for (int i = 0; i < 1000; i++)
		buf_print(&text, "%sname %d <user%d@host%d.example>",
		    i > 0 ? ",\r\n " : "", i, i, i);
	ok(address_parse(
	       &arena, (struct slice){ text.data, text.length }, &list, &why),
	    "a thousand of them");
	is(list.count, 1000, "all there");
	is_text(list.items[999].domain, "host999.example", "to the last");
	ok(address_parse(&arena, (struct slice){ "one@more", 8 }, &list, &why),
	    "another list");
	is(list.count, 1001, "is appended");
	buf_free(&text);
	arena_free(&arena);
}

static void
test_one(void)
{
	struct arena arena = { 0 };
	struct address address;
	const char *why;
	ok(address_parse_one(&arena, "Bob X <b@x>", &address, &why), "one");
	is_text(address.local, "b", "its local part");
	is_text(address.name, "Bob X", "its name");
	ok(address_parse_one(&arena, "<>", &address, &why), "the null one");
	ok(address_is_null(&address), "is null");
	ok(address_parse_one(&arena, "", &address, &why) == false, "none");
	ok(!address_parse_one(&arena, "a@x, b@y", &address, &why), "two");
	has(why, "single", "two: why");
	ok(!address_parse_one(&arena, "g:;", &address, &why), "empty group");
	ok(!address_parse_one(&arena, "a@x\n", &address, &why), "a LF");
	has(why, "control", "a LF: why");
	arena_free(&arena);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		test_row(rows[i].text, rows[i].read);
	test_places();
	test_many();
	test_one();
	return tap_done();
}
