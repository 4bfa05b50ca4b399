/* child.c - another program's answer */
#include "base/child.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "unit/place.h"
#include "unit/tap.h"

#define SECONDS 30 /* enough for everybody who ends at all */

static bool
run(const char *command, unsigned seconds, struct buf *answer,
    struct error *err)
{
	buf_clear(answer);
	error_clear(err);
	return child_read("password-command", command, seconds, answer, err);
}

static void
test_answers(void)
{
	static const struct {
		const char *command, *answer;
	} rows[] = {
		{ "echo hello", "hello\n" },
		{ "printf '%s' 'a  b'", "a  b" },
		{ "printf %s \"it's\"", "it's" },
		{ "printf %s $HOME", "$HOME" },
		{ "echo a;b", "a;b\n" },
		{ "true", "" },
		{ "sh -c 'echo one; echo two'", "one\ntwo\n" },
		{ "cat", "" },
		{ "sh -c 'echo early; exec >&-; exit 0'", "early\n" },
	};
	struct buf answer = BUF(16384);
	struct error err = { 0 };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!ok(run(rows[i].command, SECONDS, &answer, &err), "%s",
			rows[i].command))
			tap_note("%s", err.text);
		is_text(answer.data, rows[i].answer, "%s: the answer",
		    rows[i].command);
	}
	buf_clear(&answer);
	buf_text(&answer, ">");
	child_read("x", "echo hi", SECONDS, &answer, &err);
	is_text(answer.data, ">hi\n", "the answer is appended");
	buf_free(&answer);
}

static void
test_failures(void)
{
	static const struct {
		const char *command, *why;
		int code;
	} rows[] = {
		{ "false", "status 1", EX_CONFIG },
		{ "sh -c 'exit 42' topsecret", "status 42", EX_CONFIG },
		{ "sh -c 'echo topsecret; exit 3'", "status 3", EX_CONFIG },
		{ "sh -c 'kill -KILL $$' topsecret", "signal 9", EX_TEMPFAIL },
		{ "sh -c 'kill -TERM $$'", "signal 15", EX_TEMPFAIL },
		{ "sh -c 'exit 75'", "status 75", EX_TEMPFAIL },
		{ "/nonexistent/topsecret", "could not be run", EX_CONFIG },
		{ "topsecret-is-no-program", "could not be run", EX_CONFIG },
		{ "'topsecret", "quote", EX_CONFIG },
		{ "", "empty", EX_CONFIG },
		{ "  ", "empty", EX_CONFIG },
	};
	struct buf answer = BUF(16384);
	struct error err = { 0 };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		ok(!run(rows[i].command, SECONDS, &answer, &err), "fails: %s",
		    rows[i].command);
		is(err.code, rows[i].code, "%s: the code", rows[i].command);
		has(err.text, rows[i].why, "%s: why", rows[i].command);
		has(err.text, "password-command", "%s: what", rows[i].command);
		ok(strstr(err.text, "topsecret") == NULL,
		    "%s: the command does not show", rows[i].command);
	}
	buf_free(&answer);
}

static void
test_time(void)
{
	static const char *const commands[] = {
		"sleep 1000",
		"sh -c 'exec >&-; exec sleep 1000'",
		"sh -c 'trap \"\" TERM; while :; do echo x; sleep 1; done'",
	};
	struct buf answer = BUF(16384);
	struct error err = { 0 };
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		int64_t before = clock_now();
		ok(!run(commands[i], 1, &answer, &err), "too slow: %s",
		    commands[i]);
		is(err.code, EX_TEMPFAIL, "%s: temporary", commands[i]);
		has(err.text, "in time", "%s: why", commands[i]);
		ok(clock_now() - before < 20000, "%s: in time", commands[i]);
	}
	buf_free(&answer);
}

static void
test_too_much(void)
{
	struct buf answer = BUF(16384);
	struct error err = { 0 };
	ok(run("head -c 16384 /dev/zero", SECONDS, &answer, &err),
	    "as much as fits");
	is(answer.length, 16384, "all of it");
	ok(!run("head -c 16385 /dev/zero", SECONDS, &answer, &err),
	    "one more than fits");
	is(err.code, EX_CONFIG, "one more: the code");
	ok(!run("cat /dev/zero", SECONDS, &answer, &err), "without end");
	has(err.text, "too much", "without end: why");
	buf_free(&answer);
}

/* What it inherits: stdin empty, stderr ours, nothing else; its signals as
 * they are by default. */
static void
test_inheritance(void)
{
	struct buf answer = BUF(16384);
	struct error err = { 0 };
	const char *path = place_file("leak", "", 0600);
	int leak = open(path, O_RDWR);
	int high = fcntl(leak, F_DUPFD, 200);
	ok(leak > 2 && high >= 200, "descriptors that could leak");
	run("sh -c 'for n in 3 4 5 6 7 8 9 200 201; do "
	    "[ -e /proc/self/fd/$n ] && readlink /proc/self/fd/$n; done; :'",
	    SECONDS, &answer, &err);
	ok(strstr(answer.data, "leak") == NULL, "none does");
	run("readlink /proc/self/fd/0", SECONDS, &answer, &err);
	is_text(answer.data, "/dev/null\n", "stdin is empty");
	close(leak);
	close(high);

	sigset_t blocked;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	signal(SIGPIPE, SIG_IGN);
	run("grep -E '^Sig(Blk|Ign)' /proc/self/status", SECONDS, &answer,
	    &err);
	has(answer.data, "SigBlk:\t0000000000000000", "no signal is blocked");
	has(answer.data, "SigIgn:\t0000000000000000", "none is ignored");
	sigprocmask(SIG_UNBLOCK, &blocked, NULL);
	buf_free(&answer);
}

static int
count_descriptors(void)
{
	int count = 0;
	for (int fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

int
main(void)
{
	int before = count_descriptors();
	test_answers();
	test_failures();
	test_time();
	test_too_much();
	test_inheritance();
	is(count_descriptors(), before, "no descriptor stays open here");
	return tap_done();
}
