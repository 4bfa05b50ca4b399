#include "base/json.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

static void
begin(struct json *json)
{
	if (json->needs_comma)
		buf_byte(json->to, ',');
	json->needs_comma = true;
}

void
json_open(struct json *json, char bracket)
{
	begin(json);
	buf_byte(json->to, bracket);
	json->needs_comma = false;
}

void
json_close(struct json *json, char bracket)
{
	buf_byte(json->to, bracket);
	json->needs_comma = true;
}

/* How many octets of the text are one well-formed character; 0: none. */
static size_t
character(const char *text)
{
	for (size_t length = 1; length <= 4; length++) {
		if (text_is_utf8(text, length))
			return length;
		if (text[length] == '\0')
			return 0;
	}
	return 0;
}

static void
add_string(struct buf *to, const char *text)
{
	buf_byte(to, '"');
	while (*text != '\0') {
		size_t length = character(text);
		if (length == 0)
			buf_text(to, "\xef\xbf\xbd");
		else if (*text == '"' || *text == '\\')
			buf_print(to, "\\%c", *text);
		else if (text_is_control(*text))
			buf_print(to, "\\u%04x", (unsigned char)*text);
		else
			buf_add(to, text, length);
		text += length == 0 ? 1 : length;
	}
	buf_byte(to, '"');
}

void
json_key(struct json *json, const char *key)
{
	begin(json);
	add_string(json->to, key);
	buf_byte(json->to, ':');
	json->needs_comma = false;
}

void
json_text(struct json *json, const char *text)
{
	begin(json);
	if (text == NULL)
		buf_text(json->to, "null");
	else
		add_string(json->to, text);
}

void
json_number(struct json *json, uint64_t number)
{
	begin(json);
	buf_print(json->to, "%" PRIu64, number);
}

void
json_truth(struct json *json, bool truth)
{
	begin(json);
	buf_text(json->to, truth ? "true" : "false");
}
