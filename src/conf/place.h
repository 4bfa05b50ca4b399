/* place.h - home, and where our own directories are when no setting says so */
#ifndef CONF_PLACE_H
#define CONF_PLACE_H

#include "base/arena.h"

/* The home directory of the user: $HOME if that is a path, else as the password
 * database has it; or NULL. */
const char *place_of_home(void);

/* The spool: the system's for root and whoever owns it, else one below
 * $XDG_STATE_HOME or ~/.local/state. NULL: there is no home directory. */
const char *place_of_spool(struct arena *arena);

/* Where the runs of a user take turns: below
 * $XDG_STATE_HOME or ~/.local/state, for root too. NULL as
 * above. */
const char *place_of_slots(struct arena *arena);

#endif
