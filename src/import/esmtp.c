#include "import/peer.h"

#include <string.h>

#include "import/target.h"

static const char no_local[] =
    "there is no local delivery here: all mail goes to the smarthost; add "
    "local-recipient = ADDRESS for local names";

static void
take_message_id(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	if (strcmp(line->value, "disabled") == 0)
		foreign_remark(draft, row, line);
}

/* The first address is the account's own, the identity still chooses it. */
static void
force_sender(struct draft *draft, const struct foreign_line *line)
{
	const char *identity = draft_find(draft, "from");
	if (!line->inherited)
		draft_remark(draft,
		    "force reverse_path changed the envelope sender alone; "
		    "sender-policy = force does it to From too");
	draft_set(draft, "from",
	    identity == NULL
		? line->value
		: arena_print(draft->arena, "%s %s", line->value, identity));
	if (draft_has_address(draft))
		draft_set(draft, "sender-policy", "force");
}

/* %u is the login name, %% is %. */
static void
take_reverse_path(struct draft *draft, const struct foreign_row *row,
    const struct foreign_line *line)
{
	(void)row;
	const char *path = line->value;
	if (text_starts(path, "%u@") && strchr(path + 2, '%') == NULL) {
		draft_set(draft, "domain", path + 3);
	} else if (strchr(path, '%') != NULL) {
		draft_remark(draft,
		    "force reverse_path with a pattern: there is no equal");
	} else {
		force_sender(draft, line);
	}
}

static const struct foreign_row rows[] = {
	{ "identity" },
	{ "hostname" },
	{ "username" },
	{ "password" },
	{ "starttls" },
	{ "certificate_passphrase", foreign_hide,
	    "there is no equal: tls-key takes a key without a passphrase; "
	    "esmtp had it in ~/.authenticate/private/smtp-starttls.pem" },
	{ "helo", foreign_set, "helo-name" },
	{ "qualifydomain", foreign_set, "domain" },
	{ "force sender", foreign_remark,
	    "there is no equal: Sender stays as it is written" },
	{ "force reverse_path", take_reverse_path },
	{ "message_id", take_message_id,
	    "a Message-ID is added here, or with add-headers = no neither it "
	    "nor Date nor From" },
	{ "preconnect", foreign_hide,
	    "there is no equal; for a way through ssh see tunnel, as in tunnel "
	    "= ssh -W HOST:587 GATE" },
	{ "mda", foreign_hide, no_local },
	{ "force_mda", foreign_hide, no_local },
	{ NULL },
};

/* ---- an identity ---- */

static const char *
port_of(struct arena *arena, const char *service)
{
	static const struct {
		const char *name, *port;
	} services[] = {
		{ "smtp", "25" },
		{ "submission", "587" },
		{ "submissions", "465" },
		{ "smtps", "465" },
		{ "ssmtp", "465" },
		{ "urd", "465" },
	};
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		if (strcmp(services[i].name, service) == 0)
			return services[i].port;
	}
	return arena_text(arena, service);
}

static void
set_target(struct draft *draft, const struct foreign *account)
{
	const char *host = foreign_value(account, "hostname");
	const char *starttls = foreign_value(account, "starttls");
	struct target target = { .port = "587",
		.unchecked = true,
		.logs_in = foreign_value(account, "username") != NULL };
	if (starttls != NULL && strcmp(starttls, "required") == 0)
		target.tls = TARGET_STARTTLS;
	if (starttls != NULL && strcmp(starttls, "enabled") == 0)
		target.tls = TARGET_OPPORTUNISTIC;
	if (host != NULL)
		target_split(draft->arena, host, &target);
	target.port = port_of(draft->arena, target.port);
	target_set(draft, &target);
}

static void
set_login(struct draft *draft, const struct foreign *account)
{
	const char *user = foreign_value(account, "username");
	const struct foreign_line *line = foreign_line(account, "password");
	if (user != NULL)
		draft_set(draft, "user", user);
	if (user != NULL && line != NULL)
		draft_secret(draft, line->place);
	else if (line != NULL)
		draft_remark(
		    draft, "password is left out: there is no username");
}

static void
convert(struct draft *draft, const struct foreign *account)
{
	const char *address = foreign_value(account, "identity");
	set_target(draft, account);
	set_login(draft, account);
	if (address != NULL)
		draft_set(draft, "from", address);
	foreign_convert(draft, account, rows);
}

/* ---- words ---- */

/* Where the quote that opens the text is closed; its length if nowhere. */
static size_t
closing(struct slice text)
{
	size_t i = 1;
	while (i < text.length && text.data[i] != text.data[0])
		i += text.data[i] == '\\' ? 2 : 1;
	return i < text.length ? i : text.length;
}

/* In quotes C's escapes hold; NULL when they are not closed. */
static const char *
take_quoted(struct arena *arena, struct slice *rest)
{
	static const char letters[] = "abfnrtv", meant[] = "\a\b\f\n\r\t\v";
	size_t end = closing(*rest), length = 0;
	if (end == rest->length)
		return NULL;
	char *word = arena_get(arena, end);
	for (size_t i = 1; i < end; i++) {
		char c = rest->data[i];
		if (c == '\\') {
			const char *at = strchr(letters, rest->data[++i]);
			c = at != NULL ? meant[at - letters] : rest->data[i];
		}
		word[length++] = c;
	}
	*rest = (struct slice){ rest->data + end + 1, rest->length - end - 1 };
	return word;
}

