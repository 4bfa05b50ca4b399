/* offer.h - what EHLO promises, as things stand on this connection */
#ifndef SMARTHOST_OFFER_H
#define SMARTHOST_OFFER_H

#include <stdbool.h>

#include "smarthost/policy.h"
#include "smarthost/wire.h"

bool offer_has(
    const struct policy *policy, const struct wire *wire, const char *keyword);

/* A mechanism that cannot work now, as -PLUS without TLS or EXTERNAL without
 * a certificate, is not offered. */
bool offer_has_mechanism(const struct policy *policy, const struct wire *wire,
    const char *mechanism);

/* Puts the reply to EHLO. */
void offer_say(const struct policy *policy, struct wire *wire);

#endif
