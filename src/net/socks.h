/* socks.h - SOCKS version 5, RFC 1928, with a user's password, RFC 1929 */
#ifndef NET_SOCKS_H
#define NET_SOCKS_H

#include <stdbool.h>

#include "base/error.h"
#include "net/stream.h"

struct socks_proxy {
	const char *host, *port;     /* of the proxy; host NULL: no proxy */
	const char *user, *password; /* NULL: it wants none */
};

/* Asks the proxy at the other end of a stream to connect it to a host, whose
 * name the proxy looks up. What is heard on the stream afterwards comes from
 * there; after a failure the stream has failed. EX_TEMPFAIL when it cannot for
 * now, EX_NOPERM when it does not want to, EX_PROTOCOL when it is no proxy,
 * EX_CONFIG when a name or the password is too long for SOCKS. */
bool socks_connect(struct stream *stream, const struct socks_proxy *proxy,
    const char *host, const char *port, struct error *err);

#endif
