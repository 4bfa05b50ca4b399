#include "net/stream.h"

#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/process.h"

#define BITE 16384

void
stream_open(struct stream *stream, struct layer layer, const char *peer,
    struct error *err)
{
	*stream = (struct stream){ .top = layer,
		.peer = peer,
		.doing = "talking",
		.deadline = INT64_MAX,
		.in = BUF_SECRET(STREAM_IN_MOST),
		.out = BUF(STREAM_OUT_MOST),
		.err = err };
}

void
stream_expect(struct stream *stream, const char *doing, int64_t deadline)
{
	stream->doing = doing;
	stream->deadline = deadline;
}

size_t
stream_unread(const struct stream *stream)
{
	return stream->in.length - stream->taken;
}

static bool
fail(struct stream *stream, const struct error *trouble)
{
	stream->failed = true;
	return error_set(stream->err, trouble->code, "%s while %s: %s",
	    stream->peer, stream->doing, trouble->text);
}

static bool
too_late(struct stream *stream)
{
	stream->failed = true;
	if (process_signal() != NULL)
		return error_set(stream->err, EX_TEMPFAIL,
		    "%s: interrupted by %s while %s", stream->peer,
		    process_signal(), stream->doing);
	return error_set(stream->err, EX_TEMPFAIL, "%s: timed out while %s",
	    stream->peer, stream->doing);
}

/* One receive, without waiting. What the layer said is left to the caller. */
static ssize_t
hear(struct stream *stream, struct error *trouble)
{
	if (stream->taken == stream->in.length) {
		buf_clear(&stream->in);
		stream->taken = 0;
	}
	char *space = buf_space(&stream->in, BITE);
	if (space == NULL || stream->ended)
		return STREAM_LATER;
	ssize_t n =
	    stream->top.ops->receive(stream->top.self, space, BITE, trouble);
	if (n > 0)
		buf_took(&stream->in, (size_t)n);
	stream->ended = n == 0;
	return n;
}

void
stream_forget(struct stream *stream)
{
	buf_clear(&stream->in);
	stream->taken = 0;
}

bool
stream_has_input(struct stream *stream)
{
	struct error trouble = { 0 };
	if (stream_unread(stream) == 0 && !stream->failed)
		hear(stream, &trouble);
	return stream_unread(stream) > 0;
}

/* Waits until there is something to read. The clock is looked at before every
 * receive: a peer that drips octets gets no longer than a silent one. */
static bool
await(struct stream *stream)
{
	for (;;) {
		struct error trouble = { 0 };
		if (clock_left(stream->deadline) == 0)
			return too_late(stream);
		ssize_t n = hear(stream, &trouble);
		if (n > 0)
			return true;
		if (stream->ended) {
			stream->failed = true;
			return error_set(stream->err, EX_TEMPFAIL,
			    "%s closed the connection while %s", stream->peer,
			    stream->doing);
		}
		if (n == STREAM_FAILED)
			return fail(stream, &trouble);
		if (stream->top.ops->wait(
			stream->top.self, POLLIN, stream->deadline)
		    <= 0)
			return too_late(stream);
	}
}

bool
stream_get(struct stream *stream, char *octet)
{
	if (stream->failed)
		return false;
	if (stream_unread(stream) == 0 && !await(stream))
		return false;
	*octet = stream->in.data[stream->taken++];
	return true;
}

void
stream_put(struct stream *stream, const char *data, size_t length)
{
	buf_add(&stream->out, data, length);
}

void
stream_put_secret(struct stream *stream, const char *data, size_t length)
{
	stream->out.secret = true;
	stream_put(stream, data, length);
}

/* The peer may have refused before it left. */
static bool
lost(struct stream *stream, const struct error *trouble)
{
	if (stream_has_input(stream))
		return true;
	return fail(stream, trouble);
}

/* Waits until more can be sent; hears in the meantime. */
static bool
make_way(struct stream *stream)
{
	bool can_hear =
	    !stream->ended && stream->in.length + BITE <= stream->in.ceiling;
	int events = can_hear ? POLLIN | POLLOUT : POLLOUT;
	int ready =
	    stream->top.ops->wait(stream->top.self, events, stream->deadline);
	if (ready <= 0 || clock_left(stream->deadline) == 0)
		return too_late(stream);
	struct error trouble = { 0 };
	if ((ready & POLLIN) && hear(stream, &trouble) == STREAM_FAILED)
		return lost(stream, &trouble);
	return true;
}

static bool
send_all(struct stream *stream, bool listening)
{
	size_t sent = 0;
	bool well = !stream->failed;
	while (well && sent < stream->out.length) {
		if (listening && stream_unread(stream) > 0)
			break;
		struct error trouble = { 0 };
		ssize_t n = stream->top.ops->send(stream->top.self,
		    stream->out.data + sent, stream->out.length - sent,
		    &trouble);
		if (n >= 0) {
			sent += (size_t)n;
		} else if (n == STREAM_LATER) {
			well = make_way(stream);
		} else {
			well = lost(stream, &trouble);
			break;
		}
	}
	stream->unsent = stream->out.length - sent;
	buf_clear(&stream->out);
	stream->out.secret = false;
	return well;
}

bool
stream_flush(struct stream *stream)
{
	return send_all(stream, false);
}

bool
stream_flush_listening(struct stream *stream)
{
	stream_has_input(stream);
	return send_all(stream, true);
}

void
stream_close(struct stream *stream)
{
	if (stream->top.ops != NULL)
		stream->top.ops->close(stream->top.self);
	stream->top.ops = NULL;
	buf_free(&stream->in);
	buf_free(&stream->out);
}
