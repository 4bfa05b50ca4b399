/* peer.h - who the smarthost must be, as far as DNS says: DANE, RFC 7672 */
#ifndef SMTP_PEER_H
#define SMTP_PEER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "smtp/smarthost.h"

/* Where DANE is asked for, looks up which certificates the smarthost may show,
 * unless that was done; where there are any, TLS becomes required. EX_NOPERM
 * where DANE is required and there are none; else see dane_lookup(). */
bool peer_learn(struct arena *arena, struct smarthost *smarthost,
    int64_t deadline, struct error *err);

#endif
