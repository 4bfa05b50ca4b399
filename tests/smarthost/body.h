/* body.h - a message as it comes over the wire, strictly read
 *
 * Every line ends in CRLF, none is longer than 998 octets, no CR or LF stands
 * alone, there is no NUL, and after DATA every dot at a line's start is
 * doubled. Reading stops at the first offence.
 */
#ifndef SMARTHOST_BODY_H
#define SMARTHOST_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "smarthost/wire.h"

struct body {
	FILE *sink;        /* takes the text, dots undone; NULL: nobody */
	size_t limit;      /* beyond it octets are counted, not kept; 0: none */
	size_t size;       /* octets so far */
	size_t line;       /* the line we are in, counted from 0 */
	size_t column;     /* octets of it so far */
	bool after_cr;     /* the last octet was a CR */
	char offence[120]; /* "" while there is none */
};

/* Reads up to CRLF.CRLF. False on an offence, or else when the wire failed. */
bool body_dotted(struct body *body, struct wire *wire);

/* Reads one chunk of BDAT. A line may go on in the next one, unless this is
 * the LAST. */
bool body_chunk(struct body *body, struct wire *wire, size_t octets, bool last);

#endif
