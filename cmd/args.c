#include "args.h"

#include <string.h>

#include "option.h"

struct args {
	struct options to;
	char **next;      /* the words not yet looked at */
	bool any_operand; /* behind -- an operand may begin with a hyphen */
};

static bool
needs_value(struct args *args, const char *option)
{
	return error_set(
	    args->to.err, EX_USAGE, "%s needs a value behind it", option);
}

/* The value of an option, when it has one; false when it lacks one it needs.
 * `attached` is what stands behind it in its own word. */
static bool
find_value(struct args *args, const struct option *option, const char *shown,
    const char *attached, const char **value)
{
	const char *next = *args->next;
	*value = attached;
	if (attached != NULL || option->arity == ARITY_ATTACHED)
		return true;
	if (option->arity == ARITY_PERHAPS && (next == NULL || next[0] == '-'))
		return true;
	if (next == NULL)
		return needs_value(args, shown);
	*value = *args->next++;
	return true;
}

/* *rest is what stands behind the letter in its word, and becomes empty when
 * that was its value. */
static bool
take_letter(struct args *args, char letter, const char **rest)
{
	const struct option *option = option_letter(letter);
	const char *shown = text_shown(args->to.arena, &letter, 1);
	const char *value;
	if (option == NULL)
		return error_set(args->to.err, EX_USAGE,
		    "unknown option -%s: see %s --help", shown,
		    args->to.request->program);
	if (option->arity == ARITY_ALONE)
		return option->take(&args->to, "");

	const char *attached = **rest == '\0' ? NULL : *rest;
	*rest = "";
	shown = arena_print(args->to.arena, "-%s", shown);
	if (!find_value(args, option, shown, attached, &value))
		return false;
	if (value == NULL && option->arity == ARITY_PERHAPS)
		return true;
	return option->take(&args->to, value == NULL ? "" : value);
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
	struct request *request = args->to.request;
	const struct keyword *keyword = keyword_find(name);
	if (keyword == NULL) {
		const char *nearest = keyword_nearest(name);
		return error_set(args->to.err, EX_USAGE,
		    "unknown option --%s%s%s: see %s --help",
		    text_shown(args->to.arena, name, strlen(name)),
		    nearest == NULL ? "" : ", did you mean --",
		    nearest == NULL ? "" : nearest, request->program);
	}
	if (keyword->in_file_only)
		return error_set(args->to.err, EX_USAGE,
		    "--%s can only be set in the configuration: a command line "
		    "is seen by everybody and sometimes made by strangers",
		    name);
	if (value == NULL && *args->next == NULL)
		return needs_value(
		    args, arena_print(args->to.arena, "--%s", name));
	request->overrides = arena_more(args->to.arena, request->overrides,
	    request->override_count, sizeof(*request->overrides));
	request->overrides[request->override_count++] =
	    (struct override){ keyword, value != NULL ? value : *args->next++ };
	return true;
}

static bool
take_word(struct args *args, const char *word)
{
	size_t length = strcspn(word, "=");
	const char *name = arena_copy(args->to.arena, word, length);
	const char *value = word[length] == '=' ? word + length + 1 : NULL;
	const struct option *option = option_word(name);
	if (option == NULL)
		return take_setting(args, name, value);
	const char *shown = arena_print(args->to.arena, "--%s", name);
	if (option->arity == ARITY_ALONE && value != NULL)
		return error_set(
		    args->to.err, EX_USAGE, "%s takes no value", shown);
	if (option->arity != ARITY_ALONE
	    && !find_value(args, option, shown, value, &value))
		return false;
	return option->take(&args->to, value);
}

static bool
take_options(struct args *args)
{
	while (*args->next != NULL) {
		const char *word = *args->next;
		if (word[0] != '-' || word[1] == '\0')
			return true;
		args->next++;
		if (strcmp(word, "--") == 0) {
			args->any_operand = true;
			return true;
		}
		bool well = word[1] == '-' ? take_word(args, word + 2)
					   : take_cluster(args, word + 1);
		if (!well)
			return false;
	}
	return true;
}

static bool
take_operands(struct args *args)
{
	for (; *args->next != NULL; args->next++) {
		const char *operand = *args->next;
		if (operand[0] == '-' && !args->any_operand)
			return error_set(args->to.err, EX_USAGE,
			    "%s stands behind a recipient, where no option can "
			    "be: options come first, and -- before a recipient "
			    "that begins with a hyphen",
			    text_shown(
				args->to.arena, operand, strlen(operand)));
		text_list_add(
		    args->to.arena, &args->to.request->operands, operand);
	}
	return true;
}

/* Who names a message or an address means that one alone; what is about all
 * must not be done then. */
static bool
suits_operands(struct args *args)
{
	const struct request *request = args->to.request;
	const char *advice;
	if (request->operands.count == 0)
		return true;
	if (request->mode == MODE_FLUSH)
		advice = "a queue run takes no operand: -qI, -qR and -qS with "
			 "a text, as in -qRexample.net, limit it";
	else if (request->mode == MODE_QUEUE)
		advice = "the list of what waits takes no operand: "
			 "--spool-show shows one message";
	else if (request->mode == MODE_CHECK_SPOOL)
		advice = "--check-spool takes no operand";
	else if (request->mode == MODE_DAEMON)
		advice = "-bd takes no operand: its clients say whom they "
			 "write to";
	else
		return true;
	const char *first = request->operands.items[0];
	return error_set(args->to.err, EX_USAGE, "what about %s? %s",
	    text_shown(args->to.arena, first, strlen(first)), advice);
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

/* An option of ours that has a meaning in one mode is not ignored in another:
 * it might be the mode that was forgotten. */
static bool
suits_mode(struct args *args)
{
	const struct request *request = args->to.request;
	const struct {
		bool is_given;
		enum mode mode;
		const char *wrong;
	} options[] = {
		{ request->queue.json, MODE_QUEUE,
		    "--json is for -bp, the list of what waits" },
		{ request->listen.count > 0, MODE_DAEMON,
		    "--listen is for -bd, which serves clients" },
		{ request->queue.only_due && request->queue.interval == 0,
		    MODE_FLUSH,
		    "--due is for a queue run, beside -bd for one with a "
		    "time, as -q1m" },
		{ request->dry_run, MODE_SUBMIT,
		    "--dry-run is for a message, and shows what would leave" },
	};
	if (request->mode == MODE_HELP || request->mode == MODE_VERSION)
		return true;
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (options[i].is_given && request->mode != options[i].mode)
			return error_set(
			    args->to.err, EX_USAGE, "%s", options[i].wrong);
	}
	return true;
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
	struct args args = { .to = { arena, request, err },
		.next = argc > 0 ? argv + 1 : none };
	return take_options(&args) && take_operands(&args)
	    && suits_operands(&args) && suits_mode(&args);
}
