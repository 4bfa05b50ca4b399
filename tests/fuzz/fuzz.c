/* fuzz.c - what the harnesses have in common */
#include "fuzz/fuzz.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/process.h"

#define GAVE_MOST (4 * 1024 * 1024)
#define SAID_MOST (16 * 1024 * 1024)

void __wrap_process_hide(void);

/* Leaks are found by looking into the process, which this would forbid. */
void
__wrap_process_hide(void)
{
}

void
fuzz_end(
    const char *file, int line, const char *condition, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	fprintf(stderr, "%s:%d: this must be true: %s ", file, line, condition);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	va_end(ap);
	abort();
}

bool
fuzz_is_clean(const char *data, size_t length, const char *but)
{
	for (size_t i = 0; i < length; i++) {
		if (text_is_control(data[i]) && data[i] != '\t'
		    && (data[i] == '\0' || strchr(but, data[i]) == NULL))
			return false;
	}
	return true;
}

void
fuzz_check_error(const struct error *err)
{
	must_say(
	    err->code >= EX_USAGE && err->code <= EX_CONFIG, "%d", err->code);
	must(err->text[0] != '\0');
	must_say(
	    fuzz_is_clean(err->text, strlen(err->text), ""), "%s", err->text);
	must_say(fuzz_is_clean(err->reply, strlen(err->reply), ""), "%s",
	    err->reply);
}

struct slice
fuzz_take(struct slice *rest, char stop)
{
	struct slice taken = *rest;
	const char *at =
	    taken.length == 0 ? NULL : memchr(taken.data, stop, taken.length);
	if (at != NULL)
		taken.length = (size_t)(at - taken.data);
	size_t gone = taken.length + (at != NULL);
	*rest = (struct slice){ rest->data + gone, rest->length - gone };
	return taken;
}

bool
fuzz_wants(struct slice letters, char letter)
{
	return letters.length > 0
	    && memchr(letters.data, letter, letters.length) != NULL;
}

const char *
fuzz_text(struct arena *arena, struct slice slice)
{
	return arena_copy(arena, slice.data, slice.length);
}

/* ---- a peer in memory ---- */

struct peer
peer_open(struct slice words)
{
	struct peer peer = {
		.rest = words, .gave = BUF(GAVE_MOST), .said = BUF(SAID_MOST)
	};
	peer.turn = fuzz_take(&peer.rest, FUZZ_TURN);
	return peer;
}

static ssize_t
receive(void *self, char *data, size_t size, struct error *err)
{
	struct peer *peer = self;
	size_t most = peer->drips ? 1 : size;
	(void)err;
	if (peer->turn.length == 0)
		return peer->over && !peer->stalls ? 0 : STREAM_LATER;
	if (most > peer->turn.length)
		most = peer->turn.length;
	memcpy(data, peer->turn.data, most);
	buf_add(&peer->gave, data, most);
	peer->turn.data += most;
	peer->turn.length -= most;
	return (ssize_t)most;
}

static ssize_t
send(void *self, const char *data, size_t length, struct error *err)
{
	struct peer *peer = self;
	(void)err;
	buf_add(&peer->said, data, length);
	must(!buf_is_full(&peer->said));
	return (ssize_t)length;
}

static int
wait(void *self, int events, int64_t deadline)
{
	struct peer *peer = self;
	(void)deadline;
	if (!(events & POLLIN))
		return events;
	if (peer->turn.length == 0 && peer->rest.length > 0)
		peer->turn = fuzz_take(&peer->rest, FUZZ_TURN);
	else if (peer->turn.length == 0)
		peer->over = true;
	return peer->over && peer->stalls ? 0 : events;
}

static void
end(void *self)
{
	(void)self;
}

struct layer
peer_layer(struct peer *peer)
{
	static const struct layer_ops ops = { receive, send, wait, end };
	return (struct layer){ &ops, peer };
}

void
peer_free(struct peer *peer)
{
	buf_free(&peer->gave);
	buf_free(&peer->said);
}
