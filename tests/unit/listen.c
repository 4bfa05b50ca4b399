/* listen.c - sockets where clients come, and who they are */
#include "net/listen.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/client.h"
#include "unit/place.h"
#include "unit/tap.h"

static const struct listen_rights ours = { 0600, (gid_t)-1 };

static void
test_places(void)
{
	static const char *const good[] = { "127.0.0.1:25", "0.0.0.0:0",
		"[::1]:2525", "[::]:65535", "unix:/run/x.sock" };
	static const char *const bad[] = { "", "25", ":25", "127.0.0.1",
		"127.0.0.1:", "127.0.0.1:65536", "::1:25", "[::1]", "[::1]25",
		"localhost:25", "unix:x.sock", "unix:", "[127.0.0.1]:25",
		"[]:25", "[:25", "/run/x.sock" };
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		ok(listen_is_place(good[i]), "a place: %s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(!listen_is_place(bad[i]), "none: %s", bad[i]);
	char path[256] = "unix:/";
	memset(path + 6, 'x', 200);
	ok(!listen_is_place(path), "a path that is too long");
}

static int
dial_port(const char *where)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address.sin_port =
	    htons((in_port_t)strtoul(strrchr(where, ':') + 1, NULL, 10));
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	is(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0,
	    "dialled");
	return fd;
}

static int
dial_path(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	is(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0,
	    "dialled");
	return fd;
}

static void
test_ports(void)
{
	struct listeners listeners = { 0 };
	struct error err = { 0 };
	ok(listen_open(&listeners, "127.0.0.1:0", &ours, &err), "a port");
	ok(listen_open(&listeners, "127.0.0.1:0", &ours, &err), "another");
	ok(strcmp(listeners.all[0].where, "127.0.0.1:0") != 0, "it is told");
	ok(!listeners.all[0].is_public, "only we can come");
	is(listen_accept(&listeners, clock_now()), -1, "nobody came yet");
	int there = dial_port(listeners.all[1].where);
	int here = listen_accept(&listeners, clock_now() + 5000);
	ok(here >= 0, "somebody came to the second");
	ok(fcntl(here, F_GETFL) & O_NONBLOCK, "it does not block");
	ok(fcntl(here, F_GETFD) & FD_CLOEXEC, "it is not inherited");
	struct client client = client_of(here);
	is(client.kind, CLIENT_REMOTE, "by TCP");
	is_text(client.shown, "127.0.0.1", "from here");
	ok(client.port > 0, "its port");
	close(there);
	close(here);

	struct listeners again = { 0 };
	ok(!listen_open(&again, listeners.all[0].where, &ours, &err),
	    "where one listens another cannot");
	is(err.code, EX_UNAVAILABLE, "its code");
	has(err.text, listeners.all[0].where, "the place is named");
	listen_close(&listeners);

	ok(listen_open(&listeners, "0.0.0.0:0", &ours, &err), "everywhere");
	ok(listeners.all[0].is_public, "others can come");
	listen_close(&listeners);
}

static void
test_paths(void)
{
	struct listeners listeners = { 0 }, again = { 0 };
	struct error err = { 0 };
	struct listen_rights all = { 0666, (gid_t)-1 };
	struct stat facts;
	const char *path = place_path("gate.sock");
	char where[200];
	snprintf(where, sizeof(where), "unix:%s", path);
	ok(listen_open(&listeners, where, &all, &err), "a path");
	is(stat(path, &facts), 0, "it is there");
	is(facts.st_mode & 0777, 0666, "with its rights");
	int there = dial_path(path);
	int here = listen_accept(&listeners, clock_now() + 5000);
	struct client client = client_of(here);
	is(client.kind, CLIENT_LOCAL, "a user of this machine");
	is(client.uid, getuid(), "its uid");
	is(client.gid, getgid(), "its gid");
	is(client.pid, getpid(), "its pid");
	char uid[32];
	snprintf(uid, sizeof(uid), "uid %lu", (unsigned long)getuid());
	is_text(client.shown, uid, "for people");
	close(there);
	close(here);

	ok(!listen_open(&again, where, &all, &err), "one is served already");
	is(err.code, EX_UNAVAILABLE, "its code");
	/* Killed, it would leave its path. */
	close(listeners.all[0].fd);
	err = (struct error){ 0 };
	ok(listen_open(&again, where, &ours, &err), "a deserted one");
	stat(path, &facts);
	is(facts.st_mode & 0777, 0600, "with rights of its own");
	listen_close(&again);
	ok(access(path, F_OK) != 0, "the path goes with it");

	place_file("gate.sock", "a file", 0600);
	ok(!listen_open(&again, where, &ours, &err), "a file is no socket");
	ok(access(path, F_OK) == 0, "it is left alone");
	ok(!listen_open(&again, "nowhere", &ours, &err), "no place");
}

