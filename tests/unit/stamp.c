/* stamp.c - when a message was written and which one it is */
#include "mail/stamp.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "unit/tap.h"

#define FORKS 20
#define ID_LENGTH 38 /* of <32 hexadecimal digits@a.b> */

static void
test_dates(void)
{
	static const struct {
		const char *zone;
		time_t when;
		const char *date;
	} rows[] = {
		{ "UTC0", 0, "Thu, 01 Jan 1970 00:00:00 +0000" },
		{ "UTC0", 1709210096, "Thu, 29 Feb 2024 12:34:56 +0000" },
		{ "XYZ-5:30", 1709210096, "Thu, 29 Feb 2024 18:04:56 +0530" },
		{ "XYZ8", 1709210096, "Thu, 29 Feb 2024 04:34:56 -0800" },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1720000000,
		    "Wed, 03 Jul 2024 11:46:40 +0200" },
		{ "UTC0", 4102444800, "Fri, 01 Jan 2100 00:00:00 +0000" },
		{ "UTC0", 2147483648, "Tue, 19 Jan 2038 03:14:08 +0000" },
		{ "UTC0", -1, "Wed, 31 Dec 1969 23:59:59 +0000" },
		{ "<+14>-14", 1709210096, "Fri, 01 Mar 2024 02:34:56 +1400" },
		{ "<+1245>-12:45", 1709210096,
		    "Fri, 01 Mar 2024 01:19:56 +1245" },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1729990799,
		    "Sun, 27 Oct 2024 02:59:59 +0200" },
		{ "CET-1CEST,M3.5.0,M10.5.0/3", 1729990800,
		    "Sun, 27 Oct 2024 02:00:00 +0100" },
		{ "no such zone", 0, "Thu, 01 Jan 1970 00:00:00 +0000" },
	};
	struct arena arena = { 0 };
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		setenv("TZ", rows[i].zone, 1);
		tzset();
		is_text(stamp_date(&arena, rows[i].when), rows[i].date, "in %s",
		    rows[i].zone);
	}
	arena_free(&arena);
}

static bool
is_id(const char *id)
{
	return strlen(id) == ID_LENGTH && id[0] == '<'
	    && strspn(id + 1, "0123456789abcdef") == 32
	    && strcmp(id + 33, "@a.b>") == 0;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
are_unique(const char **ids, size_t count)
{
	qsort(ids, count, sizeof(*ids), compare);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(ids[i - 1], ids[i]) == 0)
			return false;
	}
	return true;
}

/* A child begins with the very memory of its parent. */
static const char *
id_of_child(struct arena *arena, struct error *err)
{
	int ends[2];
	char id[ID_LENGTH] = "";
	if (pipe(ends) != 0)
		abort();
	pid_t pid = fork();
	if (pid == 0) {
		const char *made = stamp_message_id(arena, "a.b", err);
		_exit(!file_write(ends[1], made, ID_LENGTH));
	}
	close(ends[1]);
	ssize_t n = file_read(ends[0], id, ID_LENGTH);
	close(ends[0]);
	waitpid(pid, NULL, 0);
	return arena_copy(arena, id, n < 0 ? 0 : (size_t)n);
}

static void
test_ids(void)
{
	static const char *ids[1000 + 2 * FORKS];
	struct arena arena = { 0 };
	struct error err = { 0 };
	bool well = true;
	for (size_t i = 0; i < 1000; i++) {
		ids[i] = stamp_message_id(&arena, "a.b", &err);
		well = well && is_id(ids[i]);
	}
	ok(well, "a thousand of the right form, such as %s", ids[0]);
	for (size_t i = 0; i < FORKS; i++) {
		ids[1000 + 2 * i] = id_of_child(&arena, &err);
		ids[1001 + 2 * i] = stamp_message_id(&arena, "a.b", &err);
		well = well && is_id(ids[1000 + 2 * i]);
	}
	ok(well, "those of children too");
	ok(are_unique(ids, 1000 + 2 * FORKS), "no two are the same");
	is(err.code, 0, "nothing failed");
	arena_free(&arena);
}

/* What a login name holds stays within its comment. */
static void
test_received(void)
{
	struct arena arena = { 0 };
	is_text(stamp_received(&arena, "web1", "user joe", 0),
	    arena_print(&arena, "by web1 (sendoff, from user joe);\r\n\t%s",
		stamp_date(&arena, 0)),
	    "by whom and when");
	has(stamp_received(&arena, "web1", "user a)(b\\\r\nX: y", 0),
	    "user a\\)\\(b\\\\  X: y);\r\n\t", "no way out of the comment");
	arena_free(&arena);
}

int
main(void)
{
	test_dates();
	test_received();
	test_ids();
	return tap_done();
}
