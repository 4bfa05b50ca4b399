#include "import/import.h"

#include <string.h>
#include <sys/stat.h>

#include "import/draft.h"
#include "import/foreign.h"
#include "import/peer.h"
#include "import/render.h"

static const struct peer *const peers[] = { &peer_ssmtp, &peer_msmtp,
	&peer_nullmailer, &peer_dma, &peer_esmtp };

#define COUNT (sizeof(peers) / sizeof(peers[0]))

/* PROGRAM:FILE. A file that is called so is ./PROGRAM:FILE. */
static const struct peer *
by_prefix(const char **what)
{
	for (size_t i = 0; i < COUNT; i++) {
		size_t length = strlen(peers[i]->name);
		if (strncmp(*what, peers[i]->name, length) != 0
		    || (*what)[length] != ':')
			continue;
		*what += length + 1;
		return peers[i];
	}
	return NULL;
}

static const char *
nearest_name(const char *word)
{
	size_t best = 0;
	for (size_t i = 1; i < COUNT; i++) {
		if (text_distance(word, peers[i]->name)
		    < text_distance(word, peers[best]->name))
			best = i;
	}
	return peers[best]->name;
}

/* WORD:FILE, where no file is called so: a program that is not known. */
static bool
is_sensible(struct arena *arena, const char *what, struct error *err)
{
	struct stat facts;
	size_t length = 0;
	while (
	    text_lower(what[length]) >= 'a' && text_lower(what[length]) <= 'z')
		length++;
	if (length == 0 || length > 32 || what[length] != ':'
	    || stat(what, &facts) == 0)
		return true;
	const char *word = arena_copy(arena, what, length);
	return error_set(err, EX_USAGE,
	    "unknown program \"%s\": did you mean \"%s\"? known are ssmtp, "
	    "msmtp, nullmailer, dma and esmtp",
	    word, nearest_name(word));
}

static const struct peer *
by_name(const char *file)
{
	struct stat facts;
	if (stat(file, &facts) == 0 && S_ISDIR(facts.st_mode))
		return &peer_nullmailer;
	for (size_t i = 0; i < COUNT; i++) {
		const char *const *pattern = peers[i]->files;
		for (; *pattern != NULL; pattern++) {
			if (text_matches(*pattern, file))
				return peers[i];
		}
	}
	return NULL;
}

/* How many lines begin with a setting of that program. */
static size_t
count_known(
    struct arena *arena, struct foreign_text text, const struct peer *peer)
{
	size_t known = 0;
	struct slice line;
	const char *name, *value;
	while (foreign_next(&text, &line)) {
		foreign_split(arena, line, peer->delimiters, &name, &value);
		if (foreign_find(peer->rows, name, peer->any_case) != NULL)
			known++;
	}
	return known;
}

static const struct peer *
by_content(struct arena *arena, const char *file, struct error *err)
{
	struct foreign_text text;
	const struct peer *best = NULL;
	size_t most = 0, second = 0;
	struct stat facts;
	if (stat(file, &facts) == 0 && !S_ISREG(facts.st_mode)) {
		error_set(err, EX_DATAERR,
		    "%s can be read only once: say whose it is, as in "
		    "--import=msmtp:%s",
		    file, file);
		return NULL;
	}
	if (!foreign_open(arena, file, &text, err))
		return NULL;
	for (size_t i = 0; i < COUNT; i++) {
		size_t known = count_known(arena, text, peers[i]);
		if (known > most) {
			second = most;
			most = known;
			best = peers[i];
		} else if (known > second) {
			second = known;
		}
	}
	if (best != NULL && most > second)
		return best;
	error_set(err, EX_DATAERR,
	    "%s does not look like a configuration of ssmtp, msmtp, "
	    "nullmailer, dma or esmtp: say which, as in --import=msmtp:%s",
	    text.shown, text.shown);
	return NULL;
}

/* Remarks alone are no configuration. */
static bool
is_anything(const struct drafts *drafts)
{
	for (size_t i = 0; i < drafts->count; i++) {
		const struct draft *draft = drafts->items[i];
		if (draft->secret != NULL)
			return true;
		for (size_t j = 0; j < draft->count; j++) {
			if (draft->items[j].key != NULL)
				return true;
		}
	}
	return false;
}

static bool
write_drafts(const struct peer *peer, const char *file,
    const struct drafts *drafts, struct buf *to, struct error *err)
{
	const char *shown = text_shown(drafts->arena, file, strlen(file));
	if (drafts->warnings.count > DRAFT_WARNINGS_MOST)
		return error_set(err, EX_DATAERR,
		    "%s has more than %d lines that are not understood: is "
		    "this the right file?",
		    shown, DRAFT_WARNINGS_MOST);
	if (!is_anything(drafts))
		return error_set(err, EX_DATAERR,
		    "%s holds no setting of %s that could be taken over", shown,
		    peer->name);
	buf_print(to, "# what %s had in %s\n", peer->name, shown);
	render(drafts, to);
	if (buf_is_full(to))
		return error_set(err, EX_DATAERR,
		    "%s becomes too large: is this the right file?", shown);
	return true;
}

bool
import(struct arena *arena, const char *what, struct buf *to,
    struct text_list *warnings, struct error *err)
{
	struct drafts drafts = { .arena = arena };
	const struct peer *peer = by_prefix(&what);
	if (peer == NULL && !is_sensible(arena, what, err))
		return false;
	if (peer == NULL)
		peer = by_name(what);
	if (peer == NULL)
		peer = by_content(arena, what, err);
	bool well = peer != NULL && peer->read(&drafts, what, err)
	    && write_drafts(peer, what, &drafts, to, err);
	if (well)
		*warnings = drafts.warnings;
	return well;
}
