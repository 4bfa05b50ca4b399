/* unbound.h - libunbound, which asks DNS and validates: RFC 4035
 *
 * Linked, it would cost every run its start-up; so it is loaded by the few that
 * ask for DANE. Only for a build that has it.
 */
#ifndef NET_UNBOUND_H
#define NET_UNBOUND_H

#include <stdbool.h>

#include <unbound.h>

/* Its functions, without their "ub_". */
struct unbound {
	__typeof__(ub_ctx_create) *ctx_create;
	__typeof__(ub_ctx_delete) *ctx_delete;
	__typeof__(ub_ctx_debugout) *ctx_debugout;
	__typeof__(ub_ctx_resolvconf) *ctx_resolvconf;
	__typeof__(ub_ctx_add_ta_file) *ctx_add_ta_file;
	__typeof__(ub_resolve) *resolve;
	__typeof__(ub_resolve_free) *resolve_free;
	__typeof__(ub_strerror) *strerror;
};

#define UNBOUND_LIBRARY "libunbound.so.8"

/* False when there is no such library on this machine, or not this one. It
 * stays loaded. */
bool unbound_load(struct unbound *unbound);

#endif
