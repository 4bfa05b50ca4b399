/* passwords.h - the file of those who may log in with us
 *
 * One entry a line: a user, a blank, and what proves him. `#` begins a comment.
 *
 *	printer SCRAM-SHA-256$65536:SALT$StoredKey:ServerKey
 *	printer SCRAM-SHA-1$65536:SALT$StoredKey:ServerKey
 *	scanner CLEAR$its password, to the end of the line
 *
 * A user may have one line of each kind. The first two serve SCRAM of that
 * hash, PLAIN and LOGIN (see verifier.h). CLEAR serves CRAM-MD5 and nothing
 * else, since only that cannot do without the password itself.
 */
#ifndef AUTH_PASSWORDS_H
#define AUTH_PASSWORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/verifier.h"
#include "base/arena.h"
#include "base/error.h"

#define PASSWORDS_MOST (1024 * 1024) /* octets of the file */

struct passwords_entry {
	const char *user;
	const struct verifier *sha256, *sha1; /* NULL: none */
	const char *clear;                    /* NULL: none */
};

struct passwords {
	const struct passwords_entry *entries;
	size_t count;
	char pepper[32]; /* of what users see who are not there */
};

/* Reads the file into an arena that is wiped. EX_CONFIG names the line, and
 * never what stands there; also when others can read the file, or nobody can
 * log in by it. */
bool passwords_load(struct arena *arena, const char *file,
    struct passwords *passwords, struct error *err);

/* Has anybody an entry of this hash? A clear one? */
bool
passwords_have(const struct passwords *passwords, gnutls_mac_algorithm_t hash);
bool passwords_have_clear(const struct passwords *passwords);

/* The verifier of a user. Of who has none it is one that nobody's password
 * fits; it looks like a true one, and the same each time, so that nobody finds
 * out who is there. */
struct verifier passwords_verifier(const struct passwords *passwords,
    const char *user, gnutls_mac_algorithm_t hash);

/* Is this the user's password? Takes as long where there is no such user. */
bool passwords_check(
    const struct passwords *passwords, const char *user, const char *password);

/* The clear password of a user, or NULL. */
const char *
passwords_clear(const struct passwords *passwords, const char *user);

/* May this be a user's name in the file? */
bool passwords_is_user(const char *user);

/* Appends the lines of a user, but for the clear one. */
bool passwords_print(
    const char *user, const char *password, struct buf *to, struct error *err);

#endif
