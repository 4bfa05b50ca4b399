#include "args.h"

#include <string.h>

struct args {
	struct arena *arena;
	struct request *request;
	struct error *err;
	char **next; /* the words not yet looked at */
};

typedef bool take(struct args *args, const char *value);

static void
warn(struct args *args, const char *text)
{
	text_list_add(args->arena, &args->request->warnings, text);
}

/* ---- what each option does ---- */

static bool
ignore(struct args *args, const char *value)
{
	(void)args;
	(void)value;
	return true;
}

#define FLAG(name, member)                                     \
	static bool name(struct args *args, const char *value) \
	{                                                      \
		(void)value;                                   \
		args->request->member = true;                  \
		return true;                                   \
	}

#define TEXT(name, member)                                     \
	static bool name(struct args *args, const char *value) \
	{                                                      \
		args->request->member = value;                 \
		return true;                                   \
	}

FLAG(take_header_recipients, header_recipients)
FLAG(take_keep_dots, keep_dots)
FLAG(take_verbose, verbose)
FLAG(take_gateway, gateway)
TEXT(take_sender, sender)
TEXT(take_sender_name, sender_name)
TEXT(take_config, config)
TEXT(take_account, account)
TEXT(take_tag, tag)
TEXT(take_id, id)

static bool
take_aliases(struct args *args, const char *value)
{
	(void)value;
	args->request->mode = MODE_ALIASES;
	return true;
}

/* -q, -q30m, -qRexample: whatever follows belongs to a queue run. */
static bool
take_flush(struct args *args, const char *value)
{
	(void)value;
	args->request->mode = MODE_FLUSH;
	return true;
}

static bool
take_mode(struct args *args, const char *value)
{
	static const struct {
		char letter;
		enum mode mode;
	} modes[] = {
		{ 'm', MODE_SUBMIT },
		{ 's', MODE_SERVE },
		{ 'v', MODE_VERIFY },
		{ 'p', MODE_QUEUE },
		{ 'i', MODE_ALIASES },
		{ 'h', MODE_HOST_STATUS },
		{ 'H', MODE_HOST_STATUS },
	};
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (value[0] == modes[i].letter && value[1] == '\0') {
			args->request->mode = modes[i].mode;
			return true;
		}
	}
	return error_set(args->err, EX_USAGE,
	    "-b%s is a mode this program does not have: it submits (-bm), "
	    "verifies (-bv) and shows the queue (-bp)",
	    text_shown(args->arena, value, strlen(value)));
}

/* An error mode: only q changes anything, since there is nobody to mail the
 * error to when it is the smarthost that failed. */
static bool
take_error_mode(struct args *args, const char *value)
{
	args->request->quiet = value[0] == 'q';
	return true;
}

static bool
is_false(const char *value)
{
	return text_lower(value[0]) == 'f' || text_lower(value[0]) == 'n';
}

/* -oX: the short form of sendmail's long list; most are of no concern to a
 * program without daemon and queue. */
static bool
take_short_option(struct args *args, const char *value)
{
	switch (value[0]) {
	case 'i':
		args->request->keep_dots = !is_false(value + 1);
		return true;
	case 'e':
		return take_error_mode(args, value + 1);
	case 'v':
		return take_verbose(args, "");
	default:
		return true;
	}
}

static bool
take_long_option(struct args *args, const char *value)
{
	const char *equals = strchr(value, '=');
	size_t length =
	    equals == NULL ? strlen(value) : (size_t)(equals - value);
	const char *setting = equals == NULL ? "" : equals + 1;
	if (length == 10 && text_equal_n(value, "IgnoreDots", length))
		args->request->keep_dots = !is_false(setting);
	if (length == 9 && text_equal_n(value, "ErrorMode", length))
		return take_error_mode(args, setting);
	return true;
}

/* What does not hold for DSN changes no recipient, so it is told and left. */
static bool
take_dsn(
    struct args *args, const char *name, const char **member, const char *value)
{
	const struct keyword *keyword = keyword_find(name);
	struct account scratch = account_default();
	const char *wrong =
	    keyword_apply(keyword, args->arena, &scratch, value, false);
	if (wrong != NULL)
		warn(args,
		    arena_print(
			args->arena, "%s %s: it is ignored", name, wrong));
	else
		*member = *(const char **)((char *)&scratch + keyword->member);
	return true;
}

