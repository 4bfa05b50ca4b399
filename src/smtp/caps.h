/* caps.h - what EHLO promised: RFC 5321 section 4.1.1.1 */
#ifndef SMTP_CAPS_H
#define SMTP_CAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define CAPS_AUTH_MOST 1024

struct caps {
	bool starttls;       /* RFC 3207 */
	bool pipelining;     /* RFC 2920 */
	bool eight_bit;      /* RFC 6152 */
	bool smtputf8;       /* RFC 6531 */
	bool chunking;       /* RFC 3030 */
	bool statuses;       /* RFC 2034: ENHANCEDSTATUSCODES */
	bool dsn;            /* RFC 3461 */
	bool require_tls;    /* RFC 8689 */
	bool deliver_by;     /* RFC 2852 */
	bool future_release; /* RFC 4865, */
	uint64_t hold_most;  /* its seconds at most, */
	time_t hold_until;   /* and its last date; 0: not said */
	bool priority;       /* RFC 6710 */
	bool pipe_connect;   /* Exim: we may speak before we are greeted */
	bool sizes;          /* RFC 1870: SIZE= is understood, */
	uint64_t size;       /* and this is the most it takes; 0: not said */
	size_t
	    recipients; /* RFC 9422: the most in one transaction; 0: not said */
	char auth[CAPS_AUTH_MOST]; /* RFC 4954: mechanisms, blanks between */
};

/* Takes the words of a reply to EHLO apart, its lines without their codes. What
 * is absurd is as if not said. */
void caps_read(struct caps *caps, const char *words);

#endif
