/* path.h - the argument of MAIL and RCPT: a path and its parameters */
#ifndef SMARTHOST_PATH_H
#define SMARTHOST_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "smarthost/policy.h"
#include "smarthost/wire.h"

struct path {
	char *address;    /* without its angle brackets; "" for <> */
	char *parameters; /* what stands behind it, by blanks; "" for none */
	bool utf8;        /* SMTPUTF8 is among them */
	size_t size;      /* SIZE is, with this value; else 0 */
};

/* Cuts up the ARGUMENT in place, which must begin with FROM: (of a sender,
 * which may be <>) or TO:, and checks its form. Returns NULL when it is well,
 * else the reply that refuses it. */
const char *path_parse(struct path *path, char *argument, bool is_sender);

/* Checks each parameter, which must be of a keyword we offer; cuts them up in
 * place. Returns NULL or the refusal. */
const char *path_check_parameters(struct path *path, bool is_sender,
    const struct policy *policy, const struct wire *wire);

/* Is there an octet outside ASCII in it? */
bool path_is_international(const struct path *path);

#endif
