/* tls.h - TLS as a layer over any other
 *
 * There is one way to get a TLS layer, and it ends with the peer verified:
 * chain to a trusted root, dates, purpose, and the name in the certificate
 * (RFC 9525: subjectAltName only, an IP address only as such). TLS 1.2 is the
 * least (RFC 9325). No word of SMTP here.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "net/settings.h"
#include "net/stream.h"

struct tls;

/* Runs the handshake on a stream and puts TLS on top of it. Nothing may have
 * been heard that is not read yet (RFC 3207 section 6). Pins, TLSA
 * records and ca_file must all hold, those there are; without any the system's
 * authorities decide. `if_clear`
 * completes the error when the peer does not speak TLS at all.
 *
 * NULL on failure: EX_NOPERM when the peer is not who it should be, EX_CONFIG
 * for our own files, EX_PROTOCOL for a broken peer, EX_TEMPFAIL for the
 * network. The result lives as long as the stream. */
struct tls *
tls_start(struct stream *stream, const struct tls_settings *settings,
    const char *if_clear, struct error *err);

/* Another process goes on with it (fork): its end here is not told the peer. */
void tls_leave(struct tls *tls);

bool tls_is_verified(const struct tls *tls);
bool tls_is_resumed(const struct tls *tls);
const char *tls_version(const struct tls *tls); /* "TLS1.3" */
const char *tls_cipher(const struct tls *tls);  /* the suite, RFC words */

/* What the peer has shown, for people: see verify_show(). */
void tls_show_peer(const struct tls *tls, struct buf *to);

/* Did the peer ask for a certificate and did we give one? */
bool tls_gave_certificate(const struct tls *tls);

/* Channel bindings for SASL, appended as raw octets: tls-exporter (RFC 9266)
 * on TLS 1.3, else tls-unique (RFC 5929), which is safe only with the extended
 * master secret (RFC 7627). False when there is none. */
bool tls_is_exporter(const struct tls *tls);
bool tls_binding(const struct tls *tls, struct buf *binding);

/* Where in a priority string GnuTLS stops to understand it; NULL: nowhere. */
const char *tls_priority_wrong(const char *priority);

#endif
