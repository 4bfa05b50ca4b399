#include "net/certificate.h"

#include <string.h>
#include <sys/stat.h>

#include <gnutls/abstract.h>

#include "base/buf.h"
#include "base/file.h"

#define FILE_MOST (1024 * 1024)
#define PIN "pin-value"

static bool
is_token(const char *name)
{
	return gnutls_url_is_supported(name) != 0;
}

/* How much of a name may be shown: RFC 7512 section 2.4, behind the question
 * mark may be a PIN, which some put elsewhere. */
static int
shown(const char *name)
{
	const char *pin = strstr(name, PIN);
	size_t length = strcspn(name, "?");
	return pin != NULL && pin < name + length ? (int)(pin - name)
						  : (int)length;
}

/* Not to ask for a file, and show its name, where a token was meant. */
static bool
check_name(const struct file_named *file, struct error *err)
{
	const char *name = file->path;
	if (is_token(name) || strstr(name, PIN) == NULL)
		return true;
	error_set(err, EX_CONFIG, "%.*s is no PKCS#11 URI that can be used",
	    shown(name), name);
	return error_at(err, file->place);
}

/* A key in a token may have its certificate in a file, as cards often do. */
static bool
check_pair(const struct tls_settings *settings, struct error *err)
{
	if (!is_token(settings->certificate.path)
	    || is_token(settings->key.path))
		return true;
	error_set(err, EX_CONFIG,
	    "the key of a certificate in a token must be in a token too");
	return error_at(err, settings->key.place);
}

/* Where no key is set, the file of the certificate must hold it; that it may be
 * read by all is no mistake where it does not. */
static bool
has_key(const struct tls_settings *settings, const struct buf *certificate,
    struct error *err)
{
	const char *path = settings->certificate.path;
	return strcmp(settings->key.path, path) != 0
	    || strstr(certificate->data, "PRIVATE KEY-----") != NULL
	    || error_set(err, EX_CONFIG,
		"%s holds no key: name it in tls-key (of the gate: "
		"gate-tls-key)",
		path);
}

static bool
load_chain(
    const struct tls_settings *settings, struct buf *chain, struct error *err)
{
	struct stat facts;
	return (file_load(settings->certificate.path, chain, &facts, err)
		   && has_key(settings, chain, err))
	    || error_at(err, settings->certificate.place);
}

/* A private key is a secret like any other: what is judged is what is read. */
static int
load_files(gnutls_certificate_credentials_t credentials,
    const struct tls_settings *settings, struct error *err)
{
	struct buf certificate = BUF_SECRET(FILE_MOST);
	struct buf key = BUF_SECRET(FILE_MOST);
	int result = GNUTLS_E_FILE_ERROR;
	if (load_chain(settings, &certificate, err)
	    && (file_load_secret(settings->key.path, &key, err)
		|| error_at(err, settings->key.place))) {
		gnutls_datum_t chain = { (void *)certificate.data,
			(unsigned)certificate.length };
		gnutls_datum_t secret = { (void *)key.data,
			(unsigned)key.length };
		result = gnutls_certificate_set_x509_key_mem2(
		    credentials, &chain, &secret, GNUTLS_X509_FMT_PEM, NULL, 0);
	}
	buf_free(&certificate);
	buf_free(&key);
	return result;
}

/* In a token no file can be read by others. */
static int
load_token(gnutls_certificate_credentials_t credentials,
    const struct tls_settings *settings)
{
	return gnutls_certificate_set_x509_key_file2(credentials,
	    settings->certificate.path, settings->key.path, GNUTLS_X509_FMT_PEM,
	    NULL, 0);
}

bool
certificate_load(gnutls_certificate_credentials_t credentials,
    const struct tls_settings *settings, struct error *err)
{
	const struct file_named *certificate = &settings->certificate;
	const char *key = settings->key.path;
	if (certificate->path == NULL)
		return true;
	if (!check_name(certificate, err) || !check_name(&settings->key, err)
	    || !check_pair(settings, err))
		return false;
	int result = is_token(key) ? load_token(credentials, settings)
				   : load_files(credentials, settings, err);
	if (result >= 0 || error_is_set(err))
		return result >= 0;
	error_set(err, EX_CONFIG,
	    "cannot use the certificate %.*s with the key %.*s: %s",
	    shown(certificate->path), certificate->path, shown(key), key,
	    gnutls_strerror(result));
	return error_at(err, certificate->place);
}
