/* sandbox.c - what can still be done in it, and what no longer */
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "unit/tap.h"

/* Not in /tmp, where all may be written. */
static char directory[] = "/dev/shm/unit-sandbox.XXXXXX";

#define LOG "log"
#define CACHE "cache"

/* The errno of opening it for writing, 0 if that goes. */
static int
writing(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	int why = fd < 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	return why;
}

static int
running(const char *program)
{
	char *const words[] = { (char *)program, NULL };
	pid_t child = fork();
	int status = 0;
	if (child == 0) {
		execv(program, words);
		_exit(errno);
	}
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

static int
listening(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int why = listen(fd, 1) == 0 ? 0 : errno;
	close(fd);
	return why;
}

static void *
nothing(void *argument)
{
	return argument;
}

static void
test_before(void)
{
	ok(mkdtemp(directory) != NULL && chdir(directory) == 0,
	    "before: a directory");
	mkdir(CACHE, 0700);
	is(writing("other"), 0, "before: a file");
	is(writing(LOG), 0, "before: the log");
	is(running("/bin/true"), 0, "before: a program");
	is(listening(), 0, "before: a server");
}

static void
test_within(void)
{
	struct error err = { 0 };
	struct buf to = BUF(65536);
	struct stat facts;
	pthread_t thread;
	is(writing("other"), EACCES, "within: no other file");
	is(writing("new"), EACCES, "within: no new file");
	is(unlink("other"), -1, "within: none is removed");
	is(writing(LOG), 0, "within: the log");
	is(writing(CACHE "/new"), 0, "within: what a directory of ours gets");
	is(rename(CACHE "/new", CACHE "/old"), 0, "within: and its name");
	is(unlink(CACHE "/old"), 0, "within: and its end");
	is(writing("/dev/null"), 0, "within: nowhere");
	int fd = file_temporary(&err);
	ok(fd >= 0, "within: a temporary file %s", err.text);
	close(fd);
	ok(file_load("/etc/passwd", &to, &facts, &err), "within: reading");
	is(running("/bin/true"), EPERM, "within: no program");
	is(listening(), EPERM, "within: no server");
	is(pthread_create(&thread, NULL, nothing, NULL), 0,
	    "within: threads, which look up names");
	pthread_join(thread, NULL);
	buf_free(&to);
}

int
main(void)
{
	const char *const writable[] = { LOG, NULL, CACHE };
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* nothing is left to a child */
	test_before();
	pid_t child = fork();
	if (child == 0) {
		sandbox_enter(writable, 3);
		test_within();
		exit(tap_done());
	}
	int status = 0;
	waitpid(child, &status, 0);
	unlink("other");
	unlink(LOG);
	rmdir(CACHE);
	rmdir(directory);
	_exit(WEXITSTATUS(status)); /* the child has told the count */
}
