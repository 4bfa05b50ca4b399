/* netrc.c - logins by host */
#include "auth/netrc.h"

#include <string.h>

#include "unit/place.h"
#include "unit/tap.h"

static const struct {
	const char *name, *text;
	const char *user;             /* asked for; NULL: any */
	const char *login, *password; /* found; NULL: nothing is */
} rows[] = {
	{ "on one line", "machine mx login joe password secret", NULL, "joe",
	    "secret" },
	{ "on several", "machine mx\n\tlogin joe\n\tpassword secret\n", NULL,
	    "joe", "secret" },
	{ "in CRLF", "machine mx\r\nlogin joe\r\npassword secret\r\n", NULL,
	    "joe", "secret" },
	{ "password first", "machine mx password secret login joe", NULL, "joe",
	    "secret" },
	{ "the host in any case", "machine MX login joe password secret", NULL,
	    "joe", "secret" },
	{ "the second",
	    "machine a login x password y\n"
	    "machine mx login joe password secret",
	    NULL, "joe", "secret" },
	{ "the first of two",
	    "machine mx login a password b\n"
	    "machine mx login c password d",
	    NULL, "a", "b" },
	{ "the one of this user",
	    "machine mx login a password b\n"
	    "machine mx login c password d",
	    "c", "c", "d" },
	{ "users to the letter", "machine mx login Joe password b", "joe", NULL,
	    NULL },
	{ "default",
	    "machine a login x password y\n"
	    "default login joe password secret",
	    NULL, "joe", "secret" },
	{ "default behind a match",
	    "machine mx login a password b\n"
	    "default login joe password secret",
	    NULL, "a", "b" },
	{ "default before a match",
	    "default login joe password secret\n"
	    "machine mx login a password b",
	    NULL, "joe", "secret" },
	{ "account is passed over",
	    "machine mx login joe account x "
	    "password secret",
	    NULL, "joe", "secret" },
	{ "an account named password",
	    "machine mx login joe account password "
	    "password secret",
	    NULL, "joe", "secret" },
	{ "quotes", "machine mx login \"joe b\" password \"se\\\"c \\\\ret\"",
	    NULL, "joe b", "se\"c \\ret" },
	{ "a # within a word", "machine mx login joe password se#cret", NULL,
	    "joe", "se#cret" },
	{ "comments",
	    "# machine mx login x password y\n"
	    "machine mx # joe's\n login joe password secret",
	    NULL, "joe", "secret" },
	{ "macros are passed over",
	    "machine a login x password y\n"
	    "macdef init\nmachine mx login no password no\n\n"
	    "machine mx login joe password secret",
	    NULL, "joe", "secret" },
	{ "a macro at the end",
	    "machine mx login joe password secret\n"
	    "macdef x\nfoo",
	    NULL, "joe", "secret" },
	{ "unknown words are passed over",
	    "machine mx port 25 login joe "
	    "password secret",
	    NULL, "joe", "secret" },
	{ "another host", "machine my login joe password secret", NULL, NULL,
	    NULL },
	{ "another user", "machine mx login joe password secret", "bob", NULL,
	    NULL },
	{ "no password", "machine mx login joe", NULL, NULL, NULL },
	{ "cut off", "machine mx login joe password", NULL, NULL, NULL },
	{ "cut off earlier", "machine", NULL, NULL, NULL },
	{ "nothing", "", NULL, NULL, NULL },
	{ "no login", "machine mx password secret", NULL, NULL, NULL },
	{ "a prefix of the host", "machine m login joe password secret", NULL,
	    NULL, NULL },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena = { 0 };
		struct error err = { 0 };
		struct login login = { .user = rows[i].user };
		const char *path = place_file("netrc", rows[i].text, 0600);
		bool well = netrc_load(&arena, path, "mx", &login, &err);
		is(well, rows[i].password != NULL, "%s", rows[i].name);
		is(err.code, well ? 0 : EX_CONFIG, "%s: code", rows[i].name);
		if (well) {
			is_text(login.user, rows[i].login, "%s: user",
			    rows[i].name);
			is_text(login.secret.data, rows[i].password,
			    "%s: password", rows[i].name);
		} else {
			has(err.text, path, "%s: the file", rows[i].name);
			has(err.text, "mx", "%s: the host", rows[i].name);
			ok(strstr(err.text, "secret") == NULL, "%s: no secret",
			    rows[i].name);
		}
		secret_free(&login.secret);
		arena_free(&arena);
	}
}

static void
test_files(void)
{
	struct arena arena = { 0 };
	static const mode_t modes[] = { 0644, 0660, 0666, 0604 };
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		struct error err = { 0 };
		struct login login = { 0 };
		const char *path = place_file(
		    "netrc", "machine mx login a password b", modes[i]);
		ok(!netrc_load(&arena, path, "mx", &login, &err), "%03o",
		    modes[i]);
		is(err.code, EX_CONFIG, "%03o: code", modes[i]);
		has(err.text, "chmod", "%03o: what mends it", modes[i]);
		ok(!secret_is_set(&login.secret), "%03o: no secret", modes[i]);
	}
	struct error err = { 0 };
	struct login login = { 0 };
	ok(!netrc_load(&arena, place_path("none"), "mx", &login, &err),
	    "no file");
	is(err.code, EX_CONFIG, "no file: code");
	arena_free(&arena);
}

int
main(void)
{
	test_rows();
	test_files();
	return tap_done();
}
