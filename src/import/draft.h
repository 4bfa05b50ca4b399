/* draft.h - a configuration of ours in the making
 *
 * What another program was told is said again in our words, account by
 * account: settings, and remarks for people. Whatever is set has been tried:
 * a value that the setting does not take becomes a remark, so that what
 * render() writes is a configuration that can be read.
 */
#ifndef IMPORT_DRAFT_H
#define IMPORT_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

/* More lines that are not understood than this, and it is another file. */
#define DRAFT_WARNINGS_MOST 1000

struct draft_item {
	const char *key;   /* NULL: a remark */
	const char *value; /* as it is written in a file of ours */
};

struct draft {
	struct arena *arena;
	const char *name; /* "default": what stands above the first section */
	/* `name` without the number that may have made it unique */
	const char *proper;
	struct draft_item *items;
	size_t count;
	const char *place;  /* FILE:LINE of what is looked at; NULL: nowhere */
	const char *secret; /* where the password stands there; NULL: none */
	const char *password; /* itself, to be compared and never written */
};

struct drafts {
	struct arena *arena;
	struct draft **items;
	size_t count;
	struct text_list remarks;  /* for the top: what is about all of it */
	struct text_list warnings; /* what was not understood */
};

/* A further account. What cannot stand in a name of ours is replaced, and a
 * name that is there already is given a number; a remark says so. */
struct draft *draft_new(struct drafts *drafts, const char *name);

/* Gives an account the settings of another, from the first-th item on; not the
 * remarks, and not the password. */
void draft_copy(struct draft *draft, const struct draft *other, size_t first);

/* Sets, or replaces what was set. */
void draft_set(struct draft *draft, const char *key, const char *value);

/* The same for a path; `~/` at its beginning becomes ${HOME}/. */
void draft_path(struct draft *draft, const char *key, const char *path);

/* The same for a command that a shell is to run. */
void draft_command(struct draft *draft, const char *key, const char *command);

/* The password stands at this place; it is not shown. */
void draft_secret(struct draft *draft, const char *place);

/* What people should know; the place is put before it. What comes from a
 * file must have been made printable: text_shown(). */
void draft_remark(struct draft *draft, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* As it is written, or NULL. */
const char *draft_find(const struct draft *draft, const char *key);

/* Is every setting but that one the same in the other? */
bool draft_is_within(
    const struct draft *draft, const struct draft *other, const char *but);

/* Is there an address in `from`, or are there only patterns? */
bool draft_has_address(const struct draft *draft);

#endif
