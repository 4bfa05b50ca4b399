/* transaction.c - one message at a time: MAIL, RCPT, then DATA or BDAT */
#include "smarthost/transaction.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "smarthost/line.h"
#include "smarthost/path.h"

/* Says a reply; 421 ends the connection, whatever it answers. */
static bool
reply(struct transaction *t, const char *text)
{
	line_say(t->wire, "%s", text);
	return strncmp(text, "421", 3) != 0;
}

void
transaction_reset(struct transaction *t)
{
	if (t->envelope_stream != NULL)
		fclose(t->envelope_stream);
	if (t->body.sink != NULL)
		fclose(t->body.sink);
	free(t->envelope.bytes);
	free(t->message.bytes);
	*t = (struct transaction){
		.policy = t->policy,
		.mailbox = t->mailbox,
		.wire = t->wire,
		.extended = t->extended,
	};
}

static void
begin(struct transaction *t)
{
	transaction_reset(t);
	t->begun = true;
	t->envelope_stream =
	    open_memstream(&t->envelope.bytes, &t->envelope.length);
	t->body.sink = open_memstream(&t->message.bytes, &t->message.length);
	t->body.limit = t->policy->size;
	if (t->envelope_stream == NULL || t->body.sink == NULL)
		abort();
}

static const char *
judge_parameters(const struct transaction *t, struct path *path, bool is_sender)
{
	if (!t->extended && *path->parameters != '\0')
		return "555 5.5.4 parameters need EHLO";
	return path_check_parameters(path, is_sender, t->policy, t->wire);
}

/* The reply of the first GLOB=REPLY whose glob the address matches. */
static const char *
find_refusal(const char **rules, const char *address)
{
	for (; rules != NULL && *rules != NULL; rules++) {
		const char *text = strchr(*rules, '=') + 1;
		char *glob = strndup(*rules, (size_t)(text - *rules) - 1);
		bool hit = glob != NULL && fnmatch(glob, address, 0) == 0;

		free(glob);
		if (hit)
			return text;
	}
	return NULL;
}

static const char *
judge_sender(const struct transaction *t, struct path *path)
{
	const char *refusal = judge_parameters(t, path, true);

	if (refusal != NULL)
		return refusal;
	if (path_is_international(path) && !path->utf8)
		return "553 5.6.7 address needs SMTPUTF8";
	if (t->policy->size > 0 && path->size > t->policy->size)
		return "552 5.3.4 message too large";
	return find_refusal(t->policy->refused_senders, path->address);
}

bool
transaction_mail(struct transaction *t, char *argument)
{
	struct path path;
	/* Its cutting up must not reach what we note. */
	char *said = strdup(argument + strcspn(argument, "<"));

	if (t->begun) {
		free(said);
		return reply(t, "503 5.5.1 one MAIL at a time");
	}
	const char *refusal = path_parse(&path, argument, true);
	if (refusal == NULL)
		refusal = judge_sender(t, &path);
	if (refusal == NULL) {
		begin(t);
		t->utf8 = path.utf8;
		fprintf(t->envelope_stream, "from: %s\n", said);
	}
	free(said);
	return reply(t, refusal == NULL ? "250 2.1.0 sender ok" : refusal);
}

static const char *
judge_recipient(const struct transaction *t, struct path *path)
{
	const char *refusal = judge_parameters(t, path, false);

	if (refusal != NULL)
		return refusal;
	if (path_is_international(path) && !t->utf8)
		return "553 5.6.7 address needs SMTPUTF8";
	refusal = find_refusal(t->policy->refused_recipients, path->address);
	if (refusal == NULL && t->policy->max_recipients > 0
	    && t->recipients >= t->policy->max_recipients)
		return "452 4.5.3 too many recipients";
	return refusal;
}

bool
transaction_recipient(struct transaction *t, char *argument)
{
	struct path path;

	if (!t->begun || t->chunking)
		return reply(t, "503 5.5.1 RCPT comes after MAIL");
	char *said = strdup(argument + strcspn(argument, "<"));
	const char *refusal = path_parse(&path, argument, false);
	if (refusal == NULL)
		refusal = judge_recipient(t, &path);
	if (refusal == NULL) {
		fprintf(t->envelope_stream, "to: %s\n", said);
		t->recipients++;
	}
	free(said);
	return reply(t, refusal == NULL ? "250 2.1.5 recipient ok" : refusal);
}

/* Why there can be no message now, or NULL. */
static const char *
find_hindrance(const struct transaction *t)
{
	if (!t->begun)
		return "503 5.5.1 MAIL comes first";
	if (t->recipients == 0)
		return "554 5.5.1 no valid recipients";
	return NULL;
}

static bool
keep(struct transaction *t)
{
	fflush(t->envelope_stream);
	fflush(t->body.sink);
	unsigned number = mailbox_keep(t->mailbox, &t->envelope, &t->message);
	if (number == 0)
		return reply(t, "451 4.3.0 cannot keep the message");
	line_say(t->wire, "250 2.0.0 kept as %u", number);
	return true;
}

/* The whole message has come; this is the verdict. */
static bool
judge_message(struct transaction *t)
{
	bool goes_on;

	if (t->policy->size > 0 && t->body.size > t->policy->size)
		goes_on = reply(t, "552 5.3.4 message too large");
	else if (t->policy->reply_to_dot != NULL)
		goes_on = reply(t, t->policy->reply_to_dot);
	else
		goes_on = keep(t);
	transaction_reset(t);
	return goes_on;
}

/* After an offence against the form we cannot know where the message ends. */
static bool
refuse_body(struct transaction *t)
{
	if (t->body.offence[0] != '\0')
		line_say(t->wire, "521 5.5.2 %s", t->body.offence);
	return false;
}

bool
transaction_data(struct transaction *t, char *argument)
{
	const char *hindrance = find_hindrance(t);

	if (*argument != '\0')
		return reply(t, "501 5.5.4 DATA stands alone");
	if (t->chunking)
		return reply(t, "503 5.5.1 BDAT has begun");
	if (hindrance != NULL)
		return reply(t, hindrance);
	line_say(t->wire, "354 go ahead");
	return body_dotted(&t->body, t->wire) ? judge_message(t)
					      : refuse_body(t);
}

/* The chunk of a refused BDAT follows all the same (RFC 3030 section 2). */
static bool
skip_chunk(struct transaction *t, size_t octets)
{
	while (octets > 0 && wire_octet(t->wire) >= 0)
		octets--;
	return octets == 0;
}

static bool
parse_chunk(const char *argument, size_t *octets, bool *last)
{
	size_t digits = strspn(argument, "0123456789");

	*octets = strtoul(argument, NULL, 10);
	*last = strcasecmp(argument + digits, " LAST") == 0;
	return digits > 0 && digits < 19 && (*last || argument[digits] == '\0');
}

bool
transaction_chunk(struct transaction *t, char *argument)
{
	const char *hindrance = find_hindrance(t);
	size_t octets;
	bool last;

	if (!parse_chunk(argument, &octets, &last)) {
		reply(t, "501 5.5.4 want BDAT octets [LAST]");
		return false;
	}
	if (hindrance != NULL)
		return skip_chunk(t, octets) && reply(t, hindrance);
	t->chunking = true;
	if (!body_chunk(&t->body, t->wire, octets, last))
		return refuse_body(t);
	if (last)
		return judge_message(t);
	line_say(t->wire, "250 2.0.0 %zu octets", octets);
	return true;
}
