/* credential.c - where a secret comes from, and who else could see it */
#include "auth/credential.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "unit/place.h"
#include "unit/tap.h"

struct loaded {
	struct arena arena;
	struct login login;
	struct error err;
	bool well;
};

static void
load(struct loaded *l, enum credential_kind kind, const char *source)
{
	struct credential credential = {
		.user = "joe", .kind = kind, .source = source
	};
	*l = (struct loaded){ 0 };
	l->well =
	    credential_load(&l->arena, &credential, "mx", &l->login, &l->err);
}

static void
unload(struct loaded *l)
{
	secret_free(&l->login.secret);
	arena_free(&l->arena);
}

/* The first line, whole: `secret` NULL means that there is none. */
static const struct {
	const char *name, *text;
	size_t length; /* 0: up to its NUL */
	const char *secret;
} lines[] = {
	{ "one line", "secret\n", 0, "secret" },
	{ "no line end", "secret", 0, "secret" },
	{ "CRLF", "secret\r\n", 0, "secret" },
	{ "notes behind it", "secret\nuser: joe\n", 0, "secret" },
	{ "blanks belong to it", "  a b \t\n", 0, "  a b \t" },
	{ "any byte belongs to it", "#;=\"'${X}\\\xff\n", 0,
	    "#;=\"'${X}\\\xff" },
	{ "a CR within belongs to it", "a\rb\n", 0, "a\rb" },
	{ "an empty file", "", 0, NULL },
	{ "an empty line", "\nsecret\n", 0, NULL },
	{ "a CR alone", "\r\n", 0, NULL },
	{ "a NUL", "sec\0ret\n", 8, NULL },
	{ "a NUL behind it", "secret\n\0", 8, NULL },
};

static void
check(struct loaded *l, size_t i, const char *how)
{
	const char *name = lines[i].name;
	is(l->well, lines[i].secret != NULL, "%s, %s", how, name);
	is(l->err.code, l->well ? 0 : EX_CONFIG, "%s, %s: code", how, name);
	is_text(l->login.secret.data, lines[i].secret, "%s, %s: the secret",
	    how, name);
	is_text(l->login.user, "joe", "%s, %s: the user", how, name);
	ok(strstr(l->err.text, "secret\n") == NULL
		&& strstr(l->err.text, "sec\xff") == NULL,
	    "%s, %s: the error holds none of it", how, name);
}

static void
test_lines(void)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct loaded l;
		size_t length = lines[i].length > 0 ? lines[i].length
						    : strlen(lines[i].text);
		const char *path =
		    place_bytes("secret", lines[i].text, length, 0600);
		load(&l, CREDENTIAL_FILE, path);
		check(&l, i, "from a file");
		unload(&l);

		struct arena arena = { 0 };
		load(&l, CREDENTIAL_COMMAND,
		    arena_print(&arena, "cat '%s'", path));
		check(&l, i, "from a command");
		unload(&l);

		setenv("CREDENTIALS_DIRECTORY", place_path(""), 1);
		load(&l, CREDENTIAL_SYSTEMD, "secret");
		check(&l, i, "from systemd");
		unload(&l);
		arena_free(&arena);
	}
}

static void
test_sizes(void)
{
	static char data[CREDENTIAL_MOST + 1];
	struct arena arena = { 0 };
	memset(data, 'x', sizeof(data));
	for (size_t i = 0; i < 2; i++) {
		struct loaded l;
		size_t size = CREDENTIAL_MOST + i;
		const char *path = place_bytes("large", data, size, 0600);
		load(&l, CREDENTIAL_FILE, path);
		is(l.well, i == 0, "a file of %zu octets", size);
		unload(&l);
		load(&l, CREDENTIAL_COMMAND,
		    arena_print(&arena, "cat '%s'", path));
		is(l.well, i == 0, "a command that prints %zu octets", size);
		unload(&l);
	}
	arena_free(&arena);
}

static void
test_kinds(void)
{
	struct loaded l;
	load(&l, CREDENTIAL_NONE, NULL);
	ok(l.well && !secret_is_set(&l.login.secret), "none is none");
	unload(&l);
	load(&l, CREDENTIAL_TEXT, " a b ");
	ok(l.well, "the secret itself");
	is_text(l.login.secret.data, " a b ", "as it stands");
	is(l.login.secret.length, 5, "with its length");
	unload(&l);
	struct credential credential = { .kind = CREDENTIAL_NETRC,
		.source = place_file(
		    "netrc", "machine mx login bob password p", 0600) };
	l = (struct loaded){ 0 };
	ok(credential_load(&l.arena, &credential, "mx", &l.login, &l.err),
	    "a netrc");
	is_text(l.login.user, "bob", "which names the user too");
	unload(&l);
}

