#include "auth/scram.h"

#include <stdlib.h>
#include <string.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/base64.h"
#include "base/memory.h"
#include "base/text.h"

#define OCTETS_MOST 32 /* SHA-256 */

static gnutls_mac_algorithm_t
hash_of(const char *mechanism)
{
	return text_starts(mechanism, "SCRAM-SHA-256") ? GNUTLS_MAC_SHA256
						       : GNUTLS_MAC_SHA1;
}

/* The password as libgsasl itself would prepare it (RFC 4013). */
static int
derive(const char *password, const struct buf *salt, unsigned iterations,
    gnutls_mac_algorithm_t hash, unsigned char *key)
{
	char *prepared = NULL;
	if (gsasl_saslprep(password, 0, &prepared, NULL) != GSASL_OK)
		return GSASL_SASLPREP_ERROR;
	gnutls_datum_t secret = { (void *)prepared,
		(unsigned)strlen(prepared) };
	gnutls_datum_t grain = { (void *)salt->data, (unsigned)salt->length };
	int result = gnutls_pbkdf2(
	    hash, &secret, &grain, iterations, key, gnutls_hmac_get_len(hash));
	memory_wipe(prepared, secret.size);
	gsasl_free(prepared);
	return result == 0 ? GSASL_OK : GSASL_CRYPTO_ERROR;
}

static int
set_in_hex(Gsasl_session *session, unsigned char *key, unsigned length)
{
	char hex[2 * OCTETS_MOST + 1];
	size_t size = sizeof(hex);
	gnutls_datum_t datum = { key, length };
	int result = gnutls_hex_encode(&datum, hex, &size) == 0
	    ? gsasl_property_set(session, GSASL_SCRAM_SALTED_PASSWORD, hex)
	    : GSASL_CRYPTO_ERROR;
	memory_wipe(hex, sizeof(hex));
	return result;
}

int
scram_callback(Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
	unsigned char key[OCTETS_MOST];
	struct buf salt = BUF(4096);
	(void)library;
	if (property != GSASL_SCRAM_SALTED_PASSWORD)
		return GSASL_NO_CALLBACK;

	const char *password = gsasl_property_fast(session, GSASL_PASSWORD);
	const char *text = gsasl_property_fast(session, GSASL_SCRAM_SALT);
	const char *rounds = gsasl_property_fast(session, GSASL_SCRAM_ITER);
	if (password == NULL || text == NULL || rounds == NULL)
		return GSASL_NO_CALLBACK;
	gnutls_mac_algorithm_t hash = hash_of(gsasl_mechanism_name(session));
	int result = GSASL_BASE64_ERROR;
	if (base64_decode(&salt, text, strlen(text)))
		result = derive(password, &salt,
		    (unsigned)strtoul(rounds, NULL, 10), hash, key);
	if (result == GSASL_OK)
		result = set_in_hex(session, key, gnutls_hmac_get_len(hash));
	memory_wipe(key, sizeof(key));
	buf_free(&salt);
	return result;
}
