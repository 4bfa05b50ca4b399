#include "import/peer.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "import/nullmailer_remote.h"

static const char no_queue[] =
    "there is no queue here: what cannot be submitted is not kept, and the "
    "caller is told";
static const char no_bounces[] =
    "there are no bounces here: the caller is told";

/* 0 is that a send may take for ever, here too. */
static void
take_send_timeout(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	(void)row;
	draft_set(draft, "deadline", line->value);
}

static void
take_admin(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	if (strchr(line->value, ',') != NULL)
		draft_remark(draft,
		    "adminaddr %s: local-recipient is one address; several "
		    "need a mailing list or an alias",
		    text_shown(draft->arena, line->value, strlen(line->value)));
	else
		foreign_set(draft, row, line);
}

static void
take_mail_from(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	draft_remark(draft,
	    "allmailfrom changed the envelope sender alone; "
	    "sender-policy = force does it to From too");
	foreign_set(draft, row, line);
	if (draft_has_address(draft))
		draft_set(draft, "sender-policy", "force");
}

/* Its files; each holds one line. */
static const struct foreign_row rows[] = {
	{ "remotes" },
	{ "me" },
	{ "helohost" },
	{ "defaulthost" },
	{ "defaultdomain" },
	{ "adminaddr", take_admin, "local-recipient" },
	{ "allmailfrom", take_mail_from, "from" },
	{ "idhost", foreign_remark,
	    "there is no equal: a Message-ID is made with domain" },
	{ "sendtimeout", take_send_timeout },
	{ "pausetime", foreign_remark, no_queue },
	{ "maxpause", foreign_remark, no_queue },
	{ "queuelifetime", foreign_remark, no_queue },
	{ "bounceto", foreign_remark, no_bounces },
	{ "doublebounceto", foreign_remark, no_bounces },
	{ "bouncelines", foreign_remark, no_bounces },
	{ NULL },
};

/* A name without a dot is completed, but localhost. */
static const char *
complete(struct arena *arena, const struct foreign *account, const char *name)
{
	const char *domain = foreign_value(account, "defaultdomain");
	if (strchr(name, '.') != NULL || strcmp(name, "localhost") == 0)
		return name;
	return domain == NULL ? NULL
			      : arena_print(arena, "%s.%s", name, domain);
}

static void
set_names(struct draft *draft, const struct foreign *account)
{
	const char *me = foreign_value(account, "me");
	const char *helo = foreign_value(account, "helohost");
	const char *host = foreign_value(account, "defaulthost");
	if (helo == NULL)
		helo = me;
	if (helo != NULL)
		draft_set(draft, "helo-name", helo);
	if (host == NULL)
		host = me;
	const char *domain =
	    host == NULL ? NULL : complete(draft->arena, account, host);
	if (domain != NULL)
		draft_set(draft, "domain", domain);
	else if (foreign_value(account, "defaultdomain") != NULL)
		draft_remark(draft,
		    "defaultdomain completed names of hosts, for which there "
		    "is no equal; bare addresses are completed with "
		    "/etc/mailname as there, or with domain =");
}

static void
read_control(struct drafts *drafts, const char *file,
    const struct foreign_row *row, struct foreign *account)
{
	struct foreign_text text;
	struct slice line;
	if (!foreign_open_beside(drafts, file, row->name, &text)
	    || !foreign_next(&text, &line))
		return;
	struct arena *arena = drafts->arena;
	foreign_add(arena, account,
	    (struct foreign_line){ foreign_place(arena, &text), row->name,
		arena_copy(arena, line.data, line.length), false });
}

static bool
read_remotes(struct drafts *drafts, const char *file, struct error *err)
{
	struct foreign_text text;
	struct slice line;
	if (!foreign_open(drafts->arena, file, &text, err))
		return false;
	for (int lines = 1; foreign_next(&text, &line); lines++) {
		if (lines > PEER_ACCOUNTS_MOST)
			return error_set(err, EX_DATAERR,
			    "%s has more than %d remotes", text.shown,
			    PEER_ACCOUNTS_MOST);
		nullmailer_remote(drafts, &text, line);
	}
	foreign_tell_public(drafts, &text);
	return true;
}

static int
by_alphabet(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Files that nullmailer does not document, in an order that does not depend
 * on the disk. */
static void
tell_unknown(struct drafts *drafts, const char *directory)
{
	struct arena *arena = drafts->arena;
	struct text_list names = { 0 };
	struct dirent *entry;
	DIR *open = opendir(directory);
	if (open == NULL)
		return;
	while ((entry = readdir(open)) != NULL
	    && names.count <= PEER_ACCOUNTS_MOST) {
		if (entry->d_name[0] != '.'
		    && foreign_find(rows, entry->d_name, false) == NULL)
			text_list_add(
			    arena, &names, arena_text(arena, entry->d_name));
	}
	closedir(open);
	if (names.count > 0)
		qsort(names.items, names.count, sizeof(*names.items),
		    by_alphabet);
	for (size_t i = 0; i < names.count; i++)
		foreign_warn(drafts,
		    arena_print(arena, "%s/%s is not known: it is left out",
			directory, names.items[i]));
}

/* What the other files say holds for every remote. */
static void
set_all(struct drafts *drafts, const struct foreign *account)
{
	struct draft *top = drafts->items[0];
	size_t before = top->count;
	set_names(top, account);
	foreign_convert(top, account, rows);
	for (size_t i = 1; i < drafts->count; i++)
		draft_copy(drafts->items[i], top, before);
}

/* The directory, or `remotes` in it. */
static bool
read_directory(struct drafts *drafts, const char *file, struct error *err)
{
	struct stat facts;
	struct foreign account = { 0 };
	bool directory = stat(file, &facts) == 0 && S_ISDIR(facts.st_mode);
	const char *remotes = file;
	if (directory)
		remotes = arena_print(drafts->arena, "%s/remotes", file);
	if (directory && stat(remotes, &facts) != 0)
		return error_set(err, EX_NOINPUT,
		    "cannot open %s: %s: a directory is taken for "
		    "nullmailer's; of another program name the file",
		    remotes, strerror(errno));
	if (!read_remotes(drafts, remotes, err))
		return false;
	if (drafts->count == 0)
		draft_new(drafts, "default");
	for (const struct foreign_row *row = rows; row->name != NULL; row++) {
		if (strcmp(row->name, "remotes") != 0)
			read_control(drafts, remotes, row, &account);
	}
	set_all(drafts, &account);
	if (directory)
		tell_unknown(drafts, file);
	return true;
}

static const char *const files[] = { "*/remotes", "remotes", NULL };

const struct peer peer_nullmailer = { "nullmailer", files, " \t", false, rows,
	read_directory };
