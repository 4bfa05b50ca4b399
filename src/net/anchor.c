#include "net/anchor.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

#define FILE_MOST (256 * 1024)
#define BETWEEN " \t\r\n()" /* words: RFC 1035 section 5.1 */

/* Where systems keep the keys of the root; the first that is there is used. */
static const char *const files[] = {
	"/usr/share/dns/root.key",                           /* Debian */
	"/etc/trusted-key.key",                              /* Arch */
	"/usr/share/dnssec-root/trusted-key.key",            /* Alpine */
	"/var/lib/unbound/root.key",                         /* Fedora, RHEL */
	"/etc/unbound/root.key", "/var/unbound/db/root.key", /* OpenBSD */
};

static bool
is_type(const char *word, size_t length)
{
	return (length == 2 && text_equal_n(word, "DS", length))
	    || (length == 6 && text_equal_n(word, "DNSKEY", length));
}

/* libunbound passes over other records, and where it has no key at all it takes
 * every zone for one that is not signed, without a word. */
static bool
holds_key(const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, BETWEEN ";");
		if (is_type(text, length))
			return true;
		text += length;
		text +=
		    *text == ';' ? strcspn(text, "\n") : strspn(text, BETWEEN);
	}
	return false;
}

/* It is read a second time, by libunbound: a pipe would be empty by then. */
static bool
check(const char *file, struct error *err)
{
	struct buf text = BUF(FILE_MOST);
	struct stat facts;
	bool well = file_load(file, &text, &facts, err);
	if (well && (!S_ISREG(facts.st_mode) || !holds_key(text.data)))
		well = error_set(err, EX_CONFIG,
		    "%s holds no keys that DNSSEC could begin with: "
		    "dane-anchor is for a file of DS or DNSKEY records",
		    file);
	buf_free(&text);
	return well;
}

static const char *
find_of_system(void)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		if (access(files[i], R_OK) == 0)
			return files[i];
	}
	return NULL;
}

const char *
anchor_find(const struct file_named *file, struct error *err)
{
	const char *path = file->path != NULL ? file->path : find_of_system();
	if (path != NULL && check(path, err))
		return path;
	/* Unless check() has said why. */
	error_set(err, EX_CONFIG,
	    "dane needs the keys of the DNS root, and there are none on this "
	    "machine: install them (dns-root-data), or name their file in "
	    "dane-anchor");
	error_at(err, file->place);
	return NULL;
}
