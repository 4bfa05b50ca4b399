#include "net/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process.h"
#include "base/text.h"
#include "net/network.h"
#include "net/socket_address.h"

#define FIRST_GIVEN 3 /* SD_LISTEN_FDS_START */
#define BACKLOG 128
#define UNIX "unix:" /* a path */
#define PAUSE_MS 100 /* when the machine has no descriptor left */

/* ---- places ---- */

static bool
read_path(const char *path, union socket_address *address, socklen_t *size)
{
	address->path = (struct sockaddr_un){ .sun_family = AF_UNIX };
	size_t length = strlen(path);
	if (path[0] != '/' || length >= sizeof(address->path.sun_path))
		return false;
	memcpy(address->path.sun_path, path, length);
	*size = sizeof(address->path);
	return true;
}

static bool
read_host(const char *where, size_t length, in_port_t port,
    union socket_address *address, socklen_t *size)
{
	char host[INET6_ADDRSTRLEN] = { 0 };
	bool six = length > 2 && where[0] == '[' && where[length - 1] == ']';
	if (length >= sizeof(host))
		return false;
	memcpy(host, where + six, length - 2u * six);
	if (six) {
		address->six = (struct sockaddr_in6){ .sin6_family = AF_INET6,
			.sin6_port = port };
		*size = sizeof(address->six);
		return inet_pton(AF_INET6, host, &address->six.sin6_addr) == 1;
	}
	address->four =
	    (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = port };
	*size = sizeof(address->four);
	return inet_pton(AF_INET, host, &address->four.sin_addr) == 1;
}

static bool
read_place(const char *where, union socket_address *address, socklen_t *size)
{
	uint64_t port;
	const char *colon = strrchr(where, ':');
	if (text_starts(where, UNIX))
		return read_path(where + strlen(UNIX), address, size);
	return colon != NULL && text_number(colon + 1, 65535, &port)
	    && read_host(where, (size_t)(colon - where), htons((in_port_t)port),
		address, size);
}

bool
listen_is_place(const char *where)
{
	union socket_address address;
	socklen_t size;
	return read_place(where, &address, &size);
}

/* ---- to open them ---- */

/* What a socket is bound to: a port of the kernel's choice shows only now. */
static void
describe(struct listener *listener)
{
	union socket_address address = { 0 };
	socklen_t size = sizeof(address);
	struct network network;
	getsockname(listener->fd, &address.generic, &size);
	bool six = address.generic.sa_family == AF_INET6;
	if (network_of(&address.generic, &network)) {
		char text[INET6_ADDRSTRLEN];
		network_print(&network, text);
		listener->is_public = !network_is_loopback(&network);
		snprintf(listener->where, sizeof(listener->where),
		    network.family == AF_INET6 ? "[%s]:%u" : "%s:%u", text,
		    ntohs(six ? address.six.sin6_port : address.four.sin_port));
	} else {
		snprintf(listener->where, sizeof(listener->where), UNIX "%.*s",
		    (int)sizeof(address.path.sun_path), address.path.sun_path);
	}
}

static bool
cannot(const char *where, struct error *err)
{
	int why = errno;
	int code = EX_OSERR;
	if (why == EADDRINUSE)
		code = EX_UNAVAILABLE;
	if (why == EACCES || why == EPERM || why == EROFS)
		code = EX_NOPERM;
	if (why == EADDRNOTAVAIL || why == ENOENT || why == ENOTDIR)
		code = EX_CONFIG;
	return error_set(
	    err, code, "cannot listen on %s: %s", where, strerror(why));
}

/* A path stays when whoever served it is gone; nobody answers there then. */
static bool
is_deserted(const union socket_address *address, socklen_t size)
{
	struct stat facts;
	if (lstat(address->path.sun_path, &facts) != 0
	    || !S_ISSOCK(facts.st_mode))
		return false;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bool refused = fd >= 0 && connect(fd, &address->generic, size) != 0
	    && errno == ECONNREFUSED;
	if (fd >= 0)
		close(fd);
	return refused;
}

/* Nobody but us can connect between bind(2) and chmod(2): see the umask of
 * process_start(). */
static bool
bind_path(int fd, const union socket_address *address, socklen_t size,
    const struct listen_rights *rights)
{
	const char *path = address->path.sun_path;
	if (bind(fd, &address->generic, size) != 0) {
		if (errno != EADDRINUSE)
			return false;
		if (!is_deserted(address, size)) {
			errno = EADDRINUSE;
			return false;
		}
		if (unlink(path) != 0 || bind(fd, &address->generic, size) != 0)
			return false;
	}
	return (rights->group == (gid_t)-1
		   || chown(path, (uid_t)-1, rights->group) == 0)
	    && chmod(path, rights->mode) == 0;
}

