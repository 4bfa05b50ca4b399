/* input.h - the lines of what is piped into us
 *
 * A line ends with LF or CRLF; one CR before the LF belongs to the line end.
 * A last line that has no line end is given one.
 */
#ifndef MAIL_INPUT_H
#define MAIL_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "mail/source.h"

#define INPUT_WINDOW 65536 /* a longer line comes in pieces */

struct input {
	int fd;
	struct input_source source; /* read() is NULL: the descriptor */
	struct buf window;
	size_t taken;    /* octets of the window already given out */
	uint64_t offset; /* of the first octet in the window */
	uint64_t so_far; /* octets of the current line given out before */
	bool ended;
	bool is_file; /* always ready */
	/* Has a window held such an octet? Else no line need be searched. */
	bool seen_eight_bit, seen_cr, seen_nul;
};

/* A line or, when it is longer than the window, a piece of one. */
struct line {
	struct slice text; /* borrowed until the next call */
	bool begins, ends;
	uint64_t so_far; /* octets of the line up to the end of this piece */
	uint64_t offset; /* where the text stood in the input */
};

#define INPUT(from) \
	((struct input){ .fd = (from), .window = BUF(INPUT_WINDOW) })

/* The lines of a descriptor, which stays the caller's. */
struct input input_open(int fd);

/* The lines of anything else. */
struct input input_from(struct input_source source);

/* The end of the input is an empty piece that does not end. EX_IOERR when the
 * descriptor cannot be read. */
bool input_line(struct input *input, struct line *line, struct error *err);

void input_free(struct input *input);

#endif
