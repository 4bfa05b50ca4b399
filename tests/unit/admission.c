/* admission.c - how many clients may come */
#include "net/admission.h"

#include "unit/tap.h"

static struct admission door;

static struct client
from(const char *address)
{
	struct client client = { .kind = CLIENT_REMOTE };
	network_parse(address, &client.address);
	return client;
}

static enum admission_verdict
ask(const char *address, int64_t now)
{
	struct client client = from(address);
	return admission_ask(&door, &client, now);
}

static void
test_at_once(void)
{
	door = (struct admission){ .most = 2 };
	is(ask("192.0.2.1", 0), ADMISSION_GRANTED, "the first");
	is(ask("192.0.2.1", 0), ADMISSION_GRANTED, "the second");
	is(ask("192.0.2.9", 0), ADMISSION_FULL, "no third");
	admission_leave(&door);
	is(ask("192.0.2.9", 0), ADMISSION_GRANTED, "but when one has left");
}

static void
test_haste(void)
{
	door = (struct admission){ .per_minute = 6 };
	for (int i = 0; i < 6; i++)
		is(ask("2001:db8::1", 5000), ADMISSION_GRANTED, "a burst");
	is(ask("2001:db8::2", 5000), ADMISSION_HASTY, "its neighbour, too");
	is(ask("2001:db8:0:1::1", 5000), ADMISSION_GRANTED, "not a stranger");
	is(ask("2001:db8::1", 14999), ADMISSION_HASTY, "a moment too early");
	is(ask("2001:db8::1", 15000), ADMISSION_GRANTED, "ten seconds later");
	is(ask("2001:db8::1", 15000), ADMISSION_HASTY, "but one");
	for (int i = 0; i < 6; i++)
		is(ask("2001:db8::1", 75000), ADMISSION_GRANTED,
		    "a minute later a burst again");
	is(ask("2001:db8::1", 75000), ADMISSION_HASTY, "and no more");
}

static void
test_users(void)
{
	struct client joe = { .kind = CLIENT_LOCAL, .uid = 1000 };
	struct client ann = { .kind = CLIENT_LOCAL, .uid = 1001 };
	door = (struct admission){ .per_minute = 1 };
	is(admission_ask(&door, &joe, 0), ADMISSION_GRANTED, "joe");
	is(admission_ask(&door, &joe, 0), ADMISSION_HASTY, "joe again");
	is(admission_ask(&door, &ann, 0), ADMISSION_GRANTED, "ann");
	is(door.inside, 2, "who was refused is not inside");
}

/* Many strangers do not wash off who came before them in the same minute. */
static void
test_many(void)
{
	door = (struct admission){ .per_minute = 10 };
	for (int i = 0; i < 10; i++)
		ask("192.0.2.1", 1000);
	for (int i = 0; i < 4 * ADMISSION_KEPT; i++) {
		struct client client = from("10.0.0.0");
		client.address.octets[1] = (unsigned char)(i >> 16);
		client.address.octets[2] = (unsigned char)(i >> 8);
		client.address.octets[3] = (unsigned char)i;
		admission_ask(&door, &client, 1000);
	}
	is(ask("192.0.2.1", 1000), ADMISSION_HASTY, "it is still known");
}

int
main(void)
{
	test_at_once();
	test_haste();
	test_users();
	test_many();
	return tap_done();
}
