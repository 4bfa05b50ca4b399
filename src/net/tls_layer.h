/* tls_layer.h - TLS between a stream and what lies below it, on either side
 *
 * What is the same for a client (tls.c) and for a server (tls_server.c): the
 * records, the handshake as it waits, the end. Nobody else includes this.
 */
#ifndef NET_TLS_LAYER_H
#define NET_TLS_LAYER_H

#include <stdbool.h>
#include <stddef.h>

#include <gnutls/gnutls.h>

#include "base/error.h"
#include "net/records.h"
#include "net/settings.h"
#include "net/stream.h"

struct tls {
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials; /* NULL: lent to us */
	const struct tls_settings *settings;
	struct records records;
	struct error distrust; /* why the peer is not verified */
	bool verified;
	bool left;                     /* to another process */
	void (*ends)(struct tls *tls); /* before it is closed; NULL: nothing */
};

/* Makes the session, a client's or a server's, that speaks over `under`; the
 * rest of its settings is up to the caller. False with EX_OSERR. */
bool tls_layer_open(
    struct tls *tls, unsigned flags, struct layer under, struct error *err);

/* What the versions and suites are: the settings' own, or safe ones not below
 * the minimum. EX_CONFIG when GnuTLS does not understand them. */
bool tls_layer_set_priority(struct tls *tls, struct error *err);

/* Shakes hands within the deadline of the stream: 0 or what GnuTLS says. When
 * it was the time, or a signal, GNUTLS_E_TIMEDOUT with the words in err. */
int tls_layer_shake_hands(
    struct tls *tls, const struct stream *stream, struct error *err);

/* From now on the stream speaks through it, and owns it. */
void tls_layer_put(struct tls *tls, struct stream *stream);

void tls_layer_free(struct tls *tls);

#endif
