/* aliases.c - the alias file, read and looked up; what is wrong in it */
#include "conf/aliases.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "unit/place.h"
#include "unit/tap.h"

static struct arena arena;
static const struct completion ours = { .domain = "example.com",
	.host = "web1.example.net" };

struct read {
	struct aliases aliases;
	struct text_list problems;
	struct error err;
	bool well;
};

static void
read_bytes(struct read *r, const char *text, size_t length)
{
	*r = (struct read){ 0 };
	r->aliases.file.path = place_bytes("aliases", text, length, 0644);
	r->well =
	    aliases_read(&arena, &r->aliases, &ours, &r->problems, &r->err);
}

/* What stands behind a name; NULL: no alias is found. */
static const char *
behind(struct read *r, const char *name)
{
	struct address address;
	const char *why;
	if (!address_parse_one(&arena, name, &address, &why))
		return why;
	struct alias *alias = aliases_find(&arena, &r->aliases, &address);
	return alias == NULL ? NULL : alias->targets;
}

static const struct {
	const char *text, *name, *targets;
} rows[] = {
	{ "root: a@x", "root", "a@x" },
	{ "root:a@x\n", "root", "a@x" },
	{ "root : a@x  \r\n", "root", "a@x" },
	{ "\xef\xbb\xbfroot: a@x\n", "root", "a@x" },
	{ "root: a@x", "Root", "a@x" },
	{ "ROOT: a@x", "root", "a@x" },
	{ "root: a@x", "toor", NULL },
	{ "root: a@x", "roo", NULL },
	{ "", "root", NULL },

	/* comments */
	{ "# root: b@x\nroot: a@x", "root", "a@x" },
	{ "  # root: b@x\nroot: a@x", "root", "a@x" },
	{ "root: a@x # the boss", "root", "a@x" },
	{ "root: a#b@x", "root", "a#b@x" },
	{ "root: \"a #b\"@x", "root", "\"a #b\"@x" },
	{ "root: # nobody yet\n\ta@x", "root", "a@x" },

	/* lines that go on */
	{ "root: a@x,\n b@x\n", "root", "a@x, b@x" },
	{ "root: a@x,\n\tb@x,\n\t# c\n\n\td@x\n", "root", "a@x, b@x, d@x" },
	{ "root: a@x,\\\nb@x", "root", "a@x,b@x" },
	{ "root:\\\n a@x", "root", "a@x" },
	{ "root:\n a@x", "root", "a@x" },
	{ "root: a@x\\", "root", "a@x" },
	{ " root: a@x", "root", "a@x" },

	/* a domain that is ours */
	{ "root@localhost: a@x", "root", "a@x" },
	{ "Root@WEB1.example.net : a@x", "root", "a@x" },
	{ "root@web1: a@x", "root", "a@x" },
	{ "\"a@b\": a@x", "\"a@b\"", "a@x" },
	{ "root@vm: b@x\nroot: a@x", "root", "a@x" },

	/* quotes */
	{ "\"jane doe\": a@x", "\"jane doe\"", "a@x" },
	{ "\"Jane Doe\": a@x", "\"jane DOE\"", "a@x" },
	{ "\"a:b\": a@x", "\"a:b\"", "a@x" },
	{ "\"a\\\"b\": a@x", "\"a\\\"b\"", "a@x" },
	{ "root: a@x", "\"root\"", "a@x" },
	{ "\"root\": a@x", "root", "a@x" },
	{ "list: \"|prog a, b\"", "list", "\"|prog a, b\"" },

	/* several lines for a name: the first */
	{ "root: a@x\nroot: b@x\n", "root", "a@x" },
	{ "b: 1@x\na: 2@x\nb: 3@x\na: 4@x", "a", "2@x" },

	/* detail, wildcard, default: the most special first */
	{ "root: a@x", "root+web", "a@x" },
	{ "root: a@x\nroot+*: b@x", "root+web", "b@x" },
	{ "root: a@x\nroot+*: b@x\nroot+web: c@x", "root+web", "c@x" },
	{ "root: a@x\nroot+*: b@x", "root", "a@x" },
	{ "root+web: a@x", "root", NULL },
	{ "*: a@x", "joe", "a@x" },
	{ "default: a@x", "joe", "a@x" },
	{ "default: a@x\n*: b@x", "joe", "b@x" },
	{ "*: a@x\njoe: b@x", "joe", "b@x" },
	{ "*: a@x\njoe: b@x", "joe+x", "b@x" },

	/* what is no alias is passed over */
	{ "no colon\nroot: a@x\n: b@x", "root", "a@x" },
	{ "\"open: b@x\nroot: a@x", "root", "a@x" },
	{ "two words: b@x\nroot: a@x", "root", "a@x" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct read r;
		read_bytes(&r, rows[i].text, strlen(rows[i].text));
		ok(r.well, "read: %s", rows[i].text);
		is_text(behind(&r, rows[i].name), rows[i].targets,
		    "%s behind: %s", rows[i].name, rows[i].text);
	}
}

