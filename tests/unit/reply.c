/* reply.c - one reply, strictly read */
#include "smtp/reply.h"

#include <string.h>
#include <sysexits.h>

#include "unit/player.h"
#include "unit/tap.h"
#include "unit/wire.h"

struct reading {
	struct player player;
	struct stream stream;
	struct reply reply;
	struct error err;
	size_t lines;  /* shown to the listener, */
	size_t octets; /* and what they held */
};

static void
listen_in(void *self, char *line, size_t length)
{
	struct reading *r = self;
	(void)line;
	r->lines++;
	r->octets += length;
}

static bool
read_one(struct reading *r)
{
	return reply_read(&r->stream, &r->reply, listen_in, r, &r->err);
}

static void
begin(struct reading *r, const char *name, const char *script)
{
	*r = (struct reading){ .reply = REPLY };
	player_open(&r->player, name, script);
	stream_open(&r->stream, wire_layer(&r->player), "mx", &r->err);
}

static void
end(struct reading *r)
{
	stream_close(&r->stream);
	reply_free(&r->reply);
	player_free(&r->player);
}

/* ---- well-formed ---- */

static const struct {
	const char *script;
	int code;
	const char *text, *status;
	size_t lines;
} good[] = {
	{ "S: 250 ok\n", 250, "ok", "", 1 },
	{ "S: 250\n", 250, "", "", 1 },
	{ "S! 250 \\r\\n\n", 250, "", "", 1 },
	{ "S! 250 bare\\n\n", 250, "bare", "", 1 },
	{ "S: 250-a\nS: 250-b\nS: 250 c\n", 250, "a\nb\nc", "", 3 },
	{ "S: 250-\nS: 250\n", 250, "\n", "", 2 },
	{ "S: 250-a\nS: 250\n", 250, "a\n", "", 2 },
	{ "S! 250-a\\n250 b\\r\\n\n", 250, "a\nb", "", 2 },
	{ "S: 200 x\n", 200, "x", "", 1 },
	{ "S: 599 x\n", 599, "x", "", 1 },
	{ "S: 250 2.1.0 fine\n", 250, "2.1.0 fine", "2.1.0", 1 },
	{ "S: 550 5.1.1 who?\n", 550, "5.1.1 who?", "5.1.1", 1 },
	{ "S: 550-5.7.26 a\nS: 550 5.7.26 b\n", 550, "5.7.26 a\n5.7.26 b",
	    "5.7.26", 2 },
	{ "S: 550 5.123.456\n", 550, "5.123.456", "5.123.456", 1 },
	{ "S: 550 5.1.1\n", 550, "5.1.1", "5.1.1", 1 },
	{ "S: 550 4.1.1 not of this code\n", 550, "4.1.1 not of this code", "",
	    1 },
	{ "S: 550 5.1\n", 550, "5.1", "", 1 },
	{ "S: 550 5.1.\n", 550, "5.1.", "", 1 },
	{ "S: 550 5..1\n", 550, "5..1", "", 1 },
	{ "S: 550 .5.1.1\n", 550, ".5.1.1", "", 1 },
	{ "S: 550 5.1.1.1 x\n", 550, "5.1.1.1 x", "", 1 },
	{ "S: 550 55.1.1 x\n", 550, "55.1.1 x", "", 1 },
	{ "S: 550 5.1.1.x\n", 550, "5.1.1.x", "", 1 },
	{ "S: 550 5.11111.11111 x\n", 550, "5.11111.11111 x", "", 1 },
	{ "S: 550 5.1.1: x\n", 550, "5.1.1: x", "5.1.1", 1 },
	{ "S: 250  two blanks\n", 250, " two blanks", "", 1 },
	{ "S: 250 250 inside\n", 250, "250 inside", "", 1 },
};

static void
test_good(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		for (size_t bite = 0; bite < 3; bite++) {
			struct reading r;
			begin(&r, "good", good[i].script);
			r.player.bite = bite;
			ok(read_one(&r), "good %zu: read, %zu at a time", i,
			    bite);
			is(r.reply.code, good[i].code, "good %zu: code", i);
			is_text(r.reply.text.data, good[i].text,
			    "good %zu: text", i);
			is_text(r.reply.status, good[i].status,
			    "good %zu: status of %s", i, good[i].text);
			is(r.lines, good[i].lines, "good %zu: lines", i);
			is(r.err.code, 0, "good %zu: no error", i);
			end(&r);
		}
	}
}

/* ---- malformed ---- */

