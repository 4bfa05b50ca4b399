/* secret.h - memory that holds a password or a token, and is wiped
 *
 * It is locked into memory where the system lets us, and from the first one on
 * the process can neither dump core nor be traced by its user.
 */
#ifndef AUTH_SECRET_H
#define AUTH_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct secret {
	char *data; /* NUL-terminated; NULL: there is none */
	size_t length;
};

struct login {
	const char *user; /* NULL: none */
	struct secret secret;
};

void secret_set(struct secret *secret, const char *data, size_t length);
void secret_free(struct secret *secret);

static inline bool
secret_is_set(const struct secret *secret)
{
	return secret->data != NULL;
}

#endif
