/* serve.h - -bs: SMTP to the client at our standard input, or the one that a
 * service manager has given us */
#ifndef CMD_SERVE_H
#define CMD_SERVE_H

#include "run.h"

/* Serves one client; every mail goes on to the smarthost as it comes, and what
 * the client hears is what that said. Returns the exit status: 0 once the
 * session could be held, whatever became of its mails. Nothing is said on
 * stderr, which may be the client's too, but the dialogue of -v. */
int serve(struct run *run);

#endif
