/* domain.h - the domain that completes bare names */
#ifndef CONF_DOMAIN_H
#define CONF_DOMAIN_H

#include <stdbool.h>

#include "base/arena.h"

/* Letters, digits, hyphens and underscores in labels with dots between; none is
 * empty or begins with a hyphen. */
bool domain_is_proper(const char *name);

/* The setting; else the first line of /etc/mailname; else the full name of this
 * machine, as it calls itself or as /etc/hosts does (DNS is not asked); else
 * the domain of our own address; else `host`. The first and third may be NULL.
 * What /etc/mailname says is passed over when it is no proper domain.
 */
const char *domain_choose(struct arena *arena, const char *setting,
    const char *own_address, const char *host);

#endif
