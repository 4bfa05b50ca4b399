/* services.h - the smarthosts that DNS names for a domain */
#ifndef CONF_SERVICES_H
#define CONF_SERVICES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "conf/account.h"

/* Replaces every srv: smarthost by the hosts DNS names for it, TLS at once
 * before STARTTLS (RFC 8314 section 5.1); each look-up has connect-timeout,
 * and all of them the deadline. A host outside the domain is refused with
 * EX_CONFIG: whoever forges DNS would choose who gets the password (RFC 6186
 * section 6). EX_UNAVAILABLE when the domain has no such service; where other
 * smarthosts are left, that goes to `failures` and is none. */
bool services_find(struct arena *arena, struct account *account,
    int64_t deadline, struct text_list *failures, struct error *err);

#endif
