/* phrase.h - a display name as a header can carry it */
#ifndef MAIL_PHRASE_H
#define MAIL_PHRASE_H

#include <stdbool.h>

#include "base/buf.h"

/* Appends a name as an RFC 5322 phrase: as it is, as a quoted string, or as
 * RFC 2047 encoded words when it is not ASCII. Controls become blanks, so no
 * name can make a field of its own; of more than 512 octets the rest is cut. */
void phrase_add(struct buf *to, const char *name);

/* Appends a phrase that somebody wrote before an address, with the quotes and
 * encoded words it has. Only dots without quotes and raw UTF-8 make it one that
 * must be written anew. */
void phrase_add_written(struct buf *to, const char *phrase);

/* Appends any text as a quoted string. */
void phrase_add_quoted(struct buf *to, const char *text, size_t length);

/* Is it nothing but RFC 2047 encoded words with blanks between, so that it may
 * stand as it is? */
bool phrase_is_encoded(const char *name);

/* Appends `name <address>`, or the address alone when there is no name. */
void phrase_mailbox(struct buf *to, const char *name, const char *address);

#endif
