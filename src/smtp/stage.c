#include "smtp/stage.h"

#include <string.h>
#include <sysexits.h>

#include "base/text.h"

static const struct stage_row rows[] = {
	[STAGE_GREETING] = { "waiting for the greeting", "does not serve us",
	    300, 220, EX_UNAVAILABLE },
	[STAGE_GREETING_CLEAR] = { "waiting for the greeting (if that port "
				   "speaks TLS at once, write submissions://)",
	    "does not serve us", 300, 220, EX_UNAVAILABLE },
	[STAGE_EHLO] = { "waiting for the answer to EHLO", "refused EHLO", 300,
	    250, EX_UNAVAILABLE },
	[STAGE_LHLO] = { "waiting for the answer to LHLO",
	    "refused LHLO (if that is no LMTP server, write smtp://)", 300, 250,
	    EX_UNAVAILABLE },
	[STAGE_HELO] = { "waiting for the answer to HELO", "refused HELO", 300,
	    250, EX_UNAVAILABLE },
	[STAGE_STARTTLS] = { "waiting for the answer to STARTTLS",
	    "refused STARTTLS", 120, 220, EX_UNAVAILABLE },
	[STAGE_AUTH] = { "logging in", "refused the login", 120, 235,
	    EX_NOPERM },
	[STAGE_MAIL] = { "waiting for the answer to MAIL", "refused the sender",
	    300, 2, EX_UNAVAILABLE },
	[STAGE_RCPT] = { "waiting for the answer to RCPT",
	    "refused the recipient", 300, 2, EX_NOUSER },
	[STAGE_DATA] = { "waiting for the answer to DATA",
	    "refused the message", 120, 354, EX_UNAVAILABLE },
	[STAGE_BODY] = { "sending the message", "refused the message", 180, 0,
	    EX_UNAVAILABLE },
	[STAGE_VERDICT] = { "waiting for the verdict on the message",
	    "refused the message", 600, 2, EX_UNAVAILABLE },
	[STAGE_VRFY] = { "waiting for the answer to VRFY",
	    "does not know the recipient", 300, 2, EX_NOUSER },
	[STAGE_EXPN] = { "waiting for the answer to EXPN",
	    "does not expand the list", 300, 2, EX_NOUSER },
	[STAGE_RSET] = { "waiting for the answer to RSET", "refused RSET", 20,
	    250, EX_UNAVAILABLE },
	[STAGE_QUIT] = { "saying goodbye", "refused QUIT", 5, 221,
	    EX_UNAVAILABLE },
	[STAGE_FAREWELL] = { "saying goodbye", "refused QUIT", 60, 221,
	    EX_UNAVAILABLE },
};

/* What the enhanced status of a permanent refusal means, the most special
 * first; a prefix matches. Sendmail's table (sysexits.c, dsntoexitstat) but
 * for 5.4.1, 5.4.3 and 5.4.5: what is refused for good is never temporary
 * (Microsoft 365 says 550 5.4.1 of recipients that do not exist). */
static const struct {
	const char *status;
	int code;
} meanings[] = {
	{ "5.1.0", EX_DATAERR },
	{ "5.1.1", EX_NOUSER },
	{ "5.1.6", EX_NOUSER },
	{ "5.1.2", EX_NOHOST },
	{ "5.1.8", EX_NOHOST },
	{ "5.1.3", EX_USAGE },
	{ "5.1.7", EX_USAGE },
	{ "5.1.5", EX_CONFIG },
	{ "5.2.3", EX_DATAERR },
	{ "5.3.", EX_OSERR },
	{ "5.4.0", EX_IOERR },
	{ "5.4.2", EX_IOERR },
	{ "5.4.4", EX_PROTOCOL },
	{ "5.4.6", EX_CONFIG },
	{ "5.5.", EX_PROTOCOL },
	{ "5.7.", EX_DATAERR },
	{ "5.", EX_UNAVAILABLE },
};

static int
meaning(const char *status)
{
	/* RFC 3463: "5.0.0" and the like say no more than the code. */
	if (status[0] == '\0' || text_starts(status, "5.0.")
	    || strcmp(status, "5.5.0") == 0)
		return 0;
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		const char *wanted = meanings[i].status;
		size_t length = strlen(wanted);
		bool whole = wanted[length - 1] != '.';
		if (text_starts(status, wanted)
		    && (!whole || status[length] == '\0'))
			return meanings[i].code;
	}
	return 0;
}

const struct stage_row *
stage_row(enum stage stage)
{
	return &rows[stage];
}

int
stage_refusal(enum stage stage, const struct reply *reply)
{
	if (reply_is(reply, 4))
		return EX_TEMPFAIL;
	if (!reply_is(reply, 5))
		return EX_PROTOCOL;
	/* RFC 4954 section 6: 530 says that a login is wanted first. */
	if (reply->code == 530)
		return EX_CONFIG;
	bool enhanced = stage >= STAGE_MAIL && stage <= STAGE_EXPN;
	int code = enhanced ? meaning(reply->status) : 0;
	return code != 0 ? code : rows[stage].refusal;
}
