#include "base/clock.h"

#include <limits.h>
#include <time.h>

int64_t
clock_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
clock_after(unsigned seconds)
{
	if (seconds == 0)
		return CLOCK_NEVER;
	return clock_now() + (int64_t)seconds * 1000;
}

int
clock_left(int64_t then)
{
	if (then == CLOCK_NEVER)
		return -1;
	int64_t left = then - clock_now();
	if (left <= 0)
		return 0;
	return left > INT_MAX ? INT_MAX : (int)left;
}