static const struct {
	const char *script;
	int code;
	const char *why;
} bad[] = {
	{ "S! \\r\\n\n", EX_PROTOCOL, "does not speak SMTP" },
	{ "S! \\n\n", EX_PROTOCOL, "does not speak SMTP" },
	{ "S: 2\n", EX_PROTOCOL, "\"2\"" },
	{ "S: 25\n", EX_PROTOCOL, "\"25\"" },
	{ "S: 25 x\n", EX_PROTOCOL, "\"25 x\"" },
	{ "S: 2500 x\n", EX_PROTOCOL, "2500 x" },
	{ "S: 250x\n", EX_PROTOCOL, "250x" },
	{ "S: 250_x\n", EX_PROTOCOL, "250_x" },
	{ "S! 250\\tx\\r\\n\n", EX_PROTOCOL, "250\\x09x" },
	{ "S! 250\\0\\r\\n\n", EX_PROTOCOL, "250\\x00" },
	{ "S! 250\\r x\\r\\n\n", EX_PROTOCOL, "250\\x0D x" },
	{ "S! 2\\0 0 x\\r\\n\n", EX_PROTOCOL, "2\\x00 0 x" },
	{ "S: 100 x\n", EX_PROTOCOL, "100 x" },
	{ "S: 199 x\n", EX_PROTOCOL, "199 x" },
	{ "S: 600 x\n", EX_PROTOCOL, "600 x" },
	{ "S: 000 x\n", EX_PROTOCOL, "000 x" },
	{ "S: 2a0 x\n", EX_PROTOCOL, "2a0 x" },
	{ "S: 25O x\n", EX_PROTOCOL, "25O x" },
	{ "S:  250 x\n", EX_PROTOCOL, " 250 x" },
	{ "S: -250 x\n", EX_PROTOCOL, "-250 x" },
	{ "S: +250 x\n", EX_PROTOCOL, "+250 x" },
	{ "S: ok\n", EX_PROTOCOL, "\"ok\"" },
	{ "S: 250-a\nS: 550 b\n", EX_PROTOCOL, "changed its mind" },
	{ "S: 250-a\nS: 251 b\n", EX_PROTOCOL, "changed its mind" },
	{ "S: 250-a\nS: b\n", EX_PROTOCOL, "\"b\"" },
	{ "S! 250-a\\r\\n\\r\\n250 b\\r\\n\n", EX_PROTOCOL, "not speak" },
	{ "S! \\x1b[2J\\xc2\\x9b\\xff\\r\\n\n", EX_PROTOCOL,
	    "\\x1B[2J\\xC2\\x9B\\xFF" },
	{ "S: SSH-2.0-x\n", EX_PROTOCOL, "SSH server" },
	{ "S: HTTP/1.0 400 x\n", EX_PROTOCOL, "web server" },
	{ "S: <html>\n", EX_PROTOCOL, "web server" },
	{ "S: +OK x\n", EX_PROTOCOL, "POP3" },
	{ "S: * OK x\n", EX_PROTOCOL, "IMAP" },
	{ "S! \\x16\\x03\\x01\\n\n", EX_PROTOCOL, "TLS at once" },
	{ "S! \\x15\\x03\\x01\\n\n", EX_PROTOCOL, "TLS at once" },
	{ "CLOSE\n", EX_TEMPFAIL, "closed the connection" },
	{ "S! 250\nCLOSE\n", EX_TEMPFAIL, "closed the connection" },
	{ "S! 250 ok\nCLOSE\n", EX_TEMPFAIL, "closed the connection" },
	{ "S! 250 ok\\r\nCLOSE\n", EX_TEMPFAIL, "closed the connection" },
	{ "S: 250-ok\nCLOSE\n", EX_TEMPFAIL, "closed the connection" },
	{ "S! 250-ok\\r\\n250 o\nCLOSE\n", EX_TEMPFAIL, "closed" },
	{ "S! 250 o\nRESET\n", EX_TEMPFAIL, "reset" },
	{ "S! 250 o\nWAIT\n", EX_TEMPFAIL, "timed out" },
	{ "DRIP 2\n", EX_PROTOCOL, "without end" },
	{ "DRIP 250-x\\r\n", EX_PROTOCOL, "without end" },
	{ "S! 250 \nDRIP 0123456789\n", EX_PROTOCOL, "without end" },
};

