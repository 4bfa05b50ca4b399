/* file.c - files opened with care */
#include "base/file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/place.h"
#include "unit/tap.h"

/* ---- file_load ---- */

static void
test_load(void)
{
	struct error err = { 0 };
	struct stat facts;
	struct buf to = BUF(1000);
	const char *path = place_file("small", "two\nlines\n", 0640);
	buf_text(&to, ">");
	ok(file_load(path, &to, &facts, &err), "a file");
	is_text(to.data, ">two\nlines\n", "is appended");
	is(facts.st_mode & 0777, 0640, "with its facts");
	buf_clear(&to);
	path = place_bytes("nul", "a\0b", 3, 0600);
	ok(file_load(path, &to, &facts, &err), "a file with a NUL");
	is_bytes(to.data, to.length, "a\0b", 3, "comes whole");
	buf_clear(&to);
	ok(file_load(place_file("empty", "", 0600), &to, &facts, &err),
	    "an empty file");
	is(to.length, 0, "is empty");
	buf_free(&to);
}

static void
test_load_sizes(void)
{
	static const struct {
		size_t size, ceiling;
	} rows[] = {
		{ 9, 10 },
		{ 10, 10 },
		{ 11, 10 },
		{ 65535, 65536 },
		{ 65536, 65536 },
		{ 65537, 65536 },
		{ 200000, 300000 },
	};
	static char data[200000];
	memset(data, 'x', sizeof(data));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t size = rows[i].size, ceiling = rows[i].ceiling;
		struct error err = { 0 };
		struct stat facts;
		struct buf to = BUF(ceiling);
		const char *path = place_bytes("sized", data, size, 0600);
		bool well = file_load(path, &to, &facts, &err);
		is(well, size <= ceiling, "do %zu octets fit %zu?", size,
		    ceiling);
		is(err.code, well ? 0 : EX_CONFIG, "%zu in %zu: the code", size,
		    ceiling);
		if (well)
			is(to.length, size, "%zu in %zu: all", size, ceiling);
		else
			has(err.text, path, "%zu in %zu: the file is named",
			    size, ceiling);
		buf_free(&to);
	}
}

static void
test_load_failures(void)
{
	const char *loop = place_path("loop");
	if (symlink(loop, loop) != 0)
		abort();
	const char *const paths[] = { place_path("none"), place_path(""), loop,
		place_path("none/deeper"), "" };
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		struct error err = { 0 };
		struct stat facts;
		struct buf to = BUF(100);
		ok(!file_load(paths[i], &to, &facts, &err), "no file, row %zu",
		    i);
		is(err.code, EX_CONFIG, "no file, row %zu: the code", i);
		has(err.text, paths[i], "no file, row %zu: named", i);
		buf_free(&to);
	}
}

/* ---- file_is_private ---- */

static const struct {
	mode_t mode;
	bool is_private;
	const char *mends;
} modes[] = {
	{ 0600, true, NULL },
	{ 0400, true, NULL },
	{ 0640, true, NULL },
	{ 0440, true, NULL },
	{ 0700, true, NULL },
	{ 0604, false, "chmod 600 " },
	{ 0644, false, "chmod 640 " },
	{ 0660, false, "chmod 640 " },
	{ 0620, false, "chmod 600 " },
	{ 0602, false, "chmod 600 " },
	{ 0601, false, "chmod 600 " },
	{ 0666, false, "chmod 640 " },
	{ 0777, false, "chmod 640 " },
};

static void
test_modes(void)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		struct error err = { 0 };
		struct stat facts;
		struct buf to = BUF(100);
		const char *path = place_file("secret", "x", modes[i].mode);
		if (!file_load(path, &to, &facts, &err)) {
			tap_note("only root reads %s", path);
			stat(path, &facts);
			error_clear(&err);
		}
		bool is_private = file_is_private(path, &facts, &err);
		is(is_private, modes[i].is_private, "is %03o private?",
		    modes[i].mode);
		is(err.code, is_private ? 0 : EX_CONFIG, "%03o: the code",
		    modes[i].mode);
		if (modes[i].mends != NULL) {
			has(err.text, modes[i].mends, "%03o: what mends it",
			    modes[i].mode);
			has(err.text, path, "%03o: the file", modes[i].mode);
		}
		buf_free(&to);
	}
}

static void
test_owners(void)
{
	struct stat facts = { .st_mode = S_IFREG | 0600 };
	struct error err = { 0 };
	facts.st_uid = geteuid();
	ok(file_is_private("f", &facts, &err), "ours");
	facts.st_uid = 0;
	ok(file_is_private("f", &facts, &err), "root's");
	facts.st_uid = geteuid() + 4711;
	ok(!file_is_private("f", &facts, &err), "somebody else's");
	is(err.code, EX_CONFIG, "somebody else's: the code");
	has(err.text, "uid", "somebody else's: whose");

	static const mode_t kinds[] = { S_IFDIR, S_IFIFO, S_IFSOCK, S_IFCHR };
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct error odd = { 0 };
		facts = (struct stat){ .st_mode = kinds[i] | 0600,
			.st_uid = geteuid() };
		ok(!file_is_private("f", &facts, &odd),
		    "not a regular file, %zu", i);
		has(odd.text, "regular", "not a regular file, %zu: why", i);
	}
}

/* ---- descriptors ---- */

static void
test_temporary(void)
{
	struct error err = { 0 };
	struct stat facts;
	static const char *const places[] = { "/nonexistent", "relative", "",
		NULL };
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (places[i] != NULL)
			setenv("TMPDIR", places[i], 1);
		else
			setenv("TMPDIR", place_path(""), 1);
		int fd = file_temporary(&err);
		ok(fd >= 0, "TMPDIR %zu: there is a place", i);
		fstat(fd, &facts);
		is(facts.st_mode & 0777, 0600, "TMPDIR %zu: for us alone", i);
		is(facts.st_nlink, 0, "TMPDIR %zu: without a name", i);
		is(fcntl(fd, F_GETFD), FD_CLOEXEC, "TMPDIR %zu: ours", i);
		close(fd);
	}
}

static void
test_read_write(void)
{
	char data[10] = "";
	const char *path = place_file("rw", "", 0600);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	ok(file_write(fd, "0123456789", 10), "written");
	ok(file_write(fd, NULL, 0), "nothing written");
	is(file_read_at(fd, data, 4, 3), 4, "read from the middle");
	is_bytes(data, 4, "3456", 4, "what stands there");
	is(file_read(fd, data, 4), 0, "the end");
	close(fd);
	is(file_read(fd, data, 4), -1, "a closed one cannot be read");
	ok(!file_write(fd, "x", 1), "nor written");
}

/* Neither core nor debugger may see what is read now: a password, a key. */
static void
test_hidden(void)
{
	struct error err = { 0 };
	struct buf to = BUF_SECRET(100);
	struct rlimit core = { 0 };
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 1000, 1000 });
	prctl(PR_SET_DUMPABLE, 1);
	const char *path = place_file("hidden", "s3cret\n", 0600);
	ok(file_load_secret(path, &to, &err), "a secret");
	is_text(to.data, "s3cret\n", "is read whole");
	is(prctl(PR_GET_DUMPABLE), 0, "for no debugger");
	getrlimit(RLIMIT_CORE, &core);
	is(core.rlim_cur, 0, "nor into a core");
	buf_free(&to);
}

int
main(void)
{
	test_load();
	test_load_sizes();
	test_load_failures();
	test_modes();
	test_owners();
	test_temporary();
	test_read_write();
	test_hidden();
	return tap_done();
}
