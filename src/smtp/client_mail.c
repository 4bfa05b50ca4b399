#include "smtp/client_mail.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "smtp/command.h"

static bool
is(const struct parameter *parameter, const char *keyword)
{
	return strcmp(parameter->keyword, keyword) == 0;
}

static const char *
upper(struct arena *arena, const char *text)
{
	char *copy = arena_text(arena, text);
	for (char *c = copy; *c != '\0'; c++)
		*c = text_upper(*c);
	return copy;
}

static const char *
bad_parameter(struct arena *arena, const char *keyword)
{
	return arena_print(arena, "501 5.5.4 bad value of %s", keyword);
}

/* ---- MAIL ---- */

const char *
client_mail_too_big(struct arena *arena, const struct server_limits *limits)
{
	return arena_print(arena,
	    "552 5.3.4 the message is too big: the limit is %" PRIu64 " octets",
	    limits->size);
}

static const char *
take_body(struct server_mail *mail, const char *value)
{
	if (text_equal(value, "7BIT") || text_equal(value, "8BITMIME"))
		return NULL;
	return bad_parameter(mail->arena, "BODY");
}

static const char *
take_size(struct server_mail *mail, const struct server_limits *limits,
    const char *value)
{
	if (!text_number(value, INT64_MAX, &mail->size))
		return bad_parameter(mail->arena, "SIZE");
	if (limits->size > 0 && mail->size > limits->size)
		return mail->verdict = client_mail_too_big(mail->arena, limits);
	return NULL;
}

static const char *
take_ret(struct server_mail *mail, const char *value)
{
	mail->ret = upper(mail->arena, value);
	if (strcmp(mail->ret, "FULL") != 0 && strcmp(mail->ret, "HDRS") != 0)
		return bad_parameter(mail->arena, "RET");
	return NULL;
}

static const char *
take_id(struct server_mail *mail, const char *value)
{
	mail->id = command_xtext(mail->arena, value);
	return mail->id == NULL || strlen(value) > 100
	    ? bad_parameter(mail->arena, "ENVID")
	    : NULL;
}

static const char *
unknown(struct arena *arena, const struct parameter *parameter)
{
	return arena_print(
	    arena, "555 5.5.4 unknown parameter %s", parameter->keyword);
}

static const char *
take_mail_parameter(struct server_mail *mail,
    const struct server_limits *limits, const struct parameter *parameter)
{
	const char *value = parameter->value;
	if (is(parameter, "SMTPUTF8") && value == NULL) {
		mail->utf8 = true;
		return NULL;
	}
	if (value == NULL)
		return unknown(mail->arena, parameter);
	if (is(parameter, "SIZE"))
		return take_size(mail, limits, value);
	if (is(parameter, "BODY"))
		return take_body(mail, value);
	if (is(parameter, "RET"))
		return take_ret(mail, value);
	if (is(parameter, "ENVID"))
		return take_id(mail, value);
	return unknown(mail->arena, parameter);
}

/* RFC 6531 section 3.5 */
static const char *
needs_utf8(const struct server_mail *mail, const char *path)
{
	if (mail->utf8 || text_is_ascii(path, strlen(path)))
		return NULL;
	return "553 5.6.7 an address that is not ASCII wants SMTPUTF8";
}

const char *
client_mail_begin(struct server_mail *mail, const struct server_limits *limits,
    const char *argument)
{
	struct command_path path;
	const char *why, *wrong = NULL;
	if (!command_path(mail->arena, argument, "FROM:", &path, &why))
		return arena_print(mail->arena,
		    "501 5.5.4 MAIL FROM:<address> [parameters]: %s", why);
	mail->sender = path.path;
	for (size_t i = 0; i < path.count && wrong == NULL; i++)
		wrong = take_mail_parameter(mail, limits, &path.parameters[i]);
	return wrong != NULL ? wrong : needs_utf8(mail, path.path);
}

/* ---- RCPT ---- */

/* RFC 3461 4.1: NEVER, or some of the others. */
static bool
is_notify(const char *text)
{
	static const char *const words[] = { "SUCCESS", "FAILURE", "DELAY",
		NULL };
	if (strcmp(text, "NEVER") == 0)
		return true;
	for (;;) {
		size_t length = strcspn(text, ",");
		const char *const *word = words;
		while (*word != NULL
		    && (strlen(*word) != length
			|| strncmp(*word, text, length) != 0))
			word++;
		if (*word == NULL)
			return false;
		if (text[length] == '\0')
			return true;
		text += length + 1;
	}
}

/* RFC 3461 4.2: a type, a semicolon, an xtext. */
static bool
is_original(struct arena *arena, const char *text)
{
	const char *xtext = strchr(text, ';');
	return xtext != NULL && xtext > text && strlen(text) <= 500
	    && text_is_ascii(text, strlen(text))
	    && command_xtext(arena, xtext + 1) != NULL;
}

static const char *
take_recipient_parameter(struct arena *arena,
    struct server_recipient *recipient, const struct parameter *parameter)
{
	const char *value = parameter->value;
	if (value != NULL && is(parameter, "NOTIFY")) {
		recipient->notify = upper(arena, value);
		return is_notify(recipient->notify)
		    ? NULL
		    : bad_parameter(arena, "NOTIFY");
	}
	if (value != NULL && is(parameter, "ORCPT")) {
		recipient->original = value;
		return is_original(arena, value)
		    ? NULL
		    : bad_parameter(arena, "ORCPT");
	}
	return unknown(arena, parameter);
}

const char *
client_mail_add(struct server_mail *mail, const struct server_limits *limits,
    const char *argument)
{
	struct server_recipient recipient = { 0 };
	struct command_path path;
	const char *why, *wrong = NULL;
	if (mail->count == limits->recipients)
		return "452 4.5.3 too many recipients";
	if (!command_path(mail->arena, argument, "TO:", &path, &why))
		return arena_print(mail->arena,
		    "501 5.5.4 RCPT TO:<address> [parameters]: %s", why);
	recipient.path = path.path;
	for (size_t i = 0; i < path.count && wrong == NULL; i++)
		wrong = take_recipient_parameter(
		    mail->arena, &recipient, &path.parameters[i]);
	if (wrong == NULL)
		wrong = needs_utf8(mail, path.path);
	if (wrong != NULL)
		return wrong;
	mail->recipients = arena_more(mail->arena, mail->recipients,
	    mail->count, sizeof(*mail->recipients));
	mail->recipients[mail->count++] = recipient;
	return NULL;
}
