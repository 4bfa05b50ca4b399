#include "net/records.h"

#include <errno.h>
#include <string.h>

/* The largest record (RFC 8446 5.2) and a little of the next. */
#define WINDOW (16 * 1024 + 1024)
#define BATCH (128 * 1024) /* octets that are worth a write */
#define OUT_MOST (BATCH + 64 * 1024)

static ssize_t
fail(struct records *r, int why)
{
	gnutls_transport_set_errno(r->session, why);
	return -1;
}

static ssize_t
answer(struct records *r, ssize_t n)
{
	return n >= 0 ? n : fail(r, n == STREAM_LATER ? EAGAIN : EIO);
}

static ssize_t
refill(struct records *r)
{
	buf_clear(&r->in);
	r->taken = 0;
	ssize_t n = r->under.ops->receive(
	    r->under.self, buf_space(&r->in, WINDOW), WINDOW, &r->trouble);
	if (n <= 0)
		return n;
	buf_took(&r->in, (size_t)n);
	if (r->first == 0)
		r->first = (unsigned char)r->in.data[0];
	return n;
}

static ssize_t
pull(gnutls_transport_ptr_t self, void *data, size_t size)
{
	struct records *r = self;
	ssize_t n = records_are_unread(r) ? 1 : refill(r);
	if (n <= 0)
		return answer(r, n);
	size_t unread = r->in.length - r->taken;
	size_t bite = unread < size ? unread : size;
	memcpy(data, r->in.data + r->taken, bite);
	r->taken += bite;
	return (ssize_t)bite;
}

/* Behind records that wait, others must wait too. */
static ssize_t
push(gnutls_transport_ptr_t self, const void *data, size_t length)
{
	struct records *r = self;
	if (!r->batching && r->out.length == 0)
		return answer(r,
		    r->under.ops->send(
			r->under.self, data, length, &r->trouble));
	buf_add(&r->out, data, length);
	return buf_is_full(&r->out) ? fail(r, EIO) : (ssize_t)length;
}

void
records_open(
    struct records *records, gnutls_session_t session, struct layer under)
{
	*records = (struct records){ .session = session,
		.under = under,
		.in = BUF(WINDOW),
		.out = BUF(OUT_MOST) };
	gnutls_transport_set_ptr(session, records);
	gnutls_transport_set_pull_function(session, pull);
	gnutls_transport_set_push_function(session, push);
}

bool
records_are_unread(const struct records *records)
{
	return records->taken < records->in.length;
}

/* Makes a batch of records of what is to be sent. */
static ssize_t
seal(struct records *r, const char *data, size_t length)
{
	ssize_t n = 0;
	r->batching = true;
	while (n >= 0 && r->sealed < length && r->out.length < BATCH) {
		r->last_at = r->out.length;
		n = gnutls_record_send(
		    r->session, data + r->sealed, length - r->sealed);
		r->last = n > 0 ? (size_t)n : 0;
		r->sealed += r->last;
	}
	r->batching = false;
	return n;
}

static ssize_t
leave(struct records *r)
{
	while (r->left < r->out.length) {
		ssize_t n =
		    r->under.ops->send(r->under.self, r->out.data + r->left,
			r->out.length - r->left, &r->trouble);
		if (n < 0)
			return n == STREAM_LATER ? GNUTLS_E_AGAIN
						 : GNUTLS_E_PUSH_ERROR;
		r->left += (size_t)n;
	}
	return 0;
}

/* Takes what has surely left off what is sealed: all, or all but the last
 * record. A message may end where that one begins. */
static size_t
settle(struct records *r)
{
	size_t waits = r->sealed;
	if (r->left == r->out.length)
		waits = 0;
	else if (r->left >= r->last_at)
		waits = r->last;
	size_t left = r->sealed - waits;
	r->sealed = waits;
	return left;
}

/* What GnuTLS has taken counts as sent when its records have left; until then
 * the caller comes again with the same octets. */
ssize_t
records_send(struct records *r, const char *data, size_t length)
{
	ssize_t n = r->sealed == 0 ? seal(r, data, length) : 0;
	if (n < 0)
		return n;
	n = leave(r);
	size_t sent = settle(r);
	if (n == 0) {
		buf_clear(&r->out);
		r->left = 0;
	}
	return sent > 0 ? (ssize_t)sent : n;
}

void
records_free(struct records *records)
{
	buf_free(&records->in);
	buf_free(&records->out);
}
