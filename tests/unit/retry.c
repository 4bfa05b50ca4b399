/* retry.c - when to try again */
#include "queue/retry.h"

#include <string.h>
#include <sys/stat.h>

#include "unit/place.h"
#include "unit/tap.h"

static void
test_delays(void)
{
	static const struct {
		unsigned tries;
		time_t delay;
	} rows[] = { { 1, 60 }, { 2, 120 }, { 3, 240 }, { 6, 1920 },
		{ 7, 3600 }, { 8, 3600 }, { 1000000, 3600 } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		time_t least = rows[i].delay, most = 0;
		for (int n = 0; n < 1000; n++) {
			time_t delay = retry_next(rows[i].tries, 5000) - 5000;
			least = delay < least ? delay : least;
			most = delay > most ? delay : most;
		}
		ok(least >= rows[i].delay * 4 / 5
			&& most <= rows[i].delay * 6 / 5,
		    "after %u: about %ld s", rows[i].tries,
		    (long)rows[i].delay);
		ok(most - least > rows[i].delay / 5, "but not all alike");
	}
}

static void
test_due(void)
{
	ok(!retry_is_due(1000, 1060, 1059), "not yet");
	ok(retry_is_due(1000, 1060, 1060), "now");
	ok(retry_is_due(0, 0, 5), "never tried");
	ok(retry_is_due(1000, 1060, 900), "a clock that was set back");
	ok(retry_is_due(1000, 1060, 999999999), "and forward");
}

static void
test_hosts(void)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct spool spool;
	const char *path = place_path("spool");
	mkdir(path, 0700);
	ok(spool_open(&spool, path, &err), "a spool");
	is(retry_host_load(&spool, &arena, "a").tries, 0, "not known");
	retry_host_failed(&spool, "a", 5000, "nobody there");
	retry_host_failed(&spool, "a", 6000, "nobody \"there\" \\ at all");
	struct retry_host host = retry_host_load(&spool, &arena, "a");
	is(host.tries, 2, "twice in vain");
	is(host.tried, 6000, "when");
	ok(host.next >= 6096 && host.next <= 6144, "when again");
	is_text(host.reason, "nobody \"there\" \\ at all", "why");
	is(retry_host_load(&spool, &arena, "b").tries, 0, "another is another");
	retry_host_served(&spool, "a");
	is(retry_host_load(&spool, &arena, "a").tries, 0, "it served");
	spool_close(&spool);
	arena_free(&arena);
}

int
main(void)
{
	test_delays();
	test_due();
	test_hosts();
	return tap_done();
}
