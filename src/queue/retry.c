#include "queue/retry.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gnutls/crypto.h>

#include "base/digest.h"
#include "base/file.h"
#include "mail/stamp.h"

#define FIRST 60  /* seconds */
#define MOST 3600 /* seconds */
#define RECORD_MOST 4096

static unsigned
random_below(unsigned most)
{
	unsigned bits = 0;
	gnutls_rnd(GNUTLS_RND_NONCE, &bits, sizeof(bits));
	return bits % most;
}

time_t
retry_next(unsigned tries, time_t now)
{
	unsigned delay = FIRST;
	for (unsigned i = 1; i < tries && delay < MOST; i++)
		delay *= 2;
	if (delay > MOST)
		delay = MOST;
	return now + (time_t)(delay - delay / 5 + random_below(2 * delay / 5));
}

bool
retry_is_due(time_t tried, time_t next, time_t now)
{
	return now >= next || now < tried;
}

/* ---- smarthosts ---- */

static bool
name_of(const char *route, char hex[DIGEST_HEX])
{
	struct digest digest = { 0 };
	digest_add(&digest, route, strlen(route));
	return digest_end(&digest, hex);
}

static bool
read_record(struct arena *arena, const char *text, struct retry_host *host)
{
	uint64_t tries;
	const char *end = strchr(text, '\n');
	if (end == NULL)
		return false;
	const char *rest = arena_copy(arena, text, (size_t)(end - text));
	if (!text_number(text_take_word(arena, &rest), UINT_MAX, &tries)
	    || !stamp_read_utc(text_take_word(arena, &rest), &host->tried)
	    || !stamp_read_utc(text_take_word(arena, &rest), &host->next))
		return false;
	host->tries = (unsigned)tries;
	host->reason = rest;
	return true;
}

struct retry_host
retry_host_load(struct spool *spool, struct arena *arena, const char *route)
{
	char name[DIGEST_HEX], text[RECORD_MOST];
	struct retry_host host = { 0 };
	if (!name_of(route, name))
		return host;
	int fd = openat(
	    spool->hosts, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return host;
	ssize_t n = file_read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	if (!read_record(arena, text, &host))
		host = (struct retry_host){ 0 };
	return host;
}

static void
write_record(struct spool *spool, const char *name, const struct buf *record)
{
	char temporary[DIGEST_HEX + 32];
	snprintf(temporary, sizeof(temporary), ".%s.%ld", name, (long)getpid());
	int flags =
	    O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
	int fd = openat(spool->hosts, temporary, flags, S_IRUSR | S_IWUSR);
	if (fd < 0)
		return;
	bool well = file_write(fd, record->data, record->length);
	close(fd);
	if (!well || renameat(spool->hosts, temporary, spool->hosts, name) != 0)
		unlinkat(spool->hosts, temporary, 0);
}

void
retry_host_failed(
    struct spool *spool, const char *route, time_t now, const char *reason)
{
	struct arena arena = { 0 };
	struct buf record = BUF(RECORD_MOST - 1);
	char name[DIGEST_HEX];
	unsigned tries = retry_host_load(spool, &arena, route).tries + 1;
	buf_print(&record, "%u %s %s %s\n", tries, stamp_utc(&arena, now),
	    stamp_utc(&arena, retry_next(tries, now)), reason);
	if (name_of(route, name))
		write_record(spool, name, &record);
	buf_free(&record);
	arena_free(&arena);
}

void
retry_host_served(struct spool *spool, const char *route)
{
	char name[DIGEST_HEX];
	if (name_of(route, name))
		unlinkat(spool->hosts, name, 0);
}
