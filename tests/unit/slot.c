/* slot.c - at most so many of us at once */
#include "base/slot.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "unit/place.h"
#include "unit/tap.h"

static struct slot_kind kind = { .name = "mx:587 joe", .count = 1 };

/* A process that holds a slot until it is told to end, or killed. Whoever
 * hears an octet from it knows that it has one. */
static pid_t
hold(int *end)
{
	int ready[2], over[2];
	char octet;
	if (pipe(ready) != 0 || pipe(over) != 0)
		return -1;
	pid_t child = fork();
	if (child == 0) {
		struct slot slot;
		struct error err = { 0 };
		close(over[1]);
		bool well = slot_take(&kind, &slot, clock_now() + 20000, &err);
		if (write(ready[1], well ? "y" : "n", 1) == 1 && well)
			_exit(read(over[0], &octet, 1) == 1 ? 0 : 1);
		_exit(2);
	}
	close(ready[1]);
	close(over[0]);
	*end = over[1];
	ok(read(ready[0], &octet, 1) == 1 && octet == 'y', "another has it");
	close(ready[0]);
	return child;
}

static void
test_count(void)
{
	struct error err = { 0 };
	struct slot slots[4] = { 0 };
	kind.count = 3;
	for (int i = 0; i < 3; i++)
		ok(slot_take(&kind, &slots[i], clock_now(), &err), "slot %d",
		    i);
	ok(!slot_take(&kind, &slots[3], clock_now() + 30, &err), "no fourth");
	is(err.code, EX_TEMPFAIL, "later there may be");
	ok(!slots[3].held, "none is held");
	slot_give(&slots[1]);
	err = (struct error){ 0 };
	ok(slot_take(&kind, &slots[3], clock_now(), &err), "one came back");
	slot_give(&slots[1]);
	ok(!slot_take(&kind, &slots[1], clock_now(), &err),
	    "given twice, it is given once");
	for (int i = 0; i < 4; i++)
		slot_give(&slots[i]);
	kind.count = 1;
}

static void
test_names(void)
{
	struct error err = { 0 };
	struct slot a, b;
	struct slot_kind other = kind;
	other.name = "mx:587 ann";
	ok(slot_take(&kind, &a, clock_now(), &err), "joe's");
	ok(slot_take(&other, &b, clock_now(), &err), "ann's is another");
	slot_give(&a);
	slot_give(&b);
}

static void
test_wait(bool by_force)
{
	struct error err = { 0 };
	struct slot slot;
	int end = -1;
	pid_t holder = hold(&end);
	pid_t waker = fork();
	if (waker == 0) {
		if (by_force)
			kill(holder, SIGKILL);
		else if (write(end, "x", 1) != 1)
			_exit(1);
		_exit(0);
	}
	ok(slot_take(&kind, &slot, clock_now() + 20000, &err),
	    by_force ? "its holder was killed" : "its holder has ended");
	slot_give(&slot);
	close(end);
	waitpid(waker, NULL, 0);
	waitpid(holder, NULL, 0);
}

static void
test_directories(void)
{
	struct error err = { 0 };
	struct slot slot;
	struct slot_kind bad = kind;
	bad.directory = place_path("none");
	ok(!slot_take(&bad, &slot, clock_now(), &err), "no directory");
	is(err.code, EX_CONFIG, "no directory: code");
	bad.directory = place_path("open");
	mkdir(bad.directory, 0700);
	chmod(bad.directory, 0755);
	err = (struct error){ 0 };
	ok(!slot_take(&bad, &slot, clock_now(), &err), "others can look in");
	is(err.code, EX_CONFIG, "others can look in: code");
	has(err.text, "chmod 700", "what mends it");
}

int
main(void)
{
	kind.directory = place_path("slots");
	mkdir(kind.directory, 0700);
	test_count();
	test_names();
	test_wait(false);
	test_wait(true);
	test_directories();
	return tap_done();
}
