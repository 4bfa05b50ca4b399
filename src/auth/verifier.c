#include "auth/verifier.h"

#include <string.h>

#include <gsasl.h>

#include "base/base64.h"
#include "base/memory.h"

#define SALT_OCTETS 16

const char *
verifier_name(gnutls_mac_algorithm_t hash)
{
	return hash == GNUTLS_MAC_SHA256 ? "SCRAM-SHA-256" : "SCRAM-SHA-1";
}

/* The password is a stored string (RFC 5802 section 2.2, Normalize). */
bool
verifier_salt(gnutls_mac_algorithm_t hash, const char *mechanism,
    const char *password, struct slice salt, unsigned iterations, char *salted,
    struct error *err)
{
	char *prepared = NULL;
	gnutls_datum_t grains = { (void *)salt.data, (unsigned)salt.length };
	if (gsasl_saslprep(password, 0, &prepared, NULL) != GSASL_OK)
		return error_set(err, EX_CONFIG,
		    "the password holds characters that %s cannot carry: it "
		    "must be UTF-8 without controls",
		    mechanism);
	gnutls_datum_t secret = { (void *)prepared,
		(unsigned)strlen(prepared) };
	int result = gnutls_pbkdf2(hash, &secret, &grains, iterations, salted,
	    gnutls_hmac_get_len(hash));
	memory_wipe(prepared, secret.size);
	gsasl_free(prepared);
	return result == 0
	    || error_set(
		err, EX_SOFTWARE, "%s: %s", mechanism, gnutls_strerror(result));
}

void
verifier_sign(gnutls_mac_algorithm_t hash, const char *key, const char *text,
    size_t length, char *signature)
{
	gnutls_hmac_fast(
	    hash, key, gnutls_hmac_get_len(hash), text, length, signature);
}

static bool
derive(struct verifier *verifier, const char *password, struct error *err)
{
	gnutls_mac_algorithm_t hash = verifier->hash;
	size_t size = gnutls_hmac_get_len(hash);
	char salted[VERIFIER_KEY_MOST];
	struct slice salt = { verifier->salt, verifier->salt_length };
	bool well = verifier_salt(hash, verifier_name(hash), password, salt,
	    verifier->iterations, salted, err);
	if (well) {
		char key[VERIFIER_KEY_MOST];
		verifier_sign(
		    hash, salted, "Server Key", 10, verifier->server_key);
		verifier_sign(hash, salted, "Client Key", 10, key);
		gnutls_hash_fast((gnutls_digest_algorithm_t)hash, key, size,
		    verifier->stored_key);
		memory_wipe(key, sizeof(key));
	}
	memory_wipe(salted, sizeof(salted));
	return well;
}

bool
verifier_make(struct verifier *verifier, gnutls_mac_algorithm_t hash,
    const char *password, struct error *err)
{
	*verifier = (struct verifier){ .hash = hash,
		.iterations = VERIFIER_ITERATIONS,
		.salt_length = SALT_OCTETS };
	if (gnutls_rnd(GNUTLS_RND_NONCE, verifier->salt, SALT_OCTETS) != 0)
		return error_set(err, EX_OSERR, "there is no random number");
	return derive(verifier, password, err);
}

bool
verifier_check(const struct verifier *verifier, const char *password)
{
	struct verifier tried = *verifier;
	struct error err = { 0 };
	bool same = derive(&tried, password, &err)
	    && gnutls_memcmp(tried.stored_key, verifier->stored_key,
		   gnutls_hmac_get_len(verifier->hash))
		== 0;
	memory_wipe(&tried, sizeof(tried));
	return same;
}

/* ---- as a text ---- */

void
verifier_print(const struct verifier *verifier, struct buf *to)
{
	size_t size = gnutls_hmac_get_len(verifier->hash);
	buf_print(
	    to, "%s$%u:", verifier_name(verifier->hash), verifier->iterations);
	base64_encode(to, verifier->salt, verifier->salt_length);
	buf_byte(to, '$');
	base64_encode(to, verifier->stored_key, size);
	buf_byte(to, ':');
	base64_encode(to, verifier->server_key, size);
}

/* Takes what stands before `end` off the front; the last part has none. */
static bool
take(struct slice *text, char end, struct slice *part)
{
	const char *at = end == '\0' ? text->data + text->length
				     : memchr(text->data, end, text->length);
	if (at == NULL)
		return false;
	*part = (struct slice){ text->data, (size_t)(at - text->data) };
	size_t taken = part->length + (end != '\0');
	*text = (struct slice){ text->data + taken, text->length - taken };
	return true;
}

static bool
is_word(struct slice slice, const char *word)
{
	return slice.length == strlen(word)
	    && memcmp(slice.data, word, slice.length) == 0;
}

static bool
parse_name(struct slice name, gnutls_mac_algorithm_t *hash)
{
	*hash = is_word(name, "SCRAM-SHA-256") ? GNUTLS_MAC_SHA256
					       : GNUTLS_MAC_SHA1;
	return is_word(name, verifier_name(*hash));
}

static bool
parse_iterations(struct slice digits, unsigned *iterations)
{
	char text[16] = { 0 };
	uint64_t number;
	if (digits.length >= sizeof(text))
		return false;
	memcpy(text, digits.data, digits.length);
	if (!text_number(text, VERIFIER_ITERATIONS_MOST, &number)
	    || number < VERIFIER_ITERATIONS_LEAST)
		return false;
	*iterations = (unsigned)number;
	return true;
}

/* Octets in base64, so many at least and at most. */
static bool
parse_octets(
    struct slice text, char *octets, size_t least, size_t most, size_t *length)
{
	struct buf raw = BUF_SECRET(128);
	bool well = base64_decode(&raw, text.data, text.length)
	    && raw.length >= least && raw.length <= most;
	if (well) {
		memcpy(octets, raw.data, raw.length);
		*length = raw.length;
	}
	buf_free(&raw);
	return well;
}

bool
verifier_parse(struct verifier *verifier, struct slice text)
{
	struct slice name, iterations, salt, stored, server;
	size_t size;
	*verifier = (struct verifier){ 0 };
	if (!take(&text, '$', &name) || !take(&text, ':', &iterations)
	    || !take(&text, '$', &salt) || !take(&text, ':', &stored)
	    || !take(&text, '\0', &server)
	    || !parse_name(name, &verifier->hash))
		return false;
	size_t wanted = gnutls_hmac_get_len(verifier->hash);
	return parse_iterations(iterations, &verifier->iterations)
	    && parse_octets(salt, verifier->salt, 8, VERIFIER_SALT_MOST,
		&verifier->salt_length)
	    && parse_octets(stored, verifier->stored_key, wanted, wanted, &size)
	    && parse_octets(
		server, verifier->server_key, wanted, wanted, &size);
}
