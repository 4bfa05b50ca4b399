/* secret.c - files that hold a secret: auth/netrc.h, auth/credential.h
 *
 * The first line is the host and, behind a blank, the user that is looked for.
 */
#include <string.h>

#include "auth/credential.h"
#include "fuzz/file.h"
#include "fuzz/fuzz.h"

/* A word of the file with its quotes and backslashes aside. */
static void
check_login(struct slice input, const char *user, const struct login *login)
{
	must(login->user != NULL && secret_is_set(&login->secret));
	must(login->secret.data[login->secret.length] == '\0');
	must(strlen(login->secret.data) == login->secret.length);
	must(login->secret.length <= input.length);
	must(user == NULL || strcmp(login->user, user) == 0);
	for (size_t i = 0; i < login->secret.length; i++)
		must(memchr(input.data, login->secret.data[i], input.length)
		    != NULL);
}

static void
load(enum credential_kind kind, const char *host, const char *user,
    struct slice input)
{
	struct credential credential = { user, kind, FUZZ_FILE };
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct login login = { 0 };
	if (credential_load(&arena, &credential, host, &login, &err)) {
		must(!error_is_set(&err));
		check_login(input, user, &login);
	} else {
		must(err.code == EX_CONFIG);
		fuzz_check_error(&err);
	}
	secret_free(&login.secret);
	arena_free(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	struct slice line = fuzz_take(&input, '\n');
	struct arena arena = { 0 };
	struct slice first = fuzz_take(&line, ' ');
	const char *host = text_shown(&arena, first.data, first.length);
	const char *user = line.length == 0
	    ? NULL
	    : text_shown(&arena, line.data, line.length);
	file_parts(input);
	load(CREDENTIAL_NETRC, host, user, input);
	load(CREDENTIAL_FILE, host, "joe", input);
	arena_free(&arena);
	return 0;
}
