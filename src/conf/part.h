/* part.h - one file of a configuration: opened, judged, and where we are in it
 */
#ifndef CONF_PART_H
#define CONF_PART_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"

#define CONFIG_MOST (1024 * 1024) /* octets of a file */
#define CONFIG_DEEP 8             /* files that include each other */

struct part {
	const struct part *outer; /* the file that includes this one, or NULL */
	const char *file;
	unsigned line;
	bool holds_secret;
	struct stat facts;
};

/* EX_CONFIG, "FILE:LINE: " and what is wrong there. */
bool
part_complain(const struct part *part, struct error *err, const char *what);

/* A path that is not absolute is meant beside the file that names it. */
const char *
part_beside(struct arena *arena, const struct part *part, const char *path);

/* Appends the whole of a file. EX_CONFIG when that cannot be, when it is read
 * already for one of those outside, or is no text of ours. */
bool part_load(struct arena *arena, struct part *part, struct file_named file,
    struct buf *text, struct error *err);

/* Once it is known what it holds: may it be obeyed? Else EX_CONFIG. */
bool part_check(const struct part *part, struct error *err);

#endif
