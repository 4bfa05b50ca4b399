/* tcp.h - dials: from a host and a port to a connected socket */
#ifndef NET_TCP_H
#define NET_TCP_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "net/stream.h"

struct tcp_target {
	const char *what; /* for people: "smarthost", "proxy" */
	const char *host; /* a name or an address, without brackets */
	const char *port; /* decimal */
	int family;       /* AF_UNSPEC, AF_INET or AF_INET6 */
	const char *bind; /* source address; NULL: the kernel chooses */
};

/* The two ends of a connection, numeric. */
struct tcp_ends {
	char local[INET6_ADDRSTRLEN], remote[INET6_ADDRSTRLEN];
};

/* Tries all addresses of the host, IPv6 and IPv4 in turn, each a quarter of a
 * second after the last (RFC 8305), and keeps the first that answers. On
 * failure the error names what each address said. */
bool tcp_dial(const struct tcp_target *target, int64_t deadline,
    struct layer *layer, struct tcp_ends *ends, struct error *err);

#endif
