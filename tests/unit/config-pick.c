/* config-pick.c - the choice among accounts */
#include <string.h>

#include "conf/config.h"
#include "unit/place.h"
#include "unit/tap.h"

static const char text[] = "from = *@default.example\n"
			   "[account exact]\nfrom = joe@x, ann@x\n"
			   "[account detail]\nfrom = joe+lists@x\n"
			   "[account glob]\nfrom = *@y, root@*.z\n"
			   "[account later]\nfrom = joe@x *@*\n"
			   "[account silent]\nuser = x\n"
			   "[account plus]\nfrom = a+b@p, a@p\n";

static const struct {
	const char *name, *sender, *account;
} rows[] = {
	{ NULL, NULL, "default" },
	{ NULL, "", "default" },
	{ NULL, "joe@x", "exact" },
	{ NULL, "joe@X", "exact" },
	{ NULL, "Joe@x", "later" },
	{ NULL, "ann@x", "exact" },
	{ NULL, "joe+lists@x", "detail" },
	{ NULL, "joe+other@x", "exact" },
	{ NULL, "joe+lists+more@x", "exact" },
	{ NULL, "ann+@x", "exact" },
	{ NULL, "anna+x@x", "later" },
	{ NULL, "an+n@x", "later" },
	{ NULL, "any@y", "glob" },
	{ NULL, "any@Y", "glob" },
	{ NULL, "any+detail@y", "glob" },
	{ NULL, "root@a.z", "glob" },
	{ NULL, "root@z", "later" },
	{ NULL, "bob@a.z", "later" },
	{ NULL, "a@default.example", "default" },
	{ NULL, "a+b@p", "plus" },
	{ NULL, "a+c@p", "plus" },
	{ NULL, "root", "default" },
	{ NULL, "+x@x", "later" },
	{ "glob", "joe@x", "glob" },
	{ "silent", NULL, "silent" },
	{ "default", "joe@x", "default" },
};

int
main(void)
{
	struct arena arena = { 0 };
	struct config config;
	struct error err = { 0 };
	const char *file = place_file("config", text, 0600);
	if (!ok(config_load(&arena, file, &config, &err), "loaded"))
		tap_note("%s", err.text);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct account *account =
		    config_pick(&config, rows[i].name, rows[i].sender, &err);
		is_text(account == NULL ? NULL : account->name, rows[i].account,
		    "-a %s, -f %s", rows[i].name == NULL ? "-" : rows[i].name,
		    rows[i].sender == NULL ? "-" : rows[i].sender);
	}
	is(err.code, 0, "no failure so far");
	ok(config_pick(&config, "glb", "joe@x", &err) == NULL,
	    "no account of that name");
	is(err.code, EX_CONFIG, "no account: code");
	has(err.text, "default, exact, detail, glob", "no account: those");
	has(err.text, file, "no account: the file");

	/* The first of two that match alike wins. */
	config = (struct config){ 0 };
	error_clear(&err);
	config_load(&arena,
	    place_file("config",
		"[account a]\nfrom = *@x\n[account b]\nfrom = joe*@x\n", 0600),
	    &config, &err);
	is_text(config_pick(&config, NULL, "joe@x", &err)->name, "a",
	    "the first pattern wins");
	arena_free(&arena);
	return tap_done();
}
