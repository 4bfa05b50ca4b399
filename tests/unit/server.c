/* server.c - the dialogue with a client, and what a backend hears of it */
#include "smtp/server.h"

#include <string.h>

#include "unit/client.h"
#include "unit/tap.h"

#define NOTES_MOST (1024 * 1024)

/* Refuses senders and recipients that begin with "bad"; notes what it hears. */
struct notes {
	struct buf text;
};

static bool
is_bad(const char *path)
{
	return strncmp(path, "<bad", 4) == 0;
}

static void
note_ask(void *self, struct server_mail *mail)
{
	struct notes *notes = self;
	if (mail->reply == NULL)
		buf_print(&notes->text, "MAIL %s%s%s%s%s%s\n", mail->sender,
		    mail->utf8 ? " UTF8" : "", mail->ret != NULL ? " " : "",
		    mail->ret != NULL ? mail->ret : "",
		    mail->id != NULL ? " " : "",
		    mail->id != NULL ? mail->id : "");
	mail->reply = is_bad(mail->sender) ? "550 5.1.0 no" : "250 2.1.0 ok";
	for (size_t i = 0; i < mail->count && mail->reply[0] == '2'; i++) {
		struct server_recipient *to = &mail->recipients[i];
		if (to->reply != NULL)
			continue;
		buf_print(&notes->text, "RCPT %s%s%s%s%s\n", to->path,
		    to->notify != NULL ? " " : "",
		    to->notify != NULL ? to->notify : "",
		    to->original != NULL ? " " : "",
		    to->original != NULL ? to->original : "");
		to->reply = is_bad(to->path) ? "550 5.1.1 who" : "250 2.1.5 ok";
	}
}

static void
note_send(void *self, struct server_mail *mail)
{
	struct notes *notes = self;
	struct store_reader reader = STORE_READER(&mail->message.body);
	struct slice piece;
	struct error err = { 0 };
	note_ask(self, mail);
	buf_print(
	    &notes->text, "SEND %zu fields\n", mail->message.header.count);
	while (store_next(&reader, &piece, &err) && piece.length > 0)
		buf_add(&notes->text, piece.data, piece.length);
	store_reader_free(&reader);
	mail->verdict = "250 2.0.0 taken";
}

static void
note_end(void *self, struct server_mail *mail)
{
	struct notes *notes = self;
	(void)mail;
	buf_text(&notes->text, "END\n");
}

#define G "220 here ESMTP sendoff\r\n\f"
#define BYE "221 2.0.0 goodbye\r\n\f"
#define M "MAIL FROM:<a@x>\r\n"
#define R "RCPT TO:<b@y>\r\n"
#define F "RCPT TO:<b@y> FOO\r\n"
#define NO_F "555 5.5.4 unknown parameter FOO\r\n"
#define ENVELOPE "MAIL <a@x>\nRCPT <b@y>\n"
#define OKS "250 2.1.0 ok\r\n250 2.1.5 ok\r\n"
#define GO "354 end with a dot on a line by itself\r\n"
#define TAKEN "250 2.0.0 taken\r\n"
#define DATA M R "DATA\r\n"
#define GO_ON G OKS GO "\f"
#define A90                                             \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define A900 A90 A90 A90 A90 A90 A90 A90 A90 A90 A90
#define TOO_BIG "552 5.3.4 the message is too big: the limit is 1000 octets\r\n"
#define NOBODY "554 5.5.1 no recipient was accepted\r\n"

