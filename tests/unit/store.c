/* store.c - bytes written once and read again, in memory or in a file */
#include "base/store.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/place.h"
#include "unit/sample.h"
#include "unit/tap.h"

#define MEMORY STORE_IN_MEMORY

static void
fill(char *data, size_t size)
{
	uint64_t state = 42;
	for (size_t i = 0; i < size; i++)
		data[i] = (char)sample_random(&state);
}

/* Reads all of it and compares. */
static bool
is_whole(const struct store *store, const char *data, size_t size)
{
	struct error err = { 0 };
	struct store_reader reader = STORE_READER(store);
	struct slice piece;
	size_t done = 0;
	bool same = true;
	while (store_next(&reader, &piece, &err) && piece.length > 0) {
		same = same && done + piece.length <= size
		    && memcmp(data + done, piece.data, piece.length) == 0;
		done += piece.length;
	}
	same = same && !error_is_set(&err) && done == size;
	same = same && store_next(&reader, &piece, &err) && piece.length == 0;
	store_reader_free(&reader);
	return same;
}

static void
test_size(const char *data, size_t size, size_t bite)
{
	struct error err = { 0 };
	struct store store = STORE;
	bool well = true;
	for (size_t at = 0; at < size; at += bite)
		well = well
		    && store_add(&store, data + at,
			size - at < bite ? size - at : bite, &err);
	well = well && store_finish(&store, &err);
	ok(well && err.code == 0, "%zu octets, %zu at a time", size, bite);
	is(store.size, size, "%zu octets: so many", size);
	is(store.fd >= 0, size > MEMORY, "%zu octets: in a file?", size);
	ok(is_whole(&store, data, size), "%zu octets: read back", size);
	ok(is_whole(&store, data, size), "%zu octets: and once more", size);
	store_free(&store);
	is(store.fd, -1, "%zu octets: the file is gone", size);
}

static void
test_two_readers(const char *data)
{
	struct error err = { 0 };
	struct store store = STORE;
	struct slice a, b;
	store_add(&store, data, 2 * MEMORY, &err);
	store_finish(&store, &err);
	struct store_reader one = STORE_READER(&store);
	struct store_reader two = STORE_READER(&store);
	store_next(&one, &a, &err);
	store_next(&one, &a, &err);
	store_next(&two, &b, &err);
	is_bytes(b.data, 16, data, 16, "a second reader begins anew");
	ok(two.offset < one.offset, "and does not move the first");
	store_reader_free(&one);
	store_reader_free(&two);
	store_free(&store);
}

static void
test_file(const char *data)
{
	struct error err = { 0 };
	struct store store = STORE;
	struct stat facts;
	setenv("TMPDIR", place_path(""), 1);
	store_add(&store, data, 2 * MEMORY, &err);
	store_finish(&store, &err);
	fstat(store.fd, &facts);
	is(facts.st_nlink, 0, "the file has no name");
	is(facts.st_mode & 07777, 0600, "nobody else may read it");
	is(fcntl(store.fd, F_GETFD), FD_CLOEXEC, "no child inherits it");

	/* Somebody cuts it short: that must not pass for the end. */
	if (ftruncate(store.fd, MEMORY) != 0)
		abort();
	ok(!is_whole(&store, data, 2 * MEMORY), "a file that was cut");
	struct store_reader reader = STORE_READER(&store);
	struct slice piece;
	while (store_next(&reader, &piece, &err) && piece.length > 0)
		continue;
	is(err.code, EX_TEMPFAIL, "is a failure, not an end");
	store_reader_free(&reader);
	store_free(&store);
}

static void
test_full_disk(const char *data)
{
	struct error err = { 0 };
	struct store store = STORE;
	struct rlimit none = { 1000, RLIM_INFINITY }, before;
	getrlimit(RLIMIT_FSIZE, &before);
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &none);
	bool well = store_add(&store, data, 3 * MEMORY, &err)
	    && store_finish(&store, &err);
	setrlimit(RLIMIT_FSIZE, &before);
	ok(!well, "a disk that is full");
	is(err.code, EX_TEMPFAIL, "is temporary");
	has(err.text, "temporary file", "and says where it happened");
	store_free(&store);
}

int
main(void)
{
	static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, MEMORY - 1,
		MEMORY, MEMORY + 1, 2 * MEMORY - 1, 2 * MEMORY, 2 * MEMORY + 1,
		1000000 };
	static const size_t bites[] = { 1000000, 65536, 4093 };
	char *data = malloc(1000000);
	fill(data, 1000000);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		for (size_t j = 0; j < sizeof(bites) / sizeof(*bites); j++)
			test_size(data, sizes[i], bites[j]);
	}
	test_two_readers(data);
	test_file(data);
	test_full_disk(data);
	free(data);
	return tap_done();
}
