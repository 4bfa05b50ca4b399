/* variable.h - ${NAME} in a value */
#ifndef CONF_VARIABLE_H
#define CONF_VARIABLE_H

#include "base/arena.h"
#include "base/text.h"

/* Replaces ${NAME} by the environment variable and ${NAME:-default} by it or
 * by the default when it is unset or empty; $${ stands for ${ itself. HOME
 * that is unset is the user's in the password database. NULL with *wrong when
 * there is no such variable or no closing brace; where the text may be a
 * secret, that shows nothing of it. */
const char *variable_expand(
    struct arena *arena, struct slice text, bool is_secret, const char **wrong);

#endif
