/* source.h - where a message comes from when that is no descriptor */
#ifndef MAIL_SOURCE_H
#define MAIL_SOURCE_H

#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

/* read() waits for some octets, of which there are none at the end; -1 with
 * the reason in err. */
struct input_source {
	ssize_t (*read)(
	    void *self, char *space, size_t room, struct error *err);
	void *self;
};

#endif
