#include "option.h"

#include <string.h>

#include "net/listen.h"
#include "selection.h"

static void
warn(struct options *to, const char *text)
{
	text_list_add(to->arena, &to->request->warnings, text);
}

static bool
ignore(struct options *to, const char *value)
{
	(void)to;
	(void)value;
	return true;
}

#define FLAG(name, member)                                      \
	static bool name(struct options *to, const char *value) \
	{                                                       \
		(void)value;                                    \
		to->request->member = true;                     \
		return true;                                    \
	}

#define TEXT(name, member)                                      \
	static bool name(struct options *to, const char *value) \
	{                                                       \
		to->request->member = value;                    \
		return true;                                    \
	}

#define MODE(name, what)                                        \
	static bool name(struct options *to, const char *value) \
	{                                                       \
		(void)value;                                    \
		to->request->mode = what;                       \
		return true;                                    \
	}

#define STEER(name, what)                                       \
	static bool name(struct options *to, const char *value) \
	{                                                       \
		(void)value;                                    \
		to->request->mode = MODE_STEER;                 \
		to->request->queue.steer = what;                \
		return true;                                    \
	}

FLAG(take_header_recipients, header_recipients)
FLAG(take_keep_dots, keep_dots)
FLAG(take_verbose, verbose)
FLAG(take_gateway, gateway)
FLAG(take_json, queue.json)
FLAG(take_dry_run, dry_run)
TEXT(take_sender, sender)
TEXT(take_sender_name, sender_name)
TEXT(take_config, config)
TEXT(take_account, account)
TEXT(take_tag, tag)
TEXT(take_id, id)
MODE(take_aliases, MODE_ALIASES)
MODE(take_show_pin, MODE_PIN)
MODE(take_check_spool, MODE_CHECK_SPOOL)
MODE(take_help, MODE_HELP)
MODE(take_version, MODE_VERSION)
STEER(take_spool_show, STEER_SHOW)
STEER(take_spool_hold, STEER_HOLD)
STEER(take_spool_release, STEER_RELEASE)
STEER(take_spool_delete, STEER_DELETE)
STEER(take_spool_retry, STEER_RETRY)

static bool
take_interval(struct options *to, const char *value)
{
	struct queue_request *queue = &to->request->queue;
	const char *wrong =
	    value_seconds(to->arena, &queue->interval, value, NULL);
	return wrong == NULL && queue->interval > 0;
}

/* A limit without a text would limit nothing. */
static bool
take_limit(const char **limit, const char *text)
{
	*limit = text;
	return text[text[0] == '!'] != '\0';
}

/* What others have and we have not: Sendmail's groups (G), runner that stays
 * (p), quarantine (Q, L) and foreground (f), as ours always is; Exim's letters
 * of a run (f, i, l, q). */
static bool
is_of_others(const char *kind)
{
	return strchr("GpQL", kind[0]) != NULL
	    || kind[strspn(kind, "filq")] == '\0';
}

/* False when that is none. */
static bool
take_run(struct options *to, const char *value)
{
	struct queue_request *queue = &to->request->queue;
	bool is_not = value[0] == '!';
	const char *kind = value + is_not;
	const char *limit = kind[0] == '\0' ? "" : kind + 1;
	if (is_not)
		limit = arena_print(to->arena, "!%s", limit);
	switch (kind[0]) {
	case 'I':
		return take_limit(&queue->id, limit);
	case 'R':
		return take_limit(&queue->recipient, limit);
	case 'S':
		return take_limit(&queue->sender, limit);
	default:
		return is_not ? kind[0] == '\0'
			      : is_of_others(kind) || take_interval(to, value);
	}
}

/* -q, -q30m, -qRexample, -q!Rexample. */
static bool
take_flush(struct options *to, const char *value)
{
	struct request *request = to->request;
	enum mode before = request->mode;
	/* Init scripts say -bd -q30m: both are done then. */
	if (before != MODE_DAEMON)
		request->mode = MODE_FLUSH;
	if (take_run(to, value)) {
		/* Sendmail's mailq -qRtext: a list has its limits, too. */
		if (before == MODE_QUEUE && !selection_is_all(&request->queue))
			request->mode = MODE_QUEUE;
		return true;
	}
	return error_set(to->err, EX_USAGE,
	    "-q%s is no queue run: -q alone is one, -q30m one every 30 "
	    "minutes, and -qI, -qR, -qS with a text limit it to some messages",
	    text_shown(to->arena, value, strlen(value)));
}

