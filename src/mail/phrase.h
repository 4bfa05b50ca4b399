/* phrase.h - a display name as a header can carry it */
#ifndef MAIL_PHRASE_H
#define MAIL_PHRASE_H

#include <stdbool.h>

#include "base/buf.h"

/* Appends a name as an RFC 5322 phrase: as it is, as a quoted string, or as
 * RFC 2047 encoded words when it is not ASCII. Controls become blanks, so no
 * name can make a field of its own. */
void phrase_add(struct buf *to, const char *name);

/* Is it nothing but RFC 2047 encoded words with blanks between, so that it may
 * stand as it is? */
bool phrase_is_encoded(const char *name);

/* Appends `name <address>`, or the address alone when there is no name. */
void phrase_mailbox(struct buf *to, const char *name, const char *address);

#endif
