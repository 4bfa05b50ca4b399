/* config-include.c - files that include others, and how the first is found */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/config.h"
#include "unit/place.h"
#include "unit/tap.h"

static struct arena arena;
static struct config config;
static struct error err;

static bool
load(const char *file)
{
	config = (struct config){ 0 };
	error_clear(&err);
	return config_load(&arena, file, &config, &err);
}

static void
test_include(void)
{
	place_file("secret", "password = p\n", 0600);
	place_file("part", "user = joe\ninclude = secret\n", 0644);
	const char *main_file = place_file("main",
	    "include = part\nsmarthost = smtp://a\n"
	    "[account x]\nuser = ann\n",
	    0644);
	if (!ok(load(main_file), "files that include others"))
		tap_note("%s", err.text);
	is_text(config.accounts[0].user, "joe", "what stands in them counts");
	is(config.accounts[0].credential.kind, CREDENTIAL_TEXT, "at any depth");
	is_text(config.accounts[0].urls[0].host, "a", "and what follows");
	is_text(config.accounts[1].user, "ann", "the sections too");

	place_file("accounts", "[account a]\nuser = a\n[account b]\n", 0644);
	main_file = place_file("main", "include = accounts\nuser = b\n", 0644);
	ok(load(main_file), "sections from another file");
	is(config.count, 3, "are sections");
	is_text(config.accounts[2].user, "b", "which go on after it");

	main_file = place_file("main",
	    arena_print(&arena, "include = \"%s\"\n", place_path("part")),
	    0644);
	ok(load(main_file), "an absolute path");
}

/* A path that is not absolute is meant beside the file that names it. */
static void
test_beside(void)
{
	mkdir(place_path("sub"), 0700);
	place_file("sub/inner",
	    "password-file = secret.txt\n"
	    "tls-ca-file = /abs/ca.pem\n",
	    0600);
	place_file("main", "include = sub/inner\n", 0600);
	ok(load(place_path("main")), "a file in another directory");
	is_text(config.accounts[0].credential.source,
	    place_path("sub/secret.txt"), "its paths are meant there");
	is_text(config.accounts[0].smarthost.tls_settings.ca_file.path,
	    "/abs/ca.pem", "absolute ones where they are");
}

static void
test_mistakes(void)
{
	place_file("inner", "user = a\n\nusr = b\n", 0644);
	ok(!load(place_file("main", "\ninclude = inner\n", 0644)),
	    "a mistake in an included file");
	has(err.text, arena_print(&arena, "%s:3: ", place_path("inner")),
	    "is told where it stands");
	place_file("inner", "user = a\n", 0644);
	ok(!load(place_file("main", "include = inner\nuser = b\n", 0644)),
	    "a setting twice, in two files");
	has(err.text, arena_print(&arena, "%s:2: ", place_path("main")),
	    "is told where the second stands");
	has(err.text, arena_print(&arena, "%s:1", place_path("inner")),
	    "and where the first does");
	ok(!load(place_file("main", "include = none\n", 0644)),
	    "a file that is not there");
	is(err.code, EX_CONFIG, "a file that is not there: code");
	has(err.text, place_path("none"), "a file that is not there: named");
	ok(!load(place_file("main", "include =\n", 0644)), "no file");
	is(err.code, EX_CONFIG, "no file: code");
}

