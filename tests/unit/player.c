/* player.c - a smarthost in memory that plays a conversation script */
#include "unit/player.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/tap.h"

#define SAID_MOST (32 * 1024 * 1024)

static void
complain(struct player *p, const char *format, ...)
{
	va_list ap;
	if (p->problem[0] != '\0')
		return;
	va_start(ap, format);
	vsnprintf(p->problem, sizeof(p->problem), format, ap);
	va_end(ap);
}

static const struct step *
next(const struct player *p)
{
	return p->step < p->script.count ? &p->script.steps[p->step] : NULL;
}

static void
finish(struct player *p, enum player_end end)
{
	p->over = true;
	p->end = end;
	p->drip = NULL;
	if (end == PLAYER_RESET)
		buf_clear(&p->words);
}

static void
say(struct player *p, const char *text, size_t length)
{
	size_t left = p->cut_saying - p->produced;
	bool cut = length >= left;
	if (cut)
		length = left;
	buf_add(&p->words, text, length);
	p->produced += length;
	if (cut)
		finish(p, p->end);
}

/* A whole line of the client, and what follows it; NULL: not yet. */
static const char *
heard_line(struct player *p, size_t *length)
{
	const char *line = p->said.data + p->matched;
	const char *lf = memchr(line, '\n', p->said.length - p->matched);
	if (lf == NULL)
		return NULL;
	*length = (size_t)(lf - line);
	if (*length == 0 || lf[-1] != '\r')
		complain(p, "the client ends a line with a bare LF");
	else
		--*length;
	p->matched += (size_t)(lf - line) + 1;
	return line;
}

static bool
hear(struct player *p, const struct step *step)
{
	char shown[200];
	size_t length;
	const char *line = heard_line(p, &length);
	if (line == NULL)
		return false;
	script_quote(shown, sizeof(shown), line, length);
	if (!script_matches(step->text, line, length))
		complain(p, "%s:%zu: wanted \"%s\", heard \"%s\"",
		    p->script.name, step->line, step->source, shown);
	return true;
}

/* The lone dot may be the very first line. */
static bool
take_body(struct player *p)
{
	const char *from = p->said.data + p->body_from;
	size_t length = p->said.length - p->body_from;
	const char *dot = length >= 3 && memcmp(from, ".\r\n", 3) == 0
	    ? from
	    : memmem(from, length, "\r\n.\r\n", 5);
	if (dot == NULL)
		return false;
	dot += dot == from ? 3 : 5;
	p->matched = (size_t)(dot - p->said.data);
	p->dot_at = p->matched;
	buf_add(&p->body, from, (size_t)(dot - from));
	return true;
}

static bool
hear_body(struct player *p)
{
	if (p->body_from == 0)
		p->body_from = p->matched;
	if (p->said.length - p->body_from < p->early_at)
		return take_body(p);
	p->early = true;
	return true;
}

static bool
play(struct player *p, const struct step *step)
{
	switch (step->kind) {
	case STEP_SAY:
		say(p, step->text, step->length);
		return true;
	case STEP_HEAR:
		return !p->early && hear(p, step);
	case STEP_BODY:
		return hear_body(p);
	case STEP_CLOSE:
		finish(p, PLAYER_CLOSE);
		return true;
	case STEP_HALF:
		finish(p, PLAYER_SWALLOW);
		return true;
	case STEP_RESET:
		finish(p, PLAYER_RESET);
		return true;
	case STEP_WAIT:
		finish(p, PLAYER_STALL);
		return true;
	case STEP_DRIP:
		p->drip = step->text;
		return true;
	default:
		tap_note("%s:%zu: not played in memory: %s", p->script.name,
		    step->line, step->source);
		abort();
	}
}

/* What was said up to here answers the dot. */
static void
note_verdict(struct player *p)
{
	bool after_say =
	    p->step > 0 && p->script.steps[p->step - 1].kind == STEP_SAY;
	bool before_say = next(p) != NULL && next(p)->kind == STEP_SAY;
	if (p->dot_at > 0 && p->verdict_at == 0 && after_say && !before_say)
		p->verdict_at = p->produced;
}

static void
go_on(struct player *p)
{
	while (!p->over && p->drip == NULL && next(p) != NULL) {
		if (!play(p, next(p)))
			break;
		p->step++;
		note_verdict(p);
	}
}

static ssize_t
receive_words(struct player *p, char *data, size_t size)
{
	size_t most = p->bite > 0 ? p->bite : p->words.length;
	if (most > size)
		most = size;
	if (most > p->words.length)
		most = p->words.length;
	memcpy(data, p->words.data, most);
	buf_drop(&p->words, most);
	p->given += most;
	return (ssize_t)most;
}

