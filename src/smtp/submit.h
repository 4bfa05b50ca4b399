/* submit.h - one message over sessions that are ready: RFC 5321 section 3.3 */
#ifndef SMTP_SUBMIT_H
#define SMTP_SUBMIT_H

#include <stdbool.h>

#include "smtp/session.h"
#include "smtp/submission.h"

/* Submits over a session on which nothing is to follow. True when nothing went
 * wrong that is not the recipients' own: how each fared stands in the envelope,
 * and its verdict is set once somebody's mail was taken. False: nobody has
 * the mail who was not taken before, or err->uncertain says that nobody knows;
 * err holds the reason. */
bool submit(struct session *session, struct submission *submission);

#endif
