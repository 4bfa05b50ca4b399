#include "base/digest.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

void
digest_add(struct digest *digest, const void *data, size_t length)
{
	gnutls_hash_hd_t *state = (gnutls_hash_hd_t *)&digest->state;
	if (digest->state == NULL && !digest->failed)
		digest->failed = gnutls_hash_init(state, GNUTLS_DIG_SHA256) < 0;
	if (!digest->failed && gnutls_hash(*state, data, length) < 0)
		digest->failed = true;
}

bool
digest_end(struct digest *digest, char hex[DIGEST_HEX])
{
	unsigned char octets[32] = { 0 };
	gnutls_datum_t datum = { octets, sizeof(octets) };
	size_t size = DIGEST_HEX;
	digest_add(digest, "", 0);
	if (digest->state != NULL)
		gnutls_hash_deinit((gnutls_hash_hd_t)digest->state, octets);
	digest->state = NULL;
	return !digest->failed && gnutls_hex_encode(&datum, hex, &size) == 0;
}
