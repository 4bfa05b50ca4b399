/* stream.c - octets, buffered; the first failure sticks */
#include "net/stream.h"

#include <string.h>

#include "base/clock.h"
#include "unit/player.h"
#include "unit/tap.h"
#include "unit/wire.h"

struct pipe {
	struct player player;
	struct stream stream;
	struct error err;
};

static void
begin(struct pipe *p, const char *script)
{
	*p = (struct pipe){ 0 };
	player_open(&p->player, "stream", script);
	stream_open(&p->stream, wire_layer(&p->player), "mx", &p->err);
	stream_expect(&p->stream, "testing", CLOCK_NEVER);
}

static void
end(struct pipe *p)
{
	stream_close(&p->stream);
	ok(p->player.closed, "the layer is closed");
	is_text(p->player.problem, "", "nothing wrong with the layer's use");
	player_free(&p->player);
}

static void
put(struct pipe *p, const char *text)
{
	stream_put(&p->stream, text, strlen(text));
}

static void
test_both_ways(void)
{
	struct pipe p;
	char c = 'x';
	begin(&p, "S! ab\nC: hello\nC: world\nS! c\nCLOSE\n");
	is(stream_unread(&p.stream), 0, "nothing heard yet");
	ok(stream_get(&p.stream, &c) && c == 'a', "an octet");
	is(stream_unread(&p.stream), 1, "one more is heard");
	ok(stream_has_input(&p.stream), "there is input");
	ok(stream_get(&p.stream, &c) && c == 'b', "the other");
	ok(!stream_has_input(&p.stream), "there is none now");
	put(&p, "hello\r\n");
	put(&p, "world\r\n");
	is(p.player.sends, 0, "nothing leaves before the flush");
	ok(stream_flush(&p.stream), "flushed");
	is(p.player.sends, 1, "in one write");
	ok(stream_flush(&p.stream), "flushing nothing is no failure");
	is(p.player.sends, 1, "nor a write");
	ok(stream_get(&p.stream, &c) && c == 'c', "the answer");
	ok(!p.stream.failed, "all is well");
	ok(!stream_get(&p.stream, &c), "the end");
	is_text(p.err.text, "mx closed the connection while testing", "why");
	is(p.err.code, EX_TEMPFAIL, "temporary");
	ok(p.stream.failed, "it has failed");
	ok(!stream_get(&p.stream, &c), "and stays so");
	ok(!stream_has_input(&p.stream), "without input");
	put(&p, "more\r\n");
	ok(!stream_flush(&p.stream), "nothing is sent any more");
	is_text(p.player.said.data, "hello\r\nworld\r\n", "indeed");
	end(&p);
}

static void
test_slow(void)
{
	struct pipe p;
	struct buf large = BUF(100000);
	while (large.length < 90000)
		buf_text(&large, "0123456789\r\n");
	begin(&p, "WAIT\n");
	p.player.gulp = 1000;
	p.player.later = 2;
	stream_put(&p.stream, large.data, large.length);
	ok(stream_flush(&p.stream), "a slow peer");
	is_bytes(p.player.said.data, p.player.said.length, large.data,
	    large.length, "gets all, in order");
	end(&p);
	buf_free(&large);
}

/* Two sides that both write must not block each other (RFC 2920 3.1). */
static void
test_hears_meanwhile(void)
{
	struct pipe p;
	char c;
	begin(&p, "S! 0123456789\nC: a\n");
	p.player.later = 3;
	p.player.bite = 3;
	put(&p, "a\r\n");
	ok(stream_flush(&p.stream), "flushed although the peer writes");
	ok(stream_unread(&p.stream) > 0, "and hears it meanwhile");
	bool well = true;
	for (char want = '0'; want <= '9'; want++)
		well = well && stream_get(&p.stream, &c) && c == want;
	ok(well, "nothing is lost, nor out of order");
	end(&p);
}

