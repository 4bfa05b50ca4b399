/* player.h - a smarthost in memory that plays a conversation script
 *
 * A layer for struct stream. The server's lines are there to be heard as soon
 * as what stands before them in the script has happened, as with a socket; the
 * client's are held against the script to the letter. Everything that can go
 * wrong on the way can be asked for: pieces of any size, a peer that is slow to
 * take or give, and an end at any octet of either direction.
 *
 * It plays S:, S!, C:, BODY, CLOSE, RESET, HALF, WAIT and DRIP.
 */
#ifndef UNIT_PLAYER_H
#define UNIT_PLAYER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "net/stream.h"
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

struct player {
	/* How to play: to be set after player_open(). */
	size_t bite;     /* octets a receive gives; 0: all there are */
	size_t gulp;     /* octets a send takes; 0: all */
	unsigned later;  /* how often every send is put off */
	bool lazy;       /* every other receive is put off */
	size_t early_at; /* BODY is answered after so many of its octets */
	enum player_end end; /* of the cuts: */
	size_t cut_saying;   /* after so many octets of the server, */
	size_t cut_hearing;  /* or of the client */

	/* What came of it. */
	struct buf said;   /* everything the client has sent */
	struct buf body;   /* BODY as on the wire, the lone dot included */
	size_t produced;   /* octets the server has said, and */
	size_t given;      /* those of them that were received */
	size_t dot_at;     /* said.length at the end of BODY; 0: never */
	size_t verdict_at; /* produced at the end of the answer to it */
	unsigned sends;    /* sends that took something */
	bool closed;
	char problem[512]; /* what the client did against the script, or "" */

	/* Its own. */
	struct script script;
	size_t step;
	size_t matched; /* octets of said that the script has been through */
	size_t body_from;
	struct buf words; /* said by the server, not yet received */
	bool over, early, turn;
	const char *drip;
	unsigned put_off;
};

/* The text is one for script_parse(); a bad one aborts the test. */
void player_open(struct player *player, const char *name, const char *text);
struct layer player_layer(struct player *player);

/* Has the script been played to its end, to the letter? Else says why. */
bool player_is_done(struct player *player);

/* The octet offsets at which each line of one side begins or ends, and some
 * within; `at` has room for `most`. Returns how many. */
size_t player_cuts(const char *octets, size_t length, size_t *at, size_t most);

void player_free(struct player *player);

#endif
