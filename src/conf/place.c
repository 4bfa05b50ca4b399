#include "conf/place.h"

#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char *
place_of_home(void)
{
	const char *directory = getenv("HOME");
	if (directory != NULL && directory[0] == '/')
		return directory;
	const struct passwd *user = getpwuid(getuid());
	return user == NULL ? NULL : user->pw_dir;
}

static const char *
users_state(struct arena *arena)
{
	const char *directory = getenv("XDG_STATE_HOME");
	if (directory != NULL && directory[0] == '/')
		return directory;
	directory = place_of_home();
	if (directory == NULL)
		return NULL;
	return arena_print(arena, "%s/.local/state", directory);
}

const char *
place_of_slots(struct arena *arena)
{
	const char *state = users_state(arena);
	if (state == NULL)
		return NULL;
	return arena_print(arena, "%s/sendoff/slots", state);
}

const char *
place_of_spool(struct arena *arena)
{
	struct stat facts;
	if (geteuid() == 0
	    || (stat(SPOOLDIR, &facts) == 0 && facts.st_uid == geteuid()))
		return SPOOLDIR;
	const char *state = users_state(arena);
	if (state == NULL)
		return NULL;
	return arena_print(arena, "%s/sendoff/spool", state);
}
