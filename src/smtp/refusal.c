#include "smtp/refusal.h"

#include <string.h>

#include "base/text.h"

/* Statuses that say nothing else (Exchange Online). */
static const char *const statuses[] = { " 5.7.60 ", " 5.2.252 " };

/* Any part of the words, in any case: Exchange, Postfix with
 * reject_sender_login_mismatch, and what other providers say. */
static const char *const phrases[] = {
	"SendAsDenied",
	"permissions to send as",
	"not allowed to send as",
	"not authorized to send as",
	"not authorized to send on behalf",
	"not owned by",
	"sender address is not allowed",
	"sender is not allowed",
	"sender not allowed",
	"sender address not allowed",
	"sender address rejected: not",
	"must be same as authorization user",
	"must equal authorized user",
	"not one of your addresses",
	"from address is not verified",
	"email address is not verified",
	"sender mismatch",
	"does not match the authenticated",
	"not match authenticated",
};

static bool
holds(const char *words, const char *phrase)
{
	size_t length = strlen(phrase);
	for (; strnlen(words, length) == length; words++) {
		if (text_equal_n(words, phrase, length))
			return true;
	}
	return false;
}

bool
refusal_is_of_sender(const char *words)
{
	if (words[0] != '5')
		return false;
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
		if (strstr(words, statuses[i]) != NULL)
			return true;
	}
	for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++) {
		if (holds(words, phrases[i]))
			return true;
	}
	/* RFC 5321 4.2.2: 553 is about how a mailbox is named; with 5.7.1 (RFC
	 * 3463) about who may use it. Those who will not relay say it too. */
	return text_starts(words, "553 5.7.1 ") && !holds(words, "relay");
}

/* The most special first; the last is what is left to look at elsewhere. */
static const struct {
	const char *code, *phrase, *hint;
} logins[] = {
	{ "535", " 5.7.139 ",
	    "Microsoft 365 has turned password login off for this mailbox or "
	    "its tenant: use auth = XOAUTH2 with a token, or have SMTP AUTH "
	    "allowed there" },
	{ "534", "Application-specific password required",
	    "Google wants an app password, or auth = XOAUTH2 with a token" },
	{ "535", "Username and Password not accepted",
	    "Google takes no plain password: it wants an app password, or "
	    "auth = XOAUTH2 with a token" },
	{ "535", "",
	    "check user and password; the provider may want an app password, "
	    "or have login by SMTP turned on first" },
};

const char *
refusal_login_hint(const char *words)
{
	for (size_t i = 0; i < sizeof(logins) / sizeof(*logins); i++) {
		if (text_starts(words, logins[i].code)
		    && holds(words, logins[i].phrase))
			return logins[i].hint;
	}
	return NULL;
}
