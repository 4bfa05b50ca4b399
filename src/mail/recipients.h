/* recipients.h - whom the caller and the header name, into the envelope */
#ifndef MAIL_RECIPIENTS_H
#define MAIL_RECIPIENTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "mail/complete.h"
#include "mail/envelope.h"
#include "mail/header.h"

/* Puts who stands behind a name of this machine on a list; the name itself
 * where nobody does. Aliases are above this room (conf/expansion.h). */
typedef bool expand(void *self, const struct address *address,
    struct address_list *to, struct error *err);

/* What becomes of names that are not out there. */
struct naming {
	const struct completion *completion;
	const char *local_recipient; /* where local ones go; NULL: completed */
	expand *expand;              /* NULL: there are no aliases */
	void *expander;
};

/* Adds what the operands name, each a list of addresses, and what the header
 * does; NULL: it is not asked. EX_USAGE for an operand that is no address or
 * when nobody is named at all, EX_DATAERR for a field that cannot be read. */
bool recipients_collect(struct arena *arena, const struct naming *naming,
    const struct text_list *operands, const struct header *header,
    struct envelope *envelope, struct error *err);

#endif