static const struct {
	const char *name, *words, *heard, *notes;
	bool is_lost; /* the session does not end in peace */
	bool silent;
	bool whole; /* depends on what comes together */
	unsigned full;
} rows[] = {
	{ "nothing is said", "", G, "" },
	{ "QUIT", "QUIT\r\n", G BYE, "" },
	{ "the extensions are offered", "EHLO me\r\n\fHELO me\r\n\fEHLO\r\n",
	    G "250-here\r\n250-PIPELINING\r\n250-8BITMIME\r\n"
	      "250-SMTPUTF8\r\n250-CHUNKING\r\n250-DSN\r\n"
	      "250-ENHANCEDSTATUSCODES\r\n250 SIZE 1000\r\n\f"
	      "250 here\r\n\f501 5.5.4 name yourself\r\n\f",
	    "" },
	{ "in step",
	    M "\f" R "\fRCPT TO:<bad@y>\r\n\fDATA\r\n\fA: b\r\n\r\nhi\r\n.\r\n"
	      "\fQUIT\r\n",
	    G "250 2.1.0 ok\r\n\f250 2.1.5 ok\r\n\f550 5.1.1 who\r\n\f" GO
	      "\f" TAKEN "\f" BYE,
	    ENVELOPE "RCPT <bad@y>\nSEND 1 fields\nhi\r\nEND\n" },
	{ "in one flight", DATA "\fA: b\r\n\r\nhi\r\n.\r\nQUIT\r\n",
	    G OKS GO "\f" TAKEN BYE, ENVELOPE "SEND 1 fields\nhi\r\nEND\n" },
	{ "many mails in a flight with chunks",
	    M R "BDAT 10 LAST\r\nA: b\r\n\r\nhi" M R
		"BDAT 10 LAST\r\nA: b\r\n\r\nho",
	    G OKS TAKEN OKS TAKEN "\f",
	    ENVELOPE "SEND 1 fields\nhi\r\nEND\n" ENVELOPE
		     "SEND 1 fields\nho\r\nEND\n" },
	{ "several chunks, a line end split between two",
	    M R "BDAT 5\r\nA: b\r\fBDAT 3\r\n\n\r\n\fNOOP\r\n\fBDAT 0\r\n\f"
		"BDAT 2 LAST\r\n.\n",
	    G OKS "250 2.0.0 go on\r\n\f250 2.0.0 go on\r\n\f250 2.0.0 ok\r\n"
		  "\f250 2.0.0 go on\r\n\f" TAKEN "\f",
	    ENVELOPE "SEND 1 fields\n.\r\nEND\n" },
	{ "RSET between chunks", M R "BDAT 1\r\nAMAIL FROM:<c@x>\r\nRSET\r\n",
	    G OKS "250 2.0.0 go on\r\n503 5.5.1 a message is under way\r\n"
		  "250 2.0.0 forgotten\r\n\f",
	    ENVELOPE "END\n" },
	{ "chunks beyond the limit: told at the first that is",
	    M R "BDAT 900\r\n" A900 "\fBDAT 900\r\n" A900 "\fBDAT 1\r\nA"
		"BDAT 0 LAST\r\nNOOP\r\n",
	    G OKS "250 2.0.0 go on\r\n\f" TOO_BIG "\f" TOO_BIG TOO_BIG
		  "250 2.0.0 ok\r\n\f",
	    ENVELOPE "END\n" },
	{ "the next mail begins with nothing",
	    M R "BDAT 900\r\n" A900 "BDAT 900\r\n" A900 "RSET\r\n" M R
		"BDAT 2\r\n\r\nBDAT 0 LAST\r\n",
	    G OKS "250 2.0.0 go on\r\n" TOO_BIG "250 2.0.0 forgotten\r\n" OKS
		  "250 2.0.0 go on\r\n" TAKEN "\f",
	    ENVELOPE "END\n" ENVELOPE "SEND 0 fields\nEND\n" },
	{ "QUIT between chunks", M R "BDAT 1\r\nAQUIT\r\n",
	    G OKS "250 2.0.0 go on\r\n" BYE, ENVELOPE "END\n" },
	{ "chunks for nobody",
	    M "RCPT TO:<bad@y>\r\nBDAT 2\r\nhiBDAT 2 LAST\r\nhi",
	    G "250 2.1.0 ok\r\n550 5.1.1 who\r\n" NOBODY NOBODY "\f",
	    "MAIL <a@x>\nRCPT <bad@y>\nEND\n" },
	{ "one chunk for nobody", M "RCPT TO:<bad@y>\r\nBDAT 2 LAST\r\nhi",
	    G "250 2.1.0 ok\r\n550 5.1.1 who\r\n" NOBODY "\f",
	    "MAIL <a@x>\nRCPT <bad@y>\nSEND 0 fields\nhi\r\nEND\n" },
	{ "a chunk without an envelope", "BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n",
	    G "503 5.5.1 MAIL and RCPT come first\r\n250 2.0.0 ok\r\n\f", "" },
	{ "a chunk of no size: what follows is not obeyed",
	    M R "BDAT x\r\n" M R "BDAT 2 LAST\r\nhi",
	    G OKS "521 5.5.4 BDAT SIZE [LAST]\r\n\f", ENVELOPE "END\n",
	    .is_lost = true },
	{ "a chunk of a size beyond all numbers",
	    M R "BDAT 2\r\nhiBDAT 18446744073709551618 LAST\r\n" M R,
	    G OKS "250 2.0.0 go on\r\n521 5.5.4 BDAT SIZE [LAST]\r\n\f",
	    ENVELOPE "END\n", .is_lost = true },
	{ "cut within a chunk", M R "BDAT 9 LAST\r\nabc", G, "END\n",
	    .is_lost = true, .whole = true },
	{ "cut within a second mail: the first was sent, and it hears so",
	    M R "BDAT 10 LAST\r\nA: b\r\n\r\nhi" M R "BDAT 9 LAST\r\nabc",
	    G OKS TAKEN "\f", ENVELOPE "SEND 1 fields\nhi\r\nEND\nEND\n",
	    .is_lost = true, .whole = true },
	{ "a sender that is refused, in a flight",
	    "MAIL FROM:<bad@x>\r\n" R "DATA\r\n",
	    G "550 5.1.0 no\r\n503 5.5.1 MAIL comes first\r\n"
	      "503 5.5.1 MAIL and RCPT come first\r\n\f",
	    "MAIL <bad@x>\nEND\n" },
	{ "nobody stands", M "RCPT TO:<bad@y>\r\nDATA\r\nRSET\r\n",
	    G "250 2.1.0 ok\r\n550 5.1.1 who\r\n" NOBODY
	      "250 2.0.0 forgotten\r\n\f",
	    "MAIL <a@x>\nRCPT <bad@y>\nEND\n" },
	{ "parameters",
	    "MAIL FROM:<\xc3\xbc@x> size=9 BODY=8bitmime SMTPUTF8 RET=hdrs "
	    "ENVID=a+2Bb\r\nRCPT TO:<b@y> NOTIFY=success,DELAY "
	    "ORCPT=rfc822;c+2Bd@y\r\nRSET\r\n",
	    G OKS "250 2.0.0 forgotten\r\n\f",
	    "MAIL <\xc3\xbc@x> UTF8 HDRS a+b\n"
	    "RCPT <b@y> SUCCESS,DELAY rfc822;c+2Bd@y\nEND\n" },
	{ "parameters that are wrong",
	    "MAIL FROM:<a@x> SIZE=1001\r\nMAIL FROM:<a@x> SIZE=x\r\n"
	    "MAIL FROM:<a@x> BODY=BINARYMIME\r\nMAIL FROM:<a@x> AUTH=<>\r\n"
	    "MAIL FROM:<\xc3\xbc@x>\r\nMAIL FROM:<a@x> RET=NO\r\n"
	    "MAIL FROM:<a@x> ENVID=+00\r\n" M
	    "RCPT TO:<b@y> NOTIFY=NEVER,DELAY\r\nRCPT TO:<b@y> ORCPT=x\r\n"
	    "RCPT TO:<b@y> FOO\r\nRSET\r\n",
	    G TOO_BIG
	    "501 5.5.4 bad value of SIZE\r\n501 5.5.4 bad value of BODY\r\n"
	    "555 5.5.4 unknown parameter AUTH\r\n"
	    "553 5.6.7 an address that is not ASCII wants SMTPUTF8\r\n"
	    "501 5.5.4 bad value of RET\r\n501 5.5.4 bad value of ENVID\r\n"
	    "250 2.1.0 ok\r\n501 5.5.4 bad value of NOTIFY\r\n"
	    "501 5.5.4 bad value of ORCPT\r\n"
	    "555 5.5.4 unknown parameter FOO\r\n"
	    "250 2.0.0 forgotten\r\n\f",
	    "END\nMAIL <a@x>\nEND\n" },
	{ "out of order", R "DATA\r\n" M M "DATA\r\nEHLO me\r\n" R,
	    G "503 5.5.1 MAIL comes first\r\n"
	      "503 5.5.1 MAIL and RCPT come first\r\n250 2.1.0 ok\r\n"
	      "503 5.5.1 there is a mail under way already\r\n"
	      "503 5.5.1 MAIL and RCPT come first\r\n"
	      "250-here\r\n250-PIPELINING\r\n250-8BITMIME\r\n"
	      "250-SMTPUTF8\r\n250-CHUNKING\r\n250-DSN\r\n"
	      "250-ENHANCEDSTATUSCODES\r\n250 SIZE 1000\r\n"
	      "503 5.5.1 MAIL comes first\r\n\f",
	    "MAIL <a@x>\nEND\n" },
	{ "too many recipients", M R R R R "RSET\r\n",
	    G OKS "250 2.1.5 ok\r\n250 2.1.5 ok\r\n"
		  "452 4.5.3 too many recipients\r\n250 2.0.0 forgotten\r\n\f",
	    ENVELOPE "RCPT <b@y>\nRCPT <b@y>\nEND\n" },
	{ "other verbs",
	    "VRFY a\r\nEXPN a\r\nHELP\r\nNOOP x\r\nSTARTTLS\r\nAUTH PLAIN\r\n"
	    "FOO\r\n\1\r\n",
	    G "252 2.5.0 send mail, and you will see\r\n"
	      "502 5.5.1 not here\r\n"
	      "214 2.0.0 see sendoff(8) and RFC 5321\r\n250 2.0.0 ok\r\n"
	      "502 5.5.1 not here\r\n502 5.5.1 not here\r\n"
	      "500 5.5.1 unknown command\r\n500 5.5.2 that is no text\r\n\f",
	    "" },
	{ "too many mistakes",
	    "A\r\nA\r\nA\r\nA\r\nA\r\nA\r\nA\r\nA\r\nA\r\nNOOP\r\n",
	    G "500 5.5.1 unknown command\r\n500 5.5.1 unknown command\r\n"
	      "500 5.5.1 unknown command\r\n500 5.5.1 unknown command\r\n"
	      "500 5.5.1 unknown command\r\n500 5.5.1 unknown command\r\n"
	      "500 5.5.1 unknown command\r\n500 5.5.1 unknown command\r\n"
	      "500 5.5.1 unknown command\r\n421 4.7.0 too many mistakes\r\n\f",
	    "", .is_lost = true },
	{ "too many mistakes of one that has left by then",
	    "A\r\nA\r\nA\r\nA\r\nA\r\nA\r\nA\r\nA\r\nA\r\n",
	    G "500 5.5.1 unknown command\r\n500 5.5.1 unknown command\r\n"
	      "500 5.5.1 unknown command\r\n500 5.5.1 unknown command\r\n"
	      "500 5.5.1 unknown command\r\n500 5.5.1 unknown command\r\n"
	      "500 5.5.1 unknown command\r\n500 5.5.1 unknown command\r\n"
	      "500 5.5.1 unknown command\r\n421 4.7.0 too many mistakes\r\n\f",
	    "", .is_lost = true, .full = 3 },
	{ "recipients that cannot be understood are mistakes",
	    M F F F F F F F F F "NOOP\r\n",
	    G "250 2.1.0 ok\r\n" NO_F NO_F NO_F NO_F NO_F NO_F NO_F NO_F NO_F
	      "421 4.7.0 too many mistakes\r\n\f",
	    "MAIL <a@x>\nEND\n", .is_lost = true },
	{ "of too many recipients nothing more is read", M R R R F "RSET\r\n",
	    G OKS "250 2.1.5 ok\r\n250 2.1.5 ok\r\n"
		  "452 4.5.3 too many recipients\r\n250 2.0.0 forgotten\r\n\f",
	    ENVELOPE "RCPT <b@y>\nRCPT <b@y>\nEND\n" },

	/* The end of a message, and what is none. */
	{ "CRLF: stuffed dots", DATA "\f\r\n..\r\n...a\r\n.b\r\n.\r\n",
	    GO_ON TAKEN "\f",
	    ENVELOPE "SEND 0 fields\n.\r\n..a\r\nb\r\nEND\n" },
	{ "CRLF: an empty message", DATA "\f.\r\n", GO_ON TAKEN "\f",
	    ENVELOPE "SEND 0 fields\nEND\n" },
	{ "CRLF: LF . LF is text", DATA "\f\r\na\n.\nb\r\n.\r\n",
	    GO_ON TAKEN "\f", ENVELOPE "SEND 0 fields\na\r\n.\r\nb\r\nEND\n" },
	{ "CRLF: LF . CRLF is text", DATA "\f\r\na\n.\r\nb\r\n.\r\n",
	    GO_ON TAKEN "\f", ENVELOPE "SEND 0 fields\na\r\n.\r\nb\r\nEND\n" },
	{ "CRLF: LF . . has a dot too many, LF . has not",
	    DATA "\f\r\na\n..\n...b\n.c\n..\r\n.\r\n", GO_ON TAKEN "\f",
	    ENVELOPE "SEND 0 fields\na\r\n.\r\n..b\r\n.c\r\n.\r\nEND\n" },
	{ "CRLF: CRLF . LF is text", DATA "\f\r\na\r\n.\nb\r\n.\r\n",
	    GO_ON TAKEN "\f", ENVELOPE "SEND 0 fields\na\r\n\r\nb\r\nEND\n" },
	{ "CRLF: CR . CR is text", DATA "\f\r\na\r.\rb\r\n.\r\n",
	    GO_ON TAKEN "\f", ENVELOPE "SEND 0 fields\na\r.\rb\r\nEND\n" },
	{ "CRLF: CRLF . CR is text", DATA "\f\r\na\r\n.\rb\r\n.\r\n",
	    GO_ON TAKEN "\f", ENVELOPE "SEND 0 fields\na\r\n\rb\r\nEND\n" },
	{ "CRLF: CRLF . CR CRLF is text", DATA "\f\r\na\r\n.\r\r\n.\r\n",
	    GO_ON TAKEN "\f", ENVELOPE "SEND 0 fields\na\r\n\r\r\nEND\n" },
	{ "CRLF: smuggled commands are text",
	    DATA "\f\r\na\n.\nMAIL FROM:<c@x>\r\n.\r\n", GO_ON TAKEN "\f",
	    ENVELOPE "SEND 0 fields\na\r\n.\r\nMAIL FROM:<c@x>\r\nEND\n" },
	{ "CRLF: a later LF changes nothing", M R "DATA\n\f\r\na\n.\n\r\n.\r\n",
	    GO_ON TAKEN "\f", ENVELOPE "SEND 0 fields\na\r\n.\r\n\r\nEND\n" },
	{ "LF: from its first command on",
	    "MAIL FROM:<a@x>\nRCPT TO:<b@y>\nDATA\n\f\na\n..b\n.\nQUIT\n",
	    GO_ON TAKEN BYE, ENVELOPE "SEND 0 fields\na\r\n.b\r\nEND\n" },
	{ "LF: with CRLF at the end",
	    "MAIL FROM:<a@x>\nRCPT TO:<b@y>\nDATA\n\f\na\r\n.\r\nQUIT\n",
	    GO_ON TAKEN BYE, ENVELOPE "SEND 0 fields\na\r\nEND\n" },
	{ "cut within the message", DATA "\fA: b\r\n\r\nhi\r\n.\r", GO_ON,
	    ENVELOPE "END\n", .is_lost = true },
	{ "silence within the message", DATA "\fA: b\r\n\r\nhi\r\n",
	    GO_ON "421 4.4.2 that took too long\r\n\f", ENVELOPE "END\n",
	    .is_lost = true, .silent = true },
	{ "silence", "NOOP\r\n",
	    G "250 2.0.0 ok\r\n\f421 4.4.2 that took too long\r\n\f", "",
	    .is_lost = true, .silent = true },
	{ "cut within a mail", M "\f" R,
	    G "250 2.1.0 ok\r\n\f250 2.1.5 ok\r\n\f", ENVELOPE "END\n",
	    .is_lost = true },
};

