#include "smtp/peer.h"

#include "base/clock.h"
#include "net/dane.h"
#include "net/network.h"

static bool
has_name(const struct smarthost *to)
{
	return to->path == NULL && !network_is_address(to->host);
}

static bool
look_up(struct arena *arena, struct smarthost *to, int64_t deadline,
    struct error *err)
{
	struct tlsa_list *records = &to->tls_settings.tlsa;
	int64_t until =
	    clock_sooner(clock_after(to->connect_timeout), deadline);
	records->lack = "only a host name can have some";
	return !has_name(to)
	    || dane_lookup(arena, to->host, to->port, &to->dane_anchors, until,
		records, err);
}

bool
peer_learn(struct arena *arena, struct smarthost *to, int64_t deadline,
    struct error *err)
{
	struct tlsa_list *records = &to->tls_settings.tlsa;
	if (to->dane == DANE_OFF || to->tls == TLS_OFF || records->lack != NULL)
		return true;
	if (!look_up(arena, to, deadline, err))
		return false;
	if (records->count == 0)
		return to->dane != DANE_REQUIRED
		    || error_set(err, EX_NOPERM,
			"%s has no TLSA records that could prove its "
			"certificate, and dane = required: %s; where its owner "
			"publishes none, dane = auto takes the usual proof",
			to->peer, records->lack);
	/* RFC 7672 2.2: records that could be got round by not offering TLS
	 * would be none. */
	to->tls = TLS_REQUIRED;
	to->tls_settings.unverified = false;
	return true;
}
