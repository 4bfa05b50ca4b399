/* identity.h - does a certificate bear the name it should: RFC 9525 */
#ifndef NET_IDENTITY_H
#define NET_IDENTITY_H

#include <stdbool.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

/* Fills in what GnuTLS is to find true of a certificate, that it is a server's
 * and for this host name or numeric address, and returns how many demands these
 * are. Name and `address` must live as long as they. */
unsigned identity_demand(gnutls_typed_vdata_st demands[2], const char *name,
    unsigned char address[16]);

/* Does it bear the name by the letter of the RFC, which is stricter than
 * GnuTLS? Of an address that GnuTLS has found, it says no more than that there
 * is one. */
bool identity_is_borne(gnutls_x509_crt_t leaf, const char *name);

#endif
