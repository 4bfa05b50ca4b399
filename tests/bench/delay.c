/* delay.c - a long line to a server on this machine
 *
 *   delay RTT PORT
 *
 * Forwards TCP connections to PORT on loopback. What comes from one side
 * reaches the other RTT/2 milliseconds later, however much it is, so that a
 * client's round trips are its wall time / RTT. A connection costs what it
 * costs on a real line, where SYN, its answer and ACK travel too: the server
 * sees it after 1.5 RTT, and what a client says before 1 RTT, when it would
 * not be connected yet, counts as said then. The first line on standard output
 * is "port N"; SIGTERM ends it.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PAIRS_MOST = 64, BITE = 65536 };

/* What was read at once; without octets: the end. */
struct chunk {
	struct chunk *next;
	int64_t due;
	size_t length, sent;
	char data[];
};

/* One direction. */
struct way {
	int from, to; /* -1: not yet, or no more */
	struct chunk *first, **last;
	int64_t begins; /* nothing counts as said before */
	bool ended;     /* nothing more to read */
	bool clogged;   /* `to` takes nothing just now */
};

struct pair {
	bool used;
	int client, server;
	int64_t reaches; /* when the server sees the connection */
	struct way up, down;
};

static struct pair pairs[PAIRS_MOST];
static int64_t half; /* a round trip, in nanoseconds */
static int server_port;

static int64_t
now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec * INT64_C(1000000000) + at.tv_nsec;
}

static int
prepare(int fd)
{
	int on = 1;

	fcntl(fd, F_SETFL, O_NONBLOCK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

static void
way_open(struct way *way, int from, int to, int64_t begins)
{
	*way = (struct way){ .from = from, .to = to, .begins = begins };
	way->last = &way->first;
}

static void
way_free(struct way *way)
{
	while (way->first != NULL) {
		struct chunk *chunk = way->first;
		way->first = chunk->next;
		free(chunk);
	}
}

static void
pair_close(struct pair *pair)
{
	close(pair->client);
	if (pair->server >= 0)
		close(pair->server);
	way_free(&pair->up);
	way_free(&pair->down);
	pair->used = false;
}

/* Reads all there is. False when the connection is broken. */
static bool
take(struct way *way)
{
	while (!way->ended) {
		struct chunk *chunk = malloc(sizeof(*chunk) + BITE);
		if (chunk == NULL)
			abort();
		ssize_t n = read(way->from, chunk->data, BITE);
		if (n < 0) {
			free(chunk);
			return errno == EAGAIN;
		}
		int64_t said = now();
		*chunk = (struct chunk){ .length = (size_t)n };
		chunk->due = (said < way->begins ? way->begins : said) + half;
		way->ended = n == 0;
		*way->last = chunk;
		way->last = &chunk->next;
	}
	return true;
}

static bool
give_chunk(struct way *way, struct chunk *chunk)
{
	if (chunk->length == 0)
		shutdown(way->to, SHUT_WR);
	while (chunk->sent < chunk->length) {
		ssize_t n = send(way->to, chunk->data + chunk->sent,
		    chunk->length - chunk->sent, MSG_NOSIGNAL);
		if (n < 0) {
			way->clogged = errno == EAGAIN;
			return way->clogged;
		}
		chunk->sent += (size_t)n;
	}
	way->first = chunk->next;
	if (way->first == NULL)
		way->last = &way->first;
	free(chunk);
	return true;
}

/* Gives what is due. False when the connection is broken. */
static bool
give(struct way *way)
{
	way->clogged = false;
	while (way->to >= 0 && way->first != NULL && !way->clogged
	    && way->first->due <= now()) {
		if (!give_chunk(way, way->first))
			return false;
	}
	return true;
}

static bool
reach(struct pair *pair)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)server_port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	if (pair->server >= 0 || pair->reaches > now())
		return true;
	pair->server = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(pair->server, (struct sockaddr *)&to, sizeof(to)) != 0)
		return false;
	prepare(pair->server);
	pair->up.to = pair->down.from = pair->server;
	return true;
}

static bool
is_over(const struct pair *pair)
{
	return pair->up.ended && pair->down.ended && pair->up.first == NULL
	    && pair->down.first == NULL;
}

static void
welcome(int listener)
{
	int client = accept(listener, NULL, NULL);
	struct pair *pair = pairs;
	int64_t at = now();

	while (pair < pairs + PAIRS_MOST && pair->used)
		pair++;
	if (client < 0 || pair == pairs + PAIRS_MOST) {
		close(client);
		return;
	}
	prepare(client);
	*pair = (struct pair){ .used = true,
		.client = client,
		.server = -1,
		.reaches = at + 3 * half };
	way_open(&pair->up, client, -1, at + 2 * half);
	way_open(&pair->down, -1, client, 0);
}

static struct pollfd
look_at(int fd, const struct way *in, const struct way *out)
{
	short events = 0;

	if (!in->ended)
		events |= POLLIN;
	if (out->clogged)
		events |= POLLOUT;
	return (struct pollfd){ .fd = events == 0 ? -1 : fd, .events = events };
}

static void
sooner(int64_t *until, int64_t when)
{
	if (when < *until)
		*until = when;
}

/* Waits until somebody speaks or something is due. */
static void
await(int listener)
{
	static struct pollfd at[1 + 2 * PAIRS_MOST];
	nfds_t count = 1;
	int64_t until = INT64_MAX, at_now = now();

	at[0] = (struct pollfd){ .fd = listener, .events = POLLIN };
	for (struct pair *p = pairs; p < pairs + PAIRS_MOST; p++) {
		if (!p->used)
			continue;
		at[count++] = look_at(p->client, &p->up, &p->down);
		at[count++] = look_at(p->server, &p->down, &p->up);
		if (p->server < 0)
			sooner(&until, p->reaches);
		if (p->up.first != NULL && p->server >= 0 && !p->up.clogged)
			sooner(&until, p->up.first->due);
		if (p->down.first != NULL && !p->down.clogged)
			sooner(&until, p->down.first->due);
	}
	int64_t left = until > at_now ? until - at_now : 0;
	struct timespec wait = { left / 1000000000, left % 1000000000 };
	ppoll(at, count, until == INT64_MAX ? NULL : &wait, NULL);
	if (at[0].revents != 0)
		welcome(listener);
}

static void
forward(void)
{
	for (struct pair *p = pairs; p < pairs + PAIRS_MOST; p++) {
		if (!p->used)
			continue;
		bool well = take(&p->up) && reach(p)
		    && (p->server < 0 || take(&p->down)) && give(&p->up)
		    && give(&p->down);
		if (!well || is_over(p))
			pair_close(p);
	}
}

int
main(int argc, char **argv)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (argc != 3)
		return 64;
	half = atoi(argv[1]) * INT64_C(500000);
	server_port = atoi(argv[2]);
	if (bind(listener, (struct sockaddr *)&at, size) != 0
	    || listen(listener, PAIRS_MOST) != 0)
		return 71;
	fcntl(listener, F_SETFL, O_NONBLOCK);
	getsockname(listener, (struct sockaddr *)&at, &size);
	printf("port %d\n", ntohs(at.sin_port));
	fflush(stdout);
	for (;;) {
		await(listener);
		forward();
	}
}
