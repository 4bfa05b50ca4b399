/* stage.h - what we are doing, how long it may take, what a refusal means
 *
 * The one table of the conversation. Times are those of RFC 5321 4.5.3.2; exit
 * statuses those of <sysexits.h>, refined by the enhanced status codes of RFC
 * 3463 where the smarthost gives one.
 */
#ifndef SMTP_STAGE_H
#define SMTP_STAGE_H

#include "smtp/reply.h"

enum stage {
	STAGE_GREETING,
	STAGE_GREETING_CLEAR, /* where TLS at once might have been meant */
	STAGE_EHLO,
	STAGE_LHLO,
	STAGE_HELO,
	STAGE_STARTTLS,
	STAGE_AUTH,
	STAGE_MAIL,
	STAGE_RCPT,
	STAGE_DATA,
	STAGE_BODY, /* sending the message; no answer is due */
	STAGE_VERDICT,
	STAGE_VRFY,
	STAGE_EXPN,
	STAGE_RSET,
	STAGE_QUIT,
	STAGE_FAREWELL, /* QUIT's answer, by which a verdict is known */
};

struct stage_row {
	const char *doing;   /* "waiting for the greeting" */
	const char *refused; /* "refused the sender" */
	unsigned seconds;
	int wanted;  /* a code, or its first digits: 2 is any 2yz */
	int refusal; /* what a 5yz means when it does not say more */
};

const struct stage_row *stage_row(enum stage stage);

/* The exit status that an unwanted reply means. */
int stage_refusal(enum stage stage, const struct reply *reply);

#endif
