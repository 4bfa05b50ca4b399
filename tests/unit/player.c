/* player.c - a smarthost in memory that plays a conversation script */
#include "unit/player.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/tap.h"

#define SAID_MOST (32 * 1024 * 1024)

void
player_complain(struct player *p, const char *format, ...)
{
	va_list ap;
	if (p->problem[0] != '\0')
		return;
	va_start(ap, format);
	vsnprintf(p->problem, sizeof(p->problem), format, ap);
	va_end(ap);
}

const struct step *
player_next(const struct player *p)
{
	return p->step < p->script.count ? &p->script.steps[p->step] : NULL;
}

void
player_finish(struct player *p, enum player_end end)
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
		player_finish(p, p->end);
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
		player_complain(p, "the client ends a line with a bare LF");
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
		player_complain(p, "%s:%zu: wanted \"%s\", heard \"%s\"",
		    p->script.name, step->line, step->source, shown);
	if (strncmp(line, "BDAT ", 5) == 0)
		p->chunk = strtoul(line + 5, NULL, 10);
	return true;
}

/* What is wrong is told at once, for more might never come. */
static bool
hear_bytes(struct player *p, const struct step *step)
{
	const char *heard = p->said.data + p->matched;
	size_t have = p->said.length - p->matched;
	size_t length = have < step->length ? have : step->length;
	char shown[200];
	if (memcmp(heard, step->text, length) != 0) {
		script_quote(shown, sizeof(shown), heard, length);
		player_complain(p, "%s:%zu: wanted \"%s\", heard \"%s\"",
		    p->script.name, step->line, step->source, shown);
	}
	if (have < step->length)
		return false;
	p->matched += length;
	return true;
}

static void
note_message(struct player *p, const char *from, size_t length)
{
	p->matched = (size_t)(from - p->said.data) + length;
	p->body_from = 0;
	buf_add(&p->body, from, length);
	if (p->message_count == PLAYER_MESSAGES)
		player_complain(p, "more messages than the player can count");
	else
		p->messages[p->message_count++].end = p->matched;
}

static bool
take_chunk(struct player *p)
{
	if (p->said.length - p->matched < p->chunk)
		return false;
	note_message(p, p->said.data + p->matched, p->chunk);
	return true;
}

/* The lone dot may be the very first line. */
static bool
take_body(struct player *p)
{
	const char *from = p->said.data + p->body_from;
	size_t length = p->said.length - p->body_from;
	bool at_once = length >= 3 && memcmp(from, ".\r\n", 3) == 0;
	const char *dot = at_once ? from : memmem(from, length, "\r\n.\r\n", 5);
	if (dot == NULL)
		return false;
	dot += at_once ? 3 : 5;
	note_message(p, from, (size_t)(dot - from));
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
	case STEP_HEAR_BYTES:
		return !p->early && hear_bytes(p, step);
	case STEP_BODY:
		return hear_body(p);
	case STEP_CHUNK:
		return !p->early && take_chunk(p);
	case STEP_CLOSE:
		player_finish(p, PLAYER_CLOSE);
		return true;
	case STEP_HALF:
		player_finish(p, PLAYER_SWALLOW);
		return true;
	case STEP_RESET:
		player_finish(p, PLAYER_RESET);
		return true;
	case STEP_WAIT:
		player_finish(p, PLAYER_STALL);
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

/* The words that end here answer the last message; a goodbye may be behind. */
static void
note_verdict(struct player *p)
{
	const struct step *next = player_next(p);
	bool before_say = next != NULL && next->kind == STEP_SAY
	    && strncmp(next->text, "221", 3) != 0;
	const struct step *last = &p->script.steps[p->step - 1];
	if (p->message_count == 0 || last->kind != STEP_SAY || before_say)
		return;
	struct heard_message *message = &p->messages[p->message_count - 1];
	if (message->verdict == 0) {
		message->verdict = p->produced;
		message->taken = last->text[0] == '2';
	}
}

void
player_go_on(struct player *p)
{
	while (!p->over && p->drip == NULL && player_next(p) != NULL) {
		if (!play(p, player_next(p)))
			break;
		p->step++;
		note_verdict(p);
	}
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
	if (player_next(player) != NULL && !player->early)
		player_complain(player, "%s: it never came to \"%s\"",
		    player->script.name, player_next(player)->source);
	if (player->matched < player->said.length && !player->over
	    && !player->early)
		player_complain(
		    player, "the client says more than the script knows");
	if (!player->closed)
		player_complain(player, "the client does not close");
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
