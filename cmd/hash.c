#include "hash.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "auth/credential.h"
#include "auth/passwords.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/process.h"

/* Octet by octet, so that a second line is left for the second question. */
static bool
read_line(struct buf *line, struct error *err)
{
	for (;;) {
		char octet;
		struct pollfd wait = { .fd = STDIN_FILENO, .events = POLLIN };
		if (process_wait(&wait, 1, CLOCK_NEVER) < 0)
			return error_set(err, EX_TEMPFAIL, "interrupted");
		ssize_t n = file_read(STDIN_FILENO, &octet, 1);
		if (n < 0)
			return error_set(err, EX_IOERR,
			    "cannot read the password: %s", strerror(errno));
		if (n == 0 || octet == '\n')
			break;
		buf_byte(line, octet);
	}
	if (line->length > 0 && line->data[line->length - 1] == '\r')
		buf_drop_end(line, 1);
	bool is_text = !buf_is_full(line)
	    && memchr(line->data, '\0', line->length) == NULL;
	if (!is_text)
		return error_set(err, EX_DATAERR,
		    "the password is too long, or holds a NUL");
	return line->length > 0
	    || error_set(err, EX_DATAERR, "there is no password");
}

static void
prompt(const char *text)
{
	file_write(STDERR_FILENO, text, strlen(text));
}

static bool
ask_twice(struct buf *password, struct error *err)
{
	struct buf again = BUF_SECRET(CREDENTIAL_MOST);
	prompt("password: ");
	bool well = read_line(password, err);
	prompt(well ? "\nonce more: " : "\n");
	if (well) {
		well = read_line(&again, err);
		prompt("\n");
	}
	if (well && strcmp(again.data, password->data) != 0)
		well = error_set(err, EX_DATAERR, "they are not the same");
	buf_free(&again);
	return well;
}

static bool
ask_unseen(struct buf *password, struct error *err)
{
	struct termios seen, unseen;
	if (tcgetattr(STDIN_FILENO, &seen) != 0)
		return read_line(password, err);
	unseen = seen;
	unseen.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
	bool well = ask_twice(password, err);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &seen);
	return well;
}

bool
hash_show(struct run *run)
{
	const char *user = run->request.hash_user;
	struct buf password = BUF_SECRET(CREDENTIAL_MOST);
	struct buf lines = BUF_SECRET(8192);
	process_hide();
	bool well = run->request.operands.count == 0
	    || error_set(&run->err, EX_USAGE,
		"--hash-password takes a user and nothing behind it: the "
		"password comes on standard input");
	if (well && !passwords_is_user(user))
		well = error_set(&run->err, EX_USAGE,
		    "a user is one word without blanks and controls");
	well = well && ask_unseen(&password, &run->err)
	    && passwords_print(user, password.data, &lines, &run->err);
	if (well)
		fputs(lines.data, stdout);
	buf_free(&password);
	buf_free(&lines);
	return well;
}
