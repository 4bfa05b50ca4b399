/* dane_absent.c - in place of dane.c, where libunbound is not there to build */
#include "net/dane.h"

bool
dane_is_built(void)
{
	return false;
}

bool
dane_lookup(struct arena *arena, const char *host, const char *port,
    const struct file_named *anchors, int64_t deadline, struct tlsa_list *list,
    struct error *err)
{
	(void)arena;
	(void)host;
	(void)port;
	(void)anchors;
	(void)deadline;
	(void)list;
	return error_set(err, EX_SOFTWARE, "built without libunbound");
}
