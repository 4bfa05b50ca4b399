/* command.h - one command of a client, strictly read: RFC 5321 section 4.1
 *
 * Whatever a client says becomes a command or a fault with a name. Lines end
 * with CRLF, or with LF alone where a client writes text as its system does;
 * one that is too long is passed over to its end and never kept.
 */
#ifndef SMTP_COMMAND_H
#define SMTP_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "net/stream.h"

#define COMMAND_LINE_MOST 2048 /* octets, line end aside */

enum verb {
	VERB_UNKNOWN,
	VERB_TOO_LONG,
	VERB_GARBLED, /* a control character, or what is no UTF-8 */
	VERB_AUTH,
	VERB_BDAT,
	VERB_DATA,
	VERB_EHLO,
	VERB_ETRN,
	VERB_EXPN,
	VERB_HELO,
	VERB_HELP,
	VERB_MAIL,
	VERB_NOOP,
	VERB_QUIT,
	VERB_RCPT,
	VERB_RSET,
	VERB_STARTTLS,
	VERB_VRFY,
};

struct command {
	enum verb verb;
	const char *argument; /* without blanks at its ends; "" for none */
	bool bare_lf;         /* the line ended with LF alone */
	struct buf line;
};

#define COMMAND ((struct command){ .line = BUF_SECRET(COMMAND_LINE_MOST) })

/* Reads one, waiting until the stream's deadline. It is borrowed from the
 * struct, until the next. False when the stream has ended or failed. */
bool command_read(struct stream *stream, struct command *command);

/* Has the client said a whole line that is not read yet? Does not wait. */
bool command_is_there(struct stream *stream);

void command_free(struct command *command);

/* ---- arguments ---- */

struct parameter {
	const char *keyword; /* in capitals */
	const char *value;   /* NULL: there is no = */
};

/* The argument of MAIL or RCPT: 4.1.2 Reverse-path, Forward-path. */
struct command_path {
	const char *path; /* as it stands within < and >, which are kept */
	struct parameter *parameters;
	size_t count;
};

/* Takes an argument apart that begins with `word`, "FROM:" or "TO:". Blanks
 * before the path and a path without brackets are understood, as old clients
 * write them. What is wrong is in *why, for people. */
bool command_path(struct arena *arena, const char *argument, const char *word,
    struct command_path *path, const char **why);

/* The argument of BDAT: RFC 3030 section 2. */
bool command_chunk(const char *argument, uint64_t *size, bool *last);

/* RFC 3461 section 4: what stands behind an xtext; NULL when it is none, or
 * would be a control character. */
const char *command_xtext(struct arena *arena, const char *text);

#endif
