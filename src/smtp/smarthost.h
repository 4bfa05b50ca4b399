/* smarthost.h - one smarthost and how we talk to it: all the engine needs */
#ifndef SMTP_SMARTHOST_H
#define SMTP_SMARTHOST_H

#include <stdbool.h>

#include "auth/credential.h"
#include "base/file.h"
#include "net/socks.h"
#include "net/tls.h"

enum tls_need {
	TLS_REQUIRED,      /* verified TLS or nothing */
	TLS_OPPORTUNISTIC, /* TLS if it is offered, verified or not; a login
			      still needs it verified */
	TLS_OFF,
};

enum dane_need {
	DANE_OFF,
	DANE_AUTO,     /* what DNSSEC proves must be so */
	DANE_REQUIRED, /* ... and something must be proven */
};

struct smarthost {
	const char *host; /* ASCII name or address, without brackets */
	const char *path; /* a local socket in its place; or NULL */
	const char *port; /* decimal */
	const char *peer; /* "host:port", for people */
	bool is_lmtp;     /* RFC 2033: LHLO, a verdict for each recipient */
	bool at_once;     /* TLS before the first word (RFC 8314 3.3) */
	enum tls_need tls;
	struct tls_settings tls_settings;
	enum dane_need dane;            /* see peer.h */
	struct file_named dane_anchors; /* NULL: the system's */

	int family;               /* AF_UNSPEC, AF_INET, AF_INET6 */
	const char *bind;         /* source address; NULL: any */
	struct socks_proxy proxy; /* its host NULL: none */
	const char *tunnel;       /* a command that leads there; NULL: none */
	const char *helo;         /* how we greet; NULL: our address literal */

	struct credential credential; /* where the login came from */
	struct login login; /* user and secret; no secret: see `logs_in` */
	bool in_turn;       /* hear each reply before the next word, whatever
				   an earlier session has learned */
	bool logs_in;       /* authenticate, or send nothing (RFC 4954) */
	const char *mechanisms; /* allowed ones, in order; NULL: the best */

	unsigned connect_timeout; /* seconds */
	unsigned timeout;    /* for each answer, seconds; 0: as RFC 5321 says */
	bool reject_partial; /* all recipients or none */
};

#endif
