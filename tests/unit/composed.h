/* composed.h - a message composed for a test, and what became of it */
#ifndef UNIT_COMPOSED_H
#define UNIT_COMPOSED_H

#include <stdbool.h>

#include "mail/compose.h"

struct composed {
	struct arena arena;
	struct message message;
	struct envelope envelope;
	struct error err;
	bool well;
	const char *recipients; /* of the envelope, blanks between */
	const char *header;     /* each field with its CRLF */
};

/* A usual account: user joe (Joe Public) at web1, domain example.com, policy
 * fix, fields added. */
struct compose composed_usual(void);

/* Operands are separated by bars; NULL: there are none. */
void composed_make(struct composed *composed, struct compose how,
    const char *operands, const char *message);

/* The value of a field; NULL when it is not there. */
const char *composed_field(struct composed *composed, const char *name);

void composed_free(struct composed *composed);

#endif
