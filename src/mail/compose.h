/* compose.h - makes raw input fit for submission (RFC 6409 section 8)
 *
 * Bcc leaves; what RFC 5322 wants and is missing is added; bare names are
 * completed; the sender becomes what the account's policy bids; a body SMTP
 * cannot carry is encoded. Nothing else is touched.
 */
#ifndef MAIL_COMPOSE_H
#define MAIL_COMPOSE_H

#include <stdbool.h>
#include <time.h>

#include "base/arena.h"
#include "base/error.h"
#include "mail/complete.h"
#include "mail/envelope.h"
#include "mail/message.h"
#include "mail/recipients.h"

enum sender_policy {
	SENDER_KEEP,  /* senders stay as the caller wrote them */
	SENDER_FIX,   /* bare and local ones are completed */
	SENDER_FORCE, /* envelope and From bear the account's own address */
};

struct compose {
	/* What the account wishes. */
	enum sender_policy policy;
	const char *from;            /* its own address, wire form; or NULL */
	const char *local_recipient; /* where local names go; or NULL */
	bool add_missing;            /* Date, Message-ID, From */
	bool received;               /* and a Received that names the origin */
	struct completion completion;

	/* Who calls. */
	const char *origin; /* "user joe", "client 192.0.2.1" */
	const char *login;
	const char *full_name; /* NULL: none */
	const char *email;     /* for a From that nothing else tells; or NULL */
	time_t now;

	/* What the caller asked for. */
	const char *sender; /* NULL: nothing; "" or "<>": the null sender */
	const char *sender_name;   /* for a From that is missing; or NULL */
	struct text_list operands; /* recipients, each a list of addresses, */
	bool header_recipients;    /* and those the header names (-t) */
	bool gateway;              /* complete and add nothing (-G) */

	/* Who stands behind local names; NULL: there are no aliases. */
	expand *expand;
	void *expander;
};

/* The parts of compose(), for a mail whose envelope comes before its message:
 * the sender; recipients, from the operands; then the message, in which the
 * header recipients count for nothing any more. */
bool compose_sender(struct arena *arena, const struct compose *how,
    struct envelope *envelope, struct error *err);
bool compose_recipients(struct arena *arena, const struct compose *how,
    struct envelope *envelope, struct error *err);
bool compose_message(struct arena *arena, const struct compose *how,
    struct message *message, struct envelope *envelope, struct error *err);

/* Fills the envelope and dresses the message. EX_USAGE for an argument that is
 * no address or no recipients at all, EX_DATAERR for a header or body that is
 * unusable, EX_CONFIG when the policy lacks an address. */
bool compose(struct arena *arena, const struct compose *how,
    struct message *message, struct envelope *envelope, struct error *err);

#endif
