/* pretence.c - a channel in clear that passes for TLS */
#include "unit/pretence.h"

#include <stddef.h>

#include "net/tls.h"

bool pretence_verified;

struct tls *
__wrap_tls_start(struct stream *stream, const struct tls_settings *settings,
    const char *if_clear, struct error *err);
bool __wrap_tls_is_verified(const struct tls *tls);
bool __wrap_tls_gave_certificate(const struct tls *tls);
bool __wrap_tls_is_exporter(const struct tls *tls);
bool __wrap_tls_binding(const struct tls *tls, struct buf *binding);
const char *__wrap_tls_version(const struct tls *tls);

struct tls *
__wrap_tls_start(struct stream *stream, const struct tls_settings *settings,
    const char *if_clear, struct error *err)
{
	(void)stream;
	(void)settings;
	(void)if_clear;
	(void)err;
	return (struct tls *)&pretence_verified; /* never looked into */
}

bool
__wrap_tls_is_verified(const struct tls *tls)
{
	return tls != NULL && pretence_verified;
}

bool
__wrap_tls_gave_certificate(const struct tls *tls)
{
	(void)tls;
	return false;
}

bool
__wrap_tls_is_exporter(const struct tls *tls)
{
	(void)tls;
	return false;
}

bool
__wrap_tls_binding(const struct tls *tls, struct buf *binding)
{
	(void)tls;
	(void)binding;
	return false;
}

const char *
__wrap_tls_version(const struct tls *tls)
{
	(void)tls;
	return "TLS1.3";
}
