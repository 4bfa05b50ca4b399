#include "deadletter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/process.h"
#include "conf/place.h"
#include "report.h"

#define PART_MOST (1024 * 1024)
#define LOCK_TIME 3 /* seconds */

struct letter {
	int fd;
	struct buf part; /* not yet written */
	bool begins;     /* the next octet begins a line */
	bool well;
};

static void
flush(struct letter *letter)
{
	letter->well = letter->well
	    && file_write(letter->fd, letter->part.data, letter->part.length);
	buf_clear(&letter->part);
}

/* Within an mbox file no line of a message may begin with "From ". */
static void
add(struct letter *letter, struct slice text)
{
	for (size_t i = 0; i < text.length; i++) {
		const char *c = text.data + i;
		size_t left = text.length - i;
		if (letter->begins && left >= 5 && memcmp(c, "From ", 5) == 0)
			buf_byte(&letter->part, '>');
		letter->begins = *c == '\n';
		if (*c != '\r')
			buf_byte(&letter->part, *c);
		if (letter->part.length >= PART_MOST / 2)
			flush(letter);
	}
}

static void
add_header(struct letter *letter, const struct header *header)
{
	static const struct slice end = { "\n", 1 };
	for (size_t i = 0; i < header->count; i++) {
		add(letter,
		    (struct slice){
			header->fields[i].text, header->fields[i].length });
		add(letter, end);
	}
	add(letter, end);
}

static void
add_body(struct letter *letter, const struct store *body)
{
	struct store_reader reader = STORE_READER(body);
	struct slice piece;
	struct error err = { 0 };
	while (store_next(&reader, &piece, &err) && piece.length > 0)
		add(letter, piece);
	letter->well = letter->well && err.code == 0;
	store_reader_free(&reader);
}

/* Who has not got it: Bcc is gone from the header, and may be all there was. */
static void
add_recipients(struct letter *letter, const struct envelope *envelope)
{
	for (size_t i = 0; i < envelope->count; i++) {
		const struct recipient *recipient = &envelope->recipients[i];
		if (recipient->fate != FATE_TAKEN)
			buf_print(&letter->part, "X-Envelope-To: %s\n",
			    recipient->address);
	}
}

static void
add_message(struct letter *letter, const struct run *run)
{
	char when[32];
	time_t now = time(NULL);
	struct tm local;
	localtime_r(&now, &local);
	strftime(when, sizeof(when), "%a %b %e %H:%M:%S %Y", &local);
	buf_print(&letter->part, "From %s %s\n", run->caller.login, when);
	add_recipients(letter, &run->envelope);
	add_header(letter, &run->message.header);
	add_body(letter, &run->message.body);
	buf_byte(&letter->part, '\n');
	flush(letter);
}

/* Who holds the lock for long must not hold us. */
static bool
lock(int fd)
{
	int64_t deadline = clock_after(LOCK_TIME);
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK || clock_left(deadline) == 0
		    || process_wait(NULL, 0, clock_now() + 20) < 0)
			return false;
	}
	return true;
}

/* Nobody else's file, and none that is also somewhere else, is written. */
static int
open_letter(const char *path, struct stat *facts)
{
	int fd = open(path,
	    O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
		| O_NOCTTY,
	    S_IRUSR | S_IWUSR);
	if (fd < 0)
		return -1;
	if (lock(fd) && fstat(fd, facts) == 0 && S_ISREG(facts->st_mode)
	    && facts->st_uid == geteuid() && facts->st_nlink == 1)
		return fd;
	close(fd);
	errno = EPERM;
	return -1;
}

/* All of it or nothing. */
static bool
write_letter(const struct run *run, const char *path)
{
	struct stat facts;
	struct letter letter = { .fd = open_letter(path, &facts),
		.part = BUF(PART_MOST),
		.begins = true,
		.well = true };
	if (letter.fd < 0)
		return false;
	add_message(&letter, run);
	int why = errno;
	if (!letter.well && ftruncate(letter.fd, facts.st_size) != 0)
		why = errno;
	close(letter.fd);
	buf_free(&letter.part);
	errno = why;
	return letter.well;
}

void
deadletter_keep(const struct run *run)
{
	struct arena arena = { 0 };
	const char *home = place_of_home();
	if (!run->account.dead_letter || run_status(run) == 0)
		return;
	const char *path =
	    arena_print(&arena, "%s/dead.letter", home == NULL ? "" : home);
	if (home == NULL)
		report_line(run,
		    "the message was not kept in dead.letter: you have no home "
		    "directory");
	else if (write_letter(run, path))
		report_line(run,
		    arena_print(&arena, "the message is kept in %s", path));
	else
		report_line(run,
		    arena_print(&arena, "the message was not kept in %s: %s",
			path, strerror(errno)));
	arena_free(&arena);
}
