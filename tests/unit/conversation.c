/* conversation.c - one message to a smarthost that plays a script, in every way
 */
#include "unit/conversation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "smtp/session.h"
#include "smtp/submit.h"
#include "unit/sample.h"
#include "unit/tap.h"
#include "unit/wire.h"

#define CUTS_MOST 4096

const struct smarthost conversation_clear = {
	.host = "mx.test",
	.port = "25",
	.peer = "mx.test:25",
	.helo = "me",
	.tls = TLS_OFF,
};

static const char small[] = "Subject: hi\n\nfirst\n.second\n";

static void
fill_envelope(struct arena *arena, const struct conversation *c,
    struct envelope *envelope)
{
	char **words =
	    text_words(arena, c->recipients == NULL ? "b@y" : c->recipients);
	*envelope = (struct envelope){
		.sender = c->sender == NULL ? "a@x" : c->sender,
		.notify = c->notify,
		.ret = c->ret,
		.id = c->id,
		.hold = c->hold,
		.by = c->by,
		.priority = c->priority,
		.submitter = c->submitter,
		.require_tls = c->require_tls,
	};
	for (; *words != NULL; words++)
		envelope_add(arena, envelope, *words);
}

static void
note_codes(const struct envelope *envelope, struct outcome *outcome)
{
	struct buf codes = BUF(sizeof(outcome->codes) - 1);
	for (size_t i = 0; i < envelope->count; i++) {
		const struct recipient *recipient = &envelope->recipients[i];
		buf_text(&codes, i > 0 ? " " : "");
		if (recipient->fate == FATE_WAITING)
			buf_text(&codes, "w");
		else if (recipient->fate == FATE_ACCEPTED)
			buf_text(&codes, "a");
		else
			buf_print(&codes, "%d", recipient->code);
	}
	snprintf(outcome->codes, sizeof(outcome->codes), "%s", codes.data);
	buf_free(&codes);
}

void
conversation_play(const struct conversation *c, struct player *player,
    struct outcome *outcome)
{
	struct arena arena = { 0 };
	struct envelope envelope;
	struct message message;
	struct session session = { 0 };
	struct trace silent = { 0 };
	*outcome = (struct outcome){ 0 };
	fill_envelope(&arena, c, &envelope);
	sample_text(&arena, &message, c->message == NULL ? small : c->message);

	struct submission submission = { .envelope = &envelope,
		.message = &message,
		.arena = &arena,
		.err = &outcome->err };
	outcome->accepted =
	    session_begin(&session,
		c->smarthost == NULL ? &conversation_clear : c->smarthost,
		wire_layer(player), CLOCK_NEVER, silent, &outcome->err)
	    && submit(&session, &submission) && envelope.verdict != NULL;
	outcome->has_verdict = envelope.verdict != NULL;
	session_close(&session);

	/* A whole run would open another session. */
	if (submission.unfinished)
		outcome->status = EX_TEMPFAIL;
	else if (outcome->err.code != 0)
		outcome->status = outcome->err.code;
	else
		outcome->status = envelope_status(&envelope);
	note_codes(&envelope, outcome);
	message_free(&message);
	arena_free(&arena);
}

static void
open_player(const struct conversation *c, struct player *player)
{
	player_open(player, c->name, c->script);
	if (c->early_at > 0)
		player->early_at = c->early_at;
}

static void
test_plainly(const struct conversation *c, struct player *player,
    struct outcome *outcome)
{
	open_player(c, player);
	conversation_play(c, player, outcome);
	player_is_done(player);
	is_text(player->problem, "", "%s: to the letter", c->name);
	if (!is(outcome->status, c->status, "%s: the status", c->name))
		tap_note("%s", outcome->err.text);
	ok(!outcome->err.uncertain, "%s: nothing is uncertain", c->name);
	ok(outcome->has_verdict || !outcome->accepted,
	    "%s: accepted only with a verdict", c->name);
	ok(outcome->accepted || outcome->status != 0,
	    "%s: 0 only when accepted", c->name);
	if (c->reason != NULL)
		has(outcome->err.text, c->reason, "%s: the reason", c->name);
	else
		is_text(outcome->err.text, "", "%s: no reason", c->name);
	if (c->codes != NULL)
		is_text(
		    outcome->codes, c->codes, "%s: each recipient", c->name);
	if (c->body != NULL)
		is_text(player->body.data, c->body, "%s: the body", c->name);
	if (c->sends > 0)
		is(player->sends, c->sends, "%s: writes", c->name);
}

/* ---- splits ---- */

static const struct split {
	size_t bite, gulp;
	unsigned later;
	bool lazy;
} splits[] = {
	{ .bite = 1 },
	{ .bite = 2, .lazy = true },
	{ .bite = 7, .gulp = 5 },
	{ .gulp = 1 },
	{ .gulp = 3, .later = 2 },
	{ .bite = 1, .gulp = 1, .later = 1, .lazy = true },
	{ .later = 3, .lazy = true },
};

