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
	size_t sealed;        /* octets of the caller's in those records, */
	size_t last;          /* those of them in the last record, */
	size_t last_at;       /* and where in `out` that begins */
};

/* Becomes the session's transport, over a layer that stays the caller's. */
void records_open(
    struct records *records, gnutls_session_t session, struct layer under);

/* Is there something heard that GnuTLS has not asked for? */
bool records_are_unread(const struct records *records);

/* Sends what it can: octets of which all records have left, or an error of
 * GnuTLS. Who has not sent all comes again with the rest. */
ssize_t records_send(struct records *records, const char *data, size_t length);

void records_free(struct records *records);

#endif
