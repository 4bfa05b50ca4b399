/* mech.c - which mechanism is taken */
#include "auth/mech.h"

#include <string.h>

#include "unit/tap.h"

#define ALL                                                             \
	"LOGIN PLAIN CRAM-MD5 DIGEST-MD5 NTLM GSSAPI EXTERNAL XOAUTH2 " \
	"OAUTHBEARER SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-1-PLUS "       \
	"SCRAM-SHA-256-PLUS KERBEROS_V4"

/* What is chosen one after the other, blanks between. */
static const struct row {
	const char *name;
	struct mech_situation situation;
	const char *chosen;
} rows[] = {
	{ "the strongest first",
	    { .offered = ALL,
		.has_password = true,
		.is_verified = true,
		.can_bind = true },
	    "SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 "
	    "PLAIN LOGIN CRAM-MD5" },
	{ "no binding",
	    { .offered = ALL, .has_password = true, .is_verified = true },
	    "SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN CRAM-MD5" },
	{ "not verified: the secret is never shown",
	    { .offered = ALL, .has_password = true },
	    "SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5" },
	{ "not verified, and it is wanted by name",
	    { .offered = ALL,
		.has_password = true,
		.wanted = "PLAIN LOGIN XOAUTH2 OAUTHBEARER" },
	    "" },
	{ "only these are offered",
	    { .offered = "LOGIN PLAIN",
		.has_password = true,
		.is_verified = true },
	    "PLAIN LOGIN" },
	{ "in any case",
	    { .offered = "plain Login",
		.has_password = true,
		.is_verified = true },
	    "PLAIN LOGIN" },
	{ "in the order of the wish",
	    { .offered = ALL,
		.wanted = "login cram-md5,PLAIN",
		.has_password = true,
		.is_verified = true },
	    "LOGIN CRAM-MD5 PLAIN" },
	{ "wished for twice",
	    { .offered = ALL,
		.wanted = "LOGIN LOGIN",
		.has_password = true,
		.is_verified = true },
	    "LOGIN" },
	{ "wished for but not offered",
	    { .offered = "PLAIN LOGIN",
		.wanted = "SCRAM-SHA-1",
		.has_password = true,
		.is_verified = true },
	    "" },
	{ "what must be named, named",
	    { .offered = ALL,
		.wanted = "DIGEST-MD5 NTLM GSSAPI",
		.has_password = true,
		.is_verified = true },
	    "DIGEST-MD5 NTLM GSSAPI" },
	{ "tokens are named",
	    { .offered = ALL,
		.wanted = "XOAUTH2 OAUTHBEARER",
		.has_password = true,
		.is_verified = true },
	    "XOAUTH2 OAUTHBEARER" },
	{ "tokens are none without one",
	    { .offered = ALL, .wanted = "XOAUTH2", .is_verified = true }, "" },
	{ "no password",
	    { .offered = ALL, .is_verified = true, .can_bind = true }, "" },
	{ "a ticket needs no password",
	    { .offered = ALL, .wanted = "GSSAPI", .is_verified = true },
	    "GSSAPI" },
	{ "a certificate that is not named",
	    { .offered = ALL, .has_certificate = true, .is_verified = true },
	    "" },
	{ "a certificate that is",
	    { .offered = ALL,
		.wanted = "EXTERNAL",
		.has_certificate = true,
		.is_verified = true },
	    "EXTERNAL" },
	{ "a certificate and a password",
	    { .offered = "EXTERNAL PLAIN",
		.has_certificate = true,
		.has_password = true,
		.is_verified = true },
	    "PLAIN" },
	{ "a certificate and a password, and it is named",
	    { .offered = "EXTERNAL PLAIN",
		.wanted = "EXTERNAL",
		.has_certificate = true,
		.has_password = true,
		.is_verified = true },
	    "EXTERNAL" },
	{ "EXTERNAL without a certificate",
	    { .offered = "EXTERNAL",
		.wanted = "EXTERNAL",
		.has_password = true,
		.is_verified = true },
	    "" },
	{ "nothing offered",
	    { .offered = "", .has_password = true, .is_verified = true }, "" },
	{ "nothing known offered",
	    { .offered = "X-FOO KERBEROS_V4",
		.has_password = true,
		.is_verified = true },
	    "" },
	{ "names are whole",
	    { .offered = "PLAINX XPLAIN SCRAM-SHA-256-PLU SCRAM-SHA-512 "
			 "LOGIN=",
		.has_password = true,
		.is_verified = true },
	    "" },
	{ "a longer name is not the shorter one",
	    { .offered = "SCRAM-SHA-1-PLUS",
		.wanted = "SCRAM-SHA-1",
		.has_password = true,
		.is_verified = true,
		.can_bind = true },
	    "" },
};

static void
test_row(const struct row *row)
{
	char chosen[512] = "";
	unsigned tried = 0;
	const struct mech *mech;
	while ((mech = mech_choose(&row->situation, &tried)) != NULL) {
		if (chosen[0] != '\0')
			strncat(
			    chosen, " ", sizeof(chosen) - 1 - strlen(chosen));
		strncat(
		    chosen, mech->name, sizeof(chosen) - 1 - strlen(chosen));
	}
	is_text(chosen, row->chosen, "%s", row->name);
	ok(mech_choose(&row->situation, &tried) == NULL,
	    "%s: none is tried twice", row->name);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		test_row(&rows[i]);
	ok(mech_find("plain", 5) != NULL, "a name is known in any case");
	ok(mech_find("plainx", 5) != NULL, "and as far as its length");
	ok(mech_find("plain", 4) == NULL, "but whole");
	ok(mech_find("", 0) == NULL, "none is no name");
	ok(mech_find("ANONYMOUS", 9) == NULL, "we are somebody");

	static const char *const show[] = { "PLAIN", "LOGIN", "XOAUTH2",
		"OAUTHBEARER" };
	for (size_t i = 0; i < sizeof(show) / sizeof(*show); i++)
		ok(mech_find(show[i], strlen(show[i]))->shows_secret,
		    "%s shows the secret", show[i]);
	return tap_done();
}
