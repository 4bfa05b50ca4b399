#include "smtp/hello.h"

#include <string.h>

/* How we call ourselves: a name, or the literal of our address (RFC 5321
 * 4.1.4), which is true even where nobody has given the machine a name. */
static void
say(const struct hello_place *place, const char *verb)
{
	const char *name = place->smarthost->helo;
	const char *local = place->local;
	if (name != NULL)
		chat_say(place->chat, "%s %s", verb, name);
	else if (strchr(local, ':') != NULL)
		chat_say(place->chat, "%s [IPv6:%s]", verb, local);
	else
		chat_say(place->chat, "%s [%s]", verb,
		    local[0] == '\0' ? "127.0.0.1" : local);
}

static void
say_ehlo(const struct hello_place *place)
{
	say(place, place->smarthost->is_lmtp ? "LHLO" : "EHLO");
}

/* RFC 5321 3.2: an old server knows only HELO; but then it can offer neither
 * TLS nor a login. */
static bool
may_fall_back(const struct hello_place *place)
{
	int code = place->chat->reply.code;
	bool needs_more = place->smarthost->is_lmtp || place->smarthost->logs_in
	    || (place->smarthost->tls == TLS_REQUIRED
		&& place->side == SIDE_CLEAR);
	return !needs_more
	    && (code == 500 || code == 501 || code == 502 || code == 504
		|| code == 550);
}

static enum stage
stage_of_hello(const struct hello_place *place)
{
	return place->smarthost->is_lmtp ? STAGE_LHLO : STAGE_EHLO;
}

bool
hello_hear(const struct hello_place *place)
{
	struct chat *chat = place->chat;
	enum stage stage = stage_of_hello(place);
	if (!chat_hear(chat, stage))
		return false;
	if (may_fall_back(place)) {
		say(place, "HELO");
		return chat_hear(chat, STAGE_HELO)
		    && chat_want(chat, STAGE_HELO, NULL);
	}
	if (!chat_want(chat, stage, NULL))
		return false;
	caps_read(place->caps, chat->reply.text.data);
	if (place->caps->pipe_connect)
		foresight_learn(place->foresight, place->side, &chat->reply);
	return true;
}

bool
hello_say(const struct hello_place *place)
{
	*place->caps = (struct caps){ 0 };
	say_ehlo(place);
	return foresight_tells(place->foresight, place->side, place->caps);
}

bool
hello_hear_foreseen(const struct hello_place *place)
{
	struct chat *chat = place->chat;
	enum stage stage = stage_of_hello(place);
	return chat_hear(chat, stage)
	    && reply_is(&chat->reply, stage_row(stage)->wanted)
	    && foresight_is_right(place->foresight, place->side, &chat->reply);
}

bool
hello_ask_again(const struct hello_place *place)
{
	struct chat *chat = place->chat;
	enum stage stage = stage_of_hello(place);
	say_ehlo(place);
	if (!chat_hear(chat, stage))
		return false;
	if (reply_is(&chat->reply, stage_row(stage)->wanted))
		caps_read(place->caps, chat->reply.text.data);
	return true;
}
