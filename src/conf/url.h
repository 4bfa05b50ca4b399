/* url.h - how a smarthost is written: scheme://[user@]host[:port] */
#ifndef CONF_URL_H
#define CONF_URL_H

#include <stdbool.h>

#include "base/arena.h"

enum scheme {
	SCHEME_SUBMISSIONS, /* TLS at once, port 465 (RFC 8314) */
	SCHEME_SUBMISSION,  /* STARTTLS, port 587 (RFC 6409) */
	SCHEME_SMTP,        /* STARTTLS, port 25; a host of our own */
};

struct url {
	enum scheme scheme;
	const char *host; /* A-labels, no brackets */
	const char *port;
	const char *user; /* percent-decoded; NULL: none */
};

/* NULL when it is well, else what is wrong with it. */
const char *url_parse(struct arena *arena, const char *text, struct url *url);

/* Is this the machine itself? */
bool url_is_loopback(const struct url *url);

#endif
