/* value.h - the kinds of values that settings have, and how they are written
 *
 * Each function reads a value into a member of struct account (or, where a
 * setting fills several members, into the account itself). NULL when it is
 * well, else what it should have been: "must be yes or no". `words` are those
 * of an enumeration.
 */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H

#include "base/arena.h"
#include "base/text.h"

typedef const char *value_set(struct arena *arena, void *member,
    const char *value, const char *const *words);

value_set value_text;          /* const char *: any bytes */
value_set value_command;       /* const char *: words; none: NULL */
value_set value_host_address;  /* const char *: a numeric address */
value_set value_ca_file;       /* const char *: a path; system: NULL */
value_set value_alias_file;    /* const char *: a path; none: NULL */
value_set value_word;          /* const char *: one word of ASCII */
value_set value_switch;        /* bool: yes, no */
value_set value_choice;        /* an enum: one of words */
value_set value_dane;          /* value_choice, in builds that have it */
value_set value_seconds;       /* unsigned: 30, 30s, 5m, 1h */
value_set value_lifetime;      /* the same, but more than 0 */
value_set value_sessions;      /* unsigned: how many at once; 0: any */
value_set value_size;          /* uint64_t: 500k, 25M */
value_set value_address;       /* const char *: one address, wire form */
value_set value_from;          /* struct text_list: addresses and patterns */
value_set value_domain;        /* const char *: a domain in ASCII */
value_set value_local_domains; /* struct text_list: domains and patterns */
value_set value_tls_priority;  /* const char *: what GnuTLS understands */
value_set value_pins;          /* struct text_list: SPKI hashes */
value_set value_auth;          /* const char *: auto, none, mechanisms */

value_set value_proxy;      /* struct socks_proxy */
value_set value_smarthosts; /* struct account: URLs */
value_set value_log;        /* struct account: where the log goes */

/* struct credential: where the secret comes from. */
value_set value_password;
value_set value_password_file;
value_set value_password_command;
value_set value_password_credential;
value_set value_netrc;

/* Calls `check` for every word between blanks or commas and adds it to a list.
 * NULL when all are well and there is one at least. */
const char *
value_each(struct arena *arena, struct text_list *list, const char *value,
    const char *(*check)(struct arena *arena, const char *word));

#endif
