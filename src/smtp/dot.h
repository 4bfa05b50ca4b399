/* dot.h - the body as it goes on the wire: RFC 5321 section 4.5.2
 *
 * A dot at the start of a line is doubled, so that the lone dot which ends the
 * message is the only one. The text comes in pieces of any size; its lines end
 * with CRLF already.
 */
#ifndef SMTP_DOT_H
#define SMTP_DOT_H

#include <stdbool.h>
#include <stddef.h>

#include "net/stream.h"

struct dot {
	bool in_line; /* the last piece ended within a line */
};

/* Puts a piece on the stream. */
void dot_put(
    struct dot *dot, struct stream *stream, const char *data, size_t length);

/* Puts the end: a line end if the last line lacks one, and the lone dot. */
void dot_end(struct dot *dot, struct stream *stream);

#endif
