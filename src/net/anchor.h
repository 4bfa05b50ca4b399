/* anchor.h - the keys that DNSSEC begins with: RFC 4035 section 4.4 */
#ifndef NET_ANCHOR_H
#define NET_ANCHOR_H

#include "base/error.h"
#include "base/file.h"

/* A file that holds some: this one, or where its path is NULL the system's, of
 * the root. NULL, and EX_CONFIG, when there is none. */
const char *anchor_find(const struct file_named *file, struct error *err);

#endif
