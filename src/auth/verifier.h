/* verifier.h - what a server keeps in place of a password: RFC 5802 section 3
 *
 * StoredKey finds out who knows the password, ServerKey proves to him that we
 * do. Neither lets anybody log in elsewhere, or here but by guessing.
 */
#ifndef AUTH_VERIFIER_H
#define AUTH_VERIFIER_H

#include <stdbool.h>
#include <stddef.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"

#define VERIFIER_ITERATIONS 65536      /* of those we make */
#define VERIFIER_ITERATIONS_LEAST 4096 /* RFC 5802 section 5.1, RFC 7677 */
#define VERIFIER_ITERATIONS_MOST 1000000
#define VERIFIER_KEY_MOST 32 /* octets of a hash */
#define VERIFIER_SALT_MOST 64

struct verifier {
	gnutls_mac_algorithm_t hash; /* GNUTLS_MAC_SHA256 or _SHA1 */
	unsigned iterations;
	char salt[VERIFIER_SALT_MOST];
	size_t salt_length;
	char stored_key[VERIFIER_KEY_MOST];
	char server_key[VERIFIER_KEY_MOST];
};

/* "SCRAM-SHA-256" or "SCRAM-SHA-1". */
const char *verifier_name(gnutls_mac_algorithm_t hash);

/* SaltedPassword, as long as the hash. EX_CONFIG when the password cannot be
 * prepared (RFC 4013); `mechanism` is for people. */
bool verifier_salt(gnutls_mac_algorithm_t hash, const char *mechanism,
    const char *password, struct slice salt, unsigned iterations, char *salted,
    struct error *err);

/* HMAC(key, text), as long as the hash. */
void verifier_sign(gnutls_mac_algorithm_t hash, const char *key,
    const char *text, size_t length, char *signature);

/* Makes one of a password, with a fresh salt. */
bool verifier_make(struct verifier *verifier, gnutls_mac_algorithm_t hash,
    const char *password, struct error *err);

/* Is this the password? Takes as long for a wrong one. */
bool verifier_check(const struct verifier *verifier, const char *password);

/* Its text is that of RFC 5803:
 *
 *	SCRAM-SHA-256$65536:SALT$StoredKey:ServerKey
 *
 * in base64. False when it is none, or one that is not safe. */
void verifier_print(const struct verifier *verifier, struct buf *to);
bool verifier_parse(struct verifier *verifier, struct slice text);

#endif
