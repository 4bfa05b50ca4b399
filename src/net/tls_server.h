/* tls_server.h - the server's side of TLS, over any stream
 *
 * No certificate is asked of the client: who it is, others find out. What the
 * connection is like tell tls_version() and tls_cipher().
 */
#ifndef NET_TLS_SERVER_H
#define NET_TLS_SERVER_H

#include <stdbool.h>

#include <gnutls/gnutls.h>

#include "base/error.h"
#include "net/settings.h"
#include "net/stream.h"
#include "net/tls.h"

/* What all connections share; begins as `{ 0 }`. */
struct tls_server {
	const struct tls_settings *settings; /* borrowed */
	gnutls_certificate_credentials_t credentials;
	gnutls_datum_t ticket_key; /* for sessions taken up again */
};

/* Loads certificate and key, of the settings; priority and minimum are used
 * too, the rest is a client's. EX_CONFIG when they cannot be used or others
 * can read the key. */
bool tls_server_load(struct tls_server *server,
    const struct tls_settings *settings, struct error *err);

/* Is its certificate one of the past? Clients that look will not come in. */
bool tls_server_is_expired(const struct tls_server *server);

/* Runs the handshake with a client and puts TLS on top of the stream. What was
 * heard in clear and not read is thrown away: it may be somebody else's (RFC
 * 3207 section 4.2). NULL on failure, and the stream has failed: EX_PROTOCOL
 * when the client is broken or speaks no version that is allowed, EX_TEMPFAIL
 * when it was lost or was too slow. The result lives as long as the stream. */
struct tls *tls_server_accept(
    struct stream *stream, const struct tls_server *server, struct error *err);

void tls_server_free(struct tls_server *server);

#endif
