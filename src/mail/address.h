/* address.h - RFC 5322 section 3.4: mailboxes, groups and lists of them
 *
 * One parser serves arguments, header fields and the configuration: comments,
 * folding, quoted strings, groups, routes and the obsolete syntax of section
 * 4.4 are understood; whatever could become a second command or parameter on
 * the wire (controls, loose blanks, unbalanced quotes or brackets) is refused.
 */
#ifndef MAIL_ADDRESS_H
#define MAIL_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

#define ADDRESS_LOCAL_MOST 256 /* octets; RFC 5321 4.5.3.1 says 64 */
#define ADDRESS_MOST 320       /* octets; longer ones are attacks */

struct address {
	const char *name;   /* as a header has it (phrase.h); or NULL */
	const char *local;  /* as on the wire, quotes included; "" for <> */
	const char *domain; /* NULL: a bare name */
	bool literal;       /* \\root: whatever the aliases say */
	size_t start, end;  /* where local[@domain] stands in the text */
};

struct address_list {
	struct address *items;
	size_t count;
};

/* Appends the mailboxes of a list, the members of groups among them; nothing
 * at all between commas is allowed. On failure *why completes the sentence
 * "the address X …". */
bool address_parse(struct arena *arena, struct slice text,
    struct address_list *list, const char **why);

/* The same for exactly one mailbox, which may be the null one, <>. */
bool address_parse_one(struct arena *arena, const char *text,
    struct address *address, const char **why);

static inline bool
address_is_null(const struct address *address)
{
	return address->local[0] == '\0';
}

/* The form for MAIL and RCPT, without brackets; `domain` completes a bare
 * name. A domain in Unicode becomes A-labels (RFC 5891) unless the local part
 * needs SMTPUTF8 anyway. NULL when the domain cannot be converted. */
const char *address_wire(
    struct arena *arena, const struct address *address, const char *domain);

/* Same mailbox? Local parts are compared to the letter, domains in any case. */
bool address_same(const char *a, const char *b);

/* What follows the last @ of an address in wire form, or NULL. */
const char *address_domain(const char *address);

#endif
