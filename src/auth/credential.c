#include "auth/credential.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auth/netrc.h"
#include "base/buf.h"
#include "base/child.h"
#include "base/file.h"
#include "base/process.h"

/* A file or a command gives one line; what follows (notes of a password
 * manager) does not belong to it. Blanks do. */
static bool
take_line(struct login *login, const struct buf *text, const char *where,
    struct error *err)
{
	size_t length = strcspn(text->data, "\n");
	if (length > 0 && text->data[length - 1] == '\r')
		length--;
	if (memchr(text->data, '\0', text->length) != NULL)
		return error_set(err, EX_CONFIG,
		    "the secret in %s holds a NUL, which no login can carry",
		    where);
	if (length == 0)
		return error_set(
		    err, EX_CONFIG, "there is no secret in %s", where);
	secret_set(&login->secret, text->data, length);
	return true;
}

/* The first thing that goes wrong on most machines. */
static const char *
next_step(const char *path)
{
	if (access(path, R_OK) == 0)
		return "";
	if (errno == ENOENT)
		return ": write the secret into it, for nobody else to read "
		       "(install -m 600)";
	return errno == EACCES ? ": whoever sends mail must be able to read it"
			       : "";
}

static bool
from_file(const char *path, struct login *login, struct error *err)
{
	struct buf text = BUF_SECRET(CREDENTIAL_MOST);
	struct error why = { 0 };
	bool loaded = file_load_secret(path, &text, &why);
	if (!loaded)
		error_set(err, why.code, "%s%s", why.text, next_step(path));
	bool well = loaded && take_line(login, &text, path, err);
	buf_free(&text);
	return well;
}

static bool
from_command(const char *command, struct login *login, struct error *err)
{
	struct buf text = BUF_SECRET(CREDENTIAL_MOST);
	struct error why = { 0 };
	process_hide();
	bool well = child_read("the command", command, CREDENTIAL_COMMAND_TIME,
			&text, &why)
	    && take_line(login, &text, "what the command prints", &why);
	/* Only its program is named: words behind it may be a secret. */
	if (!well)
		error_set(err, why.code,
		    "%s; run it by hand as this user: %.*s", why.text,
		    (int)strcspn(command, " \t"), command);
	buf_free(&text);
	return well;
}

static bool
from_systemd(struct arena *arena, const char *name, struct login *login,
    struct error *err)
{
	const char *directory = getenv("CREDENTIALS_DIRECTORY");
	if (directory == NULL)
		return error_set(err, EX_CONFIG,
		    "there is no $CREDENTIALS_DIRECTORY for %s: does the unit "
		    "have LoadCredential=%s:… ?",
		    name, name);
	if (strchr(name, '/') != NULL)
		return error_set(
		    err, EX_CONFIG, "%s must be a name, not a path", name);
	return from_file(
	    arena_print(arena, "%s/%s", directory, name), login, err);
}

bool
credential_load(struct arena *arena, const struct credential *credential,
    const char *host, struct login *login, struct error *err)
{
	const char *source = credential->source;
	login->user = credential->user;
	switch (credential->kind) {
	case CREDENTIAL_NONE:
		return true;
	case CREDENTIAL_TEXT:
		secret_set(&login->secret, source, strlen(source));
		return true;
	case CREDENTIAL_FILE:
		return from_file(source, login, err);
	case CREDENTIAL_COMMAND:
		return from_command(source, login, err);
	case CREDENTIAL_SYSTEMD:
		return from_systemd(arena, source, login, err);
	case CREDENTIAL_NETRC:
		return netrc_load(arena, source, host, login, err);
	}
	return true;
}

bool
credential_renew(struct arena *arena, const struct credential *credential,
    const char *host, const struct login *refused, struct login *fresh)
{
	struct error ignored = { 0 };
	setenv("SENDOFF_REFUSED", "1", 1);
	bool loaded = credential_load(arena, credential, host, fresh, &ignored);
	unsetenv("SENDOFF_REFUSED");
	if (loaded && secret_is_set(&fresh->secret)
	    && strcmp(fresh->secret.data, refused->secret.data) != 0)
		return true;
	secret_free(&fresh->secret);
	return false;
}
