/* complete.h - names made whole
 *
 * On the machine itself `root` and `root@localhost` say who is meant; a
 * smarthost must be told the domain. Only that is filled in: names, comments
 * and folding of a field stay as they were.
 */
#ifndef MAIL_COMPLETE_H
#define MAIL_COMPLETE_H

#include <stdbool.h>

#include "base/arena.h"
#include "mail/address.h"
#include "mail/header.h"

struct completion {
	const char *domain; /* what completes a bare name; never NULL */
	const char *host;   /* this machine: its bare name is as good as none */
	struct text_list domains; /* patterns: these too are as good as none */
};

/* Is it a bare name, or one at localhost, at our host's bare name or at one of
 * our domains? */
bool
complete_is_local(const struct completion *with, const struct address *address);

/* Is it local, or at our host's full name? That one can be reached from
 * elsewhere and is not completed; but aliases hold for it. */
bool
complete_is_ours(const struct completion *with, const struct address *address);

/* Its wire form, completed; NULL when its domain has no ASCII form. */
const char *complete_address(struct arena *arena, const struct completion *with,
    const struct address *address);

/* Completes the addresses of a field that can be parsed; leaves others. */
void complete_field(
    struct arena *arena, const struct completion *with, struct field *field);

#endif