static bool
take_mode(struct options *to, const char *value)
{
	static const struct {
		char letter;
		enum mode mode;
	} modes[] = {
		{ 'm', MODE_SUBMIT },
		{ 's', MODE_SERVE },
		{ 'd', MODE_DAEMON },
		{ 'D', MODE_DAEMON },
		{ 'v', MODE_VERIFY },
		{ 'p', MODE_QUEUE },
		{ 'i', MODE_ALIASES },
		{ 'h', MODE_HOST_STATUS },
		{ 'H', MODE_HOST_STATUS },
	};
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (value[0] == modes[i].letter && value[1] == '\0') {
			to->request->mode = modes[i].mode;
			return true;
		}
	}
	return error_set(to->err, EX_USAGE,
	    "-b%s is a mode this program does not have: it submits (-bm), "
	    "serves (-bs, -bd), verifies (-bv) and shows the queue (-bp)",
	    text_shown(to->arena, value, strlen(value)));
}

/* An error mode: only q changes anything, since there is nobody to mail the
 * error to when it is the smarthost that failed. */
static bool
take_error_mode(struct options *to, const char *value)
{
	to->request->quiet = value[0] == 'q';
	return true;
}

static bool
is_false(const char *value)
{
	return text_lower(value[0]) == 'f' || text_lower(value[0]) == 'n';
}

/* -oX: the short form of sendmail's long list; most are about a daemon and a
 * queue as sendmail has them. */
static bool
take_short_option(struct options *to, const char *value)
{
	switch (value[0]) {
	case 'i':
		to->request->keep_dots = !is_false(value + 1);
		return true;
	case 'e':
		return take_error_mode(to, value + 1);
	case 'v':
		return take_verbose(to, "");
	case 'd':
		/* Whatever is not left for later is sent while the caller
		 * waits: also what -odb would do behind his back. */
		to->request->defer = value[1] == 'q' || value[1] == 'd';
		return true;
	default:
		return true;
	}
}

static bool
take_long_option(struct options *to, const char *value)
{
	const char *equals = strchr(value, '=');
	size_t length =
	    equals == NULL ? strlen(value) : (size_t)(equals - value);
	const char *setting = equals == NULL ? "" : equals + 1;
	if (length == 10 && text_equal_n(value, "IgnoreDots", length))
		to->request->keep_dots = !is_false(setting);
	if (length == 12 && text_equal_n(value, "DeliveryMode", length))
		to->request->defer = setting[0] == 'q' || setting[0] == 'd';
	if (length == 9 && text_equal_n(value, "ErrorMode", length))
		return take_error_mode(to, setting);
	return true;
}

/* What does not hold for DSN changes no recipient, so it is told and left. */
static bool
take_dsn(struct options *to, const char *letter, const char *name,
    const char **member, const char *value)
{
	const struct keyword *keyword = keyword_find(name);
	struct account scratch = account_default();
	const char *wrong =
	    keyword_apply(keyword, to->arena, &scratch, value, false);
	if (wrong != NULL)
		warn(to,
		    arena_print(
			to->arena, "%s %s: it is ignored", letter, wrong));
	else
		*member = *(const char **)((char *)&scratch + keyword->member);
	return true;
}

static bool
take_notify(struct options *to, const char *value)
{
	return take_dsn(to, "-N", "dsn-notify", &to->request->notify, value);
}

static bool
take_return(struct options *to, const char *value)
{
	return take_dsn(to, "-R", "dsn-return", &to->request->ret, value);
}

/* --import FILE: another program's configuration in our words. */
static bool
take_import(struct options *to, const char *value)
{
	to->request->mode = MODE_IMPORT;
	to->request->import = value;
	return true;
}

/* --hash-password USER: never the password itself, which all would see. */
static bool
take_hash_password(struct options *to, const char *value)
{
	to->request->mode = MODE_HASH;
	to->request->hash_user = value;
	return true;
}

static bool
take_listen(struct options *to, const char *value)
{
	if (!listen_is_place(value))
		return error_set(to->err, EX_USAGE,
		    "--listen=%s is no place: write ADDRESS:PORT, the address "
		    "in digits, or unix:/PATH",
		    text_shown(to->arena, value, strlen(value)));
	text_list_add(to->arena, &to->request->listen, value);
	return true;
}

