/* bearer.h - tokens instead of passwords: OAUTHBEARER (RFC 7628) and XOAUTH2
 *
 * libgsasl has neither. Both say one thing, the token, and both have one
 * surprise: a refusal comes as a challenge that holds JSON, and must be
 * answered before the server says its 535.
 */
#ifndef AUTH_BEARER_H
#define AUTH_BEARER_H

#include <stdbool.h>

#include "base/buf.h"

/* Appends the initial response, raw. `is_xoauth2` chooses the form; the user
 * and the token hold no control characters, else false. */
bool bearer_respond(bool is_xoauth2, const char *user, const char *host,
    const char *port, const char *token, struct buf *response);

/* Appends the raw answer to a challenge of refusal: nothing for XOAUTH2, one
 * ^A for OAUTHBEARER (3.2.3). */
void bearer_accept_refusal(bool is_xoauth2, struct buf *response);

/* Appends what the JSON of a refusal says, for people: "status 401" when that
 * can be told for certain, then the rest made printable. */
void bearer_explain(const struct buf *json, struct buf *text);

#endif
