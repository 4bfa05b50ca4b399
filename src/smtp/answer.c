#include "smtp/answer.h"

#include <string.h>

#include "base/text.h"

static bool
is_verdict(const char *words)
{
	return strchr("245", words[0]) != NULL && words[0] != '\0'
	    && !text_starts(words, "421");
}

const char *
answer_of_reply(struct arena *arena, const char *words)
{
	if (is_verdict(words))
		return words;
	return arena_print(arena, "451 4.5.0 the smarthost said: %s", words);
}

/* Nothing that the client could mend in its mail. */
static bool
is_ours(int code)
{
	return code == EX_NOPERM || code == EX_CONFIG || code == EX_PROTOCOL;
}

static const char *
prefix(int code)
{
	switch (code) {
	case EX_TEMPFAIL:
		return "451 4.4.1";
	case EX_USAGE:
		return "553 5.1.3";
	case EX_NOUSER:
		return "550 5.1.1";
	case EX_DATAERR:
		return "554 5.6.0";
	case EX_UNAVAILABLE:
		return "554 5.3.0";
	default:
		return "451 4.3.5";
	}
}

const char *
answer_of_error(struct arena *arena, const struct error *err)
{
	if (err->uncertain)
		return arena_print(arena,
		    "451 4.4.2 the message may have been delivered all the "
		    "same: %s",
		    err->text);
	if (!is_ours(err->code) && err->reply[0] != '2'
	    && is_verdict(err->reply))
		return arena_text(arena, err->reply);
	return arena_print(arena, "%s %s", prefix(err->code), err->text);
}
