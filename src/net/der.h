/* der.h - the names in a certificate, without taking it apart
 *
 * A certificate is SEQUENCE { tbsCertificate SEQUENCE { [0] version OPTIONAL,
 * serialNumber, signature, issuer, validity, subject, ... } ... }: RFC 5280
 * section 4.1. To import one costs a hundred times as much.
 */
#ifndef NET_DER_H
#define NET_DER_H

#include <stdbool.h>

#include "base/text.h"

/* The two names, as DER, borrowed from the certificate. False when it is none;
 * what is behind the names is not looked at. */
bool der_names(
    struct slice certificate, struct slice *issuer, struct slice *subject);

#endif
