/* incoming.h - the message of a client, as it comes behind DATA or BDAT
 *
 * A source (mail/source.h) that ends where the message does. Behind DATA that
 * is a line with nothing but a dot, and what a line is depends on the client:
 * one that ends its commands with CRLF ends lines with CRLF, and no LF or CR
 * that stands alone beside a dot ends anything (RFC 5321 4.1.1.4; SMTP
 * smuggling). Only one that ended its very first command with LF alone ends
 * lines with that, too.
 */
#ifndef SMTP_INCOMING_H
#define SMTP_INCOMING_H

#include <stdbool.h>
#include <stdint.h>

#include "mail/source.h"
#include "net/stream.h"

enum incoming_place {
	INCOMING_LINE_BEGIN,
	INCOMING_TEXT,
	INCOMING_CR,     /* behind one that may begin a line end */
	INCOMING_LF,     /* behind one that ends no line, */
	INCOMING_LF_DOT, /* and a dot */
	INCOMING_DOT,    /* behind a dot at the start of a line, */
	INCOMING_DOT_CR, /* and a CR */
	INCOMING_END,
};

/* What is sent in chunks: RFC 3030. */
struct chunk {
	uint64_t left; /* octets */
	bool is_last;
};

struct incoming {
	struct stream *stream; /* its deadline is the caller's */
	bool bare_lf;
	enum incoming_place place;
	bool is_kept; /* an octet there was no room for */
	char kept;
	struct chunk chunk;
	/* Gets the next chunk; false: there will be none. NULL: DATA. */
	bool (*next)(void *self, struct chunk *chunk);
	void *self;
};

/* The message of DATA. */
struct incoming incoming_data(struct stream *stream, bool bare_lf);

/* That of BDAT, from its first chunk on. */
struct incoming incoming_chunks(struct stream *stream, struct chunk first,
    bool (*next)(void *self, struct chunk *chunk), void *self);

/* To read it from; borrows. EX_TEMPFAIL when the client leaves before the end.
 */
struct input_source incoming_source(struct incoming *incoming);

/* Passes over what is left of it, when it is not wanted any more. */
bool incoming_skip(struct incoming *incoming);

#endif
