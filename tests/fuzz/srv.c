/* srv.c - what DNS answers: net/srv.h. The input is the answer as it comes. */
#include "net/srv.h"

#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

#include "base/clock.h"
#include "fuzz/fuzz.h"

static struct slice answer;

/* Stands before the C library's. */
int
res_query(const char *name, int class, int type, unsigned char *to, int size)
{
	(void)name;
	(void)class;
	(void)type;
	if (answer.length == 0) {
		h_errno = NO_DATA;
		return -1;
	}
	size_t length =
	    answer.length < (size_t)size ? answer.length : (size_t)size;
	memcpy(to, answer.data, length);
	return (int)answer.length;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct srv_list list;
	answer = (struct slice){ (const char *)data, size };
	if (!srv_lookup(&arena, "submission", "example.com", CLOCK_NEVER, &list,
		&err)) {
		fuzz_check_error(&err);
		must(err.code == EX_TEMPFAIL);
	}
	must(list.count <= 64);
	for (size_t i = 0; i < list.count; i++) {
		const struct srv_target *target = &list.targets[i];
		uint64_t port = 0;
		must(target->host[0] != '\0');
		must(text_number(target->port, 65535, &port));
		must(target->priority <= 65535 && target->weight <= 65535);
		must(
		    i == 0 || list.targets[i - 1].priority <= target->priority);
		must_say(fuzz_is_clean(target->host, strlen(target->host), ""),
		    "%s", target->host);
	}
	arena_free(&arena);
	return 0;
}
