/* variable.c - ${NAME} in a value */
#include "conf/variable.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/tap.h"

static const struct {
	const char *text, *value; /* NULL: refused */
	const char *why;
} rows[] = {
	{ "", "", NULL },
	{ "plain", "plain", NULL },
	{ "${ONE}", "1", NULL },
	{ "a${ONE}b${ONE}c", "a1b1c", NULL },
	{ "${ONE}${TWO}", "12 2", NULL },
	{ "${EMPTY}", "", NULL },
	{ "${NONE:-x}", "x", NULL },
	{ "${EMPTY:-x}", "x", NULL },
	{ "${ONE:-x}", "1", NULL },
	{ "${NONE:-}", "", NULL },
	{ "${NONE:-a b:-c}", "a b:-c", NULL },
	{ "${NONE:-$ONE}", "$ONE", NULL },
	{ "$${", "${", NULL },
	{ "$${ONE}", "${ONE}", NULL },
	{ "$", "$", NULL },
	{ "$$", "$$", NULL },
	{ "$ONE", "$ONE", NULL },
	{ "p$ss{word}", "p$ss{word}", NULL },
	{ "a$$b", "a$$b", NULL },
	{ "}", "}", NULL },
	{ "${ONE}}", "1}", NULL },
	{ "${RECURSE}", "${ONE}", NULL },
	{ "${NONE}", NULL, "NONE is not set" },
	{ "${}", NULL, "no name of a variable" },
	{ "${ONE", NULL, "without }" },
	{ "${", NULL, "without }" },
	{ "x${NONE:-y", NULL, "without }" },
	{ "${ONE-x}", NULL, "no name of a variable" },
	{ "${ONE }", NULL, "no name of a variable" },
};

/* What a secret holds is not shown; but one that is a variable alone is none
 * as yet. */
static void
test_secrets(void)
{
	static const struct {
		const char *text, *why;
	} secrets[] = {
		{ "${NONE}", "NONE is not set" },
		{ "a${NONE}", "what is no variable" },
		{ "${NONE}b", "what is no variable" },
		{ "${NONE}${ONE}", "what is no variable" },
		{ "${NO$NE}", "what is no variable" },
		{ "${NONE", "without }" },
	};
	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++) {
		struct arena arena = { 0 };
		const char *wrong = NULL, *text = secrets[i].text;
		struct slice slice = { text, strlen(text) };
		ok(variable_expand(&arena, slice, true, &wrong) == NULL, "%s",
		    text);
		has(wrong, secrets[i].why, "%s: why", text);
		arena_free(&arena);
	}
}

int
main(void)
{
	setenv("ONE", "1", 1);
	setenv("TWO", "2 2", 1);
	setenv("EMPTY", "", 1);
	setenv("RECURSE", "${ONE}", 1);
	unsetenv("NONE");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena = { 0 };
		const char *wrong = NULL, *text = rows[i].text;
		const char *wanted = rows[i].value;
		const char *value = variable_expand(&arena,
		    (struct slice){ text, strlen(text) }, false, &wrong);
		is_text(value, wanted, "%s", text);
		if (wanted == NULL)
			has(wrong, rows[i].why, "%s: why", text);
		arena_free(&arena);
	}
	test_secrets();
	struct arena arena = { 0 };
	const char *wrong;
	unsetenv("HOME");
	const struct passwd *user = getpwuid(getuid());
	is_text(variable_expand(
		    &arena, (struct slice){ "${HOME}", 7 }, false, &wrong),
	    user == NULL ? NULL : user->pw_dir,
	    "HOME that is unset is that of the password database");
	is_text(variable_expand(
		    &arena, (struct slice){ "${ONE}x", 6 }, false, &wrong),
	    "1", "nobody looks behind the length");

	/* A variable may be long, but not without end. */
	char *large = malloc(300 * 1024);
	memset(large, 'x', 300 * 1024 - 1);
	large[300 * 1024 - 1] = '\0';
	setenv("LARGE", large, 1);
	const char *value = variable_expand(
	    &arena, (struct slice){ "a${LARGE}", 9 }, false, &wrong);
	ok(value == NULL || strlen(value) == 300 * 1024,
	    "a variable that is too long is not dropped in silence");
	free(large);
	arena_free(&arena);
	return tap_done();
}
