/* client.h - a client in memory that says its words in turns
 *
 * The turns have \f between them; the next one is said only when somebody waits
 * for it, so that what leaves in one flight can be seen. Then it leaves, or
 * falls silent.
 */
#ifndef UNIT_CLIENT_H
#define UNIT_CLIENT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/text.h"
#include "net/stream.h"

#define CLIENT_TURN '\f'
#define CLIENT_HEARD_MOST (1024 * 1024)

struct client {
	bool drips;    /* one octet at a time */
	bool silent;   /* in the end */
	unsigned full; /* sends that find no room */

	struct slice rest, turn; /* not said yet, and being said */
	bool over;
	struct buf heard; /* all it was told, a \f behind each flight */
};

/* The words are borrowed. */
struct client client_open(const char *words, size_t length);
struct layer client_layer(struct client *client);
void client_free(struct client *client);

#endif
