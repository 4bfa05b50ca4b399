#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"

static const int ends[] = { SIGTERM, SIGINT, SIGHUP };
static volatile sig_atomic_t end_signal;
static sigset_t while_waiting; /* the signals that are blocked in a wait */

/* Else the next socket would become descriptor 2 and our complaints would be
 * part of the mail. All three are opened for writing only, so that reading a
 * stdin that was closed fails instead of giving an empty message. */
static bool
keep_standard_descriptors(void)
{
	int fd;
	do {
		fd = open("/dev/null", O_WRONLY);
		if (fd < 0)
			return false;
	} while (fd <= 2);
	close(fd);
	return true;
}

static bool
drop_raised_ids(void)
{
	uid_t uid = getuid();
	gid_t gid = getgid();
	if (geteuid() == uid && getegid() == gid)
		return true;

	if (clearenv() != 0)
		return false;
	if (setresgid(gid, gid, gid) != 0 || setresuid(uid, uid, uid) != 0)
		return false;

	uid_t real, effective, saved;
	gid_t real_group, effective_group, saved_group;
	return getresuid(&real, &effective, &saved) == 0
	    && getresgid(&real_group, &effective_group, &saved_group) == 0
	    && effective == uid && saved == uid && effective_group == gid
	    && saved_group == gid;
}

/* Those of the resolver would let a variable choose which host gets the mail;
 * SSLKEYLOGFILE writes the keys of the session to a file.
 */
static void
tame_environment(void)
{
	unsetenv("HOSTALIASES");
	unsetenv("LOCALDOMAIN");
	unsetenv("RES_OPTIONS");
	unsetenv("RESOLV_HOST_CONF");
	unsetenv("SSLKEYLOGFILE");
}

static void
on_signal(int number, void (*action)(int))
{
	struct sigaction what = { .sa_handler = action };
	sigemptyset(&what.sa_mask);
	sigaction(number, &what, NULL);
}

static void
note_signal(int number)
{
	end_signal = number;
}

/* Blocked from here on but within process_wait(), a signal to end comes at a
 * point where we know what the smarthost has. */
static void
await_end(void)
{
	sigset_t blocked;
	sigprocmask(SIG_SETMASK, NULL, &blocked);
	while_waiting = blocked;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct sigaction old;
		sigaction(ends[i], NULL, &old);
		if (old.sa_handler == SIG_IGN)
			continue;
		on_signal(ends[i], note_signal);
		sigaddset(&blocked, ends[i]);
		sigdelset(&while_waiting, ends[i]);
	}
	sigprocmask(SIG_SETMASK, &blocked, NULL);
}

void
process_end_freely(void)
{
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct sigaction now;
		sigaction(ends[i], NULL, &now);
		if (now.sa_handler == note_signal)
			on_signal(ends[i], SIG_DFL);
	}
	sigprocmask(SIG_SETMASK, &while_waiting, NULL);
}

static void
tame_signals(void)
{
	on_signal(SIGPIPE, SIG_IGN);
	on_signal(SIGXFSZ, SIG_IGN);
	on_signal(SIGCHLD, SIG_DFL);
	await_end();
}

int
process_wait(struct pollfd *fds, size_t count, int64_t deadline)
{
	for (;;) {
		int left = clock_left(deadline);
		struct timespec span = { .tv_sec = left / 1000,
			.tv_nsec = left % 1000 * 1000000L };
		int ready =
		    ppoll(fds, count, left < 0 ? NULL : &span, &while_waiting);
		if (end_signal != 0)
			return -1;
		if (ready >= 0 || errno != EINTR)
			return ready < 0 ? 0 : ready;
	}
}

void
process_detach(void)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int fd = 0; fd <= 2; fd++)
		dup2(nothing, fd);
	if (nothing > 2)
		close(nothing);
	setsid();
}

const char *
process_signal(void)
{
	switch (end_signal) {
	case 0:
		return NULL;
	case SIGTERM:
		return "SIGTERM";
	case SIGINT:
		return "SIGINT";
	default:
		return "SIGHUP";
	}
}

void
process_default_signals(void)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	on_signal(SIGPIPE, SIG_DFL);
	on_signal(SIGXFSZ, SIG_DFL);
}

void
process_close_others(void)
{
	closefrom(3);
}

void
process_hide(void)
{
	struct rlimit none = { 0, 0 };
	setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
	prctl(PR_SET_DUMPABLE, 0);
#endif
}

bool
process_start(struct error *err)
{
	umask(S_IRWXG | S_IRWXO);
	if (!keep_standard_descriptors())
		return error_set(err, EX_OSERR, "cannot open /dev/null: %s",
		    strerror(errno));
	if (!drop_raised_ids())
		return error_set(err, EX_OSERR,
		    "cannot give up the user and group ids it was started "
		    "with: %s",
		    strerror(errno));
	tame_environment();
	tame_signals();
	return true;
}