/* IPv4 comes by a socket of its own, or not at all. */
static bool
bind_port(int fd, const union socket_address *address, socklen_t size)
{
	int yes = 1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (address->generic.sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes));
	return bind(fd, &address->generic, size) == 0;
}

bool
listen_open(struct listeners *listeners, const char *where,
    const struct listen_rights *rights, struct error *err)
{
	union socket_address address;
	socklen_t size;
	if (!read_place(where, &address, &size))
		return error_set(err, EX_CONFIG,
		    "%s is no place to listen: write ADDRESS:PORT, or "
		    "unix:/PATH",
		    where);
	if (listeners->count == LISTEN_MOST)
		return error_set(err, EX_CONFIG,
		    "these are more than %d places to listen", LISTEN_MOST);
	bool is_path = address.generic.sa_family == AF_UNIX;
	int fd = socket(address.generic.sa_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return cannot(where, err);
	if (!(is_path ? bind_path(fd, &address, size, rights)
		      : bind_port(fd, &address, size))
	    || listen(fd, BACKLOG) != 0) {
		cannot(where, err);
		close(fd);
		return false;
	}
	struct listener *listener = &listeners->all[listeners->count++];
	*listener = (struct listener){ .fd = fd, .is_path = is_path };
	describe(listener);
	return true;
}

/* ---- those that are given ---- */

static unsigned
count_given(void)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
	uint64_t who, count = 0;
	bool ours = pid != NULL && fds != NULL
	    && text_number(pid, INT32_MAX, &who) && who == (uint64_t)getpid()
	    && text_number(fds, LISTEN_MOST, &count);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return ours ? (unsigned)count : 0;
}

static void
make_ours(int fd)
{
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

bool
listen_inherit(struct listeners *listeners, unsigned *given, struct error *err)
{
	*given = count_given();
	for (unsigned i = 0; i < *given; i++) {
		struct listener listener = { .fd = FIRST_GIVEN + (int)i,
			.is_given = true };
		int listens = 0;
		socklen_t size = sizeof(listens);
		if (getsockopt(
			listener.fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size)
			!= 0
		    || listens == 0)
			return error_set(err, EX_CONFIG,
			    "descriptor %d, which the service manager gave us, "
			    "is no socket that listens",
			    listener.fd);
		make_ours(listener.fd);
		describe(&listener);
		if (listeners->count == LISTEN_MOST)
			return error_set(err, EX_CONFIG,
			    "these are more than %d places to listen",
			    LISTEN_MOST);
		listeners->all[listeners->count++] = listener;
	}
	return true;
}

/* ---- clients ---- */

static int
accept_one(int fd)
{
	return accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int
listen_accept(const struct listeners *listeners, int64_t deadline)
{
	struct pollfd wait[LISTEN_MOST];
	for (unsigned i = 0; i < listeners->count; i++)
		wait[i] = (struct pollfd){ .fd = listeners->all[i].fd,
			.events = POLLIN };
	if (process_wait(wait, listeners->count, deadline) <= 0)
		return -1;
	for (unsigned i = 0; i < listeners->count; i++) {
		int fd = wait[i].revents != 0 ? accept_one(wait[i].fd) : -1;
		if (fd >= 0)
			return fd;
		bool short_of = wait[i].revents != 0
		    && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS
			|| errno == ENOMEM);
		if (short_of)
			process_wait(NULL, 0, clock_now() + PAUSE_MS);
	}
	return -1;
}

static bool
is_connection(int fd)
{
	union socket_address address;
	socklen_t size = sizeof(address);
	int kind = 0;
	socklen_t room = sizeof(kind);
	return getpeername(fd, &address.generic, &size) == 0
	    && getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &room) == 0
	    && kind == SOCK_STREAM;
}

int
listen_accepted(void)
{
	if (count_given() != 1 || !is_connection(FIRST_GIVEN))
		return -1;
	make_ours(FIRST_GIVEN);
	return FIRST_GIVEN;
}

void
listen_leave(struct listeners *listeners)
{
	for (unsigned i = 0; i < listeners->count; i++)
		close(listeners->all[i].fd);
	listeners->count = 0;
}

void
listen_close(struct listeners *listeners)
{
	for (unsigned i = 0; i < listeners->count; i++) {
		if (listeners->all[i].is_path)
			unlink(listeners->all[i].where + strlen(UNIX));
	}
	listen_leave(listeners);
}
