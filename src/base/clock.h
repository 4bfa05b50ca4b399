/* clock.h - a clock that never jumps, for deadlines
 *
 * Times are milliseconds on CLOCK_MONOTONIC; they mean nothing to people.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_NEVER INT64_MAX

int64_t clock_now(void);

/* `seconds` from now; 0 means never. */
int64_t clock_after(unsigned seconds);

/* Milliseconds left until then as poll(2) wants them: 0 when it has passed,
 * -1 for never. */
int clock_left(int64_t then);

static inline int64_t
clock_sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

#endif
