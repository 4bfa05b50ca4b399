/* reception.h - one client, from who it is to its last mail
 *
 * What the gate- settings say of a client is done here: whether it is let in,
 * and which sender its mails have.
 */
#ifndef CMD_RECEPTION_H
#define CMD_RECEPTION_H

#include "guard.h"
#include "net/client.h"
#include "net/stream.h"
#include "run.h"

/* Serves it over a stream, which the owner closes; every mail goes on to the
 * smarthost as it comes. Returns the exit status: 0 once the session could be
 * held, whatever became of its mails; 77 when it was not let in. */
int reception(struct run *run, const struct guard *guard, struct stream *stream,
    const struct client *client);

/* Tells a client that waits for a greeting why it is not served: 554 when it
 * may not come, 421 when it may come again. What is wrong then is not told to a
 * remote one. */
void reception_decline(struct stream *stream, const struct client *client,
    const struct error *why);

#endif
