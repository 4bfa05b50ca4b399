/* scram.h - the salted password of SCRAM: RFC 5802 section 3, Hi()
 *
 * Four thousand rounds of a hash are the dearest part of a run. libgsasl does
 * them in plain C; GnuTLS knows the processor's own instructions.
 */
#ifndef AUTH_SCRAM_H
#define AUTH_SCRAM_H

#include <gsasl.h>

/* A callback for libgsasl: answers GSASL_SCRAM_SALTED_PASSWORD and leaves every
 * other question unanswered. */
int
scram_callback(Gsasl *library, Gsasl_session *session, Gsasl_property property);

#endif
