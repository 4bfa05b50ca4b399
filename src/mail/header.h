/* header.h - the fields of a message, in their order
 *
 * A field is kept as it came, name and folding included, so that what nobody
 * asked to change leaves as it was.
 */
#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

struct field {
	const char *text; /* "Name: body", folds as CRLF, no final line end */
	size_t length;
};

struct header {
	struct field *fields;
	size_t count;
};

/* Is this line the first of a field? RFC 5322 2.2, blanks before the colon
 * (4.5) allowed. */
bool field_begins(struct slice line);

bool field_is(const struct field *field, const char *name);

/* What stands behind the colon, folding and all. */
struct slice field_body(const struct field *field);

/* The body on one line, without blanks around it. */
const char *field_value(struct arena *arena, const struct field *field);

/* The first field of this name, or NULL; and the next one after `last`. */
struct field *header_find(const struct header *header, const char *name);
struct field *header_next(
    const struct header *header, const struct field *last, const char *name);

/* Is there one of this name that is not empty? */
bool header_has(const struct header *header, const char *name);

/* The bytes are borrowed. */
void
header_append(struct arena *arena, struct header *header, struct slice text);

/* A field of ours, at the top. */
void header_prepend(struct arena *arena, struct header *header,
    const char *name, const char *value);

/* Gives a field another body. */
void field_replace(struct arena *arena, struct field *field, struct slice body);

/* Folds a field (RFC 5322 2.2.3) so that no line has more than `most` octets,
 * where it has blanks to fold at: no line of blanks alone comes of it. */
void field_fold(struct arena *arena, struct field *field, size_t most);

void header_remove(struct header *header, const char *name);
void header_keep_first(struct header *header, const char *name);

/* Does a signature cover fields and body (RFC 6376, RFC 8617)? What it covers
 * must stay as it is. */
bool header_is_signed(const struct header *header);

#endif
