/* srv.h - which hosts serve a domain: DNS SRV records, RFC 2782 */
#ifndef NET_SRV_H
#define NET_SRV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

struct srv_target {
	const char *host, *port;
	unsigned priority, weight;
};

struct srv_list {
	struct srv_target *targets; /* in the order they are to be tried */
	size_t count; /* 0: the domain does not have the service */
};

/* Asks for _SERVICE._tcp.DOMAIN. EX_TEMPFAIL when DNS does not answer within
 * the deadline, or not what was asked. */
bool srv_lookup(struct arena *arena, const char *service, const char *domain,
    int64_t deadline, struct srv_list *list, struct error *err);

#endif