static void
test_splits(const struct conversation *c, const struct player *plain,
    const struct outcome *wanted)
{
	for (size_t i = 0; i < sizeof(splits) / sizeof(*splits); i++) {
		const struct split *split = &splits[i];
		struct player player;
		struct outcome outcome;
		open_player(c, &player);
		player.bite = split->bite;
		player.gulp = split->gulp;
		player.later = split->later;
		player.lazy = split->lazy;
		conversation_play(c, &player, &outcome);
		bool same = outcome.status == wanted->status
		    && outcome.accepted == wanted->accepted
		    && outcome.err.uncertain == wanted->err.uncertain
		    && strcmp(outcome.codes, wanted->codes) == 0
		    && player.problem[0] == '\0'
		    && (player.early
			|| strcmp(player.said.data, plain->said.data) == 0);
		if (!ok(same, "%s: %zu read, %zu written at a time, %s",
			c->name, split->bite, split->gulp,
			split->lazy ? "late" : "soon"))
			tap_note("status %d, uncertain %d, codes %s: %s %s",
			    outcome.status, outcome.err.uncertain,
			    outcome.codes, outcome.err.text, player.problem);
		player_free(&player);
	}
}

/* ---- cuts ---- */

static const char *const ends[] = {
	[PLAYER_CLOSE] = "closed",
	[PLAYER_SWALLOW] = "half closed",
	[PLAYER_RESET] = "reset",
	[PLAYER_STALL] = "silent",
	[PLAYER_DEAF] = "silent and deaf",
};

/* What should have come of a cut conversation: which messages were said to
 * their end, and of which a whole verdict was heard. */
struct expected {
	bool taken, all_heard, uncertain;
};

static struct expected
expect(const struct player *plain, const struct player *player)
{
	struct expected e = { .all_heard = true };
	for (size_t i = 0; i < plain->message_count; i++) {
		const struct heard_message *m = &plain->messages[i];
		bool said = player->said.length >= m->end;
		bool heard = m->verdict > 0 && player->given >= m->verdict;
		e.taken = e.taken || (heard && m->taken);
		e.all_heard = e.all_heard && heard;
		e.uncertain = e.uncertain || (said && !heard);
	}
	return e;
}

/* What is wrong with this outcome of a cut conversation; NULL: nothing. */
static const char *
judge(const struct conversation *c, const struct player *plain,
    const struct outcome *wanted, const struct player *player,
    const struct outcome *outcome)
{
	struct expected e = expect(plain, player);
	if (player->problem[0] != '\0')
		return player->problem;
	bool may_be = wanted->accepted && e.all_heard;
	/* QUIT leaves with a chunk, and a verdict without a status is believed
	 * only where its answer was heard too. */
	if (c->in_doubt && outcome->err.uncertain && !outcome->accepted)
		return NULL;
	if (outcome->accepted != may_be && (outcome->accepted || !c->goes_on))
		return "accepted is not what the verdict heard says";
	if (outcome->has_verdict != (e.taken && wanted->has_verdict))
		return "the envelope's verdict is not what was heard";
	/* What is known to be refused for good is certain all the same. */
	bool excused = c->in_doubt
	    && (outcome->err.uncertain || outcome->status != EX_TEMPFAIL);
	if (outcome->err.uncertain != e.uncertain && !excused)
		return "uncertain is not what was said and heard";
	if (outcome->status == 0 && !outcome->accepted)
		return "status 0";
	if (!outcome->accepted && outcome->status != EX_TEMPFAIL
	    && (wanted->accepted || outcome->status != wanted->status))
		return "not temporary";
	if (!outcome->accepted && outcome->err.code == EX_TEMPFAIL
	    && strstr(outcome->err.text, "mx.test") == NULL)
		return "the peer is not named";
	return NULL;
}

static void
test_cut_at(const struct conversation *c, const struct player *plain,
    const struct outcome *wanted, bool saying, enum player_end end)
{
	static size_t at[CUTS_MOST];
	const struct buf *side = saying ? &plain->words : &plain->said;
	size_t count = player_cuts(side->data, side->length, at, CUTS_MOST);
	const char *wrong = NULL;
	size_t i;
	for (i = 0; i < count && wrong == NULL; i++) {
		struct player player;
		struct outcome outcome;
		open_player(c, &player);
		player.end = end;
		*(saying ? &player.cut_saying : &player.cut_hearing) = at[i];
		conversation_play(c, &player, &outcome);
		wrong = judge(c, plain, wanted, &player, &outcome);
		if (wrong != NULL)
			tap_note("at octet %zu: %s; status %d (%s)", at[i],
			    wrong, outcome.status, outcome.err.text);
		player_free(&player);
	}
	ok(wrong == NULL && count > 0 && count < CUTS_MOST,
	    "%s: %s at %zu places while %s", c->name, ends[end], count,
	    saying ? "it speaks" : "we speak");
}

/* Everything the server says in this script, to find the places to cut. */
static void
collect_words(struct player *plain)
{
	buf_clear(&plain->words);
	for (size_t i = 0; i < plain->script.count; i++) {
		const struct step *step = &plain->script.steps[i];
		if (step->kind == STEP_SAY)
			buf_add(&plain->words, step->text, step->length);
	}
}

void
conversation_test(const struct conversation *c)
{
	struct player plain;
	struct outcome wanted;
	test_plainly(c, &plain, &wanted);
	if (!c->undecided)
		test_splits(c, &plain, &wanted);
	collect_words(&plain);
	for (int end = PLAYER_CLOSE; end <= PLAYER_DEAF; end++) {
		test_cut_at(c, &plain, &wanted, true, (enum player_end)end);
		test_cut_at(c, &plain, &wanted, false, (enum player_end)end);
	}
	player_free(&plain);
}
