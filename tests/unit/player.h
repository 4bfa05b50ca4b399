/* player.h - a smarthost in memory that plays a conversation script
 *
 * The server's lines are there to be heard as soon as what stands before them
 * in the script has happened, as with a socket; the client's are held against
 * the script to the letter. Everything that can go wrong on the way (wire.h)
 * can be asked for: pieces of any size, a peer that is slow to take or give,
 * and an end at any octet of either direction.
 *
 * It plays S:, S!, C:, C!, BODY, CHUNK, CLOSE, RESET, HALF, WAIT and DRIP.
 */
#ifndef UNIT_PLAYER_H
#define UNIT_PLAYER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "script/script.h"

/* How a connection ends. What was said before the end can still be heard, but
 * for PLAYER_RESET. */
enum player_end {
	PLAYER_CLOSE,   /* the end is heard, nothing more is taken */
	PLAYER_SWALLOW, /* the end is heard, what is sent goes nowhere */
	PLAYER_RESET,   /* nothing moves any more */
	PLAYER_STALL,   /* no word, and no end: the deadline passes */
	PLAYER_DEAF,    /* nor is anything taken */
};

#define PLAYER_NEVER ((size_t)-1)
#define PLAYER_MESSAGES 4 /* that can be told apart */

/* A message that was heard to its last octet. */
struct heard_message {
	size_t end;     /* said.length then */
	size_t verdict; /* produced when the answer to it was; 0: not yet */
	bool taken;     /* the answer is a 2yz */
};

struct player {
	/* How to play: to be set after player_open(). */
	size_t bite;         /* octets a receive gives; 0: all there are */
	size_t gulp;         /* octets a send takes; 0: all */
	unsigned later;      /* how often every send is put off */
	bool lazy;           /* every other receive is put off */
	size_t early_at;     /* BODY is answered after so many of its octets */
	enum player_end end; /* of the cuts: */
	size_t cut_saying;   /* after so many octets of the server, */
	size_t cut_hearing;  /* or of the client */

	/* What came of it. */
	struct buf said; /* everything the client has sent */
	struct buf body; /* BODY or CHUNK as on the wire, lone dot included */
	size_t produced; /* octets the server has said, and */
	size_t given;    /* those of them that were received */
	unsigned sends;  /* sends that took something */
	struct heard_message messages[PLAYER_MESSAGES];
	size_t message_count;
	bool closed;
	char problem[512]; /* what the client did against the script, or "" */

	/* Its own. */
	struct script script;
	size_t step;
	size_t matched;   /* octets of said that the script has been through */
	size_t body_from; /* 0: none is being heard */
	size_t chunk;     /* octets the last BDAT announced */
	struct buf words; /* said by the server, not yet received */
	bool over, early, turn;
	const char *drip;
	unsigned put_off;
};

/* The text is one for script_parse(); a bad one aborts the test. */
void player_open(struct player *player, const char *name, const char *text);

/* For wire.c: the step that is due, or NULL; plays on as far as what was said
 * allows; ends the connection; notes what the client did against the script. */
const struct step *player_next(const struct player *player);
void player_go_on(struct player *player);
void player_finish(struct player *player, enum player_end end);
void player_complain(struct player *player, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Has the script been played to its end, to the letter? Else says why. */
bool player_is_done(struct player *player);

/* The octet offsets at which each line of one side begins or ends, and some
 * within; `at` has room for `most`. Returns how many. */
size_t player_cuts(const char *octets, size_t length, size_t *at, size_t most);

void player_free(struct player *player);

#endif
