/* dial.h - one of the ways to a smarthost: tunnel, local socket, proxy, TCP */
#ifndef SMTP_DIAL_H
#define SMTP_DIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "net/stream.h"
#include "net/tcp.h"
#include "smtp/smarthost.h"

/* Connects to the smarthost, or to the proxy before it. */
bool dial(const struct smarthost *to, int64_t deadline, struct layer *layer,
    struct tcp_ends *ends, struct error *err);

/* Has the proxy, if there is one at the other end, connect us on. */
bool dial_on(const struct smarthost *to, int64_t deadline,
    struct stream *stream, struct error *err);

#endif
