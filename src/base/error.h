/* error.h - why something did not go well
 *
 * One struct serves a whole run. Whoever fails first says why, in the user's
 * terms, and returns false up a chain of `a && b && c`; what fails later is a
 * consequence and is not recorded.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <sysexits.h>

struct error {
	int code;         /* 0 = all is well, else a status of <sysexits.h> */
	bool uncertain;   /* the mail may have been delivered all the same */
	char text[1024];  /* one sentence: lower case, no full stop */
	char reply[1024]; /* the server's own words made printable, or "" */
};

/* Records a failure and returns false. The first one wins; a text that is too
 * long is cut. What a stranger wrote must have been made printable before
 * (text_printable); a control character that comes all the same, in a name of
 * ours or the caller's, is replaced by a question mark. */
bool error_set(struct error *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts in front of the failure where its cause was said: what only a floor
 * above can know. Returns false; "" and NULL put nothing. */
bool error_at(struct error *err, const char *place);

/* Forgets the failure, for the one case where another way is tried. */
void error_clear(struct error *err);

static inline bool
error_is_set(const struct error *err)
{
	return err->code != 0;
}

/* Does trying again later make sense? */
static inline bool
error_is_temporary(const struct error *err)
{
	return err->code == EX_TEMPFAIL;
}

#endif
