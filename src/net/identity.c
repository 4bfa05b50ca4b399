#include "net/identity.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"
#include "net/network.h"

#define NAME_MOST 256

/* RFC 9525 6.3: a wildcard is the whole of the first label. GnuTLS lets it be a
 * part of one. */
static bool
names(const char *pattern, const char *name)
{
	const char *rest = strchr(name, '.');
	if (pattern[0] == '*' && rest != NULL)
		return text_equal(pattern + 1, rest);
	return text_equal(pattern, name);
}

/* RFC 9525 6.3: nor does the common name count, which GnuTLS believes where
 * there is no other. An address has been found among the addresses. */
bool
identity_is_borne(gnutls_x509_crt_t leaf, const char *name)
{
	bool is_address = network_is_address(name);
	for (unsigned i = 0;; i++) {
		char shown[NAME_MOST];
		size_t size = sizeof(shown);
		int type = gnutls_x509_crt_get_subject_alt_name(
		    leaf, i, shown, &size, NULL);
		if (type < 0 && type != GNUTLS_E_SHORT_MEMORY_BUFFER)
			return false;
		if (is_address && type == GNUTLS_SAN_IPADDRESS)
			return true;
		if (!is_address && type == GNUTLS_SAN_DNSNAME
		    && strlen(shown) == size && names(shown, name))
			return true;
	}
}

/* What must be true of the certificate: the name, and that it is a server's.
 * An address counts only as an iPAddress, so it must not go as a host name. */
unsigned
identity_demand(gnutls_typed_vdata_st demands[2], const char *name,
    unsigned char address[16])
{
	demands[0] = (gnutls_typed_vdata_st){ .type = GNUTLS_DT_DNS_HOSTNAME,
		.data = (unsigned char *)name };
	if (inet_pton(AF_INET, name, address) == 1) {
		demands[0] = (gnutls_typed_vdata_st){
			.type = GNUTLS_DT_IP_ADDRESS, .data = address, .size = 4
		};
	} else if (inet_pton(AF_INET6, name, address) == 1) {
		demands[0] =
		    (gnutls_typed_vdata_st){ .type = GNUTLS_DT_IP_ADDRESS,
			    .data = address,
			    .size = 16 };
	}
	demands[1] = (gnutls_typed_vdata_st){ .type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (unsigned char *)GNUTLS_KP_TLS_WWW_SERVER };
	return 2;
}
