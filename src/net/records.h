/* records.h - between GnuTLS and the layer below it
 *
 * GnuTLS asks for the five octets that begin a record and then for the rest,
 * and gives away one record at a time. Here what there is is read at once, and
 * the records of a batch leave in one write.
 */
#ifndef NET_RECORDS_H
#define NET_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <gnutls/gnutls.h>

#include "base/buf.h"
#include "base/error.h"
#include "net/stream.h"

#define RECORDS_BATCH 65536 /* octets that are worth a write */

struct records {
	gnutls_session_t session;
	struct layer under;
	struct error trouble; /* of the layer below */
	unsigned char first;  /* the first octet heard; 0: none yet */
	struct buf in;        /* read, but not yet asked for, */
	size_t taken;         /* but for these octets */
	struct buf out;       /* records that have not left yet, */
	size_t left;          /* but for these octets */
	bool batching;        /* what comes waits in `out` */
};

/* Becomes the session's transport, over a layer that stays the caller's. */
void records_open(
    struct records *records, gnutls_session_t session, struct layer under);

/* Is there something heard that GnuTLS has not asked for? */
bool records_are_unread(const struct records *records);

/* Has the batch leave: 0, STREAM_LATER, or STREAM_FAILED with the trouble. */
ssize_t records_leave(struct records *records);

void records_free(struct records *records);

#endif