static bool
take_notify(struct args *args, const char *value)
{
	return take_dsn(args, "dsn-notify", &args->request->notify, value);
}

static bool
take_return(struct args *args, const char *value)
{
	return take_dsn(args, "dsn-return", &args->request->ret, value);
}

static bool
take_dry_run(struct args *args, const char *value)
{
	(void)value;
	args->request->dry_run = true;
	return true;
}

static bool
take_help(struct args *args, const char *value)
{
	(void)value;
	args->request->mode = MODE_HELP;
	return true;
}

static bool
take_version(struct args *args, const char *value)
{
	(void)value;
	args->request->mode = MODE_VERSION;
	return true;
}

/* ---- the options ---- */

enum arity {
	ALONE,    /* no value */
	VALUE,    /* attached, or the next word */
	ATTACHED, /* attached or none: never the next word */
	PERHAPS,  /* attached, or the next word unless that is an option */
};

/* Every letter that Sendmail, Postfix or Exim knows, with Sendmail's arity: a
 * letter that is not known must never turn its value into a recipient. */
static const struct {
	char letter;
	enum arity arity;
	take *take;
} letters[] = {
	{ 'A', VALUE, ignore },
	{ 'B', VALUE, ignore }, /* the message itself says what it needs */
	{ 'C', PERHAPS, take_config },
	{ 'D', VALUE, ignore },
	{ 'E', ATTACHED, ignore },
	{ 'F', VALUE, take_sender_name },
	{ 'G', ALONE, take_gateway },
	{ 'I', ALONE, take_aliases },
	{ 'J', ATTACHED, ignore },
	{ 'L', VALUE, take_tag },
	{ 'M', VALUE, ignore },
	{ 'N', VALUE, take_notify },
	{ 'O', VALUE, take_long_option },
	{ 'Q', ATTACHED, ignore },
	{ 'R', VALUE, take_return },
	{ 'T', ALONE, ignore },
	{ 'U', ALONE, ignore },
	{ 'V', VALUE, take_id },
	{ 'X', VALUE, ignore }, /* a file named by a caller is never written */
	{ 'a', VALUE, take_account },
	{ 'b', VALUE, take_mode },
	{ 'c', ALONE, ignore },
	{ 'd', ATTACHED, ignore },
	{ 'e', VALUE, take_error_mode },
	{ 'f', VALUE, take_sender },
	{ 'h', VALUE, ignore },
	{ 'i', ALONE, take_keep_dots },
	{ 'm', ALONE, ignore },
	{ 'n', ALONE, ignore },
	{ 'o', VALUE, take_short_option },
	{ 'p', VALUE, ignore },
	{ 'q', ATTACHED, take_flush },
	{ 'r', VALUE, take_sender },
	{ 's', ALONE, ignore },
	{ 't', ALONE, take_header_recipients },
	{ 'v', ALONE, take_verbose },
	{ 'x', ALONE, ignore },
};

static const struct {
	const char *name;
	enum arity arity;
	take *take;
} words[] = {
	{ "account", VALUE, take_account },
	{ "config", VALUE, take_config },
	{ "dry-run", ALONE, take_dry_run },
	{ "verbose", ALONE, take_verbose },
	{ "help", ALONE, take_help },
	{ "version", ALONE, take_version },
};

static bool
needs_value(struct args *args, const char *option)
{
	return error_set(
	    args->err, EX_USAGE, "%s needs a value behind it", option);
}

/* Looks a letter up; *rest is what stands behind it in its word, and becomes
 * empty when that was its value. */
static bool
take_letter(struct args *args, char letter, const char **rest)
{
	size_t i = 0;
	while (i < sizeof(letters) / sizeof(letters[0])
	    && letters[i].letter != letter)
		i++;
	if (i == sizeof(letters) / sizeof(letters[0]))
		return error_set(args->err, EX_USAGE,
		    "unknown option -%s: see %s --help",
		    text_shown(args->arena, &letter, 1),
		    args->request->program);
	if (letters[i].arity == ALONE)
		return letters[i].take(args, "");

	const char *value = *rest;
	*rest = "";
	bool may_take_next = letters[i].arity == VALUE
	    || (letters[i].arity == PERHAPS && *args->next != NULL
		&& (*args->next)[0] != '-');
	if (value[0] == '\0' && may_take_next) {
		if (*args->next == NULL)
			return needs_value(
			    args, arena_print(args->arena, "-%c", letter));
		value = *args->next++;
	} else if (value[0] == '\0' && letters[i].arity == PERHAPS) {
		return true;
	}
	return letters[i].take(args, value);
}

