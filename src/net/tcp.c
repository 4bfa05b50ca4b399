#include "net/tcp.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process.h"
#include "net/pipe.h"
#include "net/resolve.h"

#define ATTEMPTS_MOST 16
#define STAGGER_MS 250

/* A race of connection attempts. */
struct race {
	const struct tcp_target *target;
	struct addrinfo *order[ATTEMPTS_MOST];
	struct pollfd pending[ATTEMPTS_MOST]; /* fd -1: failed or not begun */
	size_t count, begun;
	struct buf failures; /* "192.0.2.1: Connection refused, …" */
	int winner;
};

/* RFC 8305 section 4: the families take turns, the preferred one first. */
static void
interleave(struct race *race, struct addrinfo *found)
{
	struct addrinfo *first = found, *other = found;
	int family = found->ai_family;
	while (race->count < ATTEMPTS_MOST) {
		while (first != NULL && first->ai_family != family)
			first = first->ai_next;
		while (other != NULL && other->ai_family == family)
			other = other->ai_next;
		if (first == NULL && other == NULL)
			return;
		if (first != NULL) {
			race->order[race->count++] = first;
			first = first->ai_next;
		}
		if (other != NULL && race->count < ATTEMPTS_MOST) {
			race->order[race->count++] = other;
			other = other->ai_next;
		}
	}
}

static void
numeric(const struct sockaddr *address, socklen_t length, char *text)
{
	text[0] = '\0';
	getnameinfo(
	    address, length, text, INET6_ADDRSTRLEN, NULL, 0, NI_NUMERICHOST);
}

static void
note_failure(struct race *race, size_t i, int why)
{
	char text[INET6_ADDRSTRLEN];
	numeric(race->order[i]->ai_addr, race->order[i]->ai_addrlen, text);
	buf_print(&race->failures, "%s%s: %s",
	    race->failures.length > 0 ? ", " : "", text, strerror(why));
	if (why == EADDRNOTAVAIL && race->target->bind != NULL)
		buf_print(&race->failures, ": bind %s", race->target->bind);
}

static bool
bind_to(int fd, const struct tcp_target *target, int family)
{
	struct addrinfo hints = { .ai_family = family,
		.ai_flags = AI_NUMERICHOST };
	struct addrinfo *found;
	if (target->bind == NULL)
		return true;
	if (getaddrinfo(target->bind, NULL, &hints, &found) != 0) {
		errno = EADDRNOTAVAIL;
		return false;
	}
	bool bound = bind(fd, found->ai_addr, found->ai_addrlen) == 0;
	freeaddrinfo(found);
	return bound;
}

static void
begin(struct race *race)
{
	size_t i = race->begun++;
	struct addrinfo *to = race->order[i];
	int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
	int fd = socket(to->ai_family, type, to->ai_protocol);
	int on = 1;

	race->pending[i] = (struct pollfd){ .fd = -1, .events = POLLOUT };
	if (fd < 0) {
		note_failure(race, i, errno);
		return;
	}
	/* Every flight is one write; none must wait for the one before. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (!bind_to(fd, race->target, to->ai_family)
	    || (connect(fd, to->ai_addr, to->ai_addrlen) != 0
		&& errno != EINPROGRESS)) {
		note_failure(race, i, errno);
		close(fd);
		return;
	}
	race->pending[i].fd = fd;
}

static bool
is_running(const struct race *race)
{
	for (size_t i = 0; i < race->begun; i++) {
		if (race->pending[i].fd >= 0)
			return true;
	}
	return false;
}

/* Looks who has arrived and who has fallen. */
static void
look(struct race *race)
{
	for (size_t i = 0; i < race->begun && race->winner < 0; i++) {
		struct pollfd *runner = &race->pending[i];
		int why = 0;
		socklen_t size = sizeof(why);
		if (runner->fd < 0 || runner->revents == 0)
			continue;
		getsockopt(runner->fd, SOL_SOCKET, SO_ERROR, &why, &size);
		if (why == 0) {
			race->winner = runner->fd;
		} else {
			note_failure(race, i, why);
			close(runner->fd);
		}
		runner->fd = -1;
	}
}

static void
run(struct race *race, int64_t deadline)
{
	int64_t next = clock_now();
	while (race->winner < 0) {
		bool more = race->begun < race->count;
		if (more && (clock_now() >= next || !is_running(race))) {
			begin(race);
			next = clock_now() + STAGGER_MS;
			continue;
		}
		if (!is_running(race) || clock_left(deadline) == 0)
			return;
		int64_t until = more ? clock_sooner(next, deadline) : deadline;
		int ready = process_wait(race->pending, race->begun, until);
		if (ready < 0)
			return;
		if (ready > 0)
			look(race);
	}
}

/* Closes the losers; those still running were too slow. */
static void
end(struct race *race)
{
	for (size_t i = 0; i < race->begun; i++) {
		if (race->pending[i].fd < 0)
			continue;
		if (race->winner < 0)
			note_failure(race, i, ETIMEDOUT);
		close(race->pending[i].fd);
	}
}

static void
name_ends(int fd, struct tcp_ends *ends)
{
	struct sockaddr_storage address;
	struct sockaddr *generic = (struct sockaddr *)&address;
	socklen_t length = sizeof(address);
	*ends = (struct tcp_ends){ 0 };
	if (getsockname(fd, generic, &length) == 0)
		numeric(generic, length, ends->local);
	length = sizeof(address);
	if (getpeername(fd, generic, &length) == 0)
		numeric(generic, length, ends->remote);
}

bool
tcp_dial(const struct tcp_target *target, int64_t deadline, struct layer *layer,
    struct tcp_ends *ends, struct error *err)
{
	struct addrinfo *found;
	if (!resolve(target->what, target->host, target->port, target->family,
		deadline, &found, err))
		return false;

	struct race race = {
		.target = target, .failures = BUF(4096), .winner = -1
	};
	interleave(&race, found);
	run(&race, deadline);
	end(&race);
	freeaddrinfo(found);

	if (race.winner < 0 && process_signal() != NULL)
		error_set(err, EX_TEMPFAIL,
		    "interrupted by %s while connecting to %s port %s",
		    process_signal(), target->host, target->port);
	else if (race.winner < 0)
		error_set(err, EX_TEMPFAIL,
		    "cannot connect to %s%s port %s (%s)",
		    strcmp(target->what, "proxy") == 0 ? "the proxy " : "",
		    target->host, target->port,
		    race.failures.length > 0 ? race.failures.data
					     : strerror(ETIMEDOUT));
	buf_free(&race.failures);
	if (race.winner < 0)
		return false;

	name_ends(race.winner, ends);
	*layer = pipe_layer(race.winner, race.winner);
	return true;
}