static void
test_listening(void)
{
	struct pipe p;
	begin(&p, "S! no\nWAIT\n");
	put(&p, "a\r\n");
	ok(stream_flush_listening(&p.stream), "it stops, which is no failure");
	is(stream_unread(&p.stream), 2, "since the peer has spoken");
	is(p.player.said.length, 0, "before anything was sent");
	end(&p);

	begin(&p, "C: 1\nS! no\nWAIT\n");
	p.player.gulp = 3;
	p.player.later = 1;
	put(&p, "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8\r\n9\r\n");
	ok(stream_flush_listening(&p.stream), "it stops on the way");
	is(stream_unread(&p.stream), 2, "when the peer speaks");
	ok(p.player.said.length < 27, "and does not send the rest");
	end(&p);

	begin(&p, "C: 1\nWAIT\n");
	put(&p, "1\r\n");
	ok(stream_flush_listening(&p.stream), "a peer that listens");
	is_text(p.player.said.data, "1\r\n", "hears all");
	end(&p);
}

/* What was said before a connection broke is the reason for it. */
static void
test_lost(void)
{
	struct pipe p;
	char c;
	begin(&p, "S! 552\nCLOSE\n");
	put(&p, "data");
	ok(stream_flush(&p.stream), "the peer is gone but has left a word");
	ok(stream_get(&p.stream, &c) && c == '5', "which can be read");
	end(&p);

	begin(&p, "CLOSE\n");
	put(&p, "data");
	ok(!stream_flush(&p.stream), "the peer is gone without a word");
	is_text(p.err.text, "mx while testing: broken pipe", "why");
	is(p.err.code, EX_TEMPFAIL, "temporary");
	put(&p, "more");
	ok(!stream_flush(&p.stream), "for good");
	end(&p);

	begin(&p, "RESET\n");
	ok(!stream_get(&p.stream, &c), "reset");
	has(p.err.text, "reset", "reset: why");
	end(&p);
}

static void
test_time(void)
{
	struct pipe p;
	char c;
	begin(&p, "WAIT\n");
	ok(!stream_get(&p.stream, &c), "silence");
	is_text(p.err.text, "mx: timed out while testing", "silence: why");
	is(p.err.code, EX_TEMPFAIL, "silence: temporary");
	end(&p);

	begin(&p, "");
	p.player.later = 1000000;
	put(&p, "x");
	stream_expect(&p.stream, "waiting", clock_now() - 1);
	ok(!stream_flush(&p.stream), "a deadline that passed in a flush");
	is_text(p.err.text, "mx: timed out while waiting", "why");
	end(&p);

	/* Drops come for ever, but the deadline does not move. */
	begin(&p, "DRIP x\n");
	p.player.lazy = true;
	stream_expect(&p.stream, "dripping", clock_now() + 20);
	size_t drops = 0;
	while (stream_get(&p.stream, &c))
		drops++;
	ok(drops > 0 && c == 'x', "drops are heard");
	is_text(p.err.text, "mx: timed out while dripping", "but not for ever");
	end(&p);
}

static void
test_flood(void)
{
	struct pipe p;
	struct buf script = BUF(2 * 1024 * 1024);
	buf_text(&script, "S! ");
	while (script.length < 1000000)
		buf_text(&script, "0123456789");
	buf_text(&script, "\nCLOSE\n");
	begin(&p, script.data);
	p.player.later = 200;
	put(&p, "x");
	stream_flush(&p.stream);
	ok(stream_unread(&p.stream) <= STREAM_IN_MOST,
	    "no more is heard ahead than %d octets", STREAM_IN_MOST);
	char c;
	size_t count = 0;
	while (stream_get(&p.stream, &c))
		count++;
	is(count, script.length - 3 - 7, "and yet none is lost");
	end(&p);
	buf_free(&script);
}

int
main(void)
{
	test_both_ways();
	test_slow();
	test_hears_meanwhile();
	test_listening();
	test_lost();
	test_time();
	test_flood();
	return tap_done();
}