static void
serve(
    const char *name, struct client *client, struct notes *notes, bool is_lost)
{
	struct stream stream;
	struct error err = { 0 };
	stream_open(&stream, client_layer(client), "the client", &err);
	struct server server = { .stream = &stream,
		.host = "here",
		.limits = { .idle = 60,
		    .message = 60,
		    .size = 1000,
		    .recipients = 3,
		    .mistakes = 8 },
		.backend = { notes, note_ask, note_send, note_end } };
	is(server_run(&server), !is_lost, "%s: ends in peace?", name);
	is(error_is_set(&err) || !is_lost, true, "%s: says why not", name);
	stream_close(&stream);
}

static void
without_turns(struct buf *buf)
{
	size_t kept = 0;
	for (size_t i = 0; i < buf->length; i++) {
		if (buf->data[i] != CLIENT_TURN)
			buf->data[kept++] = buf->data[i];
	}
	buf_drop_end(buf, buf->length - kept);
}

/* Octet by octet the flights are others, the dialogue is the same. */
static void
test_row(size_t i, bool drips)
{
	struct notes notes = { BUF(NOTES_MOST) };
	struct client client =
	    client_open(rows[i].words, strlen(rows[i].words));
	struct buf wanted = BUF(NOTES_MOST);
	client.drips = drips;
	client.silent = rows[i].silent;
	client.full = rows[i].full;
	buf_text(&wanted, rows[i].heard);
	serve(rows[i].name, &client, &notes, rows[i].is_lost);
	if (drips) {
		without_turns(&wanted);
		without_turns(&client.heard);
	}
	is_bytes(client.heard.data, client.heard.length, wanted.data,
	    wanted.length, "%s: what it hears", rows[i].name);
	if (!drips)
		is_text(notes.text.data, rows[i].notes,
		    "%s: what the backend hears", rows[i].name);
	buf_free(&wanted);
	buf_free(&notes.text);
	client_free(&client);
}

