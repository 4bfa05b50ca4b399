/* network.h - a row of addresses, or one: RFC 4632, RFC 4291
 *
 * An IPv4 address that IPv6 carries (::ffff:192.0.2.1) is that IPv4 address,
 * however it came here.
 */
#ifndef NET_NETWORK_H
#define NET_NETWORK_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

struct network {
	int family; /* AF_INET, AF_INET6; 0: none */
	unsigned char octets[16];
	unsigned bits; /* that all have in common; 32 or 128: one address */
};

/* Reads "192.0.2.0/24", "2001:db8::/32", or one address of either kind. False
 * for anything else, also where a bit is set behind the common ones: that is
 * an error for writing. */
bool network_parse(const char *text, struct network *network);

/* Reads what was meant where such bits are set: of 192.0.2.5/24 it is
 * 192.0.2.0/24. */
bool network_guess(const char *text, struct network *network);

/* Is this an address, of either kind, rather than a name? */
bool network_is_address(const char *text);

/* The one address of a socket; false when it is of another family. */
bool network_of(const struct sockaddr *address, struct network *network);

/* Is all of `part` within the network? */
bool network_has(const struct network *network, const struct network *part);

/* The network around an address that one customer of a provider has as a rule:
 * /32, or /64. */
struct network network_around(const struct network *address);

/* Is this one address of the machine's own loopback? */
bool network_is_loopback(const struct network *address);

/* Writes one address, without its bits. */
void network_print(const struct network *address, char text[INET6_ADDRSTRLEN]);

#endif
