#include "queue/head.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "mail/stamp.h"

/* Those that stand once, if at all. */
static const struct word {
	const char *name;
	size_t member;
} words[] = {
	{ "id", offsetof(struct item, id) },
	{ "account", offsetof(struct item, account) },
	{ "config", offsetof(struct item, config) },
	{ "caller", offsetof(struct item, caller) },
	{ "sender", offsetof(struct item, envelope.sender) },
	{ "notify", offsetof(struct item, envelope.notify) },
	{ "return", offsetof(struct item, envelope.ret) },
	{ "envelope-id", offsetof(struct item, envelope.id) },
	{ "hold", offsetof(struct item, envelope.hold) },
	{ "by", offsetof(struct item, envelope.by) },
	{ "priority", offsetof(struct item, envelope.priority) },
	{ "submitter", offsetof(struct item, envelope.submitter) },
};

#define WORDS (sizeof(words) / sizeof(words[0]))

static const char *
value_of(const struct item *item, const struct word *word)
{
	return *(const char *const *)((const char *)item + word->member);
}

static void
give(struct item *item, const struct word *word, const char *value)
{
	*(const char **)((char *)item + word->member) = value;
}

static bool
add(struct buf *head, const char *name, const char *value, struct error *err)
{
	if (strpbrk(value, "\r\n") != NULL)
		return error_set(err, EX_DATAERR,
		    "cannot keep a message whose %s has a line break", name);
	buf_print(head, "%s %s\n", name, value);
	return true;
}

/* What is about this one alone stands behind it. */
static bool
add_recipient(struct buf *head, const struct recipient *one, struct error *err)
{
	return add(head, "recipient", one->address, err)
	    && (one->notify == NULL
		|| add(head, "recipient-notify", one->notify, err))
	    && (one->original == NULL
		|| add(head, "recipient-original", one->original, err));
}

static bool
add_words(struct buf *head, const struct item *item, struct error *err)
{
	for (size_t i = 0; i < WORDS; i++) {
		const char *value = value_of(item, &words[i]);
		if (value != NULL && !add(head, words[i].name, value, err))
			return false;
	}
	for (size_t i = 0; i < item->settings.count; i++) {
		if (!add(head, "setting", item->settings.items[i], err))
			return false;
	}
	for (size_t i = 0; i < item->envelope.count; i++) {
		if (!add_recipient(head, &item->envelope.recipients[i], err))
			return false;
	}
	return true;
}

static void
add_facts(struct buf *head, const struct facts *facts)
{
	buf_print(head, "facts %" PRIu64 "%s%s\n", facts->longest,
	    facts->eight_bit ? " 8-bit" : "", facts->bare_cr ? " cr" : "");
}

bool
head_write(struct buf *head, const struct item *item, struct error *err)
{
	struct arena arena = { 0 };
	bool well = add(head, "kept", stamp_utc(&arena, item->kept), err)
	    && add_words(head, item, err);
	arena_free(&arena);
	if (item->envelope.require_tls)
		buf_text(head, "require-tls\n");
	add_facts(head, &item->message.facts);
	buf_byte(head, '\n');
	if (buf_is_full(head))
		return error_set(err, EX_DATAERR,
		    "the message has too many recipients to be kept");
	return well;
}

static bool
read_facts(struct arena *arena, struct facts *facts, const char *value)
{
	size_t length = strcspn(value, " ");
	facts->eight_bit = strstr(value + length, " 8-bit") != NULL;
	facts->bare_cr = strstr(value + length, " cr") != NULL;
	return text_number(
	    arena_copy(arena, value, length), UINT64_MAX, &facts->longest);
}

static bool
read_word(
    struct arena *arena, struct item *item, const char *name, const char *value)
{
	if (strcmp(name, "kept") == 0)
		return stamp_read_utc(value, &item->kept);
	if (strcmp(name, "facts") == 0)
		return read_facts(arena, &item->message.facts, value);
	if (strcmp(name, "require-tls") == 0)
		return item->envelope.require_tls = true;
	if (strcmp(name, "setting") == 0) {
		text_list_add(arena, &item->settings, value);
		return true;
	}
	struct envelope *envelope = &item->envelope;
	struct recipient *last = envelope->count == 0
	    ? NULL
	    : &envelope->recipients[envelope->count - 1];
	if (strcmp(name, "recipient-notify") == 0 && last != NULL)
		return (last->notify = value) != NULL;
	if (strcmp(name, "recipient-original") == 0 && last != NULL)
		return (last->original = value) != NULL;
	if (strcmp(name, "recipient") == 0) {
		envelope_add(arena, &item->envelope, value);
		return true;
	}
	for (size_t i = 0; i < WORDS; i++) {
		if (strcmp(name, words[i].name) == 0) {
			give(item, &words[i], value);
			return true;
		}
	}
	return false;
}

static bool
read_words(struct arena *arena, struct item *item, struct slice text)
{
	struct slice line;
	while (text_next_line(&text, &line) && line.length > 0) {
		const char *blank = memchr(line.data, ' ', line.length);
		size_t name =
		    blank == NULL ? line.length : (size_t)(blank - line.data);
		size_t skip = blank == NULL ? name : name + 1;
		if (!read_word(arena, item, arena_copy(arena, line.data, name),
			arena_copy(
			    arena, line.data + skip, line.length - skip)))
			return false;
	}
	return true;
}

/* Whatever the file says, it is known by its name. */
bool
head_read(struct arena *arena, struct item *item, struct slice text)
{
	const char *name = item->id;
	item->id = NULL;
	bool well = read_words(arena, item, text);
	const char *told = item->id;
	item->id = name;
	return well && told != NULL && strcmp(told, name) == 0
	    && item->account != NULL && item->envelope.sender != NULL
	    && item->envelope.count > 0;
}
