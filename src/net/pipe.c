#include "net/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/process.h"

#define GRACE_MS 500 /* for a tunnel to end by itself */

struct ends {
	int in, out;
	pid_t child; /* 0: none */
};

static ssize_t
outcome(ssize_t n, struct error *err)
{
	if (n >= 0)
		return n;
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return STREAM_LATER;
	error_set(err, EX_TEMPFAIL, "%s", strerror(errno));
	return STREAM_FAILED;
}

static ssize_t
ends_receive(void *self, char *data, size_t size, struct error *err)
{
	struct ends *ends = self;
	ssize_t n = read(ends->in, data, size);
	if (n != 0 || ends->child == 0)
		return outcome(n, err);
	child_explain("tunnel", ends->child, clock_now() + GRACE_MS, err);
	ends->child = 0;
	return STREAM_FAILED;
}

static ssize_t
ends_send(void *self, const char *data, size_t length, struct error *err)
{
	struct ends *ends = self;
	return outcome(write(ends->out, data, length), err);
}

/* What is ready shows when it is tried; trouble too. */
static int
ends_wait(void *self, int events, int64_t deadline)
{
	struct ends *ends = self;
	struct pollfd wait[2] = {
		{ .fd = (events & POLLIN) ? ends->in : -1, .events = POLLIN },
		{ .fd = (events & POLLOUT) ? ends->out : -1,
		    .events = POLLOUT },
	};
	int ready = process_wait(wait, 2, deadline);
	if (ready <= 0)
		return ready;
	return (wait[0].revents != 0 ? POLLIN : 0)
	    | (wait[1].revents != 0 ? POLLOUT : 0);
}

static void
ends_close(void *self)
{
	struct ends *ends = self;
	close(ends->in);
	if (ends->out != ends->in)
		close(ends->out);
	if (ends->child > 0)
		child_end(ends->child, clock_now() + GRACE_MS);
	free(ends);
}

static const struct layer_ops pipe_ops = {
	.receive = ends_receive,
	.send = ends_send,
	.wait = ends_wait,
	.close = ends_close,
};

/* Descriptors that we share with others may block, and must stay so: we wait
 * before we read, and write no more than what poll(2) promises room for. */
static bool
is_ready(int fd, short event)
{
	struct pollfd look = { .fd = fd, .events = event };
	return poll(&look, 1, 0) > 0;
}

static ssize_t
borrowed_receive(void *self, char *data, size_t size, struct error *err)
{
	struct ends *ends = self;
	if (!is_ready(ends->in, POLLIN))
		return STREAM_LATER;
	return outcome(read(ends->in, data, size), err);
}

static ssize_t
borrowed_send(void *self, const char *data, size_t length, struct error *err)
{
	struct ends *ends = self;
	if (!is_ready(ends->out, POLLOUT))
		return STREAM_LATER;
	size_t bite = length < PIPE_BUF ? length : PIPE_BUF;
	return outcome(write(ends->out, data, bite), err);
}

static void
borrowed_close(void *self)
{
	free(self);
}

static const struct layer_ops borrowed_ops = {
	.receive = borrowed_receive,
	.send = borrowed_send,
	.wait = ends_wait,
	.close = borrowed_close,
};

static struct layer
make_layer(int in, int out, pid_t child)
{
	struct ends *ends = memory_get(sizeof(*ends));
	*ends = (struct ends){ in, out, child };
	return (struct layer){ &pipe_ops, ends };
}

struct layer
pipe_layer(int in, int out)
{
	return make_layer(in, out, 0);
}

struct layer
pipe_borrow(int in, int out)
{
	struct layer layer = make_layer(in, out, 0);
	layer.ops = &borrowed_ops;
	return layer;
}

bool
pipe_tunnel(const char *command, struct layer *layer, struct error *err)
{
	int in, out;
	pid_t child = child_talk("tunnel", command, &in, &out, err);
	if (child < 0)
		return false;
	fcntl(in, F_SETFL, fcntl(in, F_GETFL) | O_NONBLOCK);
	fcntl(out, F_SETFL, fcntl(out, F_GETFL) | O_NONBLOCK);
	*layer = make_layer(in, out, child);
	return true;
}

static bool
connect_to(int fd, const struct sockaddr_un *address, int64_t deadline)
{
	const struct sockaddr *generic = (const struct sockaddr *)address;
	while (connect(fd, generic, sizeof(*address)) != 0) {
		/* A full backlog says EAGAIN, and poll() says nothing. */
		if (errno != EAGAIN && errno != EINTR)
			return false;
		if (clock_left(deadline) == 0
		    || process_wait(NULL, 0, clock_now() + 20) < 0) {
			errno = ETIMEDOUT;
			return false;
		}
	}
	return true;
}

bool
pipe_local(
    const char *path, int64_t deadline, struct layer *layer, struct error *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address.sun_path))
		return error_set(err, EX_CONFIG,
		    "the path of the socket is too long: %s", path);
	memcpy(address.sun_path, path, strlen(path));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0 || !connect_to(fd, &address, deadline)) {
		error_set(err, EX_TEMPFAIL, "cannot connect to %s: %s", path,
		    strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	*layer = make_layer(fd, fd, 0);
	return true;
}
