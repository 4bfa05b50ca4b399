#include "smtp/caps.h"

#include <string.h>

#include "base/text.h"
#include "mail/stamp.h"
#include "smtp/reply.h"

typedef void take_words(struct caps *caps, const char *words);

static void
take_size(struct caps *caps, const char *words)
{
	uint64_t size = 0;
	caps->sizes = true;
	caps->size = text_number(words, UINT64_MAX, &size) ? size : 0;
}

/* Several AUTH lines, and the old AUTH= form beside, make one list; words that
 * do not fit are left out whole. */
static void
take_auth(struct caps *caps, const char *words)
{
	size_t used = strlen(caps->auth);
	while (*words != '\0') {
		size_t length = strcspn(words, " ");
		if (used + length + 2 > sizeof(caps->auth))
			return;
		if (used > 0)
			caps->auth[used++] = ' ';
		memcpy(caps->auth + used, words, length);
		used += length;
		caps->auth[used] = '\0';
		words += length;
		words += strspn(words, " ");
	}
}

/* RFC 9422: LIMITS RCPTMAX=100 MAILMAX=10 … */
static void
take_limits(struct caps *caps, const char *words)
{
	while (*words != '\0') {
		size_t length = strcspn(words, " ");
		uint64_t most;
		char value[32] = "";
		if (length > 8 && length < 8 + sizeof(value)
		    && text_equal_n(words, "RCPTMAX=", 8))
			memcpy(value, words + 8, length - 8);
		if (text_number(value, 1000000, &most))
			caps->recipients = (size_t)most;
		words += length;
		words += strspn(words, " ");
	}
}

/* RFC 4865 section 4: FUTURERELEASE 86400 2027-01-01T00:00:00Z */
static void
take_future_release(struct caps *caps, const char *words)
{
	size_t length = strcspn(words, " ");
	const char *date = words + length + strspn(words + length, " ");
	char seconds[16] = "";
	caps->future_release = true;
	if (length < sizeof(seconds))
		memcpy(seconds, words, length);
	if (!text_number(seconds, UINT32_MAX, &caps->hold_most))
		caps->hold_most = 0;
	if (!stamp_read(date, &caps->hold_until))
		caps->hold_until = 0;
}

/* A keyword sets a flag or has its words taken. */
static const struct {
	const char *keyword;
	size_t flag;
	take_words *take;
} rows[] = {
	{ "STARTTLS", offsetof(struct caps, starttls), NULL },
	{ "PIPELINING", offsetof(struct caps, pipelining), NULL },
	{ "8BITMIME", offsetof(struct caps, eight_bit), NULL },
	{ "SMTPUTF8", offsetof(struct caps, smtputf8), NULL },
	{ "CHUNKING", offsetof(struct caps, chunking), NULL },
	{ "ENHANCEDSTATUSCODES", offsetof(struct caps, statuses), NULL },
	{ "DSN", offsetof(struct caps, dsn), NULL },
	{ "REQUIRETLS", offsetof(struct caps, require_tls), NULL },
	{ "DELIVERBY", offsetof(struct caps, deliver_by), NULL },
	{ "MT-PRIORITY", offsetof(struct caps, priority), NULL },
	{ "PIPECONNECT", offsetof(struct caps, pipe_connect), NULL },
	{ "X_PIPE_CONNECT", offsetof(struct caps, pipe_connect), NULL },
	{ "SIZE", 0, take_size },
	{ "FUTURERELEASE", 0, take_future_release },
	{ "AUTH", 0, take_auth },
	{ "LIMITS", 0, take_limits },
};

static void
take_line(struct caps *caps, const char *line)
{
	size_t length = strcspn(line, " ");
	const char *words = line + length;
	words += strspn(words, " ");
	if (text_equal_n(line, "AUTH=", length < 5 ? length : 5)
	    && length > 5) {
		take_auth(caps, line + 5);
		return;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strlen(rows[i].keyword) != length
		    || !text_equal_n(rows[i].keyword, line, length))
			continue;
		if (rows[i].take != NULL)
			rows[i].take(caps, words);
		else
			*(bool *)((char *)caps + rows[i].flag) = true;
	}
}

/* The first line is a host name and never a keyword. */
void
caps_read(struct caps *caps, const char *words)
{
	*caps = (struct caps){ 0 };
	const char *at = strchr(words, '\n');
	while (at != NULL) {
		char line[REPLY_LINE_MOST];
		size_t length = strcspn(++at, "\n");
		size_t kept = length < sizeof(line) ? length : sizeof(line) - 1;
		memcpy(line, at, kept);
		while (kept > 0 && text_is_blank(line[kept - 1]))
			kept--;
		line[kept] = '\0';
		take_line(caps, line);
		at = at[length] == '\0' ? NULL : at + length;
	}
}
