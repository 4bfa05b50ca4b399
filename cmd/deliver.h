/* deliver.h - the composed mail to the first smarthost that serves */
#ifndef CMD_DELIVER_H
#define CMD_DELIVER_H

#include <stdbool.h>

#include "run.h"
#include "smtp/session.h"
#include "smtp/submission.h"

/* What is done over a session that is ready: submit(), or vrfy(). */
typedef bool deliver_job(struct session *session, struct submission *s);

/* Tries the account's smarthosts in order; the next one only while nobody can
 * have the mail and the reason is not one that people must hear of: a wrong
 * password, an unverified peer, a bad configuration. Fills run->route. */
bool deliver(struct run *run, deliver_job *job);

/* What the log will say of a session. */
void deliver_note_route(struct run *run, const struct session *session);

#endif
