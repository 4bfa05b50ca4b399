#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"

#define BITE 4096
#define REAP_MS 2
#define STATUS_NOT_RUN 127 /* as shells have it */

/* In the child: only stderr is shared with us. */
static void
become(char **words, int input, int output)
{
	if (input < 0)
		input = open("/dev/null", O_RDONLY);
	if (input < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0)
		_exit(STATUS_NOT_RUN);
	process_close_others();
	process_default_signals();
	execvp(words[0], words);
	_exit(STATUS_NOT_RUN);
}

static bool
listen_to(const char *what, int output, int64_t deadline, struct buf *answer,
    struct error *err)
{
	for (;;) {
		struct pollfd wait = { .fd = output, .events = POLLIN };
		if (process_wait(&wait, 1, deadline) <= 0)
			return error_set(err, EX_TEMPFAIL, "%s %s", what,
			    process_signal() != NULL
				? "was interrupted"
				: "did not answer in time");
		char beyond;
		size_t room = answer->ceiling - answer->length;
		size_t bite = room < BITE ? room : BITE;
		char *space = room > 0 ? buf_space(answer, bite) : &beyond;
		ssize_t n = file_read(output, space, room > 0 ? bite : 1);
		if (n <= 0)
			return true;
		if (room == 0)
			return error_set(
			    err, EX_CONFIG, "%s prints far too much", what);
		buf_took(answer, (size_t)n);
	}
}

/* It may close its output and go on for a while; that counts too. */
static bool
reap(pid_t pid, int64_t deadline, int *status)
{
	for (;;) {
		pid_t gone = waitpid(pid, status, WNOHANG);
		if (gone == pid)
			return true;
		if ((gone < 0 && errno != EINTR) || clock_left(deadline) == 0)
			return false;
		if (process_wait(NULL, 0, clock_now() + REAP_MS) < 0)
			return false;
	}
}

static bool
judge(const char *what, int status, struct error *err)
{
	/* Short of memory, or on the way down: the machine's trouble. */
	if (WIFSIGNALED(status))
		return error_set(err, EX_TEMPFAIL, "%s was killed by signal %d",
		    what, WTERMSIG(status));
	if (WEXITSTATUS(status) == STATUS_NOT_RUN)
		return error_set(err, EX_CONFIG,
		    "%s could not be run (status 127): is its program there?",
		    what);
	if (WEXITSTATUS(status) != 0)
		return error_set(err,
		    WEXITSTATUS(status) == EX_TEMPFAIL ? EX_TEMPFAIL
						       : EX_CONFIG,
		    "%s failed with status %d", what, WEXITSTATUS(status));
	return true;
}

static bool
run(const char *what, char **words, int64_t deadline, struct buf *answer,
    struct error *err)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return error_set(
		    err, EX_OSERR, "%s: %s", what, strerror(errno));
	pid_t pid = fork();
	if (pid == 0)
		become(words, -1, ends[1]);
	close(ends[1]);
	bool well = pid > 0
	    ? listen_to(what, ends[0], deadline, answer, err)
	    : error_set(err, EX_OSERR, "%s: %s", what, strerror(errno));
	close(ends[0]);

	int status = 0;
	if (pid > 0 && (!well || !reap(pid, deadline, &status))) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		return error_set(
		    err, EX_TEMPFAIL, "%s did not end in time", what);
	}
	return well && judge(what, status, err);
}

static char **
split(const char *what, const char *command, struct arena *arena,
    struct error *err)
{
	char **words = text_words(arena, command);
	if (words != NULL && words[0] != NULL)
		return words;
	error_set(err, EX_CONFIG,
	    "%s: the command is empty or a quote is not closed", what);
	return NULL;
}

bool
child_read(const char *what, const char *command, unsigned seconds,
    struct buf *answer, struct error *err)
{
	struct arena arena = { 0 };
	char **words = split(what, command, &arena, err);
	bool well = words != NULL
	    && run(what, words, clock_after(seconds), answer, err);
	arena_free(&arena);
	return well;
}

static void
close_both(const int ends[2])
{
	close(ends[0]);
	close(ends[1]);
}

static pid_t
talk(const char *what, char **words, int *in, int *out, struct error *err)
{
	int from[2], to[2];
	if (pipe2(from, O_CLOEXEC) != 0) {
		error_set(err, EX_OSERR, "%s: %s", what, strerror(errno));
		return -1;
	}
	pid_t pid = pipe2(to, O_CLOEXEC);
	if (pid == 0)
		pid = fork();
	else
		to[0] = to[1] = -1;
	if (pid == 0)
		become(words, to[0], from[1]);
	if (pid < 0) {
		error_set(err, EX_OSERR, "%s: %s", what, strerror(errno));
		close_both(from);
		close_both(to);
		return -1;
	}
	close(from[1]);
	close(to[0]);
	*in = from[0];
	*out = to[1];
	return pid;
}

pid_t
child_talk(
    const char *what, const char *command, int *in, int *out, struct error *err)
{
	struct arena arena = { 0 };
	char **words = split(what, command, &arena, err);
	pid_t pid = words == NULL ? -1 : talk(what, words, in, out, err);
	arena_free(&arena);
	return pid;
}

void
child_end(pid_t child, int64_t deadline)
{
	int status;
	if (reap(child, deadline, &status))
		return;
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
}

bool
child_explain(
    const char *what, pid_t child, int64_t deadline, struct error *err)
{
	int status = 0;
	struct error why = { 0 };
	if (!reap(child, deadline, &status)) {
		child_end(child, deadline);
		return error_set(
		    err, EX_TEMPFAIL, "the %s closed its side", what);
	}
	if (judge(what, status, &why))
		return error_set(err, EX_TEMPFAIL, "the %s ended", what);
	bool not_run =
	    WIFEXITED(status) && WEXITSTATUS(status) == STATUS_NOT_RUN;
	return error_set(
	    err, not_run ? EX_CONFIG : EX_TEMPFAIL, "%s", why.text);
}
