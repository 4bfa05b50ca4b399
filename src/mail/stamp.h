/* stamp.h - when a message was written and which one it is */
#ifndef MAIL_STAMP_H
#define MAIL_STAMP_H

#include <stdbool.h>
#include <time.h>

#include "base/arena.h"
#include "base/error.h"

/* RFC 5322 3.3, local time with a numeric zone, whatever the locale. */
const char *stamp_date(struct arena *arena, time_t when);

/* RFC 3339 in UTC, 2026-11-26T00:45:15Z; and back: false when it is none. */
const char *stamp_utc(struct arena *arena, time_t when);
bool stamp_read_utc(const char *text, time_t *when);

/* RFC 3339 with any offset: 2026-12-24T18:00:00+01:00. */
bool stamp_read(const char *text, time_t *when);

/* RFC 5321 4.4: that this machine had it from somebody, as "user joe", and
 * when. */
const char *stamp_received(
    struct arena *arena, const char *host, const char *from, time_t when);

/* RFC 5322 3.6.4, with its brackets: 128 random bits at `domain`, so that it
 * is not guessed and not met twice on any host or in any fork. NULL and
 * EX_OSERR when the machine has no random numbers. */
const char *
stamp_message_id(struct arena *arena, const char *domain, struct error *err);

#endif
