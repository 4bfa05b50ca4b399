/* url.h - how a smarthost is written: scheme://[user@]host[:port], or
 * unix:/path and lmtp:/path for a local socket, srv:domain for DNS to say */
#ifndef CONF_URL_H
#define CONF_URL_H

#include <stdbool.h>

#include "base/arena.h"
#include "net/socks.h"

enum scheme {
	SCHEME_SUBMISSIONS, /* TLS at once, port 465 (RFC 8314) */
	SCHEME_SUBMISSION,  /* STARTTLS, port 587 (RFC 6409) */
	SCHEME_SMTP,        /* STARTTLS, port 25; a host of our own */
	SCHEME_LMTP,        /* RFC 2033, port 24 */
	SCHEME_SRV, /* whatever DNS says of the domain (RFC 6186, 8314) */
};

struct url {
	enum scheme scheme;
	const char *host;   /* A-labels, no brackets; NULL: */
	const char *path;   /* a local socket, */
	const char *domain; /* or where to look for SRV records */
	const char *port;
	const char *user; /* percent-decoded; NULL: none */
};

/* NULL when it is well, else what is wrong with it. */
const char *url_parse(struct arena *arena, const char *text, struct url *url);

/* socks5://[user[:password]@]host[:port], likewise. */
const char *url_parse_proxy(
    struct arena *arena, const char *text, struct socks_proxy *proxy);

/* For people: "host:port", "srv:domain" or, of a local socket, "unix:/path". */
const char *url_peer(struct arena *arena, const struct url *url);

/* Is this the machine itself? */
bool url_is_local(const struct url *url);

#endif
