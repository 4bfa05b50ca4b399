/* sample.h - messages to test with, and ways to look at what became of them */
#ifndef UNIT_SAMPLE_H
#define UNIT_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "mail/message.h"

/* A descriptor from which these octets can be read; it is the caller's. */
int sample_fd(const char *data, size_t length);

/* Reads a message that must be readable, whole, without dots that end it. */
void sample_message(struct arena *arena, struct message *message,
    const char *data, size_t length);
void
sample_text(struct arena *arena, struct message *message, const char *text);

/* The fields, each with its CRLF; and the body. They live with the arena. */
const char *sample_header(struct arena *arena, const struct message *message);
struct slice sample_body(struct arena *arena, const struct message *message);

/* The value of a field, on one line; NULL when it is not there. */
const char *sample_field(
    struct arena *arena, const struct message *message, const char *name);

/* Decodes quoted-printable or base64 strictly, as RFC 2045 has it: no line
 * longer than 76, no blank at the end of one, nothing that is not allowed.
 * False when it is not well-formed. */
bool sample_unquote(struct buf *to, struct slice text);
bool sample_unbase64(struct buf *to, struct slice text);

/* The same numbers in every run (splitmix64). */
uint64_t sample_random(uint64_t *state);

/* Makes of a message what a server without 8BITMIME gets. */
bool sample_for_7bit(
    struct arena *arena, struct message *message, struct error *err);

#endif
