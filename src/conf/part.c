#include "conf/part.h"

#include <string.h>

bool
part_complain(const struct part *part, struct error *err, const char *what)
{
	return error_set(
	    err, EX_CONFIG, "%s:%u: %s", part->file, part->line, what);
}

const char *
part_beside(struct arena *arena, const struct part *part, const char *path)
{
	const char *file = part->file;
	const char *slash = strrchr(file, '/');
	if (path[0] == '/' || slash == NULL)
		return arena_text(arena, path);
	return arena_print(arena, "%.*s/%s", (int)(slash - file), file, path);
}

static bool
check_depth(const struct part *part, struct error *err)
{
	unsigned depth = 0;
	for (const struct part *p = part->outer; p != NULL; p = p->outer)
		depth++;
	return depth <= CONFIG_DEEP
	    || part_complain(
		part->outer, err, "files include each other too deeply");
}

/* By whatever path it was reached. */
static bool
check_loop(struct arena *arena, const struct part *part, struct error *err)
{
	const struct part *outer = part->outer;
	while (outer != NULL
	    && (outer->facts.st_dev != part->facts.st_dev
		|| outer->facts.st_ino != part->facts.st_ino))
		outer = outer->outer;
	return outer == NULL
	    || part_complain(part->outer, err,
		arena_print(arena, "include: a loop: %s includes itself%s",
		    part->file,
		    outer == part->outer ? "" : " by way of others"));
}

/* With a byte order mark or without: what we read begins with ASCII. */
static bool
is_utf16(const struct buf *text)
{
	return text->length >= 2
	    && (memcmp(text->data, "\xff\xfe", 2) == 0
		|| memcmp(text->data, "\xfe\xff", 2) == 0
		|| (text->data[0] == '\0') != (text->data[1] == '\0'));
}

bool
part_load(struct arena *arena, struct part *part, struct file_named file,
    struct buf *text, struct error *err)
{
	part->file = file.path;
	if (!check_depth(part, err))
		return false;
	if (!file_load(file.path, text, &part->facts, err))
		return error_at(err, file.place);
	return check_loop(arena, part, err)
	    && (!is_utf16(text)
		|| error_set(err, EX_CONFIG,
		    "%s is a text in UTF-16: save it as UTF-8", file.path));
}

bool
part_check(const struct part *part, struct error *err)
{
	if (part->holds_secret
	    && !file_is_private(part->file, &part->facts, err))
		return false;
	return file_is_trusted(part->file, &part->facts, err);
}