/* What cannot be a message is read to its end and refused; the session goes
 * on. */
static void
test_unusable(void)
{
	static const char nul[] = DATA "\fA: \0b\r\n.\r\nQUIT\r\n";
	struct notes notes = { BUF(NOTES_MOST) };
	struct client client = client_open(nul, sizeof(nul) - 1);
	serve("a NUL in the header", &client, &notes, false);
	has(client.heard.data, "554 5.6.0 the header of the message holds",
	    "a NUL in the header is refused");
	has(client.heard.data, BYE, "and the session goes on");
	is_text(notes.text.data, ENVELOPE "END\n", "nothing was sent");
	buf_free(&notes.text);
	client_free(&client);
}

static void
test_too_big(bool chunk)
{
	struct notes notes = { BUF(NOTES_MOST) };
	struct buf words = BUF(NOTES_MOST);
	buf_text(&words, M R);
	buf_text(&words, chunk ? "BDAT 2002 LAST\r\n" : "DATA\r\n\f");
	for (size_t i = 0; i < 1000; i++)
		buf_text(&words, "\r\n");
	buf_text(&words, chunk ? "\r\nQUIT\r\n" : ".\r\nQUIT\r\n");
	struct client client = client_open(words.data, words.length);
	serve("too big", &client, &notes, false);
	has(client.heard.data, TOO_BIG BYE,
	    "a message that is too big is read and refused");
	is_text(notes.text.data, ENVELOPE "END\n", "nothing was sent");
	buf_free(&words);
	buf_free(&notes.text);
	client_free(&client);
}

