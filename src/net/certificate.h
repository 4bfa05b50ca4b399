/* certificate.h - the certificate we show, for servers that ask for one */
#ifndef NET_CERTIFICATE_H
#define NET_CERTIFICATE_H

#include <stdbool.h>

#include <gnutls/gnutls.h>

#include "base/error.h"
#include "net/settings.h"

/* Loads certificate and key from files or by PKCS#11 URI; does nothing when
 * there is none. EX_CONFIG when they cannot be used or others can read the
 * key. */
bool certificate_load(gnutls_certificate_credentials_t credentials,
    const struct tls_settings *settings, struct error *err);

#endif
