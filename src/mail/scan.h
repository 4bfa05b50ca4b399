/* scan.h - the words of a structured field: RFC 5322 section 3.2
 *
 * Below the grammar of addresses (address.c): characters, comments and folding,
 * quoted strings. The text may hold anything but NUL.
 */
#ifndef MAIL_SCAN_H
#define MAIL_SCAN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

struct scan {
	struct arena *arena;
	const char *at, *end, *begin;
	const char *why;      /* the first thing wrong; NULL: nothing */
	struct slice comment; /* the last one passed, without brackets */
};

/* Says what is wrong, unless something was before; returns false. */
bool scan_fail(struct scan *s, const char *why);

/* Is this the next character? */
bool scan_is(const struct scan *s, char c);

/* 3.2.3 atext, and RFC 6532 3.2: anything that is not ASCII. */
bool scan_is_atext(char c);

/* What a label of a host name is made of; more than DNS allows, less than
 * could do harm. */
bool scan_is_domain_text(char c);

/* A control character, the tab excepted: never in an address. */
bool scan_is_forbidden(char c);

/* 3.2.2 CFWS: skips blanks, comments and folding. */
bool scan_blanks(struct scan *s);

/* 3.2.4: appends a quoted string verbatim, quotes included, folding not. */
bool scan_quoted(struct scan *s, struct buf *to);

/* 3.2.3: appends a run of atext. */
void scan_atom(struct scan *s, struct buf *to);

#endif