static ssize_t
receive(void *self, char *data, size_t size, struct error *err)
{
	struct player *p = self;
	go_on(p);
	p->turn = !p->turn;
	if (p->lazy && p->turn)
		return STREAM_LATER;
	if (p->drip != NULL && p->words.length == 0)
		buf_text(&p->words, p->drip);
	if (p->words.length > 0)
		return receive_words(p, data, size);
	if (!p->over || p->end == PLAYER_STALL || p->end == PLAYER_DEAF)
		return STREAM_LATER;
	if (p->end != PLAYER_RESET)
		return 0;
	error_set(err, EX_TEMPFAIL, "connection reset by peer");
	return STREAM_FAILED;
}

static ssize_t
take(struct player *p, const char *data, size_t length)
{
	size_t before_cut = p->cut_hearing - p->said.length;
	size_t most = p->gulp > 0 ? p->gulp : length;
	if (most > length)
		most = length;
	if (!p->over && most > before_cut)
		most = before_cut;
	buf_add(&p->said, data, most);
	p->sends++;
	if (!p->over) {
		go_on(p);
		if (p->said.length >= p->cut_hearing)
			finish(p, p->end);
	}
	return (ssize_t)most;
}

static ssize_t
send(void *self, const char *data, size_t length, struct error *err)
{
	struct player *p = self;
	if (p->closed)
		complain(p, "the client sends after its close");
	if (p->put_off < p->later) {
		p->put_off++;
		return STREAM_LATER;
	}
	p->put_off = 0;
	if (!p->over && p->said.length >= p->cut_hearing)
		finish(p, p->end);
	if (p->over && p->end == PLAYER_DEAF)
		return STREAM_LATER;
	if (p->over && p->end != PLAYER_SWALLOW && p->end != PLAYER_STALL) {
		error_set(err, EX_TEMPFAIL, "broken pipe");
		return STREAM_FAILED;
	}
	return take(p, data, length);
}

static int
wait(void *self, int events, int64_t deadline)
{
	struct player *p = self;
	int ready = events & POLLOUT;
	bool quiet =
	    p->over && (p->end == PLAYER_STALL || p->end == PLAYER_DEAF);
	(void)deadline;
	go_on(p);
	if (p->over && p->end == PLAYER_DEAF)
		ready = 0;
	if (p->words.length > 0 || p->drip != NULL || (p->over && !quiet))
		ready |= events & POLLIN;
	if (ready == 0 && !p->over)
		complain(p, "the client waits, and so do we: %s",
		    next(p) == NULL ? "the script is at its end"
				    : next(p)->source);
	return ready;
}

static void
hang_up(void *self)
{
	struct player *p = self;
	if (p->closed)
		complain(p, "the client closes twice");
	p->closed = true;
}

struct layer
player_layer(struct player *player)
{
	static const struct layer_ops ops = { .receive = receive,
		.send = send,
		.wait = wait,
		.close = hang_up };
	return (struct layer){ .ops = &ops, .self = player };
}

void
player_open(struct player *player, const char *name, const char *text)
{
	*player = (struct player){ .early_at = PLAYER_NEVER,
		.cut_saying = PLAYER_NEVER,
		.cut_hearing = PLAYER_NEVER,
		.said = BUF(SAID_MOST),
		.body = BUF(SAID_MOST),
		.words = BUF(SAID_MOST) };
	if (!script_parse(&player->script, name, text)) {
		tap_note("%s", player->script.problem);
		abort();
	}
}

bool
player_is_done(struct player *player)
{
	if (next(player) != NULL && !player->early)
		complain(player, "%s: it never came to \"%s\"",
		    player->script.name, next(player)->source);
	if (player->matched < player->said.length && !player->over
	    && !player->early)
		complain(player, "the client says more than the script knows");
	if (!player->closed)
		complain(player, "the client does not close");
	return player->problem[0] == '\0';
}

size_t
player_cuts(const char *octets, size_t length, size_t *at, size_t most)
{
	size_t count = 0;
	for (size_t from = 0; from < length;) {
		const char *lf = memchr(octets + from, '\n', length - from);
		size_t to = lf == NULL ? length : (size_t)(lf - octets) + 1;
		const size_t chosen[] = { from, from + 1, (from + to) / 2,
			to - 2, to - 1 };
		for (size_t i = 0; i < sizeof(chosen) / sizeof(*chosen); i++) {
			bool fresh = count == 0 || chosen[i] > at[count - 1];
			if (fresh && chosen[i] <= to && count < most)
				at[count++] = chosen[i];
		}
		from = to;
	}
	if (count < most)
		at[count++] = length;
	return count;
}

void
player_free(struct player *player)
{
	script_free(&player->script);
	buf_free(&player->said);
	buf_free(&player->body);
	buf_free(&player->words);
}
