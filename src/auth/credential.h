/* credential.h - who we say we are, and where the secret comes from */
#ifndef AUTH_CREDENTIAL_H
#define AUTH_CREDENTIAL_H

#include <stdbool.h>

#include "auth/secret.h"
#include "base/arena.h"
#include "base/error.h"

#define CREDENTIAL_MOST 16384      /* octets of a secret; tokens are long */
#define CREDENTIAL_COMMAND_TIME 60 /* seconds a command may take */

enum credential_kind {
	CREDENTIAL_NONE,
	CREDENTIAL_TEXT,    /* `source` is the secret itself */
	CREDENTIAL_FILE,    /* the first line of that file */
	CREDENTIAL_COMMAND, /* the first line that command prints */
	CREDENTIAL_SYSTEMD, /* that name in $CREDENTIALS_DIRECTORY */
	CREDENTIAL_NETRC,   /* the entry for the host in that file */
};

struct credential {
	const char *user; /* NULL: none, or as the netrc says */
	enum credential_kind kind;
	const char *source;
};

/* Fetches the secret for a host. EX_CONFIG when there is none where it should
 * be or when others could read it, EX_TEMPFAIL when a command takes too long.
 * No error text ever holds it. */
bool credential_load(struct arena *arena, const struct credential *credential,
    const char *host, struct login *login, struct error *err);

/* Fetches it once more because the server has refused it: a file may have been
 * written anew, and a command finds SENDOFF_REFUSED=1 in its environment, so
 * that it can get another token. False when that fails or gives the same
 * secret again; `fresh` is then left empty. */
bool credential_renew(struct arena *arena, const struct credential *credential,
    const char *host, const struct login *refused, struct login *fresh);

#endif
