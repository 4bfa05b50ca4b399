/* config.c - the grammar of a configuration file */
#include "conf/config.h"

#include <stdlib.h>
#include <string.h>

#include "unit/place.h"
#include "unit/tap.h"

struct loaded {
	struct arena arena;
	struct config config;
	struct error err;
	bool well;
	const char *path;
};

static void
load(struct loaded *l, const char *text, size_t length, mode_t mode)
{
	*l = (struct loaded){ 0 };
	l->path = place_bytes("config", text, length, mode);
	l->well = config_load(&l->arena, l->path, &l->config, &l->err);
}

static void
load_text(struct loaded *l, const char *text)
{
	load(l, text, strlen(text), 0600);
	if (!l->well)
		tap_note("%s", l->err.text);
}

static const struct account *
account(const struct loaded *l, size_t i)
{
	static const struct account none;
	return i < l->config.count ? &l->config.accounts[i] : &none;
}

/* How a line sets `user`, which takes any byte. */
static const struct {
	const char *line, *user;
} lines[] = {
	{ "user = joe", "joe" },
	{ "user=joe", "joe" },
	{ "user  =\tjoe  ", "joe" },
	{ "  user = joe", "joe" },
	{ "user = joe\r", "joe" },
	{ "user = a b", "a b" },
	{ "user = a=b", "a=b" },
	{ "user = a # b", "a # b" },
	{ "user = #a", "#a" },
	{ "user = a;b", "a;b" },
	{ "user = ;a", ";a" },
	{ "user = [a]", "[a]" },
	{ "user = \" a \"", " a " },
	{ "user = \"a\"b\"", "a\"b" },
	{ "user = \"\"\"", "\"" },
	{ "user = \"\"a\"", "\"a" },
	{ "user = a\"b", "a\"b" },
	{ "user = \"a b\"@c", "\"a b\"@c" },
	{ "user = \"a\\\"b\"@c", "\"a\\\"b\"@c" },
	{ "user = 'a'", "'a'" },
	{ "user = \"a\" \"b\"", "a\" \"b" },
	{ "user = a\\nb", "a\\nb" },
	{ "user = gr\xc3\xbc\xff", "gr\xc3\xbc\xff" },
	{ "user = ${WHO}", "me" },
	{ "user = \"${WHO} \"", "me " },
	{ "user = $${WHO}", "${WHO}" },
	{ "user = ${NOBODY:-you}", "you" },
	{ "# user = x\nuser = joe", "joe" },
	{ "   # user = x\nuser = joe", "joe" },
	{ "\n\n\t\nuser = joe\n\n", "joe" },
	{ "\xef\xbb\xbfuser = joe", "joe" },
	{ "user = joe\r\n\r\n# x\r\ntls = off\r\n", "joe" },
};

static void
test_lines(void)
{
	setenv("WHO", "me", 1);
	unsetenv("NOBODY");
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct loaded l;
		load_text(&l, lines[i].line);
		ok(l.well, "a line: %s", lines[i].line);
		is_text(account(&l, 0)->user, lines[i].user, "user of: %s",
		    lines[i].line);
		arena_free(&l.arena);
	}
}

/* Where, and what; the value never shows. */
static const struct {
	const char *text, *where, *why;
	size_t length; /* 0: up to its NUL */
} bad[] = {
	{ "user", ":1: ", "KEY = VALUE", 0 },
	{ "\n\nuser joe", ":3: ", "KEY = VALUE", 0 },
	{ "usr = topsecret", ":1: ", "did you mean \"user\"?", 0 },
	{ "pasword = topsecret", ":1: ", "did you mean \"password\"?", 0 },
	{ "frobnicate = topsecret", ":1: ", "unknown setting \"frobnicate\"",
	    0 },
	{ "User = topsecret", ":1: ", "setting: write user,", 0 },
	{ "= topsecret", ":1: ", "is this file a configuration?", 0 },
	{ "TopSecret==", ":1: ", "is this file a configuration?", 0 },
	{ "topsecret3==", ":1: ", "is this file a configuration?", 0 },
	{ "topsecret-that-is-longer-than-any-setting = x",
	    ":1: ", "is this file a configuration?", 0 },
	{ "x\x1b[2J = 1", ":1: ", "is this file a configuration?", 0 },
	{ "# x\r\ntls = topsecret\r\n", ":2: ", "tls must be required,", 0 },
	{ "user = a\nuser = topsecret", ":2: user is set already",
	    "user is set already", 0 },
	{ "password = topsecret\npassword-file = /x",
	    ":2: ", "password is set already", 0 },
	{ "netrc = /x\n\npassword = topsecret", ":3: ", "netrc is set already",
	    0 },
	{ "user = \"", ":1: ", "user begins with a quote", 0 },
	{ "user = \"topsecret", ":1: ", "user begins with a quote", 0 },
	{ "user = topsecret\"", ":1: ", "user ends with a quote", 0 },
	{ "user =", ":1: ", "user must not be empty", 0 },
	{ "user = \"\"", ":1: ", "user must not be empty", 0 },
	{ "user = ${NOBODY}", ":1: ", "NOBODY is not set", 0 },
	{ "user = ${NOBODY", ":1: ", "without }", 0 },
	{ "user = a\0b", ":1: ", "NUL", 10 },
	{ "user = a\n\0", ":2: ", "NUL", 10 },
	{ "[account]", ":1: ", "[account NAME]", 0 },
	{ "[account a b]", ":1: ", "[account NAME]", 0 },
	{ "[account a", ":1: ", "[account NAME]", 0 },
	{ "[acount a]", ":1: ", "[account NAME]", 0 },
	{ "[a]", ":1: ", "[account NAME]", 0 },
	{ "[]", ":1: ", "[account NAME]", 0 },
	{ "[", ":1: ", "[account NAME]", 0 },
	{ "[account 'a]", ":1: ", "[account NAME]", 0 },
	{ "[account a]\n[account b]\n[account a]",
	    ":3: ", "an account a already", 0 },
	{ "[account default]", ":1: ", "an account default already", 0 },
	{ "[account a]\nignore-dots = yes", ":2: ", "above the first", 0 },
	{ "[account a]\nuser = x\nuser = topsecret", ":3: ", "already", 0 },
};

