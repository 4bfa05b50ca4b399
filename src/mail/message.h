/* message.h - one message: its header in memory, its body in a store
 *
 * It is read to its end before anything is dialled, so that a slow producer
 * costs the smarthost nothing and size, 8-bit bytes and long lines are known.
 * Line ends are CRLF from here on; a CR without LF can still stand inside a
 * line of the body (facts.bare_cr) until mail/encode.c has made it fit.
 */
#ifndef MAIL_MESSAGE_H
#define MAIL_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/store.h"
#include "mail/header.h"
#include "mail/source.h"

#define MESSAGE_HEADER_MOST (1024 * 1024)
#define MESSAGE_LINE_MOST 998 /* RFC 5322 2.1.1, without the line end */

struct facts {
	bool eight_bit;   /* a byte above 127 */
	bool bare_cr;     /* a CR that ends no line */
	bool nul;         /* a NUL, the first at */
	uint64_t nul_at;  /* this offset of the input */
	uint64_t longest; /* octets of the longest line, no line end */
};

struct message {
	struct header header;
	struct store body;
	struct facts facts; /* of the body */
	bool cut;           /* input went on behind a line with only a dot */
	bool big;           /* larger than the `most` given */
};

/* Reads a message from a descriptor. A line with nothing but a dot ends it if
 * `dot_ends`; what follows is read and dropped. EX_IOERR when reading fails,
 * EX_DATAERR for a NUL in the header or a header beyond the ceiling,
 * EX_TEMPFAIL when it cannot be kept. No more than `most` octets of the body
 * are kept (0: no limit); message->big says when there were more. */
bool message_read(struct arena *arena, struct message *message, int fd,
    bool dot_ends, uint64_t most, struct error *err);

/* The same from elsewhere; the source says where its message ends. */
bool message_read_from(struct arena *arena, struct message *message,
    struct input_source source, uint64_t most, struct error *err);

/* Octets on the wire as RFC 1870 counts them: header, blank line, body; dots
 * are not stuffed. */
uint64_t message_size(const struct message *message);

bool message_header_is_ascii(const struct message *message);
bool message_header_is_utf8(const struct message *message);

void message_free(struct message *message);

#endif
