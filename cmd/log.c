#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <paths.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

#define LINE_MOST (128 * 1024)

/* Appended in one write, so that runs side by side do not mix; a link put in
 * the place of the log is not followed. */
static bool
to_file(const char *path, const char *line, struct error *err)
{
	struct buf text = BUF(LINE_MOST);
	char stamp[64];
	struct tm local;
	time_t now = time(NULL);
	localtime_r(&now, &local);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S%z", &local);
	buf_print(&text, "%s %s\n", stamp, line);

	int flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC
	    | O_NOCTTY | O_NONBLOCK;
	int fd = open(path, flags, S_IRUSR | S_IWUSR | S_IRGRP);
	bool well = fd >= 0 && file_write(fd, text.data, text.length);
	int why = errno;
	if (fd >= 0)
		close(fd);
	buf_free(&text);
	return well
	    || error_set(err, EX_CANTCREAT, "cannot write to %s: %s", path,
		why == ELOOP ? "it is a symbolic link" : strerror(why));
}

/* syslog(3) waits for a reader that is stuck, and the mail is out by now: so a
 * datagram is left or it is not. RFC 3164 section 4.1, as local readers have
 * it. 0, or the errno. */
static int
leave_datagram(int priority, const char *tag, const char *line)
{
	struct sockaddr_un log = { .sun_family = AF_UNIX };
	struct buf text = BUF(LINE_MOST);
	char stamp[64];
	struct tm local;
	time_t now = time(NULL);
	localtime_r(&now, &local);
	strftime(stamp, sizeof(stamp), "%b %e %H:%M:%S", &local);
	buf_print(&text, "<%d>%s %s[%ld]: %s", priority, stamp, tag,
	    (long)getpid(), line);

	memcpy(log.sun_path, _PATH_LOG, sizeof(_PATH_LOG));
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bool left = fd >= 0
	    && connect(fd, (struct sockaddr *)&log, sizeof(log)) == 0
	    && send(fd, text.data, text.length, MSG_NOSIGNAL) >= 0;
	int why = left ? 0 : errno;
	if (fd >= 0)
		close(fd);
	buf_free(&text);
	return why;
}

static bool
to_syslog(int facility, const char *tag, bool failed, const char *line,
    struct error *err)
{
	int priority = facility | (failed ? LOG_ERR : LOG_INFO);
	if (tag == NULL)
		tag = "sendoff";
	int why = leave_datagram(priority, tag, line);
	if (why != EPROTOTYPE)
		return why == 0
		    || error_set(err, EX_UNAVAILABLE,
			"cannot write to " _PATH_LOG ": %s", strerror(why));
	/* Some systems have a stream there: libc knows. */
	openlog(tag, LOG_PID, facility);
	syslog(priority, "%s", line);
	closelog();
	return true;
}

static bool
put(const struct account *account, const char *tag, bool failed,
    const char *line, struct error *err)
{
	switch (account->log) {
	case LOG_TO_SYSLOG:
		return to_syslog(account->log_facility, tag, failed, line, err);
	case LOG_TO_FILE:
		return to_file(account->log_file, line, err);
	case LOG_TO_NOBODY:
		break;
	}
	return true;
}

bool
log_line(const struct account *account, const char *tag, bool failed,
    const char *line, struct error *err)
{
	struct arena arena = { 0 };
	bool well = put(account, tag, failed, line, err)
	    || error_at(
		err, said_place(&arena, said_find(account->said, "log")));
	arena_free(&arena);
	return well;
}
