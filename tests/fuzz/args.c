/* args.c - command lines: cmd/args.h. Each line of the input is an argument. */
#include "../../cmd/args.h"

#include <string.h>

#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = { (const char *)data, size };
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct request request;
	char **argv = NULL;
	int argc = 0;
	for (bool more = true; more; argc++) {
		more = input.length > 0;
		argv = arena_more(&arena, argv, (size_t)argc, sizeof(*argv));
		argv[argc] = NULL;
		if (more)
			argv[argc] =
			    (char *)fuzz_text(&arena, fuzz_take(&input, '\n'));
	}
	argc--;
	if (args_parse(&arena, argc, argv, &request, &err)) {
		must(!error_is_set(&err));
		must(request.operands.count < (size_t)(argc > 0 ? argc : 1));
		for (size_t i = 0; i < request.override_count; i++) {
			must(!request.overrides[i].keyword->in_file_only);
			must(!request.overrides[i].keyword->is_secret);
			must(request.overrides[i].value != NULL);
		}
	} else {
		must(err.code == EX_USAGE);
		fuzz_check_error(&err);
	}
	must(request.program != NULL && request.program[0] != '\0');
	arena_free(&arena);
	return 0;
}
