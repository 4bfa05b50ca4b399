#include "net/resume.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <gnutls/crypto.h>

#include "base/buf.h"
#include "base/file.h"

#define TICKET_MOST 65536
#define TICKET_AGE (24 * 60 * 60) /* seconds; RFC 8446 allows seven days */
#define HEX_SIZE 65

static int
open_directory(const char *path)
{
	struct stat facts;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (fstat(fd, &facts) == 0 && facts.st_uid == geteuid()
	    && (facts.st_mode & (S_IRWXG | S_IRWXO)) == 0)
		return fd;
	close(fd);
	return -1;
}

static void
add(struct buf *to, const char *text)
{
	buf_text(to, text == NULL ? "" : text);
	buf_byte(to, '\0');
}

/* Everything that must be the same for a session to be believed again. */
static bool
name_ticket(const struct tls_settings *settings, char hex[HEX_SIZE])
{
	struct buf key = BUF(65536);
	unsigned char digest[32];
	gnutls_datum_t datum = { digest, sizeof(digest) };
	size_t size = HEX_SIZE;
	add(&key, settings->name);
	add(&key, settings->cache_key);
	add(&key, settings->ca_file);
	add(&key, settings->certificate);
	add(&key, settings->priority);
	add(&key, settings->minimum == TLS_MINIMUM_1_3 ? "1.3" : "1.2");
	for (size_t i = 0; i < settings->pins.count; i++)
		add(&key, settings->pins.items[i]);
	bool well = !buf_is_full(&key)
	    && gnutls_hash_fast(GNUTLS_DIG_SHA256, key.data, key.length, digest)
		== 0
	    && gnutls_hex_encode(&datum, hex, &size) == 0;
	buf_free(&key);
	return well;
}

/* Opens a ticket and takes it away, so that no two runs use the same one. */
static int
take_ticket(int directory, const char *name)
{
	struct stat facts;
	time_t now = time(NULL);
	int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	bool ours = fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode)
	    && facts.st_uid == geteuid() && facts.st_nlink == 1
	    && (facts.st_mode & (S_IRWXG | S_IRWXO)) == 0;
	bool fresh =
	    ours && facts.st_mtime <= now && now - facts.st_mtime < TICKET_AGE;
	if (unlinkat(directory, name, 0) == 0 && fresh)
		return fd;
	close(fd);
	return -1;
}

void
resume_load(gnutls_session_t session, const struct tls_settings *settings)
{
	char name[HEX_SIZE];
	if (settings->cache == NULL || settings->unverified
	    || !name_ticket(settings, name))
		return;
	int directory = open_directory(settings->cache);
	if (directory < 0)
		return;
	int fd = take_ticket(directory, name);
	close(directory);
	if (fd < 0)
		return;

	struct buf ticket = BUF_SECRET(TICKET_MOST);
	char *space = buf_space(&ticket, TICKET_MOST);
	ssize_t n = file_read(fd, space, TICKET_MOST);
	if (n > 0)
		gnutls_session_set_data(session, space, (size_t)n);
	close(fd);
	buf_took(&ticket, n > 0 ? (size_t)n : 0);
	buf_free(&ticket);
}

static void
keep(int directory, const char *name, const gnutls_datum_t *ticket)
{
	char temporary[HEX_SIZE + 32];
	snprintf(temporary, sizeof(temporary), "%s.%ld", name, (long)getpid());
	int fd = openat(directory, temporary,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    S_IRUSR | S_IWUSR);
	if (fd < 0)
		return;
	bool well = file_write(fd, (char *)ticket->data, ticket->size);
	close(fd);
	if (!well || renameat(directory, temporary, directory, name) != 0)
		unlinkat(directory, temporary, 0);
}

void
resume_save(gnutls_session_t session, const struct tls_settings *settings)
{
	char name[HEX_SIZE];
	gnutls_datum_t ticket = { NULL, 0 };
	if (settings->cache == NULL || settings->unverified
	    || !(gnutls_session_get_flags(session)
		& GNUTLS_SFLAGS_SESSION_TICKET)
	    || !name_ticket(settings, name)
	    || gnutls_session_get_data2(session, &ticket) != 0)
		return;
	int directory = open_directory(settings->cache);
	if (directory >= 0) {
		keep(directory, name, &ticket);
		close(directory);
	}
	gnutls_memset(ticket.data, 0, ticket.size);
	gnutls_free(ticket.data);
}
