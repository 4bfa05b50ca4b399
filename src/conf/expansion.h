/* expansion.h - a name of this machine into the addresses behind it
 *
 * Aliases may lead to aliases. Each is followed once, so the time is that of
 * the file's size whatever stands in it; a name that stands in its own alias
 * means itself; one that comes back by another way is an error that names the
 * way. Programs, files and :include: are refused: we only hand mail on.
 */
#ifndef CONF_EXPANSION_H
#define CONF_EXPANSION_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "conf/aliases.h"
#include "mail/complete.h"

#define ALIASES_DEEP 50 /* aliases that lead to each other */

struct expansion {
	struct arena *arena;
	struct aliases *aliases;
	const struct completion *completion; /* tells which names are ours */

	/* Its own. */
	struct address_list *to;
	struct error *err;
	struct text_list *problems; /* a check goes on behind each; or NULL */
	size_t wrong;               /* of these, not only beyond us */
	unsigned depth;
};

/* An `expand` of mail/recipients.h, its `self` a struct expansion: appends
 * those behind an address, or itself where there is no alias; nobody who has
 * been appended before. EX_UNAVAILABLE for a target that only a mail server
 * can serve; EX_CONFIG for what is wrong in the file, its line named. */
bool expansion_add(void *self, const struct address *address,
    struct address_list *to, struct error *err);

/* Follows every alias of the file and puts a sentence on `problems` for each
 * thing that is wrong or that we cannot serve. Returns how many were wrong. */
size_t expansion_check(
    struct expansion *e, struct text_list *problems, struct error *err);

#endif
