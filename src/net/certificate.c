#include "net/certificate.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"

/* A private key is a secret like any other. */
static bool
is_key_private(const char *key, struct error *err)
{
	struct stat facts;
	if (text_starts(key, "pkcs11:"))
		return true;
	if (stat(key, &facts) != 0)
		return error_set(
		    err, EX_CONFIG, "cannot open %s: %s", key, strerror(errno));
	return file_is_private(key, &facts, err);
}

bool
certificate_load(gnutls_certificate_credentials_t credentials,
    const struct tls_settings *settings, struct error *err)
{
	if (settings->certificate == NULL)
		return true;
	if (!is_key_private(settings->key, err))
		return false;
	int result = gnutls_certificate_set_x509_key_file2(credentials,
	    settings->certificate, settings->key, GNUTLS_X509_FMT_PEM, NULL, 0);
	if (result < 0)
		return error_set(err, EX_CONFIG,
		    "cannot use the certificate %s with the key %s: %s",
		    settings->certificate, settings->key,
		    gnutls_strerror(result));
	return true;
}
