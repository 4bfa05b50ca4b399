#include "base/cache.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/directory.h"
#include "base/file.h"

#define AGE_MOST (24 * 60 * 60) /* seconds */
#define OTHERS (S_IRWXG | S_IRWXO)

static int
open_directory(const struct cache *cache)
{
	struct error err = { 0 };
	return directory_open(cache->directory, &err);
}

bool
cache_name(
    const struct cache *cache, const struct buf *key, struct cache_name *name)
{
	unsigned char digest[32];
	gnutls_datum_t datum = { digest, sizeof(digest) };
	size_t size = sizeof(name->hex);
	return cache->directory != NULL && !buf_is_full(key)
	    && gnutls_hash_fast(
		   GNUTLS_DIG_SHA256, key->data, key->length, digest)
	    == 0
	    && gnutls_hex_encode(&datum, name->hex, &size) == 0;
}

static bool
is_ours_and_fresh(int fd)
{
	struct stat facts;
	time_t now = time(NULL);
	return fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode)
	    && facts.st_uid == geteuid() && facts.st_nlink == 1
	    && (facts.st_mode & OTHERS) == 0 && facts.st_mtime <= now
	    && now - facts.st_mtime < AGE_MOST;
}

static bool
read_whole(int fd, struct buf *to)
{
	size_t most = to->ceiling - to->length;
	char *space = buf_space(to, most);
	ssize_t n = space == NULL ? -1 : file_read(fd, space, most);
	buf_took(to, n > 0 ? (size_t)n : 0);
	return n > 0;
}

static bool
load(const struct cache *cache, const struct cache_name *name, bool take,
    struct buf *to)
{
	int directory = open_directory(cache);
	if (directory < 0)
		return false;
	int fd =
	    openat(directory, name->hex, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	bool well = fd >= 0 && is_ours_and_fresh(fd);
	if (take && fd >= 0)
		well = unlinkat(directory, name->hex, 0) == 0 && well;
	close(directory);
	well = well && read_whole(fd, to);
	if (fd >= 0)
		close(fd);
	return well;
}

bool
cache_load(
    const struct cache *cache, const struct cache_name *name, struct buf *to)
{
	return load(cache, name, false, to);
}

bool
cache_take(
    const struct cache *cache, const struct cache_name *name, struct buf *to)
{
	return load(cache, name, true, to);
}

static void
keep(int directory, const char *name, const char *data, size_t length)
{
	char temporary[sizeof(struct cache_name) + 32];
	snprintf(temporary, sizeof(temporary), "%s.%ld", name, (long)getpid());
	int fd = openat(directory, temporary,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    S_IRUSR | S_IWUSR);
	if (fd < 0)
		return;
	bool well = file_write(fd, data, length);
	close(fd);
	if (!well || renameat(directory, temporary, directory, name) != 0)
		unlinkat(directory, temporary, 0);
}

void
cache_keep(const struct cache *cache, const struct cache_name *name,
    const char *data, size_t length)
{
	int directory = open_directory(cache);
	if (directory < 0)
		return;
	keep(directory, name->hex, data, length);
	close(directory);
}

void
cache_forget(const struct cache *cache, const struct cache_name *name)
{
	int directory = open_directory(cache);
	if (directory < 0)
		return;
	unlinkat(directory, name->hex, 0);
	close(directory);
}
