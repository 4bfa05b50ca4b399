/* expansion.c - who stands behind a name, and the ways that lead nowhere */
#include "conf/expansion.h"

#include <string.h>

#include "unit/place.h"
#include "unit/tap.h"

static const char *own_domains[] = { "mail.example.com", "*.internal" };
static const struct completion completion = { .domain = "example.com",
	.host = "web1.example.com",
	.domains = { own_domains, 2 } };

struct expanded {
	struct arena arena;
	struct aliases aliases;
	struct expansion expansion;
	struct address_list to;
	struct error err;
	bool well;
	const char *text; /* the addresses, blanks between */
};

static void
open_file(struct expanded *e, const char *text)
{
	*e = (struct expanded){ .text = "" };
	e->aliases.file.path = place_file("aliases", text, 0644);
	e->expansion = (struct expansion){ .arena = &e->arena,
		.aliases = &e->aliases,
		.completion = &completion };
}

static void
expand_all(struct expanded *e, const char *names)
{
	struct slice text = { names, strlen(names) };
	struct address_list list = { 0 };
	const char *why;
	e->well = address_parse(&e->arena, text, &list, &why);
	for (size_t i = 0; e->well && i < list.count; i++)
		e->well = expansion_add(
		    &e->expansion, &list.items[i], &e->to, &e->err);
	for (size_t i = 0; i < e->to.count; i++)
		e->text =
		    arena_print(&e->arena, "%s%s%s", e->text, i > 0 ? " " : "",
			address_wire(&e->arena, &e->to.items[i], NULL));
}

static const struct {
	const char *names, *file, *text;
} rows[] = {
	{ "root", "root: a@x", "a@x" },
	{ "root", "root: a@x, b@y", "a@x b@y" },
	{ "root", "root: , a@x,, b@y,", "a@x b@y" },
	{ "root", "root: \"A, B\" <a@x>, (c, d) b@y", "a@x b@y" },
	{ "root", "root: \"a, b\"@x, <c@y>", "\"a, b\"@x c@y" },
	{ "root", "root: joe", "joe" },
	{ "root", "other: a@x", "root" },
	{ "root", "", "root" },

	/* aliases of aliases, each once */
	{ "root", "root: ops\nops: a@x, b@y", "a@x b@y" },
	{ "root", "root: ops, boss\nops: a@x\nboss: b@y, ops", "a@x b@y" },
	{ "root, ops", "root: ops\nops: a@x", "a@x" },
	{ "a", "a: b\nb: c\nc: d\nd: z@x", "z@x" },

	/* a name that means itself */
	{ "joe", "joe: joe, a@x", "joe a@x" },
	{ "joe", "joe: \\joe, a@x", "joe a@x" },
	{ "joe", "joe: JOE@localhost", "JOE@localhost" },
	{ "joe", "joe: joe+list", "joe+list" },
	{ "root", "root: joe\njoe: \\root", "root" },

	/* what is this machine, and what is not */
	{ "root@localhost", "root: a@x", "a@x" },
	{ "root@web1", "root: a@x", "a@x" },
	{ "root@web1.example.com", "root: a@x", "a@x" },
	{ "root@Mail.Example.Com", "root: a@x", "a@x" },
	{ "root@db.internal", "root: a@x", "a@x" },
	{ "root@web1.example.com", "", "root@web1.example.com" },
	{ "root@example.com", "root: a@x", "root@example.com" },
	{ "root@web2", "root: a@x", "root@web2" },
	{ "ops", "ops: root@web1.example.com\nroot: a@x", "a@x" },
	{ "ops", "ops: root@example.com\nroot: a@x", "root@example.com" },

	/* for whoever has none */
	{ "joe", "*: a@x", "a@x" },
	{ "joe", "default: admin", "admin" },
	{ "joe", "default: admin\nadmin: a@x", "a@x" },
	{ "joe", "*: list\nlist: bob, a@x", "bob a@x" },
	{ "root", "root: joe\n*: a@x", "a@x" },

	/* a list's owner is a name like any other */
	{ "owner-list", "list: a@x, b@x\nowner-list: boss@x", "boss@x" },
	{ "list", "list: a@x, b@x\nowner-list: boss@x", "a@x b@x" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct expanded e;
		open_file(&e, rows[i].file);
		expand_all(&e, rows[i].names);
		if (!ok(e.well, "%s with: %s", rows[i].names, rows[i].file))
			tap_note("%s", e.err.text);
		is_text(e.text, rows[i].text, "those behind");
		arena_free(&e.arena);
	}
}

