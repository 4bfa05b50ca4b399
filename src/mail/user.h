/* user.h - the address of whoever calls */
#ifndef MAIL_USER_H
#define MAIL_USER_H

#include "base/arena.h"
#include "mail/complete.h"

/* The wire form. A directory may give a login that is an address already; any
 * other that is no word is quoted: "CORP\\alice"@example.com. Controls and
 * what is no UTF-8 are dropped. */
const char *user_address(struct arena *arena, const char *login,
    const struct completion *completion);

#endif
