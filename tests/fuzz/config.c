/* config.c - configuration files: conf/parser.h, conf/config.h, conf/account.h
 *
 * The parts of the input are files that can include each other.
 */
#include "conf/config.h"

#include <stdlib.h>
#include <string.h>

#include "conf/parser.h"
#include "fuzz/file.h"
#include "fuzz/fuzz.h"

/* Stands for a secret: wherever it is, an error must not show it. */
#define SECRET "hunter2"

static bool
stands_in_values_only(struct slice input)
{
	while (input.length > 0) {
		struct slice line = fuzz_take(&input, '\n');
		struct slice key = fuzz_take(&line, '=');
		if (memmem(key.data, key.length, SECRET, strlen(SECRET)) != NULL
		    || memmem(key.data, key.length, "from", 4) != NULL)
			return false;
	}
	return true;
}

static void
check_account(struct arena *arena, const struct account *chosen)
{
	struct account account = *chosen;
	struct error err = { 0 };
	if (!account_finish(arena, &account, "web1.example.com", &err)) {
		must(err.code == EX_CONFIG);
		fuzz_check_error(&err);
		return;
	}
	must(account.url_count > 0);
	must(account.compose.completion.domain != NULL);
	if (account.smarthost.logs_in)
		must(account.tls != TLS_OFF
		    || account.credential.kind == CREDENTIAL_NONE);
	for (size_t i = 0; i < account.url_count; i++) {
		const struct url *url = &account.urls[i];
		must(url->host != NULL || url->path != NULL);
		must(url_peer(arena, url) != NULL);
	}
}

static void
check_config(struct arena *arena, const struct config *config)
{
	static const char *const senders[] = { NULL, "", "a@example.com",
		"a+b@example.com", "*" };
	struct error err = { 0 };
	must(config->count > 0);
	for (size_t i = 0; i < config->count; i++) {
		struct account *account = &config->accounts[i];
		must(account->name != NULL && account->name[0] != '\0');
		must(config_pick(config, account->name, NULL, &err) == account);
		check_account(arena, account);
	}
	for (size_t i = 0; i < sizeof(senders) / sizeof(*senders); i++)
		must(config_pick(config, NULL, senders[i], &err) != NULL);
	must(!error_is_set(&err));
	must(config_pick(config, "no such account", NULL, &err) == NULL);
	fuzz_check_error(&err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	struct arena arena = { .secret = true };
	struct error err = { 0 };
	struct config config;
	setenv("SET", "value", 1);
	unsetenv("UNSET");
	file_parts(input);
	if (config_load(&arena, FUZZ_FILE, &config, &err)) {
		must(!error_is_set(&err));
		check_config(&arena, &config);
	} else {
		must(err.code == EX_CONFIG);
		fuzz_check_error(&err);
		/* The name of a variable is shown. */
		bool names = memmem(input.data, input.length, "${", 2) != NULL;
		if (!names && stands_in_values_only(input))
			must_say(
			    strstr(err.text, SECRET) == NULL, "%s", err.text);
	}
	arena_free(&arena);
	return 0;
}