static const struct {
	const char *names, *file;
	int code;
	const char *why;
} bad[] = {
	{ "a", "a: b\nb: a", EX_CONFIG, ":2: *circle: a -> b -> a" },
	{ "x", "x: a\na: b\nb: c\nc: a", EX_CONFIG,
	    ":4: *circle: a -> b -> c -> a" },
	{ "a", "a:", EX_CONFIG, ":1: a has no address" },
	{ "a", "a: ,,", EX_CONFIG, ":1: a has no address" },
	{ "a", "\na: foo bar@@x", EX_CONFIG,
	    ":2: the address \"foo bar@@x\" of a has a blank" },
	{ "a", "a: b@x, <>", EX_CONFIG, ":1: a leads to <>" },
	{ "a", "a: |/bin/prog", EX_UNAVAILABLE,
	    ":1: a leads to |/bin/prog, which is a program" },
	{ "a", "a: b@x, \"|/bin/prog -x, y\"", EX_UNAVAILABLE,
	    "leads to \"|/bin/prog -x, y\", which is a program" },
	{ "a", "a: /var/mail/a", EX_UNAVAILABLE,
	    "leads to /var/mail/a, which is a file" },
	{ "a", "a: \"/var/mail/a b\"", EX_UNAVAILABLE, "which is a file" },
	{ "a", "a: /dev/null", EX_UNAVAILABLE, "which is a file" },
	{ "a", "a: :include:/etc/list", EX_UNAVAILABLE,
	    "leads to :include:/etc/list, which is a list" },
	{ "a", "a: \":include:/etc/list\"", EX_UNAVAILABLE, "is a list" },
	{ "a", "a: :blackhole:", EX_UNAVAILABLE, "an order" },
	{ "a", "a: b\nb: |prog", EX_UNAVAILABLE, ":2: b leads to |prog" },
	{ "a", "a: \x1b[2J@@", EX_CONFIG, "\\x1B[2J" },
};

static void
test_bad(void)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct expanded e;
		open_file(&e, bad[i].file);
		expand_all(&e, bad[i].names);
		ok(!e.well, "refused: %s", bad[i].file);
		is(e.err.code, bad[i].code, "its status");
		ok(text_matches(
		       arena_print(&e.arena, "*%s*", bad[i].why), e.err.text),
		    "why: %s", e.err.text);
		arena_free(&e.arena);
	}
}

/* Whatever is wrong elsewhere in the file stops nobody else's mail. */
static void
test_apart(void)
{
	struct expanded e;
	open_file(&e, "a: b\nb: a\nc: |x\nd: foo bar\nrubbish\nroot: r@x");
	expand_all(&e, "root");
	ok(e.well, "root is well");
	is_text(e.text, "r@x", "and is found");
	arena_free(&e.arena);
}

static const char *
chain(struct arena *arena, int length)
{
	struct buf text = BUF(ALIASES_MOST);
	for (int i = 1; i < length; i++)
		buf_print(&text, "a%d: a%d\n", i, i + 1);
	buf_print(&text, "a%d: end@x\n", length);
	const char *copy = arena_copy(arena, text.data, text.length);
	buf_free(&text);
	return copy;
}

static void
test_deep(void)
{
	struct arena arena = { 0 };
	struct expanded e;
	open_file(&e, chain(&arena, ALIASES_DEEP));
	expand_all(&e, "a1");
	ok(e.well, "as deep as may be");
	is_text(e.text, "end@x", "its end");
	arena_free(&e.arena);

	open_file(&e, chain(&arena, 100000));
	expand_all(&e, "a1");
	ok(!e.well, "deeper");
	is(e.err.code, EX_CONFIG, "its status");
	has(e.err.text, "a51 is more than 50 aliases behind", "and why");
	arena_free(&e.arena);
	arena_free(&arena);
}

/* Each of forty lists holds all the following ones twice: 2^40 ways. */
static void
test_ways(void)
{
	struct buf text = BUF(ALIASES_MOST);
	struct expanded e;
	for (int i = 1; i < 40; i++) {
		buf_print(&text, "l%d: m%d@x", i, i);
		for (int j = i + 1; j <= 40; j++)
			buf_print(&text, ", l%d, l%d", j, j);
		buf_text(&text, "\n");
	}
	buf_text(&text, "l40: last@x\n");
	open_file(&e, text.data);
	expand_all(&e, "l1");
	ok(e.well, "ways without number");
	is(e.to.count, 40, "each list is followed once");
	arena_free(&e.arena);
	buf_free(&text);
}

static void
test_check(void)
{
	struct text_list problems = { 0 };
	struct expanded e;
	open_file(&e,
	    "root: a@x, joe\njoe: |prog, foo bar, /f\na: b\nb: a\nrubbish\n");
	is(expansion_check(&e.expansion, &problems, &e.err), 3,
	    "three lines are wrong");
	is(e.err.code, 0, "but the file could be read");
	is(problems.count, 5, "and two things nobody serves");
	for (size_t i = 0; i < problems.count; i++)
		has(problems.items[i], "/aliases:", "where: %s",
		    problems.items[i]);
	is(e.aliases.count, 4, "four aliases");
	arena_free(&e.arena);

	problems = (struct text_list){ 0 };
	open_file(&e, "root: a@x\nprog: |prog\n");
	is(expansion_check(&e.expansion, &problems, &e.err), 0,
	    "a program is not wrong");
	is(problems.count, 1, "but told");
	arena_free(&e.arena);

	problems = (struct text_list){ 0 };
	open_file(&e, "root: a@x\n");
	e.aliases.file.path = place_path("none");
	is(expansion_check(&e.expansion, &problems, &e.err), 1, "no file");
	is(e.err.code, EX_CONFIG, "its status");
	arena_free(&e.arena);
}

int
main(void)
{
	test_rows();
	test_bad();
	test_apart();
	test_deep();
	test_ways();
	test_check();
	return tap_done();
}
