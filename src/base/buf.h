/* buf.h - a growing row of bytes with a ceiling
 *
 * Invariants: data is never NULL and data[length] is always '\0', though the
 * bytes before may hold NULs too. A buf never grows past its ceiling: what
 * would is dropped whole and buf_is_full() says so, so that writers add, add,
 * add and look once.
 *
 *	struct buf b = BUF(4096);
 *	buf_print(&b, "EHLO %s\r\n", name);
 *	...
 *	buf_free(&b);
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data;
	size_t length;
	size_t room;    /* bytes allocated, 0 = none yet */
	size_t ceiling; /* the most bytes it may hold */
	bool full;      /* something did not fit */
	bool secret;    /* wipe memory before giving it back */
};

extern char buf_nothing[]; /* what an empty buf points at */

#define BUF(most) ((struct buf){ .data = buf_nothing, .ceiling = (most) })
#define BUF_SECRET(most) \
	((struct buf){ .data = buf_nothing, .ceiling = (most), .secret = true })

void buf_add(struct buf *buf, const void *data, size_t length);
void buf_text(struct buf *buf, const char *text);
void buf_byte(struct buf *buf, char byte);
void buf_print(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Makes room for `most` further bytes and returns where they go, or NULL when
 * the ceiling forbids; buf_took() then says how many were written there. */
char *buf_space(struct buf *buf, size_t most);
void buf_took(struct buf *buf, size_t length);

/* Takes away the first, or the last, `length` bytes. */
void buf_drop(struct buf *buf, size_t length);
void buf_drop_end(struct buf *buf, size_t length);

/* Empties it, keeping the memory (wiped when secret). */
void buf_clear(struct buf *buf);
void buf_free(struct buf *buf);

static inline bool
buf_is_full(const struct buf *buf)
{
	return buf->full;
}

#endif