/* --due: a queue run that leaves what has its time to come. */
static bool
take_due(struct options *to, const char *value)
{
	(void)value;
	if (to->request->mode != MODE_DAEMON)
		to->request->mode = MODE_FLUSH;
	to->request->queue.only_due = true;
	return true;
}

/* Every letter that Sendmail, Postfix or Exim knows, with Sendmail's arity: a
 * letter that is not known must never turn its value into a recipient. */
static const struct option letters[] = {
	{ "A", ARITY_VALUE, ignore },
	{ "B", ARITY_VALUE,
	    ignore }, /* the message itself says what it needs */
	{ "C", ARITY_PERHAPS, take_config },
	{ "D", ARITY_VALUE, ignore },
	{ "E", ARITY_ATTACHED, ignore },
	{ "F", ARITY_VALUE, take_sender_name },
	{ "G", ARITY_ALONE, take_gateway },
	{ "I", ARITY_ALONE, take_aliases },
	{ "J", ARITY_ATTACHED, ignore },
	{ "L", ARITY_VALUE, take_tag },
	{ "M", ARITY_VALUE, ignore },
	{ "N", ARITY_VALUE, take_notify },
	{ "O", ARITY_VALUE, take_long_option },
	{ "Q", ARITY_ATTACHED, ignore },
	{ "R", ARITY_VALUE, take_return },
	{ "T", ARITY_ALONE, ignore },
	{ "U", ARITY_ALONE, ignore },
	{ "V", ARITY_VALUE, take_id },
	{ "X", ARITY_VALUE,
	    ignore }, /* a file named by a caller is never written */
	{ "a", ARITY_VALUE, take_account },
	{ "b", ARITY_VALUE, take_mode },
	{ "c", ARITY_ALONE, ignore },
	{ "d", ARITY_ATTACHED, ignore },
	{ "e", ARITY_VALUE, take_error_mode },
	{ "f", ARITY_VALUE, take_sender },
	{ "h", ARITY_VALUE, ignore },
	{ "i", ARITY_ALONE, take_keep_dots },
	{ "m", ARITY_ALONE, ignore },
	{ "n", ARITY_ALONE, ignore },
	{ "o", ARITY_VALUE, take_short_option },
	{ "p", ARITY_VALUE, ignore },
	{ "q", ARITY_ATTACHED, take_flush },
	{ "r", ARITY_VALUE, take_sender },
	{ "s", ARITY_ALONE, ignore },
	{ "t", ARITY_ALONE, take_header_recipients },
	{ "v", ARITY_ALONE, take_verbose },
	{ "x", ARITY_ALONE, ignore },
};

static const struct option words[] = {
	{ "account", ARITY_VALUE, take_account },
	{ "config", ARITY_VALUE, take_config },
	{ "check-spool", ARITY_ALONE, take_check_spool },
	{ "dry-run", ARITY_ALONE, take_dry_run },
	{ "due", ARITY_ALONE, take_due },
	{ "hash-password", ARITY_VALUE, take_hash_password },
	{ "import", ARITY_VALUE, take_import },
	{ "json", ARITY_ALONE, take_json },
	{ "listen", ARITY_VALUE, take_listen },
	{ "show-pin", ARITY_ALONE, take_show_pin },
	{ "spool-delete", ARITY_ALONE, take_spool_delete },
	{ "spool-hold", ARITY_ALONE, take_spool_hold },
	{ "spool-release", ARITY_ALONE, take_spool_release },
	{ "spool-retry", ARITY_ALONE, take_spool_retry },
	{ "spool-show", ARITY_ALONE, take_spool_show },
	{ "verbose", ARITY_ALONE, take_verbose },
	{ "help", ARITY_ALONE, take_help },
	{ "version", ARITY_ALONE, take_version },
};

static const struct option *
find(const struct option *options, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	}
	return NULL;
}

const struct option *
option_letter(char letter)
{
	char name[2] = { letter, '\0' };
	return find(letters, sizeof(letters) / sizeof(letters[0]), name);
}

const struct option *
option_word(const char *word)
{
	return find(words, sizeof(words) / sizeof(words[0]), word);
}
