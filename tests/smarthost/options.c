/* options.c - the command line of smarthost */
#include "smarthost/options.h"

#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "smarthost/sasl.h"

#define DEFAULT_MECHANISMS "SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN"

enum kind { FLAG, STRING, NUMBER, LIST, RULES };
enum mode { BOTH, PLAY, SERVE };

#define AT(member) offsetof(struct options, member)

static const struct setting {
	const char *name;
	enum kind kind;
	enum mode mode;
	size_t member;
} settings[] = {
	{ "listen", STRING, BOTH, AT(listen) },
	{ "certificate", STRING, BOTH, AT(tls.certificate) },
	{ "key", STRING, BOTH, AT(tls.key) },
	{ "ocsp", STRING, BOTH, AT(tls.ocsp) },
	{ "client-ca", STRING, BOTH, AT(tls.client_ca) },
	{ "tls-priority", STRING, BOTH, AT(tls.priority) },
	{ "transcript", STRING, BOTH, AT(transcript) },
	{ "message", STRING, BOTH, AT(message) },
	{ "patience", NUMBER, BOTH, AT(patience) },
	{ "lifetime", NUMBER, BOTH, AT(lifetime) },
	{ "cut", NUMBER, PLAY, AT(cut) },
	{ "connections", NUMBER, SERVE, AT(connections) },
	{ "implicit-tls", FLAG, SERVE, AT(policy.implicit_tls) },
	{ "no-starttls", FLAG, SERVE, AT(policy.no_starttls) },
	{ "user", STRING, SERVE, AT(policy.login.user) },
	{ "password", STRING, SERVE, AT(policy.login.password) },
	{ "mechs", STRING, SERVE, AT(policy.mechanisms) },
	{ "auth-in-clear", FLAG, SERVE, AT(policy.auth_in_clear) },
	{ "hide-plus", FLAG, SERVE, AT(policy.plus_hidden) },
	{ "without", LIST, SERVE, AT(policy.without) },
	{ "with", LIST, SERVE, AT(policy.with) },
	{ "size", NUMBER, SERVE, AT(policy.size) },
	{ "max-recipients", NUMBER, SERVE, AT(policy.max_recipients) },
	{ "refuse-sender", RULES, SERVE, AT(policy.refused_senders) },
	{ "refuse-recipient", RULES, SERVE, AT(policy.refused_recipients) },
	{ "reply-to-dot", STRING, SERVE, AT(policy.reply_to_dot) },
	{ "mailbox", STRING, SERVE, AT(mailbox) },
};

enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

static bool
fail(const char *format, ...)
{
	va_list args;

	fputs("smarthost: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs("\n", stderr);
	return false;
}

static void
append(const char ***list, const char *value)
{
	size_t count = 0;

	while (*list != NULL && (*list)[count] != NULL)
		count++;
	*list = realloc(*list, (count + 2) * sizeof(**list));
	if (*list == NULL)
		abort();
	(*list)[count] = value;
	(*list)[count + 1] = NULL;
}

static bool
set_number(size_t *number, const char *name, const char *value)
{
	*number = strtoul(value, NULL, 10);
	return (*value != '\0' && strlen(value) < 10
		   && value[strspn(value, "0123456789")] == '\0')
	    || fail("--%s: '%s' is no number", name, value);
}

static bool
set(struct options *options, const struct setting *setting, char *value)
{
	void *member = (char *)options + setting->member;

	if (setting->mode != BOTH
	    && options->serves != (setting->mode == SERVE))
		return fail("--%s is of '%s' only", setting->name,
		    options->serves ? "play" : "serve");
	switch (setting->kind) {
	case FLAG:
		*(bool *)member = true;
		return true;
	case STRING:
		*(const char **)member = value;
		return true;
	case NUMBER:
		return set_number(member, setting->name, value);
	case RULES:
		if (strchr(value, '=') == NULL)
			return fail("--%s: '%s' is no GLOB=REPLY",
			    setting->name, value);
		append(member, value);
		return true;
	case LIST:
		append(member, value);
		return true;
	}
	return false;
}

static bool
parse_settings(struct options *options, int argc, char **argv)
{
	struct option table[SETTINGS + 1] = { 0 };
	int found;

	for (int i = 0; i < SETTINGS; i++)
		table[i] = (struct option){ .name = settings[i].name,
			.has_arg = settings[i].kind == FLAG ? no_argument
							    : required_argument,
			.val = i };
	while ((found = getopt_long(argc, argv, "", table, NULL)) >= 0)
		if (found == '?' || !set(options, &settings[found], optarg))
			return false;
	return true;
}

static bool
check_mechanisms(const char *list)
{
	while (*(list += strspn(list, " ")) != '\0') {
		int length = (int)strcspn(list, " ");
		char name[32];

		snprintf(name, sizeof(name), "%.*s", length, list);
		if (!sasl_knows(name))
			return fail(
			    "--mechs: unknown mechanism '%.*s'", length, list);
		list += length;
	}
	return true;
}

static bool
check(struct options *options)
{
	struct policy *policy = &options->policy;

	policy->has_certificate = options->tls.certificate != NULL;
	if (policy->has_certificate != (options->tls.key != NULL))
		return fail("--certificate and --key need each other");
	if (policy->implicit_tls && !policy->has_certificate)
		return fail("--implicit-tls needs a --certificate");
	if (policy->mechanisms == NULL && policy->login.user != NULL)
		policy->mechanisms = DEFAULT_MECHANISMS;
	return policy->mechanisms == NULL
	    || check_mechanisms(policy->mechanisms);
}

bool
options_parse(struct options *options, int argc, char **argv)
{
	*options = (struct options){ .listen = "127.0.0.1", .patience = 30 };
	if (argc < 2
	    || (strcmp(argv[1], "play") != 0 && strcmp(argv[1], "serve") != 0))
		return fail("what to do: play or serve?");
	options->serves = strcmp(argv[1], "serve") == 0;

	/* getopt takes the word for the name of the program. */
	argc--;
	argv++;
	if (!parse_settings(options, argc, argv))
		return false;
	if (argc - optind != !options->serves)
		return fail(options->serves ? "serve takes no file"
					    : "play takes one script");
	options->script = argv[optind];
	return check(options);
}

void
options_free(struct options *options)
{
	free(options->policy.without);
	free(options->policy.with);
	free(options->policy.refused_senders);
	free(options->policy.refused_recipients);
}
