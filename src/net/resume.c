#include "net/resume.h"

#include "base/buf.h"

#define TICKET_MOST 65536
#define KEY_MOST 65536

static void
add(struct buf *to, const char *text)
{
	buf_text(to, text == NULL ? "" : text);
	buf_byte(to, '\0');
}

/* Everything that must be the same for a session to be believed again. */
static bool
name_ticket(const struct tls_settings *settings, struct cache_name *name)
{
	struct buf key = BUF(KEY_MOST);
	if (settings->cache.directory == NULL || settings->unverified)
		return false;
	add(&key, "ticket");
	add(&key, settings->name);
	add(&key, settings->cache.key);
	add(&key, settings->ca_file.path);
	add(&key, settings->certificate.path);
	add(&key, settings->priority);
	add(&key, settings->minimum == TLS_MINIMUM_1_3 ? "1.3" : "1.2");
	for (size_t i = 0; i < settings->pins.count; i++)
		add(&key, settings->pins.items[i]);
	bool well = cache_name(&settings->cache, &key, name);
	buf_free(&key);
	return well;
}

void
resume_load(gnutls_session_t session, const struct tls_settings *settings)
{
	struct cache_name name;
	struct buf ticket = BUF_SECRET(TICKET_MOST);
	if (name_ticket(settings, &name)
	    && cache_take(&settings->cache, &name, &ticket))
		gnutls_session_set_data(session, ticket.data, ticket.length);
	buf_free(&ticket);
}

void
resume_save(gnutls_session_t session, const struct tls_settings *settings)
{
	struct cache_name name;
	gnutls_datum_t ticket = { NULL, 0 };
	if (!(gnutls_session_get_flags(session) & GNUTLS_SFLAGS_SESSION_TICKET)
	    || !name_ticket(settings, &name)
	    || gnutls_session_get_data2(session, &ticket) != 0)
		return;
	cache_keep(&settings->cache, &name, (char *)ticket.data, ticket.size);
	gnutls_memset(ticket.data, 0, ticket.size);
	gnutls_free(ticket.data);
}