static const struct {
	const char *text, *problem;
	unsigned line;
} wrong[] = {
	{ "root: a@x\nno colon\n", "NAME: ADDRESS", 2 },
	{ ": a@x", "NAME: ADDRESS", 1 },
	{ "\n\n\"open: a@x", "NAME: ADDRESS", 3 },
	{ "two words: a@x", "NAME: ADDRESS", 1 },
	{ "\"a\"b: a@x", "NAME: ADDRESS", 1 },
	{ "root@vm: x@y", "root@vm: aliases are for names of this", 1 },
	{ "\n@web1: x@y", "@web1: aliases are for names of this", 2 },
	{ "root@: x@y", "root@: aliases are for names of this", 1 },
	{ "team: a@x, #b@x, c@x", "the # behind a blank", 1 },
	{ "team: #b@x", "the # behind a blank", 1 },
	{ "a: x@y\nb: x@y\nA: z@y", "has an alias in line 1 already", 3 },
};

static void
test_wrong(void)
{
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct read r;
		read_bytes(&r, wrong[i].text, strlen(wrong[i].text));
		ok(r.well, "it stops nobody's mail: %s", wrong[i].text);
		if (!is(r.problems.count, 1, "told: %s", wrong[i].text))
			continue;
		has(r.problems.items[0], wrong[i].problem, "what");
		has(r.problems.items[0],
		    arena_print(
			&arena, "%s:%u: ", r.aliases.file.path, wrong[i].line),
		    "where");
	}
}

/* Comments are no problem, whoever they name. */
static void
test_comments(void)
{
	static const char text[] = "# joe@x\n#joe@x\na: a@x #joe@x\n"
				   "b: b@x, # and joe@x\n\t#c@x,\n\td@x\n";
	struct read r;
	read_bytes(&r, text, strlen(text));
	ok(r.well, "comments");
	is(r.problems.count, 0, "are no problem");
}

static void
test_files(void)
{
	static const char nul[] = "root: a@x\nb\0: c@x";
	struct read r;
	read_bytes(&r, nul, sizeof(nul) - 1);
	ok(!r.well, "a NUL");
	is(r.err.code, EX_CONFIG, "its status");
	has(r.err.text, "/aliases:2: a NUL", "and where it is");

	r = (struct read){ .aliases.file.path = place_path("none") };
	ok(!aliases_read(&arena, &r.aliases, &ours, NULL, &r.err),
	    "a file that is named and not there");
	is(r.err.code, EX_CONFIG, "its status");
	has(r.err.text, "/none: No such file", "and why");

	r = (struct read){ .aliases.file.path =
			       place_bytes("open", "a: b@x", 6, 0666) };
	chmod(r.aliases.file.path, 0666);
	ok(!aliases_read(&arena, &r.aliases, &ours, NULL, &r.err),
	    "a file that everybody writes");
	is(r.err.code, EX_CONFIG, "its status");
	has(r.err.text, "chmod o-w", "and what to do");

	r = (struct read){ 0 };
	ok(aliases_read(&arena, &r.aliases, &ours, NULL, &r.err),
	    "no file at all");
	is_text(behind(&r, "root"), NULL, "has no aliases");
}

/* A hundred thousand aliases, in the worst order, and a look-up of each. */
static void
test_many(void)
{
	enum { MANY = 100000 };
	struct buf text = BUF(ALIASES_MOST);
	struct read r;
	size_t found = 0;
	for (int i = MANY; i > 0; i--)
		buf_print(&text, "name%d: user%d@x,\n\tother@x\n", i, i);
	read_bytes(&r, text.data, text.length);
	ok(r.well, "many");
	is(r.aliases.count, MANY, "all of them");
	is(r.problems.count, 0, "and nothing wrong");
	for (int i = 1; i <= MANY; i += 7) {
		struct arena own = { 0 };
		struct address address = { .local =
					       arena_print(&own, "name%d", i) };
		struct alias *alias = aliases_find(&own, &r.aliases, &address);
		found += alias != NULL
		    && strcmp(alias->targets,
			   arena_print(&own, "user%d@x, other@x", i))
			== 0;
		arena_free(&own);
	}
	is(found, (MANY + 6) / 7, "each is found");

	buf_free(&text);

	FILE *file = fopen(place_path("huge"), "w");
	for (size_t i = 0; i <= ALIASES_MOST / 16; i++)
		fputs("a-name: user@xy\n", file);
	fclose(file);
	r = (struct read){ .aliases.file.path = place_path("huge") };
	ok(!aliases_read(&arena, &r.aliases, &ours, NULL, &r.err),
	    "a huge file");
	is(r.err.code, EX_CONFIG, "its status");
	has(r.err.text, "is larger than", "and why");
}

int
main(void)
{
	test_rows();
	test_wrong();
	test_comments();
	test_files();
	test_many();
	arena_free(&arena);
	return tap_done();
}
