#include "smtp/parameter.h"

#include <inttypes.h>
#include <string.h>

/* RFC 3461 section 4: printable ASCII but + and =; others as +XX. */
static void
add_xtext(struct buf *to, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		if (c > ' ' && c < 0x7f && c != '+' && c != '=')
			buf_byte(to, *text);
		else
			buf_print(to, "+%02X", c);
	}
}

static void
add_dsn(const struct envelope *envelope, struct buf *to)
{
	if (envelope->ret != NULL)
		buf_print(to, " RET=%s", envelope->ret);
	if (envelope->id != NULL) {
		buf_text(to, " ENVID=");
		add_xtext(to, envelope->id);
	}
}

/* What was asked for and must be offered has been looked at by fit(). */
static void
add_demands(const struct envelope *envelope, struct buf *to)
{
	if (envelope->require_tls)
		buf_text(to, " REQUIRETLS");
	if (envelope->hold != NULL)
		buf_print(to, " %s", envelope->hold);
	if (envelope->by != NULL)
		buf_print(to, " BY=%s", envelope->by);
}

void
parameters_settings(const struct envelope *envelope, struct buf *to)
{
	const char *const asked[] = {
		envelope->require_tls ? "require-tls" : NULL,
		envelope->hold != NULL ? "hold-until" : NULL,
		envelope->by != NULL ? "deliver-by" : NULL,
	};
	const char *between = "";
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
		if (asked[i] == NULL)
			continue;
		buf_print(to, "%s%s", between, asked[i]);
		between = ", ";
	}
}

static void
add_wishes(
    const struct caps *caps, const struct envelope *envelope, struct buf *to)
{
	if (caps->priority && envelope->priority != NULL)
		buf_print(to, " MT-PRIORITY=%s", envelope->priority);
	if (caps->auth[0] != '\0' && envelope->submitter != NULL) {
		buf_text(to, " AUTH=");
		add_xtext(to, envelope->submitter);
	}
}

/* Of a message that is still to come any octet is to be expected. */
static void
add_body(const struct caps *caps, const struct envelope *envelope,
    const struct message *message, struct buf *to)
{
	bool header = message != NULL && !message_header_is_ascii(message);
	bool utf8 = envelope_is_utf8(envelope)
	    || (message == NULL ? envelope->utf8
				: header && message_header_is_utf8(message));
	if (caps->smtputf8 && utf8)
		buf_text(to, " SMTPUTF8");
	if (caps->eight_bit
	    && (message == NULL || header || message->facts.eight_bit))
		buf_text(to, " BODY=8BITMIME");
}

void
parameters_of_mail(const struct caps *caps, const struct envelope *envelope,
    const struct message *message, bool bare, struct buf *to)
{
	uint64_t size =
	    message != NULL ? message_size(message) : envelope->size;
	if (caps->sizes && !bare && size > 0)
		buf_print(to, " SIZE=%" PRIu64, size);
	add_body(caps, envelope, message, to);
	if (caps->dsn && !bare)
		add_dsn(envelope, to);
	add_demands(envelope, to);
	if (!bare)
		add_wishes(caps, envelope, to);
}

static const char *
notify_of(const struct envelope *envelope, const struct recipient *recipient)
{
	return recipient->notify != NULL ? recipient->notify : envelope->notify;
}

/* ORCPT goes with NOTIFY, so that a report names the recipient as we do. Its
 * form for addresses in UTF-8 (RFC 6533) is known to few servers. */
void
parameters_of_rcpt(const struct caps *caps, const struct envelope *envelope,
    const struct recipient *recipient, bool bare, struct buf *to)
{
	const char *notify = notify_of(envelope, recipient);
	if (bare || !caps->dsn)
		return;
	if (notify != NULL)
		buf_print(to, " NOTIFY=%s", notify);
	if (recipient->original != NULL)
		buf_print(to, " ORCPT=%s", recipient->original);
	else if (notify != NULL && !envelope_is_utf8(envelope)) {
		buf_text(to, " ORCPT=rfc822;");
		add_xtext(to, recipient->address);
	}
}

bool
parameters_of_mail_are_bare(
    const struct caps *caps, const struct envelope *envelope)
{
	return !caps->sizes
	    && (!caps->dsn || (envelope->ret == NULL && envelope->id == NULL))
	    && (!caps->priority || envelope->priority == NULL)
	    && (caps->auth[0] == '\0' || envelope->submitter == NULL);
}

bool
parameters_of_rcpt_are_bare(const struct caps *caps,
    const struct envelope *envelope, const struct recipient *recipient)
{
	return !caps->dsn
	    || (notify_of(envelope, recipient) == NULL
		&& recipient->original == NULL);
}
