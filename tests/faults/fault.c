/* fault.c - one system call of a program fails, or is its last
 *
 * Loaded into the program by LD_PRELOAD, it counts what the program asks of
 * files and sockets, and does as FAULT bids at call number FAULT_AT of those
 * that it concerns:
 *
 *	kill      SIGKILL, once the call is done
 *	tear      SIGKILL, once half is written; concerns writes
 *	full      the disk is full from then on; concerns what needs room there,
 *	          but for a file for which room was reserved before
 *	NUMBER    the call is not made and fails with that errno
 *
 * FAULT_NOTE is a file that takes a struct note, whatever becomes of us.
 *
 * The system is called directly: the names of the C library's own functions
 * are those that we stand in for.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What faults.py reads. */
struct note {
	unsigned struck;
	unsigned doubt; /* when struck: the dot was said, and nobody noted */
	char name[24];  /* of the call */
};

static struct {
	struct note *note;
	atomic_uint calls;
	unsigned at;
	int error; /* 0: kill */
	bool tears, fills;
	int socket; /* the last that was connected; -1: none */
	int roomy;  /* the file that has room of its own; -1: none */
	bool doubt;
} fault = { .socket = -1, .roomy = -1 };

/* ---- before and after a call ---- */

static const char *
value_of(const char *name)
{
	const char *value = getenv(name);
	return value == NULL ? "" : value;
}

__attribute__((constructor)) static void
prepare(void)
{
	long fd = syscall(SYS_openat, AT_FDCWD, value_of("FAULT_NOTE"),
	    O_RDWR | O_CLOEXEC, 0);
	void *note = mmap(NULL, sizeof(*fault.note), PROT_READ | PROT_WRITE,
	    MAP_SHARED, (int)fd, 0);
	if (fd < 0 || note == MAP_FAILED)
		abort();
	syscall(SYS_close, fd);
	fault.at = (unsigned)strtoul(value_of("FAULT_AT"), NULL, 10);
	fault.tears = strcmp(value_of("FAULT"), "tear") == 0;
	fault.fills = strcmp(value_of("FAULT"), "full") == 0;
	fault.error = fault.fills ? ENOSPC : atoi(value_of("FAULT"));
	fault.note = note;
}

static bool
concerns(const char *name)
{
	bool writes = strcmp(name, "write") == 0;
	if (fault.fills)
		return writes || strcmp(name, "fallocate") == 0
		    || strcmp(name, "create") == 0 || strcmp(name, "mkdir") == 0
		    || strcmp(name, "fsync") == 0;
	return writes || !fault.tears;
}

/* Is this the one? */
static bool
strikes(const char *name)
{
	if (!concerns(name))
		return false;
	unsigned call = ++fault.calls;
	if (call != fault.at && !(fault.fills && call > fault.at))
		return false;
	fault.note->struck = 1;
	fault.note->doubt |= fault.doubt;
	if (call == fault.at)
		strncpy(fault.note->name, name, sizeof(fault.note->name) - 1);
	return true;
}

static long
refuse(void)
{
	errno = fault.error;
	return -1;
}

static long
die(void)
{
	kill(getpid(), SIGKILL);
	return -1; /* never */
}

/* One call, which takes its place in the count. */
#define CALL(name, ...)                      \
	bool strikes_now = strikes(name);    \
	if (strikes_now && fault.error != 0) \
		return refuse();             \
	long result = syscall(__VA_ARGS__);  \
	return strikes_now ? die() : result

/* ---- files ---- */

int __openat64_2(int, const char *, int);

static int
open_in(int directory, const char *path, int flags, mode_t mode)
{
	CALL(flags & O_CREAT ? "create" : "open", SYS_openat, directory, path,
	    flags, mode);
}

int
open(const char *path, int flags, ...)
{
	va_list rest;
	va_start(rest, flags);
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
	va_end(rest);
	return open_in(AT_FDCWD, path, flags, mode);
}

int
openat(int directory, const char *path, int flags, ...)
{
	va_list rest;
	va_start(rest, flags);
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
	va_end(rest);
	return open_in(directory, path, flags, mode);
}

/* As _FORTIFY_SOURCE has it. */
int
__openat64_2(int directory, const char *path, int flags)
{
	return open_in(directory, path, flags, 0);
}

