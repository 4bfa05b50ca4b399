/* line.h - strict lines over a wire, and their transcript */
#ifndef SMARTHOST_LINE_H
#define SMARTHOST_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "smarthost/wire.h"

/* Puts a line, its CRLF added, and notes it as S:. */
void line_say(struct wire *wire, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Hears a line, which must end in CRLF, and notes it as C:. It is given
 * without its CRLF, ended by a NUL, and lies in the wire until the next call;
 * NULs in it are left to the caller, who may compare LENGTH. */
bool line_hear(struct wire *wire, char **line, size_t *length);

/* Hears the client out: true when it closes without another word. */
bool line_end(struct wire *wire);

/* Notes a line of the given LENGTH in the transcript, the MARK before it. */
void
line_note(struct wire *wire, const char *mark, const char *line, size_t length);

#endif
