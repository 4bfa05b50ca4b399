/* public_key.h - the public key of a certificate, as others name it */
#ifndef NET_PUBLIC_KEY_H
#define NET_PUBLIC_KEY_H

#include <stdbool.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "base/buf.h"

/* Its SubjectPublicKeyInfo, DER, to be given back with gnutls_free(). */
bool public_key(gnutls_x509_crt_t certificate, gnutls_datum_t *spki);

/* Appends the pin of it: SHA-256 in base64. */
bool public_key_pin(gnutls_x509_crt_t certificate, struct buf *pin);

#endif