/* sd_listen_fds(3), played by ourselves. */
static void
test_given(void)
{
	struct listeners made = { 0 }, listeners = { 0 };
	struct error err = { 0 };
	unsigned given;
	char pid[32];
	snprintf(pid, sizeof(pid), "%ld", (long)getpid());
	ok(listen_inherit(&listeners, &given, &err) && given == 0, "none");

	setenv("LISTEN_PID", "1", 1);
	setenv("LISTEN_FDS", "1", 1);
	ok(listen_inherit(&listeners, &given, &err) && given == 0,
	    "meant for another");
	ok(getenv("LISTEN_FDS") == NULL, "nobody is told again");

	listen_open(&made, "127.0.0.1:0", &ours, &err);
	dup2(made.all[0].fd, 3);
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "1", 1);
	setenv("LISTEN_FDNAMES", "x", 1);
	ok(listen_inherit(&listeners, &given, &err) && given == 1, "one");
	is_text(listeners.all[0].where, made.all[0].where, "the same place");
	ok(listeners.all[0].is_given, "it was given");
	ok(fcntl(3, F_GETFD) & FD_CLOEXEC, "our children do not get it");
	ok(getenv("LISTEN_PID") == NULL && getenv("LISTEN_FDNAMES") == NULL,
	    "nor hear of it");
	listen_close(&listeners);
	if (made.all[0].fd != 3)
		listen_close(&made);

	dup2(open("/dev/null", O_RDONLY), 3);
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "1", 1);
	ok(!listen_inherit(&listeners, &given, &err), "no socket");
	is(err.code, EX_CONFIG, "its code");
}

static void
give(int fd)
{
	char pid[16];
	snprintf(pid, sizeof(pid), "%ld", (long)getpid());
	if (fd != 3)
		dup2(fd, 3);
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "1", 1);
}

static void
test_accepted(void)
{
	struct listeners listeners = { 0 };
	struct error err = { 0 };
	int ends[2];
	is(listen_accepted(), -1, "nothing is given");
	listen_open(&listeners, "127.0.0.1:0", &ours, &err);
	give(listeners.all[0].fd);
	is(listen_accepted(), -1, "a place to listen is no connection");
	listen_close(&listeners);
	ok(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0, "a connection");
	give(ends[0]);
	is(listen_accepted(), 3, "it is given");
	ok(fcntl(3, F_GETFL) & O_NONBLOCK, "it does not block");
	ok(getenv("LISTEN_FDS") == NULL, "our children do not hear of it");
	close(3);
	close(ends[1]);
}

static void
test_others(void)
{
	int ends[2], pipes[2];
	ok(pipe(pipes) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0,
	    "others");
	struct client client = client_of(pipes[0]);
	is(client.kind, CLIENT_UNKNOWN, "a pipe says nothing");
	is_text(client.shown, "stdin", "for people");
	client = client_of(ends[0]);
	is(client.kind, CLIENT_LOCAL, "a pair of sockets");
	is(client.uid, getuid(), "its user");
}

int
main(void)
{
	test_given();
	test_accepted();
	test_places();
	test_ports();
	test_paths();
	test_others();
	return tap_done();
}
