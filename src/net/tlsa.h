/* tlsa.h - which certificates a host may show: TLSA records, RFC 6698, 7671
 *
 * Of what DNS holds only what a mail client may use is kept: DANE-EE(3) and
 * DANE-TA(2) (RFC 7672 section 3.1.3), a selector and a matching type that are
 * known, and data that can be right.
 */
#ifndef NET_TLSA_H
#define NET_TLSA_H

#include <stdbool.h>
#include <stddef.h>

#include <gnutls/gnutls.h>

#include "base/arena.h"
#include "base/text.h"

enum tlsa_usage { TLSA_DANE_TA = 2, TLSA_DANE_EE = 3 };

struct tlsa {
	unsigned usage, selector, matching; /* as in RFC 6698 section 7 */
	struct slice data;
};

struct tlsa_list {
	struct tlsa *items;
	size_t count;
	const char *base; /* the name they were found at (RFC 7671 section 7) */
	const char *lack; /* why there are none; NULL: nobody has asked */
};

/* Adds the record whose data are these octets, if it can be used. */
void tlsa_add(struct arena *arena, struct tlsa_list *list, struct slice octets);

/* Does a record of that usage name this certificate (DER)? Where a certificate
 * is named by several digests, only the strongest kind counts (RFC 7671
 * section 9). */
bool tlsa_names(const struct tlsa_list *list, enum tlsa_usage usage,
    const gnutls_datum_t *certificate);

#endif
