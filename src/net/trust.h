/* trust.h - which certificate authorities are believed
 *
 * Parsing all 140 authorities of a system costs more than the rest of a run
 * together, and one of them is needed. So the bundle is searched, still in
 * base64, for the names that the presented chain mentions, and only what bears
 * one is parsed. GnuTLS finds an authority by its name and nothing else, so
 * the verdict is the same as with the whole bundle.
 */
#ifndef NET_TRUST_H
#define NET_TRUST_H

#include <stdbool.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "base/error.h"
#include "base/file.h"

/* Adds to the credentials what the file (PEM; NULL: the system's store) holds
 * for verifying this chain of DER certificates. EX_CONFIG when the file cannot
 * be read or holds no certificate. */
bool trust_add(gnutls_certificate_credentials_t credentials,
    const struct file_named *file, const gnutls_datum_t *chain, unsigned length,
    struct error *err);

#endif
