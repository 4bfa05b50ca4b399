/* stream.h - octets to and from a peer: buffered, layered, failing for good
 *
 * A stream writes to its top layer: a socket, TLS over a socket, a script in a
 * unit test. Layers are non-blocking and know how to wait; only the stream has
 * buffers and a deadline. The first failure sticks: writers put, put, put and
 * look at the flush; once failed, nothing is sent or heard any more.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

#define STREAM_LATER (-2)  /* nothing can be moved without waiting */
#define STREAM_FAILED (-1) /* the layer has said why */

#define STREAM_IN_MOST (256 * 1024) /* what is heard ahead of being read */
#define STREAM_OUT_MOST (4 * 1024 * 1024)

struct layer_ops {
	/* Octets moved, 0 = the peer has ended, STREAM_LATER, STREAM_FAILED. */
	ssize_t (*receive)(
	    void *self, char *data, size_t size, struct error *err);
	ssize_t (*send)(
	    void *self, const char *data, size_t length, struct error *err);
	/* Waits for POLLIN and/or POLLOUT; returns what is there, 0 when the
	 * deadline has passed, -1 when a signal bids us end. May be wrong of
	 * what is there: then the next call is LATER. */
	int (*wait)(void *self, int events, int64_t deadline);
	void (*close)(void *self);
};

struct layer {
	const struct layer_ops *ops;
	void *self;
};

struct stream {
	struct layer top;
	const char *peer;  /* for people: "smtp.example.com:587" */
	const char *doing; /* for people: "waiting for the greeting" */
	int64_t deadline;  /* for everything below, see clock.h */
	struct buf in, out;
	size_t taken;  /* octets of `in` already read */
	size_t unsent; /* octets of the last flush that never left */
	bool ended;    /* the peer has closed its side */
	bool failed;
	struct error *err;
};

/* The stream owns the layer from now on; peer and err are borrowed. */
void stream_open(struct stream *stream, struct layer layer, const char *peer,
    struct error *err);

/* What we are about to do, and until when it must be done. */
void stream_expect(struct stream *stream, const char *doing, int64_t deadline);

/* Reads one octet, waiting for it. */
bool stream_get(struct stream *stream, char *octet);

/* Octets that have been heard but not read. */
size_t stream_unread(const struct stream *stream);

/* Throws those away. */
void stream_forget(struct stream *stream);

/* Looks, without waiting, whether the peer has said something. */
bool stream_has_input(struct stream *stream);

/* Queues octets; the second wipes them from memory when they have been sent. */
void stream_put(struct stream *stream, const char *data, size_t length);
void stream_put_secret(struct stream *stream, const char *data, size_t length);

/* Sends what is queued, hearing meanwhile, so that two sides that both write
 * do not block each other (RFC 2920 3.1). When the peer is gone but has left
 * something to read, that is no failure: the reader will find it. */
bool stream_flush(struct stream *stream);

/* The same, but stops as soon as the peer says anything (see
 * stream_unread()): for a message the peer may refuse before its end. */
bool stream_flush_listening(struct stream *stream);

void stream_close(struct stream *stream);

#endif
