/* tls.h - the server's side of TLS: its certificate, the handshake, and who
 * the client showed itself to be */
#ifndef SMARTHOST_TLS_H
#define SMARTHOST_TLS_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>

#include "smarthost/wire.h"

struct tls_files {
	const char *certificate; /* a chain in PEM; NULL: no TLS at all */
	const char *key;
	const char *ocsp;      /* an answer to staple, DER; NULL: none */
	const char *client_ca; /* NULL: no client needs a certificate */
	const char *priority;  /* of GnuTLS; NULL: its default */
};

struct tls {
	gnutls_certificate_credentials_t credentials; /* NULL: no TLS */
	gnutls_priority_t priority;
	gnutls_datum_t ticket_key;
	bool demands_client;
	char problem[300]; /* why tls_load() failed; a long one is cut */
};

/* Reads the files. May be shared by threads afterwards. */
bool tls_load(struct tls *tls, const struct tls_files *files);

void tls_free(struct tls *tls);

/* Does the handshake now. Whatever lies unread in the wire came in clear
 * where only TLS may come, and fails it. Notes "TLS 1.3" or the like. */
bool tls_accept(const struct tls *tls, struct wire *wire);

/* Says something of TLS's own: WHAT is a word of the step TLSSAY. */
bool tls_say(struct wire *wire, const char *what);

/* Copies the common name of a client certificate our client-ca vouches for;
 * false when there is none. */
bool tls_client_name(const struct wire *wire, char *name, size_t size);

/* The channel binding that befits the version spoken: tls-exporter under
 * TLS 1.3, tls-unique below. The data is for gnutls_free(). */
bool tls_binding(const struct wire *wire, gnutls_channel_binding_t kind,
    gnutls_datum_t *binding);

#endif