/* A line that is longer than what holds lines ends no message, wherever in
 * the holder the CR behind a dot comes. */
static void
test_long_line(size_t length)
{
	struct notes notes = { BUF(NOTES_MOST) };
	struct buf words = BUF(NOTES_MOST);
	buf_text(&words, DATA "\f\r\n");
	for (size_t i = 0; i < length; i++)
		buf_byte(&words, 'a');
	buf_text(&words, "\r\n.\rMAIL FROM:<c@x>\r\n.\r\nQUIT\r\n");
	struct client client = client_open(words.data, words.length);
	serve("a long line", &client, &notes, false);
	is_text(client.heard.data, GO_ON TOO_BIG BYE,
	    "a line of %zu octets ends no message", length);
	is_text(notes.text.data, ENVELOPE "END\n", "nothing was sent");
	buf_free(&words);
	buf_free(&notes.text);
	client_free(&client);
}

/* A line without end costs no memory, and is one mistake. */
static void
test_endless_line(void)
{
	enum { LENGTH = 512 * 1024 };
	struct notes notes = { BUF(NOTES_MOST) };
	struct buf words = BUF(NOTES_MOST);
	for (size_t i = 0; i < LENGTH; i++)
		buf_byte(&words, 'A');
	buf_text(&words, "\r\nQUIT\r\n");
	struct client client = client_open(words.data, words.length);
	serve("an endless line", &client, &notes, false);
	is_text(client.heard.data, G "500 5.5.2 the line is too long\r\n" BYE,
	    "an endless line");
	buf_free(&words);
	buf_free(&notes.text);
	client_free(&client);
}

