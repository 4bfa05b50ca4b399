/* mech.h - the SASL mechanisms, and which one to use */
#ifndef AUTH_MECH_H
#define AUTH_MECH_H

#include <stdbool.h>
#include <stddef.h>

enum mech_needs {
	MECH_PASSWORD,
	MECH_CERTIFICATE, /* a client certificate that TLS has shown */
	MECH_TICKET,      /* what GSSAPI finds by itself */
	MECH_TOKEN,       /* an OAuth 2.0 access token in place of a password */
};

struct mech {
	const char *name;
	enum mech_needs needs;
	bool shows_secret; /* the peer learns it: verified TLS only */
	bool binds;        /* to the TLS channel: -PLUS */
	bool client_first; /* may send an initial response (RFC 4954) */
	bool at_once;      /* which then is all there is to say */
	bool automatic;    /* may be chosen without being named */
};

/* What a choice depends on. Lists are words between blanks. */
struct mech_situation {
	const char *offered; /* by the server */
	const char *wanted;  /* by the user; NULL: the strongest */
	bool has_password;   /* or token */
	bool has_certificate;
	bool is_verified; /* the channel is TLS with a verified peer */
	bool can_bind;
};

/* Is this a name we know, in any case? NULL if not. */
const struct mech *mech_find(const char *name, size_t length);

/* The best mechanism offered, allowed and possible that is not in *tried, a
 * set it is then added to; NULL: none is left. Wanted ones are taken in the
 * order they are named, else the order is by strength. */
const struct mech *
mech_choose(const struct mech_situation *situation, unsigned *tried);

#endif
