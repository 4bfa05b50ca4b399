#include "auth/bearer.h"

#include <string.h>

#include "base/text.h"

#define SHOWN_MOST 300

static bool
is_clean(const char *text)
{
	for (; *text != '\0'; text++) {
		if (text_is_control(*text))
			return false;
	}
	return true;
}

/* RFC 5801 section 4 saslname: "=" and "," are marks of the GS2 header. */
static void
add_name(struct buf *to, const char *name)
{
	for (; *name != '\0'; name++) {
		if (*name == '=')
			buf_text(to, "=3D");
		else if (*name == ',')
			buf_text(to, "=2C");
		else
			buf_byte(to, *name);
	}
}

bool
bearer_respond(bool is_xoauth2, const char *user, const char *host,
    const char *port, const char *token, struct buf *response)
{
	if (!is_clean(user) || !is_clean(token))
		return false;
	if (is_xoauth2) {
		buf_print(response, "user=%s\001", user);
	} else {
		buf_text(response, "n,a=");
		add_name(response, user);
		buf_print(response, ",\001host=%s\001port=%s\001", host, port);
	}
	buf_print(response, "auth=Bearer %s\001\001", token);
	return !buf_is_full(response);
}

void
bearer_accept_refusal(bool is_xoauth2, struct buf *response)
{
	if (!is_xoauth2)
		buf_byte(response, '\001');
}

static const char *
skip_blanks(const char *at)
{
	return at + strspn(at, " \t\r\n");
}

/* "status" : "401" and nothing looser, since there is no JSON parser here. */
static const char *
find_status(const char *json)
{
	static const char key[] = "\"status\"";
	const char *at = strstr(json, key);
	if (at == NULL)
		return NULL;
	at = skip_blanks(at + sizeof(key) - 1);
	if (*at++ != ':')
		return NULL;
	at = skip_blanks(at);
	if (*at++ != '"' || strspn(at, "0123456789") != 3 || at[3] != '"')
		return NULL;
	return at;
}

void
bearer_explain(const struct buf *json, struct buf *text)
{
	const char *status = find_status(json->data);
	size_t length = json->length < SHOWN_MOST ? json->length : SHOWN_MOST;
	if (status != NULL)
		buf_print(text, "status %.3s, ", status);
	text_printable(text, json->data, length);
}
