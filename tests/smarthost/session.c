/* session.c - one client of the submission server, from greeting to QUIT */
#include "smarthost/session.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "smarthost/line.h"
#include "smarthost/offer.h"
#include "smarthost/sasl.h"

static bool
say(struct session *s, const char *text)
{
	line_say(&s->wire, "%s", text);
	return true;
}

static bool
greet_back(struct session *s, const char *name, bool extended)
{
	if (*name == '\0')
		return say(s, "501 5.5.4 who are you?");
	transaction_reset(&s->transaction);
	s->hello = true;
	s->extended = s->transaction.extended = extended;
	line_say(&s->wire, "250%clocalhost greets you", extended ? '-' : ' ');
	if (extended)
		offer_say(s->policy, &s->wire);
	return true;
}

static bool
ehlo(struct session *s, char *argument)
{
	return greet_back(s, argument, true);
}

static bool
helo(struct session *s, char *argument)
{
	return greet_back(s, argument, false);
}

static bool
offers(const struct session *s, const char *keyword)
{
	return s->extended && offer_has(s->policy, &s->wire, keyword);
}

/* Begins TLS; all that was said before is forgotten (RFC 3207 4.2). */
static bool
secure(struct session *s)
{
	transaction_reset(&s->transaction);
	s->hello = s->extended = false;
	if (tls_accept(s->tls, &s->wire))
		return true;
	line_note(
	    &s->wire, "TLS failed: ", s->wire.trouble, strlen(s->wire.trouble));
	return false;
}

static bool
starttls(struct session *s, char *argument)
{
	if (*argument != '\0')
		return say(s, "501 5.5.4 STARTTLS stands alone");
	if (!offers(s, "STARTTLS"))
		return say(s, "503 5.5.1 STARTTLS is not offered");
	return say(s, "220 2.0.0 go ahead") && wire_flush(&s->wire)
	    && secure(s);
}

/* Copies the mechanism in capitals; one that is too long we do not have. */
static void
name_mechanism(char *to, size_t room, const char *from)
{
	size_t length = 0;

	for (; length + 1 < room && *from != '\0' && *from != ' '; from++)
		to[length++] = (char)toupper((unsigned char)*from);
	to[length] = '\0';
}

static bool
has_plus(const struct session *s, const char *mechanism)
{
	char plus[64];

	snprintf(plus, sizeof(plus), "%s-PLUS", mechanism);
	return offer_has_mechanism(s->policy, &s->wire, plus);
}

static bool
log_in(struct session *s, const char *mechanism, const char *initial)
{
	switch (sasl_exchange(&s->wire, &s->policy->login, mechanism, initial,
	    has_plus(s, mechanism))) {
	case SASL_WELCOME:
		s->logged_in = true;
		return say(s, "235 2.7.0 welcome");
	case SASL_REFUSED:
		return say(s, "535 5.7.8 wrong user or password");
	case SASL_CANCELLED:
		return say(s, "501 5.7.0 cancelled");
	case SASL_GARBLED:
		return say(s, "501 5.5.2 that is not base64");
	case SASL_LOST:
		break;
	}
	return false;
}

static bool
auth(struct session *s, char *argument)
{
	char mechanism[40];
	const char *initial = strchr(argument, ' ');

	if (s->logged_in || s->transaction.begun)
		return say(s, "503 5.5.1 too late for AUTH");
	if (s->policy->mechanisms != NULL && s->wire.tls == NULL
	    && !s->policy->auth_in_clear)
		return say(s, "538 5.7.11 only under TLS");
	if (!offers(s, "AUTH"))
		return say(s, "503 5.5.1 AUTH is not offered");
	name_mechanism(mechanism, sizeof(mechanism), argument);
	if (!offer_has_mechanism(s->policy, &s->wire, mechanism))
		return say(s, "504 5.5.4 mechanism not offered");
	return log_in(s, mechanism, initial == NULL ? NULL : initial + 1);
}

static bool
mail(struct session *s, char *argument)
{
	if (!s->hello)
		return say(s, "503 5.5.1 say hello first");
	if (s->policy->mechanisms == NULL || s->logged_in)
		return transaction_mail(&s->transaction, argument);
	return say(s,
	    offers(s, "AUTH") || !offers(s, "STARTTLS")
		? "530 5.7.0 log in first"
		: "530 5.7.0 issue STARTTLS first");
}

