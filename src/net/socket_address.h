/* socket_address.h - room for the address of a socket of any kind we use
 *
 * What the kernel has filled in is read by the member that
 * generic.sa_family names. */
#ifndef NET_SOCKET_ADDRESS_H
#define NET_SOCKET_ADDRESS_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

union socket_address {
	struct sockaddr_storage room; /* first: = { 0 } clears it all */
	struct sockaddr generic;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
	struct sockaddr_un path;
};

#endif
