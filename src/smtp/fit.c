#include "smtp/fit.h"

#include <inttypes.h>

#include "mail/encode.h"

static bool
fits_utf8(const struct session *session, const struct envelope *envelope,
    struct error *err)
{
	if (session->caps.smtputf8 || !envelope_is_utf8(envelope))
		return true;
	return error_set(err, EX_UNAVAILABLE,
	    "an address is not ASCII, and %s does not offer SMTPUTF8",
	    session->stream.peer);
}

static bool
fits_size(const struct session *session, const struct message *message,
    struct error *err)
{
	uint64_t most = session->caps.size;
	uint64_t size = message_size(message);
	if (most == 0 || size <= most)
		return true;
	return error_set(err, EX_UNAVAILABLE,
	    "the message has %" PRIu64 " octets, but %s takes no more than "
	    "%" PRIu64,
	    size, session->stream.peer, most);
}

/* All or nothing holds for one transaction only. */
static bool
fits_recipients(const struct session *session, const struct envelope *envelope,
    struct error *err)
{
	size_t most = session->caps.recipients;
	if (!session->smarthost->reject_partial || most == 0
	    || envelope->count <= most)
		return true;
	return error_set(err, EX_UNAVAILABLE,
	    "%s takes %zu recipients at once, but there are %zu and "
	    "reject-partial is set",
	    session->stream.peer, most, envelope->count);
}

bool
fit(const struct session *session, const struct envelope *envelope,
    struct message *message, struct arena *arena, struct error *err)
{
	/* Encoding changes the size, so that is looked at last. */
	return fits_utf8(session, envelope, err)
	    && fits_recipients(session, envelope, err)
	    && (session->caps.eight_bit || encode_for_7bit(arena, message, err))
	    && fits_size(session, message, err);
}
