/* settings.h - what TLS is to be like: the plain struct its files share */
#ifndef NET_SETTINGS_H
#define NET_SETTINGS_H

#include <stdbool.h>

#include "base/cache.h"
#include "base/file.h"
#include "base/text.h"
#include "net/tlsa.h"

/* 1.0 is weak (RFC 8996), and for a server alone, by an explicit setting. */
enum tls_minimum { TLS_MINIMUM_1_2, TLS_MINIMUM_1_3, TLS_MINIMUM_1_0 };

struct tls_settings {
	const char *name;          /* what the certificate must bear */
	struct file_named ca_file; /* PEM; NULL: the system's authorities */
	struct text_list pins;     /* SHA-256 of the public key (SPKI), base64:
				      one must match, see tls_start() */
	struct file_named certificate; /* ours, PEM file or PKCS#11 URI */
	struct file_named key;         /* its key likewise */
	const char *priority; /* GnuTLS priority string; NULL: safe ones */
	enum tls_minimum minimum;
	struct tlsa_list tlsa; /* one must match; none: without DANE */
	bool unverified;       /* go on without a verified peer, and say so */
	struct cache cache;    /* for resumption; its key: who talks to whom */
};

#endif
