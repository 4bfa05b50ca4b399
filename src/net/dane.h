/* dane.h - asks DNS which certificates a host may show, and believes only what
 * DNSSEC proves: RFC 6698, 7672 section 2.2 */
#ifndef NET_DANE_H
#define NET_DANE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "net/tlsa.h"

/* Was this program built with what it takes? Else nobody may ask. */
bool dane_is_built(void);

/* Looks up the TLSA records _PORT._tcp.HOST with the name servers of the
 * system; `anchors` holds DNSKEY or DS records (NULL: the system's file, of the
 * root). If the addresses of the host are not proven, its TLSA records are
 * not asked for. An empty list says why in `lack`.
 *
 * EX_TEMPFAIL when there is no answer within the deadline, or one that is
 * bogus; EX_CONFIG for the anchors, and for a library that is not there. */
bool dane_lookup(struct arena *arena, const char *host, const char *port,
    const struct file_named *anchors, int64_t deadline, struct tlsa_list *list,
    struct error *err);

#endif
