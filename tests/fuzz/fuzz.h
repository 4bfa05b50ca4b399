/* fuzz.h - what the harnesses have in common
 *
 * A harness is one function that takes any octets at all, gives them to one
 * reader of strangers' octets, and holds what comes of it against what must be
 * true whatever they are. It is an entry point of libFuzzer, which AFL++ can
 * drive too; replay.c gives it every file of a corpus.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "net/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must be true; else the program ends as from a crash, and says what was
 * not. */
#define must(condition) must_say(condition, "%s", "")
#define must_say(condition, ...) \
	((condition) ? (void)0   \
		     : fuzz_end(__FILE__, __LINE__, #condition, __VA_ARGS__))
void fuzz_end(const char *file, int line, const char *condition,
    const char *format, ...) __attribute__((noreturn, format(printf, 4, 5)));

/* An error says why, in one line that no terminal is fooled by. */
void fuzz_check_error(const struct error *err);

/* Has it no control character, tab and those listed in `but` excepted? */
bool fuzz_is_clean(const char *data, size_t length, const char *but);

/* Takes what stands before the first `stop` off the front, and the stop; all
 * there is when there is none. */
struct slice fuzz_take(struct slice *rest, char stop);

/* An input begins with a line of letters, each of which turns on something:
 * is this one in it? */
bool fuzz_wants(struct slice letters, char letter);

/* A copy that ends with a NUL; what the input had behind a NUL is not seen. */
const char *fuzz_text(struct arena *arena, struct slice slice);

/* ---- a peer in memory ----
 *
 * Its words come in turns, with FUZZ_TURN between: the next one is said only
 * when somebody waits for it. So the input decides what is there too early.
 */
#define FUZZ_TURN '\f'

struct peer {
	struct slice rest; /* turns that are still to come */
	struct slice turn; /* what can be heard now */
	bool over;
	bool stalls;     /* falls silent in the end, else closes */
	bool drips;      /* gives one octet at a time */
	struct buf gave; /* all that was heard of it */
	struct buf said; /* all that was said to it */
};

struct peer peer_open(struct slice words);
struct layer peer_layer(struct peer *peer);
void peer_free(struct peer *peer);

#endif
