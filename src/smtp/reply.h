/* reply.h - one reply, strictly read: RFC 5321 section 4.2
 *
 * Three digits, 2 to 5 first, the same on every line; then a blank, a hyphen
 * or the end of the line. What cannot be a reply is an error, not a guess. The
 * first octets of a long reply are kept and the rest is counted, so neither
 * memory nor patience has no end, and a talkative 250 is still a 250.
 */
#ifndef SMTP_REPLY_H
#define SMTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "net/stream.h"

#define REPLY_LINE_MOST 2048          /* octets of a line that are kept */
#define REPLY_KEPT_MOST (64 * 1024)   /* octets of a reply that are kept */
#define REPLY_HEARD_MOST (256 * 1024) /* octets that are heard at all */

struct reply {
	int code;        /* 0: none has been read */
	char status[12]; /* RFC 2034: "5.1.1", or "" */
	struct buf text; /* the lines without codes, '\n' between them */
};

#define REPLY ((struct reply){ .text = BUF(REPLY_KEPT_MOST) })

/* Reads one whole reply, waiting for it until the stream's deadline. Every
 * line goes to `heard` as it came, line end removed, before it is looked at, so
 * that what must not be seen can be covered; NULL: to nobody. */
bool reply_read(struct stream *stream, struct reply *reply,
    void (*heard)(void *to, char *line, size_t length), void *to,
    struct error *err);

/* Does the code begin with these digits? reply_is(r, 2), reply_is(r, 354). */
bool reply_is(const struct reply *reply, int digits);

/* The code and the words on one line, made printable and cut to what fits. */
void reply_show(const struct reply *reply, char *text, size_t size);

void reply_free(struct reply *reply);

#endif
