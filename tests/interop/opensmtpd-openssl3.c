/* opensmtpd-openssl3.c - lets Debian 12's OpenSMTPD serve TLS
 *
 * OpenSMTPD 6.8 marks the server's key with where the private half is, but
 * with OpenSSL 3 that mark lands on a copy, and every handshake fails with
 * "missing private key" (OpenSMTPD issue 1171). Version 7 sets the marked key
 * back (pull request 1208). So does this, loaded before libcrypto.
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <stddef.h>

struct evp_pkey_st;
struct rsa_st;
struct ec_key_st;

typedef struct rsa_st *get1_rsa(struct evp_pkey_st *pkey);
typedef struct ec_key_st *get1_ec_key(struct evp_pkey_st *pkey);

/* What stands here is in libcrypto, whose headers nothing else needs. */
int EVP_PKEY_set1_RSA(struct evp_pkey_st *pkey, struct rsa_st *key);
int EVP_PKEY_set1_EC_KEY(struct evp_pkey_st *pkey, struct ec_key_st *key);
get1_rsa EVP_PKEY_get1_RSA;
get1_ec_key EVP_PKEY_get1_EC_KEY;

struct rsa_st *
EVP_PKEY_get1_RSA(struct evp_pkey_st *pkey)
{
	get1_rsa *real = (get1_rsa *)dlsym(RTLD_NEXT, "EVP_PKEY_get1_RSA");
	struct rsa_st *key = real(pkey);
	if (key != NULL)
		EVP_PKEY_set1_RSA(pkey, key);
	return key;
}

struct ec_key_st *
EVP_PKEY_get1_EC_KEY(struct evp_pkey_st *pkey)
{
	get1_ec_key *real =
	    (get1_ec_key *)dlsym(RTLD_NEXT, "EVP_PKEY_get1_EC_KEY");
	struct ec_key_st *key = real(pkey);
	if (key != NULL)
		EVP_PKEY_set1_EC_KEY(pkey, key);
	return key;
}
