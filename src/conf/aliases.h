/* aliases.h - the alias file: names of this machine and who stands behind them
 *
 *	# a comment
 *	root:       admin@example.com, "jane doe"@example.net
 *	postmaster: root,
 *	            helpdesk@example.com
 *
 * What aliases(5) of Sendmail and Postfix says: a line that begins with a blank
 * goes on with the one before, as does one behind a backslash at the end of a
 * line; names may stand in quotes and are the same in any case; of several
 * lines for a name the first counts. A # behind a blank begins a comment, too.
 */
#ifndef CONF_ALIASES_H
#define CONF_ALIASES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "mail/address.h"
#include "mail/complete.h"

#define ALIASES_FILE "/etc/aliases"     /* need not be there */
#define ALIASES_MOST (16 * 1024 * 1024) /* octets of the file */

enum alias_state {
	ALIAS_UNSEEN,
	ALIAS_OPEN, /* is being followed */
	ALIAS_DONE,
};

struct alias {
	const char *name; /* lower case, without quotes */
	const char *targets;
	unsigned line;
	enum alias_state state; /* for expansion.c: how far it has been */
	struct alias *via;      /* followed, and the one that led here */
};

struct aliases {
	struct file_named file; /* its path NULL: there are none */
	struct alias *items;    /* in the order of names */
	size_t count;
	bool is_read;
};

/* Reads the file, once. A name at a domain that is `ours` is the bare name.
 * What is no alias in it goes to `problems`, a sentence each; NULL: it is
 * passed over, since one bad line must not stop the mail of all others.
 * EX_CONFIG when the file cannot be read, is no text or can be written by
 * everybody. */
bool aliases_read(struct arena *arena, struct aliases *aliases,
    const struct completion *ours, struct text_list *problems,
    struct error *err);

/* The alias for a name of this machine, the most special first: user+detail,
 * user+*, user, *, default. NULL: there is none. */
struct alias *aliases_find(struct arena *arena, const struct aliases *aliases,
    const struct address *address);

/* Is it one for whoever has none of his own? */
bool alias_is_wildcard(const struct alias *alias);

#endif
