/* base64.h - RFC 4648 section 4, as GnuTLS does it */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stdbool.h>

#include "base/buf.h"

/* Appends the encoding, in one line. False when the buf is full. */
bool base64_encode(struct buf *to, const char *data, size_t length);

/* Appends what was encoded; false when it is not base64 or does not fit. */
bool base64_decode(struct buf *to, const char *text, size_t length);

#endif
