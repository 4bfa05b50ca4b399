/* target.h - where another program sent its mail, as a smarthost of ours */
#ifndef IMPORT_TARGET_H
#define IMPORT_TARGET_H

#include <stdbool.h>

#include "base/arena.h"
#include "import/draft.h"

enum target_tls {
	TARGET_CLEAR,         /* none */
	TARGET_OPPORTUNISTIC, /* STARTTLS, if it is offered */
	TARGET_STARTTLS,
	TARGET_AT_ONCE,
};

struct target {
	const char *host;
	const char *port; /* NULL: the usual one */
	const char *path; /* a local socket; NULL: host and port */
	bool is_lmtp;
	enum target_tls tls;
	bool unchecked;     /* whoever the peer was */
	bool has_authority; /* a file of its own, which becomes tls-ca-file */
	bool logs_in;
};

/* Splits "host:port", "[v6]:port"; an address with several colons is a host. */
void target_split(struct arena *arena, const char *text, struct target *target);

/* The URL; it may be one that url_parse() refuses. */
const char *target_url(struct arena *arena, const struct target *target);

/* Sets `smarthost`, and says what was unsafe there and is safe here. */
void target_set(struct draft *draft, const struct target *target);

#endif
