/* performance.h - does the steps of a script on one connection after another */
#ifndef SMARTHOST_PERFORMANCE_H
#define SMARTHOST_PERFORMANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "script/script.h"
#include "smarthost/body.h"
#include "smarthost/tls.h"
#include "smarthost/wire.h"

struct performance {
	const struct script *script;
	const struct step *step; /* the one being done */
	const struct tls *tls;
	FILE *message;        /* takes what BODY and CHUNK read; or NULL */
	bool leaving;         /* QUIT was heard */
	bool over;            /* this connection has ended, as it should */
	bool chunk_announced; /* by the last line heard */
	bool chunk_is_last;
	size_t chunk;
	struct body body; /* lives through all chunks of a message */
	struct wire wire;
};

/* Does the present step, which is any but CONNECTION. False when the client
 * did not keep to it; one line on standard error has said how. */
bool performance_step(struct performance *performance);

/* Sends what was said so far. */
bool performance_flush(struct performance *performance);

/* Tells on standard error that the present step failed, and how; or that
 * something else was heard than it says, as the wire tells. Both return
 * false. */
bool performance_fail(const struct performance *performance, const char *format,
    ...) __attribute__((format(printf, 2, 3)));
bool performance_astray(const struct performance *performance);

#endif
