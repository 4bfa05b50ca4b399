/* verify.h - is the peer of a TLS session who it should be? */
#ifndef NET_VERIFY_H
#define NET_VERIFY_H

#include <stdbool.h>

#include <gnutls/gnutls.h>

#include "base/buf.h"
#include "base/error.h"
#include "net/settings.h"

/* Judges the certificates the peer of a session in its handshake has shown.
 * EX_NOPERM with the reason, the subject, the issuer and what would mend it. */
bool verify_peer(gnutls_session_t session,
    gnutls_certificate_credentials_t credentials,
    const struct tls_settings *settings, struct error *err);

/* Appends what the peer has shown, a line for each certificate, and behind the
 * first one the pin of its key, as a setting. */
void verify_show(gnutls_session_t session, struct buf *to);

#endif
