/* options.h - the command line of smarthost
 *
 *   smarthost play [common] [--cut N] SCRIPT
 *     plays the server's part of SCRIPT (tests/script/script.h); exit 1 and a
 *     line on standard error when the client does not keep to it
 *       --cut N                   leaves abruptly once step N, counted from 1,
 *                                 is done
 *
 *   smarthost serve [common] [...]
 *     is a submission server, until SIGTERM
 *       --connections N           or until N connections were served
 *       --implicit-tls            TLS from the first octet
 *       --no-starttls             or none at all
 *       --user U --password P     who must log in, before MAIL is accepted
 *       --mechs "PLAIN LOGIN"     how; without --password by EXTERNAL only
 *       --auth-in-clear           also without TLS
 *       --without KEYWORD         leaves a line of the reply to EHLO out
 *       --with "KEYWORD ..."      adds one
 *       --size N                  the largest message, in octets
 *       --max-recipients N        of one message
 *       --refuse-sender GLOB=REPLY, --refuse-recipient GLOB=REPLY
 *       --reply-to-dot REPLY      the verdict on every message, which is lost
 *       --mailbox DIR             keeps each message as N.eml and N.env
 *
 *   common:
 *       --listen ADDRESS          127.0.0.1, [::1], either with :PORT, or
 *                                 unix:/path
 *       --certificate FILE --key FILE  in PEM; without them there is no TLS
 *       --client-ca FILE          demands a client certificate
 *       --tls-priority STRING     of GnuTLS
 *       --transcript FILE         takes every line: "C: ", "S: ", "TLS 1.3"
 *       --message FILE            takes every message
 *       --patience SECONDS        ends every wait (30)
 *       --lifetime SECONDS        ends it all, by SIGALRM (never)
 *
 * The first line on standard output is "port N", N chosen by the kernel
 * if not by --listen.
 * play begins its files anew, serve appends. What --without, --with and
 * --refuse-... say adds up. SIGTERM ends it with exit 0; a wrong command line,
 * script or file is exit 64.
 */
#ifndef SMARTHOST_OPTIONS_H
#define SMARTHOST_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "smarthost/policy.h"
#include "smarthost/tls.h"

struct options {
	bool serves; /* else plays */
	const char *script;
	size_t cut;
	const char *listen;
	struct tls_files tls;
	const char *transcript;
	const char *message;
	const char *mailbox;
	size_t patience; /* in seconds */
	size_t lifetime; /* in seconds; 0: for ever */
	size_t connections;
	struct policy policy;
};

/* Reads the command line; strings are borrowed from it. False when it is
 * wrong, as standard error was told. */
bool options_parse(struct options *options, int argc, char **argv);

void options_free(struct options *options);

#endif
