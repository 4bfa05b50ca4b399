/* script.h - a conversation, written down
 *
 * A script is read by whoever plays the server in a test: tests/smarthost over
 * a real socket, a unit test in memory. One step a line; blank lines and lines
 * that begin with # do not count. A step is a word and, behind one blank, the
 * rest of the line as it stands:
 *
 *   S: text     the server says this line; the CRLF is added
 *   S! text     the server says exactly these bytes, nothing added; escapes as
 *               in C: \r \n \t \0 \\ \xNN
 *   C: text     the client must say exactly this line. * stands for any run of
 *               characters, \* for a star; any other backslash is itself
 *   C! text     the client must say exactly these bytes, escapes as in S!
 *   TLS         the server side of a TLS handshake, now
 *   NOTLS       the same, but the client must break it off, or leave right
 *               after it without a word; this connection is over then
 *   TLSSAY what the server says something of TLS's own: a "ticket" or a new
 *               "key", which are of TLS 1.3, or a wish to "renegotiate", of 1.2
 *   AUTH MECHANISM USER [PASSWORD]
 *               the client logs in; the server does the whole exchange. The
 *               password is the rest of the line
 *   BODY        the message, up to CRLF.CRLF
 *   CHUNK       as many octets as the last C: BDAT line announced
 *   CLOSE       the server closes, politely when under TLS
 *   NOTLSCLOSE  the server closes without the close_notify of TLS
 *   RESET       the server resets the connection
 *   HALF        the server closes its direction only (TCP; no close_notify)
 *   WAIT        the server falls silent until the client closes
 *   DRIP text   the server says the text one octet at a time, over and over,
 *               until the client closes
 *   SIP seconds the server takes no more than an octet every 50 ms, so long
 *   CONNECTION  the client closes and connects again; here that one begins
 *
 * Consecutive S: and S! steps leave in one write.
 */
#ifndef SCRIPT_SCRIPT_H
#define SCRIPT_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

enum step_kind {
	STEP_SAY,
	STEP_HEAR,
	STEP_HEAR_BYTES,
	STEP_TLS,
	STEP_NOTLS,
	STEP_TLSSAY,
	STEP_AUTH,
	STEP_BODY,
	STEP_CHUNK,
	STEP_CLOSE,
	STEP_NOTLSCLOSE,
	STEP_RESET,
	STEP_HALF,
	STEP_WAIT,
	STEP_DRIP,
	STEP_SIP,
	STEP_CONNECTION
};

struct step {
	enum step_kind kind; /* S: and S! are both STEP_SAY */
	size_t line;         /* where it stands in the file */
	const char *source;  /* the line as it stands there */
	char *text;          /* SAY: the bytes, with their CRLF; HEAR: the
				pattern; HEAR_BYTES: the bytes; AUTH: the
				mechanism; DRIP, TLSSAY, SIP: the rest */
	size_t length;       /* of text, which may hold NULs */
	const char *user;    /* AUTH only, as is password ("" when not given) */
	const char *password;
};

struct script {
	const char *name; /* borrowed; for messages */
	struct step *steps;
	size_t count;
	char problem[256]; /* "NAME:LINE: what is wrong"; a long one is cut */
	char *source;      /* private: the lines of all steps */
};

/* Reads the script FILE; false when it is no script, with the problem told.
 * Either way script_free() must follow. */
bool script_load(struct script *script, const char *file);

/* The same for a TEXT at hand, known as NAME. The text is copied. */
bool script_parse(struct script *script, const char *name, const char *text);

void script_free(struct script *script);

/* Does the line heard, LENGTH octets without its CRLF, match the PATTERN of a
 * C: step? */
bool script_matches(const char *pattern, const char *line, size_t length);

/* Writes what was heard into TO, octets that do not print as \xNN, and always
 * ends it with a NUL. What has no place is cut off and "..." put there. */
void script_quote(char *to, size_t room, const char *heard, size_t length);

#endif