int
close(int fd)
{
	/* It closes whatever it says. */
	fault.roomy = fd == fault.roomy ? -1 : fault.roomy;
	bool strikes_now = strikes("close");
	long result = syscall(SYS_close, fd);
	if (strikes_now)
		return fault.error != 0 ? refuse() : die();
	return result;
}

ssize_t
read(int fd, void *data, size_t size)
{
	CALL("read", SYS_read, fd, data, size);
}

ssize_t
pread(int fd, void *data, size_t size, off_t offset)
{
	CALL("pread", SYS_pread64, fd, data, size, offset);
}

int
fsync(int fd)
{
	CALL("fsync", SYS_fsync, fd);
}

static int
allocate_in(int fd, int mode, off_t from, off_t length)
{
	CALL("fallocate", SYS_fallocate, fd, mode, from, length);
}

int
fallocate(int fd, int mode, off_t from, off_t length)
{
	int result = allocate_in(fd, mode, from, length);
	fault.roomy = result == 0 ? fd : fault.roomy;
	return result;
}

/* Room behind the end goes, even where the file stays as long as it was. */
int
ftruncate(int fd, off_t length)
{
	fault.roomy = fd == fault.roomy ? -1 : fault.roomy;
	CALL("ftruncate", SYS_ftruncate, fd, length);
}

int
flock(int fd, int operation)
{
	CALL("flock", SYS_flock, fd, operation);
}

int
fcntl(int fd, int command, ...)
{
	va_list rest;
	va_start(rest, command);
	long argument = va_arg(rest, long);
	va_end(rest);
	CALL("fcntl", SYS_fcntl, fd, command, argument);
}

int
mkdir(const char *path, mode_t mode)
{
	CALL("mkdir", SYS_mkdirat, AT_FDCWD, path, mode);
}

int
mkdirat(int directory, const char *path, mode_t mode)
{
	CALL("mkdir", SYS_mkdirat, directory, path, mode);
}

int
access(const char *path, int mode)
{
	CALL("access", SYS_faccessat, AT_FDCWD, path, mode);
}

/* ---- what ends the doubt whether a message was sent ---- */

static int
settled(long result)
{
	fault.doubt = fault.doubt && result != 0;
	return (int)result;
}

static bool
has_room(int fd)
{
	return fault.fills && fd == fault.roomy;
}

static int
sync_data(int fd)
{
	if (has_room(fd))
		return (int)syscall(SYS_fdatasync, fd);
	CALL("fsync", SYS_fdatasync, fd);
}

int
fdatasync(int fd)
{
	return settled(sync_data(fd));
}

static int
rename_in(int from, const char *old, int to, const char *new)
{
	CALL("rename", SYS_renameat2, from, old, to, new, 0);
}

int
renameat(int from, const char *old, int to, const char *new)
{
	return settled(rename_in(from, old, to, new));
}

static int
remove_in(int directory, const char *path, int flags)
{
	CALL("unlink", SYS_unlinkat, directory, path, flags);
}

int
unlinkat(int directory, const char *path, int flags)
{
	return settled(remove_in(directory, path, flags));
}

int
unlink(const char *path)
{
	return remove_in(AT_FDCWD, path, 0);
}

/* ---- sockets ---- */

int
socket(int domain, int type, int protocol)
{
	CALL("socket", SYS_socket, domain, type, protocol);
}

int
connect(int fd, const struct sockaddr *to, socklen_t length)
{
	fault.socket = fd;
	CALL("connect", SYS_connect, fd, to, length);
}

/* The end of a message: RFC 5321 section 4.1.1.4, RFC 3030 section 2. */
static bool
has_end(const char *data, size_t size)
{
	return memmem(data, size, " LAST\r\n", 7) != NULL
	    || memmem(data, size, "\r\n.\r\n", 5) != NULL;
}

ssize_t
write(int fd, const void *data, size_t size)
{
	bool strikes_now = !has_room(fd) && strikes("write");
	if (strikes_now && fault.error != 0)
		return refuse();
	size_t some = strikes_now && fault.tears ? size / 2 : size;
	long result = syscall(SYS_write, fd, data, some);
	fault.doubt = fault.doubt
	    || (fd == fault.socket && some == size && has_end(data, size));
	fault.note->doubt |= strikes_now && fault.doubt;
	return strikes_now ? die() : result;
}
