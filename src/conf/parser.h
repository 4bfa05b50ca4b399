/* parser.h - the grammar of a configuration file
 *
 * KEY = VALUE lines, [account NAME] sections, comments, include, ${NAME};
 * sendoff.conf(5) tells it whole.
 */
#ifndef CONF_PARSER_H
#define CONF_PARSER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "conf/account.h"
#include "conf/part.h"

struct config {
	const char *file;
	struct account *accounts; /* the first is `default` */
	size_t count;
	bool *own_from; /* per account: has it a `from` of its own? */
};

/* Reads a file and what it includes into accounts. EX_CONFIG names file, line
 * and what is wrong; values are never shown, since any of them may be a
 * misplaced password. */
bool parser_read(struct arena *arena, struct file_named file,
    struct config *config, struct error *err);

#endif
