/* relay.h - a client's mails to the smarthost, each as it comes
 *
 * A backend (smtp/backend.h). MAIL and RCPT are asked of the smarthost when the
 * client waits for their answers, and its answers are ours; the message goes on
 * when it has been read whole, and the verdict is the smarthost's.
 */
#ifndef CMD_RELAY_H
#define CMD_RELAY_H

#include "composition.h"
#include "run.h"
#include "smtp/backend.h"
#include "upstream.h"

/* The addresses behind one recipient of the client's, aliases having been
 * expanded: places in the envelope. */
struct behind {
	size_t *places;
	size_t count;
};

struct relay {
	struct run *base;   /* configuration, request, caller */
	const char *sender; /* of every mail; NULL: as the client says */
	bool is_public;     /* strangers hear nothing of our configuration */
	struct upstream upstream;

	/* The present mail, as a run of its own. */
	struct run mail;
	struct composition composition;
	struct behind *behind; /* for each recipient that was looked at */
	size_t looked_at;
	struct error away; /* why the smarthost cannot be asked; no code: it
			      can */
	struct error ours; /* what is wrong with our configuration for some */
	bool begun;        /* account and sender are known */
	bool sent;         /* there is a message */
};

/* The run is borrowed, its configuration loaded. */
void relay_open(struct relay *relay, struct run *run);

struct server_backend relay_backend(struct relay *relay);

void relay_close(struct relay *relay);

#endif
