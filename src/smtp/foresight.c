#include "smtp/foresight.h"

#include <string.h>

#define KEY_MOST 4096

static bool
name_words(const struct cache *cache, struct cache_name *name)
{
	struct buf key = BUF(KEY_MOST);
	if (cache->directory == NULL)
		return false;
	buf_print(&key, "EHLO%c%s", '\0', cache->key);
	bool well = cache_name(cache, &key, name);
	buf_free(&key);
	return well;
}

/* Both answers in one file, a NUL between: neither holds one, since nothing
 * else would be an SMTP reply. */
void
foresight_load(struct foresight *foresight, const struct cache *cache)
{
	struct cache_name name;
	struct buf file = BUF(2 * FORESIGHT_MOST);
	if (name_words(cache, &name) && cache_load(cache, &name, &file)) {
		size_t clear = strlen(file.data);
		buf_add(&foresight->words[SIDE_CLEAR], file.data, clear);
		if (clear < file.length)
			buf_text(
			    &foresight->words[SIDE_TLS], file.data + clear + 1);
	}
	buf_free(&file);
}

bool
foresight_tells(
    const struct foresight *foresight, enum side side, struct caps *caps)
{
	const struct buf *words = &foresight->words[side];
	if (words->length == 0)
		return false;
	caps_read(caps, words->data);
	return caps->pipe_connect;
}

static const char *
second_line(const char *words)
{
	return words + strcspn(words, "\n");
}

bool
foresight_is_right(const struct foresight *foresight, enum side side,
    const struct reply *reply)
{
	return strcmp(second_line(foresight->words[side].data),
		   second_line(reply->text.data))
	    == 0;
}

void
foresight_learn(
    struct foresight *foresight, enum side side, const struct reply *reply)
{
	struct buf *words = &foresight->words[side];
	foresight->is_new = true;
	buf_clear(words);
	if (strlen(reply->text.data) == reply->text.length)
		buf_add(words, reply->text.data, reply->text.length);
}

void
foresight_keep(const struct foresight *foresight, const struct cache *cache)
{
	struct cache_name name;
	struct buf file = BUF(2 * FORESIGHT_MOST + 1);
	if (!foresight->is_new || !name_words(cache, &name))
		return;
	buf_add(&file, foresight->words[SIDE_CLEAR].data,
	    foresight->words[SIDE_CLEAR].length);
	buf_byte(&file, '\0');
	buf_add(&file, foresight->words[SIDE_TLS].data,
	    foresight->words[SIDE_TLS].length);
	cache_keep(cache, &name, file.data, file.length);
	buf_free(&file);
}

void
foresight_forget(const struct cache *cache)
{
	struct cache_name name;
	if (name_words(cache, &name))
		cache_forget(cache, &name);
}

void
foresight_free(struct foresight *foresight)
{
	buf_free(&foresight->words[SIDE_CLEAR]);
	buf_free(&foresight->words[SIDE_TLS]);
}
