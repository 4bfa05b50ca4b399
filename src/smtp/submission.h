/* submission.h - one message on its way to one smarthost */
#ifndef SMTP_SUBMISSION_H
#define SMTP_SUBMISSION_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "mail/envelope.h"
#include "mail/message.h"

struct submission {
	struct envelope *envelope;
	const struct message *message; /* as it leaves; NULL: it is still to
					  come */
	struct message encoded; /* that, where the smarthost cannot take it as
				   it was given; the sender's own */
	struct arena *arena;    /* of what is said of the recipients */
	struct error *err;
	bool relays;     /* whoever hands it to us hears every answer: none is
			    ours to deal with */
	bool more;       /* another message follows over this session */
	bool heard;      /* MAIL was answered, and not by 421 */
	bool bare;       /* say no parameter that can be missed: one was
			    refused */
	bool unfinished; /* the session is over, and recipients still wait:
			    open another for them */
};

#endif
