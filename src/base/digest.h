/* digest.h - SHA-256 of octets that come in pieces */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

/* Begins as `{ 0 }` and ends with digest_end(). */
struct digest {
	void *state;
	bool failed;
};

#define DIGEST_HEX 65 /* octets of its text, NUL and all */

void digest_add(struct digest *digest, const void *data, size_t length);

/* Writes it in hexadecimal; false when the library could not. */
bool digest_end(struct digest *digest, char hex[DIGEST_HEX]);

#endif
