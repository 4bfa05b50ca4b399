/* resume.h - TLS sessions taken up again: RFC 8446 section 2.2, RFC 5077
 *
 * A resumed handshake carries no certificate, though the one shown before is
 * judged again, and saves much of the processor's work. What it needs is a
 * secret, so it is kept only in a directory that is ours alone, per host, trust
 * and user, for a day, and used once.
 */
#ifndef NET_RESUME_H
#define NET_RESUME_H

#include <gnutls/gnutls.h>

#include "net/settings.h"

/* Gives a session, before its handshake, what an earlier one left. Does
 * nothing without a cache, or when the directory is not private. */
void resume_load(gnutls_session_t session, const struct tls_settings *settings);

/* Keeps what the peer of a verified session has given for the next one. */
void resume_save(gnutls_session_t session, const struct tls_settings *settings);

#endif
