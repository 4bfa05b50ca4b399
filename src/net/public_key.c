#include "net/public_key.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>

#include "base/base64.h"

bool
public_key(gnutls_x509_crt_t certificate, gnutls_datum_t *spki)
{
	gnutls_pubkey_t key;
	if (gnutls_pubkey_init(&key) != 0)
		return false;
	bool well = gnutls_pubkey_import_x509(key, certificate, 0) == 0
	    && gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, spki) == 0;
	gnutls_pubkey_deinit(key);
	return well;
}

bool
public_key_pin(gnutls_x509_crt_t certificate, struct buf *pin)
{
	gnutls_datum_t spki = { NULL, 0 };
	unsigned char digest[32];
	bool well = public_key(certificate, &spki)
	    && gnutls_hash_fast(GNUTLS_DIG_SHA256, spki.data, spki.size, digest)
		== 0
	    && base64_encode(pin, (char *)digest, sizeof(digest));
	gnutls_free(spki.data);
	return well;
}
