/* file.h - files opened with care
 *
 * Every descriptor made here is close-on-exec. What is found out about a file
 * is found out on the open descriptor, so nobody can exchange it in between.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

/* A file that a setting names, and where it does: an error of the file begins
 * with that, see error_at(). */
struct file_named {
	const char *path;  /* NULL: none */
	const char *place; /* NULL: nowhere */
};

/* Appends the whole of a file that somebody wrote for us; what it is goes to
 * *facts. A pipe may take a minute. EX_CONFIG when there is no such file, when
 * it may not be read or does not fit the buf; EX_OSERR when the machine fails.
 */
bool file_load(
    const char *path, struct buf *to, struct stat *facts, struct error *err);

/* May a file with these facts hold a secret? It must be regular, belong to us
 * or to root, be written by nobody else and not be read by everybody. Else
 * EX_CONFIG, with the command that mends it. */
bool
file_is_private(const char *path, const struct stat *facts, struct error *err);

/* May a file with these facts be obeyed? It must belong to us or to root and
 * not be written by everybody, be it a file or a pipe, whose maker owns it; but
 * a character device, such as a terminal, may be anybody's. Else EX_CONFIG. */
bool
file_is_trusted(const char *path, const struct stat *facts, struct error *err);

/* Appends a whole file that may hold a secret, else not a byte of it; by then
 * process_hide() was called. */
bool file_load_secret(const char *path, struct buf *to, struct error *err);

/* A new file without a name, readable by nobody else, in $TMPDIR, /tmp or
 * /var/tmp. Returns -1 and EX_TEMPFAIL when there is no place for one. */
int file_temporary(struct error *err);

/* read(2) and pread(2), begun again when a signal came in between. */
ssize_t file_read(int fd, char *data, size_t size);
ssize_t file_read_at(int fd, char *data, size_t size, off_t offset);

/* Writes everything, or returns false with errno set. */
bool file_write(int fd, const char *data, size_t length);

/* Writes for a reader that may be stuck, as the other end of a pipe can be:
 * gives up at the deadline, or when a signal bids us end. */
bool file_tell(int fd, const char *data, size_t length, int64_t deadline);

#endif
