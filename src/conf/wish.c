#include "conf/wish.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "mail/stamp.h"

/* RFC 3461 4.1: NEVER alone, or a list of the others. */
static const char *
check_notify(struct arena *arena, const char *word)
{
	(void)arena;
	return text_equal(word, "success") || text_equal(word, "failure")
		|| text_equal(word, "delay") || text_equal(word, "never")
	    ? NULL
	    : "must be never, or a list of success, failure and delay";
}

const char *
value_notify(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	struct text_list list = { 0 };
	const char *wrong = value_each(arena, &list, value, check_notify);
	(void)words;
	if (wrong != NULL)
		return wrong;
	for (size_t i = 0; i < list.count; i++) {
		if (list.count > 1 && text_equal(list.items[i], "never"))
			return check_notify(arena, "");
	}
	struct buf notify = BUF(64);
	for (size_t i = 0; i < list.count; i++) {
		if (i > 0)
			buf_byte(&notify, ',');
		for (const char *c = list.items[i]; *c != '\0'; c++)
			buf_byte(&notify, text_upper(*c));
	}
	*(const char **)member = arena_copy(arena, notify.data, notify.length);
	buf_free(&notify);
	return NULL;
}

const char *
value_return(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	(void)arena;
	(void)words;
	if (text_equal(value, "full"))
		*(const char **)member = "FULL";
	else if (text_equal(value, "hdrs") || text_equal(value, "headers"))
		*(const char **)member = "HDRS";
	else
		return "must be full or hdrs";
	return NULL;
}

/* RFC 3339 as RFC 4865 wants it: digits where the model has them, the marks
 * as they stand, Z or an offset behind. */
static bool
is_date_time(const char *value)
{
	static const char model[] = "dddd-dd-ddTdd:dd:dd";
	static const char offset[] = "dd:dd";
	size_t length = sizeof(model) - 1;
	for (size_t i = 0; i < length; i++) {
		bool digit = text_is_digit(value[i]);
		if (model[i] == 'd' ? !digit : value[i] != model[i])
			return false;
	}
	if (strcmp(value + length, "Z") == 0)
		return true;
	if (value[length] != '+' && value[length] != '-')
		return false;
	for (size_t i = 0; i < sizeof(offset) - 1; i++) {
		char c = value[length + 1 + i];
		if (offset[i] == 'd' ? !text_is_digit(c) : c != offset[i])
			return false;
	}
	return value[length + sizeof(offset)] == '\0';
}

const char *
value_hold(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	unsigned seconds;
	time_t until;
	const char **hold = member;
	if (is_date_time(value) && stamp_read(value, &until))
		*hold = arena_print(arena, "HOLDUNTIL=%s", value);
	else if (value_seconds(arena, &seconds, value, words) == NULL)
		*hold = arena_print(arena, "HOLDFOR=%u", seconds);
	else
		return "must be a time from now such as 2h, or a date such as "
		       "2026-12-24T18:00:00Z";
	return NULL;
}

const char *
value_deliver_by(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	size_t length = strcspn(value, ";");
	const char *mode = value + length;
	unsigned seconds;
	bool notify = strcmp(mode, ";notify") == 0;
	if ((!notify && mode[0] != '\0' && strcmp(mode, ";return") != 0)
	    || value_seconds(
		   arena, &seconds, arena_copy(arena, value, length), words)
		!= NULL)
		return "must be a time such as 2h, and ;return or ;notify "
		       "behind it";
	/* RFC 2852 section 4: what is due at once cannot be returned. */
	if (seconds == 0 && !notify)
		return "must be more than 0, or be followed by ;notify";
	*(const char **)member =
	    arena_print(arena, "%u;%c", seconds, notify ? 'N' : 'R');
	return NULL;
}

const char *
value_priority(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	const char *digit = value[0] == '-' ? value + 1 : value;
	if (!text_is_digit(*digit) || digit[1] != '\0')
		return "must be a number from -9 to 9";
	return value_text(arena, member, value, words);
}

const char *
value_submitter(struct arena *arena, void *member, const char *value,
    const char *const *words)
{
	if (strcmp(value, "<>") == 0)
		return value_text(arena, member, value, words);
	return value_address(arena, member, value, words);
}