static void
test_bad(void)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct loaded l;
		size_t length =
		    bad[i].length > 0 ? bad[i].length : strlen(bad[i].text);
		load(&l, bad[i].text, length, 0600);
		ok(!l.well, "refused: %s", bad[i].text);
		is(l.err.code, EX_CONFIG, "code: %s", bad[i].text);
		has(l.err.text, bad[i].where, "where: %s", bad[i].text);
		ok(strncmp(l.err.text, l.path, strlen(l.path)) == 0,
		    "in which file: %s", bad[i].text);
		has(l.err.text, bad[i].why, "why: %s", bad[i].text);
		ok(strstr(l.err.text, "topsecret") == NULL,
		    "without the value: %s", bad[i].text);
		arena_free(&l.arena);
	}
}

static void
test_sections(void)
{
	struct loaded l;
	load_text(&l,
	    "user = joe\nfrom = *@x\nsmarthost = smtp://a\n"
	    "password = p\n"
	    "[account one]\nuser = ann\nfrom = ann@x\n"
	    "[ account  \"number two\" ]\nsmarthost = smtp://b\n"
	    "smarthost = smtp://c\npassword-file = /f\n"
	    "[account three]\n");
	is(l.config.count, 4, "default and three");
	is_text(account(&l, 0)->name, "default", "above the first is default");
	is_text(account(&l, 0)->user, "joe", "default: user");
	is_text(account(&l, 1)->name, "one", "one");
	is_text(account(&l, 1)->user, "ann", "one: its own user");
	is(account(&l, 1)->url_count, 1, "one: the inherited smarthost");
	is_text(account(&l, 1)->urls[0].host, "a", "one: which");
	is(account(&l, 1)->from.count, 1, "one: its own from alone");
	is_text(account(&l, 2)->name, "number two", "two: a name in quotes");
	is_text(account(&l, 2)->user, "joe", "two: the inherited user");
	is(account(&l, 2)->url_count, 2, "two: its own smarthosts alone");
	is(account(&l, 2)->credential.kind, CREDENTIAL_FILE,
	    "two: its own secret instead");
	is(account(&l, 3)->credential.kind, CREDENTIAL_TEXT,
	    "three: nothing of two");
	is(account(&l, 3)->url_count, 1, "three: nor its smarthosts");
	is(account(&l, 0)->url_count, 1, "default: is as it was");
	is(account(&l, 0)->from.count, 1, "default: its from too");
	arena_free(&l.arena);
	load_text(&l, "");
	ok(l.well && l.config.count == 1, "an empty file is a default account");
	arena_free(&l.arena);
}

static void
test_permissions(void)
{
	static const struct {
		const char *text;
		mode_t mode;
		bool well;
		const char *why;
	} rows[] = {
		{ "user = x", 0644, true, NULL },
		{ "user = x", 0664, true, NULL },
		{ "user = x", 0666, false, "chmod o-w" },
		{ "user = x", 0602, false, "chmod o-w" },
		{ "password = x", 0600, true, NULL },
		{ "password = x", 0640, true, NULL },
		{ "password = x", 0644, false, "chmod 640" },
		{ "password = x", 0604, false, "chmod 600" },
		{ "password = x", 0660, false, "chmod 640" },
		{ "[account a]\npassword = x", 0644, false, "chmod 640" },
		{ "proxy = socks5://u:p@h", 0644, false, "chmod 640" },
		{ "proxy = socks5://h", 0644, true, NULL },
		{ "password-file = /x", 0644, true, NULL },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct loaded l;
		load(&l, rows[i].text, strlen(rows[i].text), rows[i].mode);
		is(l.well, rows[i].well, "%03o: %s", rows[i].mode,
		    rows[i].text);
		if (!rows[i].well) {
			is(l.err.code, EX_CONFIG, "%03o: code", rows[i].mode);
			has(l.err.text, rows[i].why, "%03o: why", rows[i].mode);
		}
		arena_free(&l.arena);
	}
}

int
main(void)
{
	test_lines();
	test_bad();
	test_sections();
	test_permissions();
	return tap_done();
}
