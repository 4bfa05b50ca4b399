#include "log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

#define LINE_MOST (128 * 1024)

/* Appended in one write, so that runs side by side do not mix; a link put in
 * the place of the log is not followed. */
static void
to_file(const char *path, const char *line)
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
	if (fd >= 0) {
		file_write(fd, text.data, text.length);
		close(fd);
	}
	buf_free(&text);
}

static void
to_syslog(int facility, const char *tag, bool failed, const char *line)
{
	openlog(tag == NULL ? "sendoff" : tag, LOG_PID, facility);
	syslog(failed ? LOG_ERR : LOG_INFO, "%s", line);
	closelog();
}

void
log_line(const struct account *account, const char *tag, bool failed,
    const char *line)
{
	switch (account->log) {
	case LOG_TO_SYSLOG:
		to_syslog(account->log_facility, tag, failed, line);
		break;
	case LOG_TO_FILE:
		to_file(account->log_file, line);
		break;
	case LOG_TO_NOBODY:
		break;
	}
}
