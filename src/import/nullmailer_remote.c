#include "import/nullmailer_remote.h"

#include <string.h>

#include "import/target.h"

#define LINE_MOST 4096

static const char anonymous[] =
    "never so here: the peer is verified. If its authority is your own, add "
    "tls-ca-file = FILE";
static const char own_log[] = "left out: see log in sendoff.conf(5)";

static const struct foreign_row rows[] = {
	{ "port" },
	{ "p" },
	{ "user" },
	{ "pass" },
	{ "source", foreign_set, "bind" },
	{ "auth-login" },
	{ "tls" },
	{ "ssl" },
	{ "starttls" },
	{ "x509certfile", foreign_path, "tls-certificate" },
	{ "x509keyfile", foreign_path, "tls-key" },
	{ "x509cafile", foreign_path, "tls-ca-file" },
	{ "x509crlfile", foreign_remark,
	    "there is no equal; revocation is told by stapled OCSP" },
	{ "x509fmtder", foreign_remark,
	    "files are in PEM form here: convert them with openssl x509 "
	    "-inform der" },
	{ "insecure", foreign_remark, anonymous },
	{ "tls-anon-auth", foreign_remark, anonymous },
	{ "daemon", foreign_remark, own_log },
	{ "d", foreign_remark, own_log },
	{ "syslog", foreign_remark, own_log },
	{ "s", foreign_remark, own_log },
	{ NULL },
};

static struct target
target_of(const struct foreign *options, const char *host)
{
	const char *port = foreign_value(options, "port");
	bool at_once = foreign_line(options, "tls") != NULL
	    || foreign_line(options, "ssl") != NULL;
	bool starttls = foreign_line(options, "starttls") != NULL;
	if (port == NULL)
		port = foreign_value(options, "p");
	return (struct target){ .host = host,
		.port = port,
		.tls = starttls ? TARGET_STARTTLS
		    : at_once   ? TARGET_AT_ONCE
				: TARGET_CLEAR,
		.logs_in = foreign_value(options, "user") != NULL };
}

static void
convert(struct draft *draft, const struct foreign *options, const char *host,
    const char *secret)
{
	const char *user = foreign_value(options, "user");
	struct target target = target_of(options, host);
	target_set(draft, &target);
	if (user != NULL)
		draft_set(draft, "user", user);
	if (user != NULL && foreign_line(options, "auth-login") != NULL)
		draft_set(draft, "auth", "LOGIN");
	if (user != NULL && secret != NULL)
		draft_secret(draft, secret);
	else if (user != NULL)
		draft_remark(
		    draft, "no password is told there: add password-file");
	foreign_convert(draft, options, rows);
}

/* Does it differ in nothing but the smarthost? */
static bool
is_same(const struct draft *a, const struct draft *b)
{
	if ((a->password == NULL) != (b->password == NULL)
	    || (a->password != NULL && strcmp(a->password, b->password) != 0))
		return false;
	return draft_is_within(a, b, "smarthost")
	    && draft_is_within(b, a, "smarthost");
}

/* Smarthosts of an account share the login, so only those that have the same
 * can follow each other as they did there. */
static void
place(struct drafts *drafts, struct draft *draft)
{
	struct draft *top = drafts->items[0];
	const char *first = draft_find(top, "smarthost");
	const char *next = draft_find(draft, "smarthost");
	if (draft == top)
		return;
	if (first != NULL && next != NULL && is_same(draft, top)) {
		draft_set(top, "smarthost",
		    arena_print(drafts->arena, "%s %s", first, next));
		drafts->count--;
		return;
	}
	draft_remark(draft,
	    "nullmailer tried it after the one before; smarthosts of one "
	    "account share their login and settings here, so it is an account "
	    "of its own, chosen with -a %s",
	    draft->name);
}

static void
take_option(struct drafts *drafts, struct draft *draft, struct foreign *options,
    const char *where, const char *word)
{
	const char *name, *value;
	while (*word == '-')
		word++;
	foreign_split(drafts->arena, (struct slice){ word, strlen(word) }, "=",
	    &name, &value);
	/* Blanks in a password count. */
	const char *equals = strchr(word, '=');
	if (strcmp(name, "pass") == 0 && equals != NULL)
		draft->password = equals + 1;
	if (foreign_find(rows, name, false) == NULL)
		foreign_unknown(drafts, draft, where, name, value);
	else
		foreign_add(drafts->arena, options,
		    (struct foreign_line){ where, name, value, false });
}

static bool
is_option(const char *word)
{
	return word[0] == '-' || strchr(word, '=') != NULL;
}

void
nullmailer_remote(
    struct drafts *drafts, const struct foreign_text *text, struct slice line)
{
	struct arena *arena = drafts->arena;
	const char *where = foreign_place(arena, text);
	/* A word costs the rest of the line, so it must not be endless. */
	char **words = line.length > LINE_MOST
	    ? NULL
	    : text_words(arena, arena_copy(arena, line.data, line.length));
	if (words == NULL || strchr(words[0], '=') != NULL) {
		foreign_unknown(drafts, NULL, where, "", "");
		return;
	}
	char **options = words + 1;
	if (*options != NULL && !is_option(*options)
	    && strcmp(*options++, "smtp") != 0) {
		foreign_warn(drafts,
		    arena_print(arena,
			"%s: the protocol is not smtp, and there is no other "
			"here: the remote is left out",
			where));
		return;
	}
	struct draft *draft = draft_new(drafts,
	    drafts->count == 0 ? "default"
			       : arena_print(arena, "remote-%u", text->number));
	struct foreign own = { 0 };
	for (; *options != NULL; options++)
		take_option(drafts, draft, &own, where, *options);
	convert(draft, &own, words[0], draft->password != NULL ? where : NULL);
	place(drafts, draft);
}
