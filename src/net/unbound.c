#include "net/unbound.h"

#include <dlfcn.h>
#include <stddef.h>

#define FUNCTION(name)                                      \
	{                                                   \
		"ub_" #name, offsetof(struct unbound, name) \
	}

static const struct {
	const char *name;
	size_t member;
} functions[] = {
	FUNCTION(ctx_create),
	FUNCTION(ctx_delete),
	FUNCTION(ctx_debugout),
	FUNCTION(ctx_resolvconf),
	FUNCTION(ctx_add_ta_file),
	FUNCTION(resolve),
	FUNCTION(resolve_free),
	FUNCTION(strerror),
};

bool
unbound_load(struct unbound *unbound)
{
	void *library = dlopen(UNBOUND_LIBRARY, RTLD_NOW | RTLD_LOCAL);
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		void *function =
		    library == NULL ? NULL : dlsym(library, functions[i].name);
		if (function == NULL)
			return false;
		/* What POSIX promises of dlsym(), and C forbids to write. */
		*(void **)((char *)unbound + functions[i].member) = function;
	}
	return true;
}
