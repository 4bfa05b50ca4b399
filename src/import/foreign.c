#include "import/foreign.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

void
foreign_warn(struct drafts *drafts, const char *text)
{
	if (drafts->warnings.count > DRAFT_WARNINGS_MOST)
		return;
	text = text_shown(drafts->arena, text, strlen(text));
	text_list_add(drafts->arena, &drafts->warnings, text);
	text_list_add(drafts->arena, &drafts->remarks, text);
}

bool
foreign_open(struct arena *arena, const char *file, struct foreign_text *text,
    struct error *err)
{
	struct buf whole = BUF_SECRET(FOREIGN_MOST);
	struct stat facts;
	bool well = file_load(file, &whole, &facts, err);
	if (!well && err->code == EX_CONFIG)
		err->code = buf_is_full(&whole) ? EX_DATAERR : EX_NOINPUT;
	if (well && memchr(whole.data, '\0', whole.length) != NULL)
		well = error_set(err, EX_DATAERR,
		    "%s holds a NUL: is this a text file?", file);
	if (well) {
		const char *data = arena_copy(arena, whole.data, whole.length);
		*text = (struct foreign_text){ .rest = text_without_mark(
						   (struct slice){
						       data, whole.length }),
			.shown = text_shown(arena, file, strlen(file)),
			.is_public = (facts.st_mode & S_IROTH) != 0 };
	}
	buf_free(&whole);
	return well;
}

bool
foreign_open_beside(struct drafts *drafts, const char *file, const char *name,
    struct foreign_text *text)
{
	struct arena *arena = drafts->arena;
	const char *slash = strrchr(file, '/');
	const char *path = slash == NULL
	    ? name
	    : arena_print(arena, "%.*s/%s", (int)(slash - file), file, name);
	struct error err = { 0 };
	if (foreign_open(arena, path, text, &err))
		return true;
	if (access(path, F_OK) == 0)
		foreign_warn(drafts, arena_text(arena, err.text));
	return false;
}

bool
foreign_next(struct foreign_text *text, struct slice *line)
{
	while (text_next_line(&text->rest, line)) {
		text->number++;
		*line = text_trim(*line);
		if (line->length > 0 && line->data[0] != '#')
			return true;
	}
	return false;
}

const char *
foreign_place(struct arena *arena, const struct foreign_text *text)
{
	return arena_print(arena, "%s:%u", text->shown, text->number);
}

void
foreign_split(struct arena *arena, struct slice line, const char *delimiters,
    const char **name, const char **value)
{
	size_t at = 0;
	while (at < line.length && strchr(delimiters, line.data[at]) == NULL)
		at++;
	struct slice before = text_trim((struct slice){ line.data, at });
	*name = arena_copy(arena, before.data, before.length);
	*value = "";
	if (at == line.length)
		return;
	struct slice after = text_trim(
	    (struct slice){ line.data + at + 1, line.length - at - 1 });
	*value = arena_copy(arena, after.data, after.length);
}

const struct foreign_row *
foreign_find(const struct foreign_row *rows, const char *name, bool any_case)
{
	for (; rows->name != NULL; rows++) {
		if (strcmp(rows->name, name) == 0
		    || (any_case && text_equal(rows->name, name)))
			return rows;
	}
	return NULL;
}

const struct foreign_line *
foreign_line(const struct foreign *account, const char *name)
{
	for (size_t i = 0; i < account->count; i++) {
		if (strcmp(account->lines[i].name, name) == 0)
			return &account->lines[i];
	}
	return NULL;
}

const char *
foreign_value(const struct foreign *account, const char *name)
{
	const struct foreign_line *line = foreign_line(account, name);
	return line == NULL || line->value[0] == '\0' ? NULL : line->value;
}

void
foreign_add(
    struct arena *arena, struct foreign *account, struct foreign_line line)
{
	for (size_t i = 0; i < account->count; i++) {
		if (strcmp(account->lines[i].name, line.name) == 0) {
			account->lines[i] = line;
			return;
		}
	}
	account->lines = arena_more(
	    arena, account->lines, account->count, sizeof(*account->lines));
	account->lines[account->count++] = line;
}

void
foreign_convert(struct draft *draft, const struct foreign *account,
    const struct foreign_row *rows)
{
	for (size_t i = 0; i < account->count; i++) {
		const struct foreign_line *line = &account->lines[i];
		const struct foreign_row *row =
		    foreign_find(rows, line->name, false);
		draft->place = line->place;
		if (row != NULL && row->take != NULL)
			row->take(draft, row, line);
	}
	draft->place = NULL;
}

void
foreign_unknown(struct drafts *drafts, struct draft *draft, const char *place,
    const char *name, const char *value)
{
	struct arena *arena = drafts->arena;
	const char *what = "a line that is not understood";
	if (value[0] != '\0')
		what = arena_print(arena, "\"%s\" is not known",
		    text_shown(arena, name, strlen(name)));
	const char *remark =
	    arena_print(arena, "%s: %s: it is left out", place, what);
	if (drafts->warnings.count > DRAFT_WARNINGS_MOST)
		return;
	text_list_add(arena, &drafts->warnings, remark);
	if (draft == NULL)
		text_list_add(arena, &drafts->remarks, remark);
	else
		draft_remark(draft, "%s", remark);
}

void
foreign_tell_public(struct drafts *drafts, const struct foreign_text *text)
{
	bool any = false;
	for (size_t i = 0; i < drafts->count; i++)
		any = any || drafts->items[i]->secret != NULL;
	if (any && text->is_public)
		text_list_add(drafts->arena, &drafts->remarks,
		    arena_print(drafts->arena,
			"%s holds a password and could be read by everybody: "
			"better ask for a new password",
			text->shown));
}

/* ---- what rows do ---- */

void
foreign_set(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	if (line->value[0] != '\0')
		draft_set(draft, row->to, line->value);
}

void
foreign_path(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	if (line->value[0] != '\0')
		draft_path(draft, row->to, line->value);
}

void
foreign_remark(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	if (line->inherited)
		return;
	draft_remark(draft, "%s%s%s: %s", line->name,
	    line->value[0] == '\0' ? "" : " ",
	    text_shown(draft->arena, line->value, strlen(line->value)),
	    row->to);
}

void
foreign_hide(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	if (!line->inherited)
		draft_remark(draft, "%s: %s", line->name, row->to);
}
