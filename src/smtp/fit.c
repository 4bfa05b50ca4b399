#include "smtp/fit.h"

#include <inttypes.h>

#include "mail/encode.h"
#include "mail/stamp.h"

bool
fit_utf8(const struct session *session, const struct envelope *envelope,
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

/* Without these the mail would go another way, or at another time, than was
 * asked. */
static bool
fits_wishes(const struct session *session, const struct envelope *envelope,
    struct error *err)
{
	const struct caps *caps = &session->caps;
	const char *lacking = NULL;
	if (envelope->require_tls && !caps->require_tls)
		lacking = "REQUIRETLS, which require-tls asks for";
	else if (envelope->hold != NULL && !caps->future_release)
		lacking = "FUTURERELEASE, which hold-until asks for";
	else if (envelope->by != NULL && !caps->deliver_by)
		lacking = "DELIVERBY, which deliver-by asks for";
	if (lacking != NULL)
		return error_set(err, EX_UNAVAILABLE, "%s does not offer %s",
		    session->stream.peer, lacking);
	/* RFC 8689 section 2: only within TLS whose peer is verified. */
	if (envelope->require_tls && !session_is_verified(session))
		return error_set(err, EX_UNAVAILABLE,
		    "require-tls asks for verified TLS, which there is not "
		    "with %s",
		    session->stream.peer);
	return true;
}

static bool
fits_hold(const struct session *session, const struct submission *submission)
{
	const struct caps *caps = &session->caps;
	const char *peer = session->stream.peer;
	const char *hold = submission->envelope->hold;
	long seconds;
	time_t until;
	envelope_hold(submission->envelope, &seconds, &until);
	if (caps->hold_most > 0 && seconds > 0
	    && (uint64_t)seconds > caps->hold_most)
		return error_set(submission->err, EX_UNAVAILABLE,
		    "%s holds a message for %" PRIu64
		    " seconds at most, but hold-until asks for %s",
		    peer, caps->hold_most, hold);
	if (caps->hold_until > 0 && until > caps->hold_until)
		return error_set(submission->err, EX_UNAVAILABLE,
		    "%s holds a message until %s at most, but hold-until asks "
		    "for %s",
		    peer, stamp_utc(submission->arena, caps->hold_until), hold);
	return true;
}

bool
fit_is_whole(const struct session *session, const struct submission *submission)
{
	const struct caps *caps = &session->caps;
	const struct envelope *envelope = submission->envelope;
	const struct message *message = submission->message;
	bool dsn = envelope->notify != NULL || envelope->ret != NULL
	    || envelope->id != NULL;
	return (caps->dsn || !dsn)
	    && (caps->eight_bit
		|| (!message->facts.eight_bit
		    && message_header_is_ascii(message)))
	    && (caps->smtputf8 || !envelope_is_utf8(envelope))
	    && (caps->require_tls || !envelope->require_tls)
	    && (caps->future_release || envelope->hold == NULL)
	    && (caps->deliver_by || envelope->by == NULL)
	    && (caps->priority || envelope->priority == NULL);
}

static bool
encode(struct submission *submission)
{
	if (!encode_is_due(submission->arena, submission->message))
		return true;
	if (!encode_for_7bit(submission->arena, submission->message,
		&submission->encoded, submission->err))
		return false;
	submission->message = &submission->encoded;
	return true;
}

bool
fit_envelope(const struct session *session, const struct submission *submission)
{
	return fit_utf8(session, submission->envelope, submission->err)
	    && fits_wishes(session, submission->envelope, submission->err)
	    && fits_hold(session, submission);
}

bool
fit(const struct session *session, struct submission *submission)
{
	const struct envelope *envelope = submission->envelope;
	struct error *err = submission->err;
	/* Encoding changes the size, so that is looked at last. */
	return fit_envelope(session, submission)
	    && fits_recipients(session, envelope, err)
	    && (session->caps.eight_bit || encode(submission))
	    && fits_size(session, submission->message, err);
}
