#include "net/client.h"

#include <stdio.h>
#include <unistd.h>

#include "net/socket_address.h"

/* SO_PEERCRED tells of the moment of connect(2), so that a client which gives
 * its socket away, or its rights up, is still who it was. */
static bool
ask_user(int fd, struct client *client)
{
#ifdef SO_PEERCRED
	struct ucred who;
	socklen_t size = sizeof(who);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0
	    || size != sizeof(who) || who.uid == (uid_t)-1)
		return false;
	client->uid = who.uid;
	client->gid = who.gid;
	client->pid = who.pid;
	return true;
#else
	return getpeereid(fd, &client->uid, &client->gid) == 0;
#endif
}

struct client
client_of(int fd)
{
	struct client client = { .shown = "stdin" };
	union socket_address address = { 0 };
	socklen_t size = sizeof(address);
	if (getpeername(fd, &address.generic, &size) != 0)
		return client;
	if (network_of(&address.generic, &client.address)) {
		client.kind = CLIENT_REMOTE;
		client.port = ntohs(address.generic.sa_family == AF_INET6
			? address.six.sin6_port
			: address.four.sin_port);
		network_print(&client.address, client.shown);
	} else if (address.generic.sa_family == AF_UNIX
	    && ask_user(fd, &client)) {
		client.kind = CLIENT_LOCAL;
		snprintf(client.shown, sizeof(client.shown), "uid %lu",
		    (unsigned long)client.uid);
	}
	return client;
}