static void
test_bad(void)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct reading r;
		begin(&r, "bad", bad[i].script);
		ok(!read_one(&r), "bad %zu: refused", i);
		is(r.err.code, bad[i].code, "bad %zu: code", i);
		has(r.err.text, bad[i].why, "bad %zu: why", i);
		has(r.err.text, "mx", "bad %zu: who", i);
		is(r.reply.code, 0, "bad %zu: is no reply", i);
		is_text(r.reply.status, "", "bad %zu: has no status", i);
		char before[sizeof(r.err.text)];
		memcpy(before, r.err.text, sizeof(before));
		ok(!read_one(&r), "bad %zu: nothing is heard after it", i);
		is_text(r.err.text, before, "bad %zu: the same reason", i);
		end(&r);
	}
}

/* ---- long ---- */

/* A reply of `lines` lines with `width` octets of text each. */
static void
test_long(size_t lines, size_t width, bool well)
{
	struct buf script = BUF(8 * 1024 * 1024);
	struct reading r;
	for (size_t i = 0; i < lines; i++) {
		buf_print(&script, "S: 250%c", i + 1 < lines ? '-' : ' ');
		char *text = buf_space(&script, width);
		memset(text, 'x', width);
		buf_took(&script, width);
		buf_byte(&script, '\n');
	}
	begin(&r, "long", script.data);
	is(read_one(&r), well, "%zu lines of %zu: read?", lines, width);
	if (well) {
		is(r.reply.code, 250, "%zu lines of %zu: code", lines, width);
		is(r.lines, lines, "%zu lines of %zu: all heard", lines, width);
		ok(r.reply.text.length <= REPLY_KEPT_MOST,
		    "%zu lines of %zu: not all is kept", lines, width);
	} else {
		is(r.err.code, EX_PROTOCOL, "%zu lines of %zu: code", lines,
		    width);
	}
	end(&r);
	buf_free(&script);
}

static void
test_longs(void)
{
	test_long(1, REPLY_LINE_MOST - 5, true);
	test_long(1, REPLY_LINE_MOST - 4, true);
	test_long(1, REPLY_LINE_MOST, true);
	test_long(1, 60000, true);
	test_long(1, 250000, true);
	test_long(1, 270000, false);
	test_long(60, 20, true);
	test_long(1000, 70, true);
	test_long(3000, 80, true);
	test_long(4000, 80, false);
	test_long(100, 2000, true);
	test_long(30000, 0, true);
}

/* ---- one after another, and how they are shown ---- */

static void
test_sequence(void)
{
	struct reading r;
	begin(&r, "three", "S: 220 a\nS: 250-2.0.0 b\nS: 250 c\nS: 550 d\n");
	ok(read_one(&r) && r.reply.code == 220, "the first");
	ok(stream_unread(&r.stream) > 0, "no more than that is taken");
	ok(read_one(&r) && r.reply.code == 250, "the second");
	is_text(r.reply.status, "2.0.0", "with its status");
	ok(read_one(&r) && r.reply.code == 550, "the third");
	is_text(r.reply.status, "", "without a status");
	is_text(r.reply.text.data, "d", "and its own text only");
	end(&r);
}

static void
test_is(void)
{
	struct reply r = REPLY;
	r.code = 354;
	ok(reply_is(&r, 3) && reply_is(&r, 35) && reply_is(&r, 354), "354");
	ok(!reply_is(&r, 2) && !reply_is(&r, 25) && !reply_is(&r, 250)
		&& !reply_is(&r, 5) && !reply_is(&r, 355),
	    "354 is nothing else");
	r.code = 0;
	for (int digits = 2; digits <= 5; digits++)
		ok(!reply_is(&r, digits), "nothing is no %dyz", digits);
}

static void
test_show(void)
{
	char text[64], small[8];
	struct reading r;
	begin(&r, "shown", "S! 550-a\\x1b[m\\r\\n550 \\xffb\\r\\n\n");
	read_one(&r);
	reply_show(&r.reply, text, sizeof(text));
	is_text(text, "550 a\\x1B[m \\xFFb", "shown on one line");
	reply_show(&r.reply, small, sizeof(small));
	is_text(small, "550 a\\x", "cut to what fits");
	end(&r);
	begin(&r, "shown", "S: 250\n");
	read_one(&r);
	reply_show(&r.reply, text, sizeof(text));
	is_text(text, "250", "shown without a text");
	end(&r);
}

int
main(void)
{
	test_good();
	test_bad();
	test_longs();
	test_sequence();
	test_is();
	test_show();
	return tap_done();
}