static void
test_loops(void)
{
	ok(!load(place_file("loop", "include = loop\n", 0644)),
	    "a file that includes itself");
	is(err.code, EX_CONFIG, "itself: code");
	has(err.text,
	    arena_print(&arena, "%s:1: include: a loop: ", place_path("loop")),
	    "itself: where and why");
	place_file("ping", "include = pong\n", 0644);
	place_file("pong", "include = ping\n", 0644);
	ok(!load(place_path("ping")), "two that include each other");
	has(err.text,
	    arena_print(&arena, "%s:1: include: a loop: ", place_path("pong")),
	    "each other: where and why");

	for (int i = 0; i < CONFIG_DEEP; i++)
		place_file(arena_print(&arena, "deep%d", i),
		    arena_print(&arena, "include = deep%d\n", i + 1), 0644);
	place_file(arena_print(&arena, "deep%d", CONFIG_DEEP),
	    "user = bottom\n", 0644);
	ok(load(place_path("deep0")), "%d deep", CONFIG_DEEP);
	is_text(config.accounts[0].user, "bottom", "down to the bottom");
	place_file("deeper", "include = deep0\n", 0644);
	ok(!load(place_path("deeper")), "%d are too deep", CONFIG_DEEP + 1);
}

/* Each file that holds a secret must be private, the others need not. */
static void
test_private(void)
{
	place_file("inner", "password = p\n", 0644);
	ok(!load(place_file("main", "include = inner\n", 0600)),
	    "an included secret that others can read");
	has(err.text, place_path("inner"), "which file");
	place_file("inner", "password = p\n", 0600);
	ok(load(place_file("main", "include = inner\n", 0644)),
	    "an included secret that they cannot");
	place_file("inner", "user = p\n", 0644);
	ok(load(place_file("main", "include = inner\npassword = x\n", 0600)),
	    "a secret beside what all may read");
	ok(!load(place_file("main", "include = inner\npassword = x\n", 0644)),
	    "a secret in what all may read");
	place_file("inner", "user = p\n", 0646);
	ok(!load(place_file("main", "include = inner\n", 0600)),
	    "an included file that others can write");
}

static void
test_large(void)
{
	struct buf text = BUF(2 * CONFIG_MOST);
	while (text.length < CONFIG_MOST)
		buf_text(&text, "# a comment that goes on and on and on\n");
	ok(!load(place_file("large", text.data, 0600)), "a huge file");
	is(err.code, EX_CONFIG, "a huge file: code");
	ok(!load(place_path("")), "a directory");
	is(err.code, EX_CONFIG, "a directory: code");
	buf_free(&text);
}

/* -C, $SENDOFF_CONFIG, $XDG_CONFIG_HOME, ~/.config */
static void
test_found(void)
{
	mkdir(place_path("xdg"), 0700);
	mkdir(place_path("xdg/sendoff"), 0700);
	mkdir(place_path(".config"), 0700);
	mkdir(place_path(".config/sendoff"), 0700);
	place_file(".config/sendoff/config", "user = home\n", 0600);
	place_file("xdg/sendoff/config", "user = xdg\n", 0600);
	place_file("env", "user = env\n", 0600);
	setenv("HOME", place_path(""), 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("SENDOFF_CONFIG");
	ok(load(NULL), "at home");
	is_text(config.accounts[0].user, "home", "found at home");
	is_text(config.file, place_path(".config/sendoff/config"), "named");
	setenv("XDG_CONFIG_HOME", place_path("xdg"), 1);
	load(NULL);
	is_text(config.accounts[0].user, "xdg", "rather where XDG says");
	setenv("XDG_CONFIG_HOME", "relative", 1);
	load(NULL);
	is_text(config.accounts[0].user, "home", "unless that is relative");
	setenv("SENDOFF_CONFIG", place_path("env"), 1);
	load(NULL);
	is_text(config.accounts[0].user, "env", "rather as is asked for");
	setenv("SENDOFF_CONFIG", place_path("nowhere"), 1);
	ok(!load(NULL), "what is asked for must be there");
	setenv("SENDOFF_CONFIG", "", 1);
	load(NULL);
	is_text(config.accounts[0].user, "home", "unless it is empty");
	ok(load(place_path("env")), "a file given");
	is_text(config.accounts[0].user, "env", "beats them all");
}

int
main(void)
{
	test_include();
	test_beside();
	test_mistakes();
	test_loops();
	test_private();
	test_large();
	test_found();
	arena_free(&arena);
	return tap_done();
}
