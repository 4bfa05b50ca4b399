/* refusal.c - which words of a smarthost are about the sender */
#include "smtp/refusal.h"

#include <string.h>

#include "unit/tap.h"

/* As the providers say it. */
static const char *const of_sender[] = {
	"550 5.7.60 SMTP; Client does not have permissions to send as this "
	"sender",
	"554 5.2.252 SendAsDenied; alerts@example.com not allowed to send as "
	"root@web1",
	"554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException",
	"553 5.7.1 <root@web1>: Sender address rejected: not owned by user "
	"alerts@example.com",
	"553 5.7.1 <root@web1>: Sender address rejected: not logged in",
	"553 5.7.1 sender is not yours",
	"550 5.7.1 User not authorized to send on behalf of <root@web1>",
	"550-Requested action not taken: mailbox unavailable "
	"Sender address is not allowed.",
	"553 Sender is not allowed to relay emails",
	"501 Mail from address must be same as authorization user.",
	"553 Mail from must equal authorized user",
	"550 5.7.0 From address is not one of your addresses.",
	"554 Message rejected: Email address is not verified.",
};

static const char *const of_else[] = {
	"550 5.1.1 no such user",
	"550 5.7.1 relaying denied",
	"553 5.7.1 relaying denied",
	"553 5.7.1 Relay access denied",
	"554 5.7.1 spam",
	"550 5.7.600 no",
	"553 5.1.3 bad syntax",
	"450 4.7.1 Sender address rejected: not owned by user",
	"250 2.1.0 not owned by",
	"550",
	"",
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(of_sender) / sizeof(*of_sender); i++)
		ok(refusal_is_of_sender(of_sender[i]), "of the sender: %s",
		    of_sender[i]);
	for (size_t i = 0; i < sizeof(of_else) / sizeof(*of_else); i++)
		ok(!refusal_is_of_sender(of_else[i]), "of something else: %s",
		    of_else[i]);
	return tap_done();
}
