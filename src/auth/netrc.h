/* netrc.h - logins by host, in the file that ftp(1) and curl(1) read */
#ifndef AUTH_NETRC_H
#define AUTH_NETRC_H

#include <stdbool.h>

#include "auth/secret.h"
#include "base/arena.h"
#include "base/error.h"

/* Finds the first entry for the host, or the default one; when login->user is
 * set only entries for that user count, else it is filled in. EX_CONFIG when
 * there is none or when others can read the file. */
bool netrc_load(struct arena *arena, const char *path, const char *host,
    struct login *login, struct error *err);

#endif