static bool
rcpt(struct session *s, char *argument)
{
	return transaction_recipient(&s->transaction, argument);
}

static bool
data(struct session *s, char *argument)
{
	return transaction_data(&s->transaction, argument);
}

static bool
bdat(struct session *s, char *argument)
{
	if (offers(s, "CHUNKING"))
		return transaction_chunk(&s->transaction, argument);
	/* The chunk behind it would be taken for commands. */
	say(s, "502 5.5.1 CHUNKING is not offered");
	return false;
}

static bool
rset(struct session *s, char *argument)
{
	if (*argument != '\0')
		return say(s, "501 5.5.4 RSET stands alone");
	transaction_reset(&s->transaction);
	return say(s, "250 2.0.0 forgotten");
}

static bool
noop(struct session *s, char *argument)
{
	(void)argument;
	return say(s, "250 2.0.0 done nothing");
}

static bool
vrfy(struct session *s, char *argument)
{
	(void)argument;
	return say(s, "252 2.5.0 send, and you will see");
}

static bool
help(struct session *s, char *argument)
{
	(void)argument;
	return say(s, "214 2.0.0 see RFC 6409");
}

static bool
quit(struct session *s, char *argument)
{
	if (*argument != '\0')
		return say(s, "501 5.5.4 QUIT stands alone");
	say(s, "221 2.0.0 farewell");
	return false;
}

/* What may stand behind a command in the same flight (RFC 2920 section 3.1),
 * if PIPELINING is offered. */
enum behind { NOTHING, COMMANDS, CHUNK };

static const struct command {
	const char *verb;
	bool (*obey)(struct session *s, char *argument);
	enum behind behind;
} commands[] = {
	{ "EHLO", ehlo, NOTHING },
	{ "HELO", helo, NOTHING },
	{ "STARTTLS", starttls, NOTHING },
	{ "AUTH", auth, NOTHING },
	{ "MAIL", mail, COMMANDS },
	{ "RCPT", rcpt, COMMANDS },
	{ "DATA", data, NOTHING },
	{ "BDAT", bdat, CHUNK },
	{ "RSET", rset, COMMANDS },
	{ "NOOP", noop, NOTHING },
	{ "VRFY", vrfy, NOTHING },
	{ "HELP", help, NOTHING },
	{ "QUIT", quit, NOTHING },
};

static const struct command *
find_command(const char *line)
{
	size_t length = strcspn(line, " ");

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strlen(commands[i].verb) == length
		    && strncasecmp(commands[i].verb, line, length) == 0)
			return &commands[i];
	return NULL;
}

static bool
spoke_too_early(const struct session *s, const struct command *command)
{
	if (wire_pending(&s->wire) == 0 || command->behind == CHUNK)
		return false;
	return command->behind == NOTHING || !offers(s, "PIPELINING");
}

static bool
obey(struct session *s, char *line, size_t length)
{
	/* RFC 4954 section 4 lets AUTH be longest, of all we know. */
	if (length > 12288 - 2 || strlen(line) != length)
		return say(s, "500 5.5.2 no such line");
	const struct command *command = find_command(line);
	if (command == NULL)
		return say(s, "500 5.5.1 unknown command");
	if (spoke_too_early(s, command)) {
		say(s, "554 5.5.0 spoke before it was asked to");
		return false;
	}
	char *argument = line + strcspn(line, " ");
	return command->obey(s, argument + (*argument == ' '));
}

static void
converse(struct session *s)
{
	char *line;
	size_t length;

	say(s, "220 localhost ESMTP smarthost of the tests");
	while (line_hear(&s->wire, &line, &length))
		if (!obey(s, line, length))
			return;
	/* The client waits too long, or its lines are malformed. */
	if (!s->wire.ended)
		line_say(&s->wire, "421 4.7.0 heard %s", s->wire.trouble);
}

void
session_run(struct session *s, struct mailbox *mailbox)
{
	s->transaction = (struct transaction){
		.policy = s->policy, .mailbox = mailbox, .wire = &s->wire
	};
	if (!s->policy->implicit_tls || secure(s)) {
		converse(s);
		wire_flush(&s->wire);
	}
	transaction_reset(&s->transaction);
	wire_close(&s->wire, WIRE_POLITE);
}
