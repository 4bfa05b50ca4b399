/* wire.c - a player as a layer for a stream */
#include "unit/wire.h"

#include <poll.h>
#include <string.h>

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
	player_go_on(p);
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
		player_go_on(p);
		if (p->said.length >= p->cut_hearing)
			player_finish(p, p->end);
	}
	return (ssize_t)most;
}

static ssize_t
send(void *self, const char *data, size_t length, struct error *err)
{
	struct player *p = self;
	if (p->closed)
		player_complain(p, "the client sends after its close");
	if (p->put_off < p->later) {
		p->put_off++;
		return STREAM_LATER;
	}
	p->put_off = 0;
	player_go_on(p);
	if (!p->over && p->said.length >= p->cut_hearing)
		player_finish(p, p->end);
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
	player_go_on(p);
	if (p->over && p->end == PLAYER_DEAF)
		ready = 0;
	if (p->words.length > 0 || p->drip != NULL || (p->over && !quiet))
		ready |= events & POLLIN;
	if (ready == 0 && !p->over)
		player_complain(p, "the client waits, and so do we: %s",
		    player_next(p) == NULL ? "the script is at its end"
					   : player_next(p)->source);
	return ready;
}

static void
hang_up(void *self)
{
	struct player *p = self;
	if (p->closed)
		player_complain(p, "the client closes twice");
	p->closed = true;
}

struct layer
wire_layer(struct player *player)
{
	static const struct layer_ops ops = {
		.receive = receive, .send = send, .wait = wait, .close = hang_up
	};
	return (struct layer){ .ops = &ops, .self = player };
}
