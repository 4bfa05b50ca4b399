/* resolve.h - a host name into addresses, within a deadline */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include <netdb.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* Looks a host up, which to people is a `what` ("smarthost"); *found is freed
 * with freeaddrinfo(). The family is AF_INET, AF_INET6 or AF_UNSPEC. EX_NOHOST
 * when the name does not exist, EX_TEMPFAIL for any trouble on the way to
 * knowing that, EX_CONFIG for an address of another family. */
bool resolve(const char *what, const char *host, const char *port, int family,
    int64_t deadline, struct addrinfo **found, struct error *err);

#endif
