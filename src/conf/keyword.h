/* keyword.h - the one table of settings
 *
 * It serves the configuration file, the long options of the command line and
 * --help; a test holds sendoff.conf(5) against it.
 */
#ifndef CONF_KEYWORD_H
#define CONF_KEYWORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "conf/account.h"
#include "conf/value.h"

struct keyword {
	const char *name;
	value_set *set;
	size_t member;            /* offset in struct account */
	const char *const *words; /* of an enumeration, in its order */
	bool is_list;             /* further lines add to it */
	bool is_secret;           /* never on a command line, never shown */
	bool is_path;             /* a relative one is meant beside the file */
	bool names_file;          /* ... and its member is a file_named */
	bool in_file_only; /* no option: whoever can slip an option into our
			      command line must not run or write anything */
	bool is_global;    /* for all accounts: not in a section */
	int group;         /* not 0: only one of the group may be set */
};

#define KEYWORD_GROUP_SECRET 1

extern const struct keyword keywords[];
extern const size_t keyword_count;

const struct keyword *keyword_find(const char *name);

/* The known word nearest to one that is not, or NULL. */
const char *keyword_nearest(const char *name);

/* Sets it in an account; `again` adds to a list instead of beginning anew.
 * NULL when it is well, else what is wrong, without the value. */
const char *keyword_apply(const struct keyword *keyword, struct arena *arena,
    struct account *account, const char *value, bool again);

/* Notes where it was said, for the errors that come later; `said` needs no
 * setting. */
void keyword_note(const struct keyword *keyword, struct arena *arena,
    struct account *account, struct said said);

#endif
