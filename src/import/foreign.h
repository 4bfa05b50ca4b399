/* foreign.h - the lines of another program's configuration
 *
 * A file becomes lines of a name and a value, the lines become accounts, and
 * each line of an account is said again in a draft of ours, as a table of the
 * program tells.
 */
#ifndef IMPORT_FOREIGN_H
#define IMPORT_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "import/draft.h"

#define FOREIGN_MOST (1024 * 1024) /* octets of a file */

struct foreign_line {
	const char *place; /* FILE:LINE, printable */
	const char *name;  /* as the table writes it */
	const char *value;
	bool inherited; /* it was told where it stands */
};

/* A program's setting: what becomes of it, and to what. */
struct foreign_row {
	const char *name;
	void (*take)(struct draft *draft, const struct foreign_row *row,
	    const struct foreign_line *line); /* NULL: others ask for it */
	const char *to;                       /* our setting, or a remark */
};

/* An account there: of lines with the same name the last one counts. */
struct foreign {
	struct foreign_line *lines;
	size_t count;
};

/* A file, line by line. */
struct foreign_text {
	struct slice rest;
	const char *shown; /* the file's name, printable */
	unsigned number;
	bool is_public; /* others can read it */
};

/* Opens a file. EX_NOINPUT when it cannot be read; EX_DATAERR when it is too
 * large, or no text. */
bool foreign_open(struct arena *arena, const char *file,
    struct foreign_text *text, struct error *err);

/* Opens a file of that name in the directory of another. False when there is
 * none; where it cannot be read a warning and a remark say why. */
bool foreign_open_beside(struct drafts *drafts, const char *file,
    const char *name, struct foreign_text *text);

/* The next line that is not empty and no comment (#), trimmed; false at the
 * end. */
bool foreign_next(struct foreign_text *text, struct slice *line);

/* Where the line stands: FILE:LINE. */
const char *foreign_place(struct arena *arena, const struct foreign_text *text);

/* Splits a line at the first of `delimiters`; blanks around it go. The value
 * is "" where there is none. */
void foreign_split(struct arena *arena, struct slice line,
    const char *delimiters, const char **name, const char **value);

/* The row of that name, in any case of its letters if `any_case`; else
 * NULL. */
const struct foreign_row *
foreign_find(const struct foreign_row *rows, const char *name, bool any_case);

void foreign_add(
    struct arena *arena, struct foreign *account, struct foreign_line line);

/* The line of that name, or NULL; and its value, or NULL when that is empty. */
const struct foreign_line *
foreign_line(const struct foreign *account, const char *name);
const char *foreign_value(const struct foreign *account, const char *name);

/* Says every line again that the table has something for. */
void foreign_convert(struct draft *draft, const struct foreign *account,
    const struct foreign_row *rows);

/* A warning that is also a remark at the top. */
void foreign_warn(struct drafts *drafts, const char *text);

/* A line that nobody knows: a remark, and a warning. `name` is shown if a
 * value stands behind it; a value never is, it may be a secret. Without a
 * draft the remark goes to the top. */
void foreign_unknown(struct drafts *drafts, struct draft *draft,
    const char *place, const char *name, const char *value);

/* Tells that others could read a file with passwords. */
void
foreign_tell_public(struct drafts *drafts, const struct foreign_text *text);

/* What rows do with a line. An empty value is as if it were not there. */
void foreign_set(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line);
void foreign_path(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line);
void foreign_remark(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line);
/* The same, without showing the value. */
void foreign_hide(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line);

#endif
