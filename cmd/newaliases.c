#include "newaliases.h"

#include <stdio.h>
#include <string.h>

#include "conf/expansion.h"
#include "report.h"
#include "show.h"

static bool
was_checked(const struct config *config, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		const char *other = config->accounts[j].aliases.path;
		if (other != NULL
		    && strcmp(other, config->accounts[i].aliases.path) == 0)
			return true;
	}
	return false;
}

static void
check(struct run *run, const struct account *account)
{
	struct aliases aliases = { .file = account->aliases };
	struct completion completion = account->compose.completion;
	completion.host = run->caller.host;
	struct expansion expansion = { .arena = &run->arena,
		.aliases = &aliases,
		.completion = &completion };
	struct text_list problems = { 0 };
	size_t wrong = expansion_check(&expansion, &problems, &run->err);
	for (size_t i = 0; i < problems.count; i++)
		report_line(run, problems.items[i]);
	if (run->err.code != 0)
		return;
	printf("%s: %zu alias%s\n", aliases.file.path, aliases.count,
	    aliases.count == 1 ? "" : "es");
	if (wrong > 0)
		error_set(&run->err, EX_CONFIG, "%s: %zu lines are wrong",
		    aliases.file.path, wrong);
}

int
newaliases(struct run *run)
{
	struct account account = account_default();
	struct config config = { .accounts = &account, .count = 1 };
	if (config_exists(&run->arena, run->request.config)
	    && !config_load(
		&run->arena, run->request.config, &config, &run->err))
		config.count = 0;
	for (size_t i = 0; i < config.count && run->err.code == 0; i++) {
		if (config.accounts[i].aliases.path != NULL
		    && !was_checked(&config, i))
			check(run, &config.accounts[i]);
	}
	show_is_written(&run->err);
	report_failures(run);
	return run->err.code;
}