/* One that never waits gets its answers all the same, and they take no memory:
 * commands of 8 octets leave no part of one where a read ends. */
static void
test_no_pause(void)
{
	enum { COMMANDS = 20000 };
	struct notes notes = { BUF(NOTES_MOST) };
	struct buf words = BUF(NOTES_MOST);
	size_t flight = 0, longest = 0, answers = 0;
	for (size_t i = 0; i < COMMANDS; i++)
		buf_text(&words, "NOOP 8\r\n");
	struct client client = client_open(words.data, words.length);
	serve("no pause", &client, &notes, false);
	for (size_t i = 0; i < client.heard.length; i++) {
		char c = client.heard.data[i];
		answers += c == '\n';
		flight = c == CLIENT_TURN ? 0 : flight + 1;
		longest = flight > longest ? flight : longest;
	}
	is(answers, COMMANDS + 1, "no pause: every answer comes");
	ok(longest < 100000, "no pause: flights of %zu octets", longest);
	buf_free(&words);
	buf_free(&notes.text);
	client_free(&client);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		test_row(i, false);
		if (!rows[i].whole)
			test_row(i, true);
	}
	test_unusable();
	test_too_big(false);
	test_too_big(true);
	for (size_t length = 65520; length < 65540; length++)
		test_long_line(length);
	test_long_line(200000);
	test_endless_line();
	test_no_pause();
	return tap_done();
}
