#include "base/sandbox.h"

#if defined(__linux__) && defined(USE_SANDBOX)

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>

/* ---- files: Landlock ---- */

/* Its second version (Linux 5.19) is the first that lets a file be renamed from
 * one directory to another, as in a spool. */
#define LANDLOCK_OLDEST 2
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif

/* What changes files, as that version knows it; later ones know more, which is
 * left alone. */
#define CHANGES                                                             \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR      \
	    | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR \
	    | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG     \
	    | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO   \
	    | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM   \
	    | LANDLOCK_ACCESS_FS_REFER)

static int
open_place(const char *path)
{
	char directory[PATH_MAX];
	int fd = open(path, O_PATH | O_CLOEXEC);
	const char *slash = strrchr(path, '/');
	if (fd >= 0 || errno != ENOENT || slash == NULL)
		return fd;
	snprintf(
	    directory, sizeof(directory), "%.*s", (int)(slash - path), path);
	return open(directory, O_PATH | O_CLOEXEC);
}

static bool
add_rule(int rules, int fd, uint64_t rights)
{
	struct landlock_path_beneath_attr beneath = { .parent_fd = fd,
		.allowed_access = rights };
	return syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH,
		   &beneath, 0)
	    == 0;
}

/* A file cannot be given the rights of a directory. */
static void
allow(int rules, const char *path)
{
	int fd = open_place(path);
	if (fd < 0)
		return;
	if (!add_rule(rules, fd, CHANGES))
		add_rule(rules, fd, LANDLOCK_ACCESS_FS_WRITE_FILE);
	close(fd);
}

static void
guard_files(const char *const *writable, size_t count)
{
	static const char *const always[] = { "/tmp", "/var/tmp", "/dev/null" };
	struct landlock_ruleset_attr what = { .handled_access_fs = CHANGES
		    | LANDLOCK_ACCESS_FS_EXECUTE };
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	if (version < LANDLOCK_OLDEST)
		return;
	int rules =
	    (int)syscall(SYS_landlock_create_ruleset, &what, sizeof(what), 0);
	if (rules < 0)
		return;
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		allow(rules, always[i]);
	for (size_t i = 0; i < count; i++) {
		if (writable[i] != NULL)
			allow(rules, writable[i]);
	}
	syscall(SYS_landlock_restrict_self, rules, 0);
	close(rules);
}

/* ---- system calls: seccomp ---- */

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#endif

#ifdef MACHINE

#define LOAD(member) \
	BPF_STMT(    \
	    BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define REFUSE_CALL(number) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), REFUSE

/* What a client that sends mail never does, and what somebody who has taken it
 * over would begin with. They are refused, not punished: a library that tries
 * one can go on. */
static const struct sock_filter calls[] = {
	LOAD(arch),
	/* Another instruction set, or x32, has other numbers. */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0),
	REFUSE,
	LOAD(nr),
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
	REFUSE,
	REFUSE_CALL(SYS_execve),
	REFUSE_CALL(SYS_execveat),
	REFUSE_CALL(SYS_listen),
	REFUSE_CALL(SYS_accept),
	REFUSE_CALL(SYS_accept4),
	REFUSE_CALL(SYS_process_vm_readv),
	REFUSE_CALL(SYS_process_vm_writev),
	REFUSE_CALL(SYS_io_uring_setup),
	REFUSE_CALL(SYS_userfaultfd),
	REFUSE_CALL(SYS_bpf),
	REFUSE_CALL(SYS_perf_event_open),
	REFUSE_CALL(SYS_add_key),
	REFUSE_CALL(SYS_keyctl),
	REFUSE_CALL(SYS_unshare),
	REFUSE_CALL(SYS_setns),
	REFUSE_CALL(SYS_mount),
	REFUSE_CALL(SYS_chroot),
	REFUSE_CALL(SYS_pivot_root),
	REFUSE_CALL(SYS_finit_module),
	REFUSE_CALL(SYS_kexec_load),
	ALLOW,
};

static void
guard_calls(void)
{
	struct sock_fprog program = { sizeof(calls) / sizeof(calls[0]),
		(struct sock_filter *)calls };
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

#else

static void
guard_calls(void)
{
}

#endif

void
sandbox_enter(const char *const *writable, size_t count)
{
	/* Neither of the two is given to whoever could still gain rights. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return;
	guard_files(writable, count);
	guard_calls();
}

#else

void
sandbox_enter(const char *const *writable, size_t count)
{
	(void)writable;
	(void)count;
}

#endif