static bool
take_cluster(struct args *args, const char *cluster)
{
	while (*cluster != '\0') {
		char letter = *cluster++;
		if (!take_letter(args, letter, &cluster))
			return false;
	}
	return true;
}

static bool
take_setting(struct args *args, const char *name, const char *value)
{
	struct request *request = args->request;
	const struct keyword *keyword = keyword_find(name);
	if (keyword == NULL) {
		const char *nearest = keyword_nearest(name);
		return error_set(args->err, EX_USAGE,
		    "unknown option --%s%s%s: see %s --help",
		    text_shown(args->arena, name, strlen(name)),
		    nearest == NULL ? "" : ", did you mean --",
		    nearest == NULL ? "" : nearest, request->program);
	}
	if (keyword->is_secret)
		return error_set(args->err, EX_USAGE,
		    "--%s would show the secret to everybody who can list "
		    "processes: use password-file",
		    name);
	if (value == NULL && *args->next == NULL)
		return needs_value(
		    args, arena_print(args->arena, "--%s", name));
	request->overrides = arena_more(args->arena, request->overrides,
	    request->override_count, sizeof(*request->overrides));
	request->overrides[request->override_count++] =
	    (struct override){ keyword, value != NULL ? value : *args->next++ };
	return true;
}

static bool
take_word(struct args *args, const char *word)
{
	size_t length = strcspn(word, "=");
	const char *name = arena_copy(args->arena, word, length);
	const char *value = word[length] == '=' ? word + length + 1 : NULL;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].name, name) != 0)
			continue;
		const char *option = arena_print(args->arena, "--%s", name);
		if (words[i].arity == ALONE)
			return value == NULL ? words[i].take(args, "")
					     : error_set(args->err, EX_USAGE,
						 "%s takes no value", option);
		if (value == NULL && *args->next == NULL)
			return needs_value(args, option);
		return words[i].take(
		    args, value != NULL ? value : *args->next++);
	}
	return take_setting(args, name, value);
}

static bool
take_options(struct args *args)
{
	while (*args->next != NULL) {
		const char *word = *args->next;
		if (word[0] != '-' || word[1] == '\0')
			return true;
		args->next++;
		if (strcmp(word, "--") == 0)
			return true;
		bool well = word[1] == '-' ? take_word(args, word + 2)
					   : take_cluster(args, word + 1);
		if (!well)
			return false;
	}
	return true;
}

/* The name we are called by can say what to do. */
static enum mode
mode_of_name(const char *name)
{
	static const struct {
		const char *name;
		enum mode mode;
	} names[] = {
		{ "mailq", MODE_QUEUE },
		{ "newaliases", MODE_ALIASES },
		{ "runq", MODE_FLUSH },
		{ "smtpd", MODE_SERVE },
		{ "hoststat", MODE_HOST_STATUS },
		{ "purgestat", MODE_HOST_STATUS },
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i].name, name) == 0)
			return names[i].mode;
	}
	return MODE_SUBMIT;
}

bool
args_parse(struct arena *arena, int argc, char **argv, struct request *request,
    struct error *err)
{
	static char *none[] = { NULL };
	const char *path = argc > 0 && argv[0] != NULL ? argv[0] : "sendoff";
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	if (*name == '-')
		name++; /* a login shell's way of calling */

	*request =
	    (struct request){ .program = *name == '\0' ? "sendoff" : name,
		    .mode = mode_of_name(name) };
	struct args args = { .arena = arena,
		.request = request,
		.err = err,
		.next = argc > 0 ? argv + 1 : none };
	if (!take_options(&args))
		return false;
	for (; *args.next != NULL; args.next++)
		text_list_add(arena, &request->operands, *args.next);
	return true;
}
