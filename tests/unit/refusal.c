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

static void
test_logins(void)
{
	has(refusal_login_hint("535 5.7.139 Authentication unsuccessful, "
			       "SmtpClientAuthentication is disabled for the "
			       "Tenant."),
	    "Microsoft 365 has turned password login off", "Microsoft");
	has(refusal_login_hint(
		"534 5.7.9 Application-specific password required."),
	    "app password, or auth = XOAUTH2", "Google, with two factors");
	has(refusal_login_hint("535 5.7.8 Username and Password not accepted."),
	    "Google takes no plain password", "Google, without");
	has(refusal_login_hint("535 no"), "check user and password", "any");
	ok(refusal_login_hint("534 5.7.9 too weak") == NULL, "a mechanism");
	ok(refusal_login_hint("550 5.7.139 no") == NULL, "no login");
	ok(refusal_login_hint("454 4.7.0 later") == NULL, "for now");
	ok(refusal_login_hint("") == NULL, "nothing");
}

int
main(void)
{
	test_logins();
	for (size_t i = 0; i < sizeof(of_sender) / sizeof(*of_sender); i++)
		ok(refusal_is_of_sender(of_sender[i]), "of the sender: %s",
		    of_sender[i]);
	for (size_t i = 0; i < sizeof(of_else) / sizeof(*of_else); i++)
		ok(!refusal_is_of_sender(of_else[i]), "of something else: %s",
		    of_else[i]);
	return tap_done();
}
