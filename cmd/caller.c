#include "caller.h"

#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"

/* Several names may share a uid; the one logged in as is preferred. */
static const struct passwd *
find_entry(uid_t uid)
{
	const char *name = getenv("LOGNAME");
	const struct passwd *entry = name == NULL ? NULL : getpwnam(name);
	if (entry != NULL && entry->pw_uid == uid)
		return entry;
	return getpwuid(uid);
}

/* GECOS: the name ends at the first comma; & is the login, capitalised. Quotes
 * are no part of it, and would be escaped. */
static const char *
name_of_gecos(struct arena *arena, const char *gecos, const char *login)
{
	struct buf name = BUF(1024);
	for (; *gecos != '\0' && *gecos != ','; gecos++) {
		if (*gecos == '&' && login[0] != '\0') {
			buf_byte(&name, text_upper(login[0]));
			buf_text(&name, login + 1);
		} else if (*gecos != '"') {
			buf_byte(&name, *gecos);
		}
	}
	struct slice text = text_trim((struct slice){ name.data, name.length });
	const char *copy =
	    text.length == 0 ? NULL : arena_copy(arena, text.data, text.length);
	buf_free(&name);
	return copy;
}

static const char *
host_name(struct arena *arena)
{
	char name[HOST_NAME_MAX + 1];
	if (gethostname(name, sizeof(name)) != 0)
		return "localhost";
	name[sizeof(name) - 1] = '\0';
	/* It goes into commands and Message-IDs. */
	for (const char *c = name; *c != '\0'; c++) {
		char l = text_lower(*c);
		if (!(l >= 'a' && l <= 'z') && !text_is_digit(l)
		    && strchr("-._", l) == NULL)
			return "localhost";
	}
	return name[0] == '\0' ? "localhost" : arena_text(arena, name);
}

static void
give_names(struct caller *caller, struct arena *arena, uid_t uid,
    const struct passwd *entry)
{
	if (entry == NULL) {
		caller->login = arena_print(arena, "uid%ld", (long)uid);
		caller->full_name = NULL;
	} else {
		caller->login = arena_text(arena, entry->pw_name);
		caller->full_name =
		    name_of_gecos(arena, entry->pw_gecos, caller->login);
	}
}

struct caller
caller_find(struct arena *arena)
{
	uid_t uid = getuid();
	struct caller caller = { .host = host_name(arena) };
	const char *full_name = getenv("NAME");
	give_names(&caller, arena, uid, find_entry(uid));
	if (full_name != NULL && full_name[0] != '\0')
		caller.full_name = full_name;
	/* What root's shell happens to hold is not who the machine is. */
	if (uid != 0)
		caller.email = getenv("EMAIL");
	return caller;
}

void
caller_become(struct caller *caller, struct arena *arena, uid_t uid)
{
	caller->email = NULL;
	give_names(caller, arena, uid, getpwuid(uid));
}