static void
test_failures(void)
{
	struct loaded l;
	static const mode_t modes[] = { 0644, 0604, 0660, 0606 };
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		const char *path = place_file("open", "hush\n", modes[i]);
		load(&l, CREDENTIAL_FILE, path);
		ok(!l.well && !secret_is_set(&l.login.secret), "a file %03o",
		    modes[i]);
		is(l.err.code, EX_CONFIG, "a file %03o: code", modes[i]);
		has(l.err.text, "chmod", "a file %03o: why", modes[i]);
		unload(&l);
		load(&l, CREDENTIAL_SYSTEMD, "open");
		ok(!l.well, "a credential %03o", modes[i]);
		unload(&l);
	}
	load(&l, CREDENTIAL_FILE, place_path("none"));
	is(l.err.code, EX_CONFIG, "no file");
	unload(&l);
	load(&l, CREDENTIAL_FILE, place_path(""));
	is(l.err.code, EX_CONFIG, "a directory");
	unload(&l);
	load(&l, CREDENTIAL_COMMAND, "sh -c 'echo hush; exit 1'");
	is(l.err.code, EX_CONFIG, "a command that fails");
	ok(!secret_is_set(&l.login.secret), "gives no secret");
	ok(strstr(l.err.text, "hush") == NULL, "and shows none");
	has(l.err.text, "the command failed with status 1", "but says what");
	unload(&l);
	load(&l, CREDENTIAL_SYSTEMD, "../open");
	is(l.err.code, EX_CONFIG, "a path for a name");
	has(l.err.text, "not a path", "says so");
	unload(&l);
	unsetenv("CREDENTIALS_DIRECTORY");
	load(&l, CREDENTIAL_SYSTEMD, "secret");
	is(l.err.code, EX_CONFIG, "no unit around us");
	has(l.err.text, "$CREDENTIALS_DIRECTORY", "says so");
	unload(&l);
}

static void
test_renew(void)
{
	struct arena arena = { 0 };
	struct login refused = { .user = "joe" }, fresh = { 0 };
	struct credential credential = { .user = "joe",
		.kind = CREDENTIAL_COMMAND,
		.source = "sh -c 'echo token$SENDOFF_REFUSED'" };
	struct error err = { 0 };
	ok(credential_load(&arena, &credential, "mx", &refused, &err),
	    "a token");
	is_text(refused.secret.data, "token", "the first");
	ok(credential_renew(&arena, &credential, "mx", &refused, &fresh),
	    "another");
	is_text(fresh.secret.data, "token1", "the command knows why");
	is_text(fresh.user, "joe", "for the same user");
	ok(getenv("SENDOFF_REFUSED") == NULL, "nobody else does");
	secret_free(&fresh.secret);

	credential.source = "echo token";
	ok(!credential_renew(&arena, &credential, "mx", &refused, &fresh),
	    "the same again is none");
	ok(!secret_is_set(&fresh.secret), "and is not kept");
	credential.source = "false";
	ok(!credential_renew(&arena, &credential, "mx", &refused, &fresh),
	    "nor is a failure");
	secret_free(&refused.secret);
	arena_free(&arena);
}

/* From the first secret on there is no core and no tracing. */
static void
test_hidden(void)
{
	struct secret secret = { 0 };
	struct rlimit core;
	ok(!secret_is_set(&secret), "no secret");
	secret_free(&secret);
	secret_set(&secret, "a\0b", 3);
	is_bytes(secret.data, secret.length, "a\0b", 3, "set");
	is(prctl(PR_GET_DUMPABLE), 0, "nobody can trace us");
	getrlimit(RLIMIT_CORE, &core);
	is(core.rlim_cur, 0, "nor shall there be a core");
	secret_set(&secret, "other", 5);
	is_text(secret.data, "other", "set again");
	secret_free(&secret);
	ok(secret.data == NULL && secret.length == 0, "freed");
}

int
main(void)
{
	test_lines();
	test_sizes();
	test_kinds();
	test_failures();
	test_renew();
	test_hidden();
	return tap_done();
}
