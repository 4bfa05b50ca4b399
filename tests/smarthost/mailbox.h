/* mailbox.h - where accepted messages are kept; may be shared by threads */
#ifndef SMARTHOST_MAILBOX_H
#define SMARTHOST_MAILBOX_H

#include <pthread.h>
#include <stddef.h>
#include <stdio.h>

struct mailbox {
	const char *directory; /* takes 1.eml, 1.env, 2.eml …; or NULL */
	FILE *stream;          /* takes every message, one behind the other */
	pthread_mutex_t lock;
	unsigned last; /* number given */
};

struct text {
	char *bytes;
	size_t length;
};

/* Keeps a message and its envelope; N.eml appears last and whole. Returns its
 * number, or 0 when it could not be kept. */
unsigned mailbox_keep(struct mailbox *mailbox, const struct text *envelope,
    const struct text *message);

#endif