/* The next word, up to a blank, a # or one of `ends`; false at the end of the
 * line or when a quote stays open. */
static bool
next_word(struct arena *arena, struct slice *rest, const char *ends,
    const char **word)
{
	*rest = text_trim(*rest);
	if (rest->length == 0 || rest->data[0] == '#')
		return false;
	if (rest->data[0] == '"' || rest->data[0] == '\'') {
		*word = take_quoted(arena, rest);
		return *word != NULL;
	}
	size_t length = 0;
	while (length < rest->length && !text_is_blank(rest->data[length])
	    && strchr(ends, rest->data[length]) == NULL)
		length++;
	*word = arena_copy(arena, rest->data, length);
	*rest = (struct slice){ rest->data + length, rest->length - length };
	return true;
}

/* ---- the file ---- */

struct reader {
	struct drafts *drafts;
	struct foreign_text text;
	struct foreign globals; /* they hold for every identity */
	struct foreign *identities;
	size_t count;
};

static bool
is_global(const char *name)
{
	static const char *const names[] = { "qualifydomain", "force sender",
		"force reverse_path", "message_id", "mda", "force_mda", NULL };
	for (const char *const *one = names; *one != NULL; one++) {
		if (strcmp(*one, name) == 0)
			return true;
	}
	return false;
}

static void
begin_identity(struct reader *r)
{
	r->identities = arena_more(
	    r->drafts->arena, r->identities, r->count, sizeof(*r->identities));
	r->identities[r->count++] = (struct foreign){ 0 };
}

/* NAME [=] VALUE, several of which may share a line; `force` has two names. */
static bool
next_setting(struct arena *arena, struct slice *rest, const char **name,
    const char **value)
{
	const char *second;
	*value = "";
	if (!next_word(arena, rest, "=#", name))
		return false;
	if (strcmp(*name, "force") == 0) {
		if (!next_word(arena, rest, "=#", &second))
			return false;
		*name = arena_print(arena, "force %s", second);
	}
	*rest = text_trim(*rest);
	if (rest->length > 0 && rest->data[0] == '=')
		*rest = (struct slice){ rest->data + 1, rest->length - 1 };
	return next_word(arena, rest, "#", value);
}

static bool
take_setting(struct reader *r, const char *place, const char *name,
    const char *value, struct error *err)
{
	struct arena *arena = r->drafts->arena;
	const struct foreign_row *row = foreign_find(rows, name, false);
	struct foreign_line line = { place, name, value, false };
	if (row == NULL) {
		foreign_unknown(r->drafts, NULL, place, name, value);
		return true;
	}
	if (r->count >= PEER_ACCOUNTS_MOST)
		return error_set(err, EX_DATAERR,
		    "%s has more than %d identities", r->text.shown,
		    PEER_ACCOUNTS_MOST);
	if (strcmp(name, "identity") == 0)
		begin_identity(r);
	foreign_add(arena,
	    is_global(name) ? &r->globals : &r->identities[r->count - 1], line);
	return true;
}

static bool
take_line(struct reader *r, struct slice line, struct error *err)
{
	struct arena *arena = r->drafts->arena;
	const char *place = foreign_place(arena, &r->text), *name = "", *value;
	while (next_setting(arena, &line, &name, &value)) {
		if (!take_setting(r, place, name, value, err))
			return false;
		name = "";
	}
	line = text_trim(line);
	/* A word alone may be a secret, but for this one. */
	if (name != NULL && strcmp(name, "default") == 0)
		foreign_unknown(r->drafts, NULL, place, name, name);
	else if (name == NULL || name[0] != '\0'
	    || (line.length > 0 && line.data[0] != '#'))
		foreign_unknown(r->drafts, NULL, place, "", "");
	return true;
}

/* What stands above the first identity is the default, or where nothing does
 * the first identity is. */
static void
convert_all(struct reader *r)
{
	bool none = r->identities[0].count == 0 && r->count > 1;
	for (size_t i = none ? 1 : 0; i < r->count; i++) {
		struct foreign *identity = &r->identities[i];
		const char *address = foreign_value(identity, "identity");
		bool is_default = i == (none ? 1 : 0);
		for (size_t j = 0; j < r->globals.count; j++) {
			foreign_add(
			    r->drafts->arena, identity, r->globals.lines[j]);
			r->globals.lines[j].inherited = true;
		}
		convert(
		    draft_new(r->drafts,
			is_default || address == NULL ? "default" : address),
		    identity);
	}
}

static bool
read_file(struct drafts *drafts, const char *file, struct error *err)
{
	struct reader r = { .drafts = drafts };
	struct slice line;
	if (!foreign_open(drafts->arena, file, &r.text, err))
		return false;
	begin_identity(&r);
	while (foreign_next(&r.text, &line)) {
		if (!take_line(&r, line, err))
			return false;
	}
	convert_all(&r);
	foreign_tell_public(drafts, &r.text);
	return true;
}

static const char *const files[] = { "*esmtprc", NULL };

const struct peer peer_esmtp = { "esmtp", files, "= \t", false, rows,
	read_file };
