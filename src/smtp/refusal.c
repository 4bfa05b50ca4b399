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
