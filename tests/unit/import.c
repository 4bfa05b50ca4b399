/* import.c - what each setting of another program becomes
 *
 * Every output is also read by our own parser, as a configuration must be.
 */
#include "import/import.h"

#include <string.h>

#include "conf/parser.h"
#include "unit/place.h"
#include "unit/tap.h"

#define PIN "12:34"
#define FOREIGN_FLOOD (1024 * 1024)

/* A file of theirs, and lines that ours must hold, between bars; behind a !
 * one that it must not. */
static const struct {
	const char *whose, *text, *lines;
} rows[] = {
	/* where to */
	{ "msmtp", "account default\nhost mx\n",
	    "smarthost = smtp://mx|# TLS was off there; here STARTTLS with a "
	    "verified peer is required: if the" },
	{ "msmtp", "host mx\ntls on\n", "smarthost = smtp://mx|!# TLS was" },
	{ "msmtp", "host mx\ntls\nport 587\n", "smarthost = submission://mx" },
	{ "msmtp", "host mx\ntls on\nport 2525\n",
	    "smarthost = submission://mx:2525" },
	{ "msmtp", "host mx\ntls on\ntls_starttls off\n",
	    "smarthost = submissions://mx" },
	{ "msmtp", "host mx\ntls on\ntls_starttls off\nport 4465\n",
	    "smarthost = submissions://mx:4465" },
	{ "msmtp", "host mx\nport 465\ntls on\n",
	    "smarthost = submissions://mx|# port 465 speaks TLS at once: it is "
	    "used so here" },
	{ "msmtp", "host localhost\n", "smarthost = smtp://localhost|!# TLS" },
	{ "msmtp", "host localhost\nport 587\n",
	    "smarthost = smtp://localhost:587" },
	{ "msmtp", "host ::1\nport 2525\n", "smarthost = smtp://[::1]:2525" },
	{ "msmtp", "host x\nprotocol lmtp\nport 24\n", "smarthost = lmtp://x" },
	{ "msmtp", "host x\nsocket /run/x\n", "smarthost = unix:/run/x" },
	{ "msmtp", "socket /run/x\nprotocol lmtp\n",
	    "smarthost = lmtp:/run/x" },
	{ "msmtp", "host a/b\ndomain me\n",
	    "# smarthost is left out: it has no proper host|!smarthost" },
	{ "ssmtp", "mailhub=mx\n", "smarthost = smtp://mx" },
	{ "ssmtp", "MAILHUB = mx:465\nusetls=yes\n",
	    "smarthost = submissions://mx" },
	{ "ssmtp", "mailhub=mx:587\nUseSTARTTLS=YES\n",
	    "smarthost = submission://mx" },
	{ "ssmtp", "mailhub [::1]:2525\n", "smarthost = smtp://[::1]:2525" },
	{ "ssmtp", "mailhub=mx # the hub\n", "smarthost = smtp://mx" },
	{ "nullmailer", "mx\n", "smarthost = smtp://mx" },
	{ "nullmailer", "mx smtp tls\n", "smarthost = submissions://mx" },
	{ "nullmailer", "mx smtp --ssl --port=25\n",
	    "smarthost = submissions://mx:25" },
	{ "nullmailer", "mx smtp starttls port=587\nmy smtp starttls\n",
	    "smarthost = submission://mx smtp://my" },
	{ "nullmailer", "mx smtp tls insecure tls-anon-auth\n",
	    "smarthost = submissions://mx|# *: insecure: never so here*" },
	{ "nullmailer", "2001:db8::1 smtp\n",
	    "smarthost = smtp://[2001:db8::1]" },
	{ "dma", "SMARTHOST mx\n", "smarthost = smtp://mx" },
	{ "dma", "SMARTHOST mx\nPORT 465\nSECURETRANSFER\n",
	    "smarthost = submissions://mx" },
	{ "dma", "SMARTHOST mx\nPORT 587\nSECURETRANSFER\nSTARTTLS\n",
	    "smarthost = submission://mx|# the certificate of the smarthost "
	    "was not checked there; here it is: if its" },
	{ "dma", "SMARTHOST mx\nSECURETRANSFER\nSTARTTLS\nOPPORTUNISTIC_TLS\n",
	    "smarthost = smtp://mx|tls = opportunistic" },
	{ "esmtp", "hostname=mx\n", "smarthost = submission://mx" },
	{ "esmtp", "hostname mx:smtp starttls=required\n",
	    "smarthost = smtp://mx" },
	{ "esmtp", "hostname='mx:25'\nstarttls = enabled\n",
	    "smarthost = smtp://mx|tls = opportunistic" },
	{ "esmtp", "hostname=mx starttls=enabled username=a password=b",
	    "smarthost = submission://mx|!tls = opportunistic" },

	/* who we are */
	{ "msmtp", "host mx\nauth on\nuser joe\npassword x\n",
	    "user = joe|password-file = sendoff.secret|"
	    "#     install -m 600 /dev/null sendoff.secret" },
	{ "msmtp", "host mx\nauth\nuser \" j o\"\npasswordeval pass show x\n",
	    "user = \" j o\"|password-command = pass show x" },
	{ "msmtp", "host mx\nauth login\nuser j\npasswordeval echo \"$X\"\n",
	    "auth = LOGIN|password-command = sh -c 'echo \"$X\"'" },
	{ "msmtp", "host mx\nauth on\nuser j\npasswordeval echo '${X}'\n",
	    "password-command = sh -c 'echo '\\''$${X}'\\'''" },
	{ "msmtp", "host mx\nauth on\nuser ${HOME}\npasswordeval x\n",
	    "user = $${HOME}" },
	{ "msmtp", "host mx\nauth on\nuser j\n",
	    "password-command = secret-tool lookup host mx service smtp user "
	    "j" },
	{ "msmtp",
	    "host mx\nauth external\nuser j\ntls_cert_file ~/c\n"
	    "tls_key_file /k",
	    "auth = EXTERNAL|tls-certificate = ${HOME}/c|tls-key = /k|"
	    "!password-command" },
	{ "msmtp", "host mx\nuser joe\npassword x\n",
	    "# user and password are left out: auth was off|!user =" },
	{ "msmtp", "host mx\nauth secret\nuser j\npassword x\n",
	    "!auth =|# auth is left out: it must be auto*" },
	{ "ssmtp", "mailhub=mx\nAuthUser=j\nAuthPass=x\n",
	    "user = j|password-file = sendoff.secret" },
	{ "nullmailer", "mx smtp user=j pass='x y' auth-login\n",
	    "user = j|auth = LOGIN|password-file = sendoff.secret" },
	{ "esmtp", "hostname=x\nusername=\"a\\\"b\"\npassword=\"x\"",
	    "user = a\"b|password-file = sendoff.secret" },

	{ "esmtp", "hostname=x\nusername=\"a\\ntls = off\"",
	    "!tls = off|!user =|# user is left out: it cannot hold a line*" },

	/* TLS */
	{ "msmtp", "host mx\ntls on\ntls_trust_file /ca.pem\n",
	    "tls-ca-file = /ca.pem" },
	{ "msmtp", "host mx\ntls on\ntls_trust_file system\n",
	    "tls-ca-file = system" },
	{ "msmtp", "host mx\ntls on\ntls_trust_file ca.pem\n",
	    "tls-ca-file = ca.pem|# *ca.pem is no absolute path*" },
	{ "msmtp", "host mx\ntls on\ntls_fingerprint " PIN "\n",
	    "# *: tls_fingerprint " PIN ": *" },
	{ "msmtp", "host mx\ntls on\ntls_certcheck off\n",
	    "# the certificate of the smarthost was not checked there*" },
	{ "msmtp", "host mx\ntls on\ntls_priorities NORMAL\n",
	    "tls-priority = NORMAL|# *: tls_priorities NORMAL: *" },
	{ "msmtp", "host mx\ntls_host_override my\n", "tls-name = my" },
	{ "msmtp", "host mx\ntls_crl_file /c\n", "# *: tls_crl_file /c: *" },
	{ "ssmtp", "mailhub=mx\nUseTLSCert=YES\nTLSCert=/c\nTLSKey=/k\n",
	    "tls-certificate = /c|tls-key = /k" },
	{ "ssmtp", "mailhub=mx\nTLSCert=/c\n",
	    "!tls-certificate|# TLSCert is left out: UseTLSCert was not yes" },
	{ "nullmailer",
	    "mx smtp tls x509certfile=/c x509keyfile=/k x509cafile=/a "
	    "x509crlfile=/r x509fmtder\n",
	    "tls-certificate = /c|tls-key = /k|tls-ca-file = /a|"
	    "# *: x509crlfile /r: *|# *: x509fmtder: *" },
	{ "dma", "SMARTHOST mx\nCERTFILE /c\nFINGERPRINT 12\n",
	    "tls-certificate = /c|# *: FINGERPRINT 12: *" },

	/* the way */
	{ "msmtp", "host mx\nproxy_host p\n", "proxy = socks5://p" },
	{ "msmtp", "host mx\nproxy_host 127.0.0.1\nproxy_port 9050\n",
	    "proxy = socks5://127.0.0.1:9050" },
	{ "msmtp", "host mx\nsource_ip 192.0.2.1\n", "bind = 192.0.2.1" },
	{ "msmtp", "host mx\ntimeout 20\n",
	    "timeout = 20|connect-timeout = 20" },
	{ "msmtp", "host mx\ntimeout off\n", "!timeout" },
	{ "msmtp", "host mx\ndomain me.example.com\n",
	    "helo-name = me.example.com" },
	{ "nullmailer", "mx smtp source=192.0.2.1\n", "bind = 192.0.2.1" },
	{ "nullmailer", "mx smtp source=eth0\n",
	    "!bind|# *: bind is left out: it must be a numeric address*" },
	{ "ssmtp", "mailhub=mx\nhostname=web1.example.com\n",
	    "helo-name = web1.example.com|domain = web1.example.com" },
	{ "esmtp", "hostname=mx\nhelo=web1\n", "helo-name = web1" },

	/* the sender */
	{ "msmtp", "host mx\nfrom a@x\n", "from = a@x" },
	{ "msmtp", "host mx\nfrom *@x\n", "from = *@x" },
	{ "msmtp", "host mx\nfrom [ab]@x\n", "!from =" },
	{ "msmtp", "host mx\nfrom %U@x.example\n", "domain = x.example" },
	{ "msmtp", "host mx\nfrom %U@%M\n", "# from %U@%M: the same*" },
	{ "msmtp", "host mx\nfrom %H@x\n", "# from %H@x: there is no*" },
	{ "msmtp", "host mx\nauto_from on\nmaildomain x\n", "domain = x" },
	{ "msmtp",
	    "host mx\nfrom a@x\nallow_from_override off\n"
	    "set_from_header on\n",
	    "sender-policy = force" },
	{ "msmtp", "host mx\nallow_from_override off\n", "!sender-policy" },
	{ "msmtp",
	    "host mx\nset_from_header off\nset_date_header off\n"
	    "set_msgid_header off\n",
	    "add-headers = no" },
	{ "msmtp", "host mx\nset_date_header off\n", "!add-headers =" },
	{ "ssmtp", "mailhub=mx\nroot=a@x.example\n",
	    "local-recipient = a@x.example" },
	{ "ssmtp", "mailhub=mx\nroot=postmaster\nrewriteDomain=x.example\n",
	    "local-recipient = postmaster@x.example|domain = x.example" },
	{ "ssmtp", "mailhub=mx\nroot=postmaster\n",
	    "!local-recipient =|# Root postmaster: local-recipient needs an*" },
	{ "ssmtp", "mailhub=mx\nFromLineOverride=YES\n", "!# FromLine" },
	{ "dma", "SMARTHOST mx\nMASQUERADE a@x\n",
	    "from = a@x|sender-policy = force" },
	{ "dma", "SMARTHOST mx\nMASQUERADE a@\nMAILNAME x.example\n",
	    "from = a@x.example|domain = x.example" },
	{ "dma", "SMARTHOST mx\nMASQUERADE a@\nMAILNAME /etc/mailname\n",
	    "!from =" },
	{ "dma", "SMARTHOST mx\nMASQUERADE percolator\n",
	    "domain = percolator" },
	{ "esmtp", "hostname=x\nforce reverse_path = a@x\n",
	    "from = a@x|sender-policy = force" },
	{ "esmtp", "hostname=x\nforce reverse_path = \"%u@x\"\n",
	    "domain = x" },
	{ "esmtp", "hostname=x\nqualifydomain = x.example\n",
	    "domain = x.example" },

	/* the rest */
	{ "msmtp", "host mx\ndsn_notify failure,delay\ndsn_return headers\n",
	    "dsn-notify = failure,delay|dsn-return = headers" },
	{ "msmtp", "host mx\ndsn_notify off\ndsn_return off\n", "!dsn" },
	{ "msmtp", "host mx\nlogfile ~/.msmtp.log\n",
	    "log = ${HOME}/.msmtp.log" },
	{ "msmtp", "host mx\nsyslog\n", "log = syslog:user" },
	{ "msmtp", "host mx\nsyslog LOG_MAIL\n", "log = syslog:mail" },
	{ "msmtp", "host mx\nsyslog on\nlogfile -\n", "log = syslog:user" },
	{ "msmtp", "host mx\nremove_bcc_headers off\n",
	    "# *: remove_bcc_headers off: *" },
	{ "msmtp", "host mx\neval echo user joe\neval x\n",
	    "# *:2: eval: *|# *:3: eval: *|!user = joe" },
	{ "dma", "SMARTHOST mx\nDEFER\nFULLBOUNCE\nSPOOLDIR /x\nINSECURE\n",
	    "# *: DEFER: *|# *: FULLBOUNCE: *|# *: SPOOLDIR /x: *|"
	    "# *: INSECURE: *" },
	{ "esmtp",
	    "hostname=x\nmda \"m -d %T\"\nforce_mda=u\npreconnect='x'\n"
	    "certificate_passphrase=x\nmessage_id=disabled\n",
	    "# *: mda: *|# *: force_mda: *|# *: preconnect: *|"
	    "# *: certificate_passphrase: *|# *: message_id disabled: *" },

	/* accounts */
	{ "msmtp",
	    "defaults\ntls on\nport 587\naccount a\nhost a\nauth on\n"
	    "user u\npassword p\naccount b : a\nhost b\naccount c\nhost c\n"
	    "account default : a\n",
	    "smarthost = submission://a|[account a]|[account b]|"
	    "smarthost = submission://b|[account c]|auth = none|"
	    "password-file = sendoff.secret|!password-file = sendoff-" },
	{ "msmtp",
	    "account default\nhost a\ntls_trust_file /x\nproxy_host p\n"
	    "tls_host_override t\naccount b\nhost b\n",
	    "[account b]|tls-ca-file = system|proxy = none|tls-name = b" },
	{ "msmtp", "account a\nhost a\n",
	    "# there was no account default: choose one with -a, or by the "
	    "sender|[account a]" },
	{ "msmtp", "account a : b\nhost a\naccount b\nhost b\n",
	    "# *:1: \"account to inherit from\" is not known: *" },
	{ "msmtp", "account a\nhost a\naccount a\nhost b\n",
	    "[account a]|[account a-2]" },
	{ "msmtp", "account a b\nhost a\n",
	    "[account a-b]|# the account was called \"a b\" there" },
	{ "nullmailer", "a smtp user=u pass=p\nb smtp user=v pass=q\n",
	    "smarthost = smtp://a|[account remote-2]|"
	    "password-file = sendoff-remote-2.secret" },
	{ "nullmailer", "a smtp user=u pass=p\nb smtp user=v\n",
	    "[account remote-2]|# no password is told there: put it*|"
	    "password-file = sendoff-remote-2.secret" },
	{ "msmtp",
	    "account default\nhost a\nauth on\nuser u\npassword p\n"
	    "account b\nauth on\nhost b\n",
	    "[account b]|auth = none" },
	{ "ssmtp", "mailhub=a\nAuthUser=u\n",
	    "password-file = sendoff.secret" },
	{ "nullmailer", "a\nb qmqp\n",
	    "!smtp://b|# *:2: the protocol is not smtp*" },
	{ "esmtp",
	    "hostname=a username=u password=p\nidentity b@x hostname=b:25",
	    "[account b@x]|from = b@x|auth = none" },
	{ "esmtp", "mda x\nidentity=b@x\nhostname=b:25\n",
	    "from = b@x|![account" },

	{ "msmtp",
	    "account w\nhost a\naliases /etc/aliases\n"
	    "account b\nhost b\naccount default : w\n",
	    "aliases = /etc/aliases|[account b]|aliases = none" },
	{ "msmtp", "host a\nauth on\nuser u\npassword p\npasswordeval x\n",
	    "# passwordeval is left out: *|!password-command" },
	{ "msmtp", "host a\ntls on\ntls_certcheck off\ntls_trust_file /c\n",
	    "# the certificate of the smarthost was not checked there; here "
	    "it is, by tls-ca-file" },

	/* what nobody knows is told, and its value is not */
	{ "esmtp", "hostname=a\nidentity=b@x\ndefault\nhostname=b:25\nS3CRET",
	    "# *:3: \"default\" is not known: it is left out|"
	    "# *:5: a line that is not understood: it is left out" },
	{ "msmtp", "host a\nnonsense S3CRET\nS3CRET\n",
	    "# *:2: \"nonsense\" is not known: it is left out|"
	    "# *:3: a line that is not understood: it is left out" },
	{ "ssmtp", "mailhub=a\nnonsense=S3CRET\nS3CRET\n",
	    "# *:2: \"nonsense\" is not known: it is left out|"
	    "# *:3: a line that is not understood: it is left out" },
	{ "dma", "SMARTHOST a\nnonsense S3CRET\nS3CRET\n",
	    "# *:2: \"nonsense\" is not known: it is left out|"
	    "# *:3: a line that is not understood: it is left out" },
	{ "esmtp", "hostname=a\nnonsense=S3CRET\npassword \"S3CRET\n",
	    "# *:2: \"nonsense\" is not known: it is left out|"
	    "# *:3: a line that is not understood: it is left out" },
	{ "nullmailer", "a smtp nonsense=S3CRET\na smtp 'pass=S3CRET\n",
	    "# *:1: \"nonsense\" is not known: it is left out|"
	    "# *:2: a line that is not understood: it is left out" },

	/* files as they come */
	{ "ssmtp", "\xef\xbb\xbf# x\r\n\r\nmailhub=mx\r\nroot=a@x",
	    "smarthost = smtp://mx|local-recipient = a@x" },
	{ "msmtp", " \t host\tmx \r\n\tport  26", "smarthost = smtp://mx:26" },
};

struct told {
	struct arena arena;
	struct buf text;
	struct text_list warnings;
	struct error err;
	bool well;
};

static void
tell(struct told *told, const char *whose, const char *text)
{
	*told = (struct told){ .text = BUF(CONFIG_MOST) };
	const char *file = place_file("theirs", text, 0600);
	const char *what = arena_print(&told->arena, "%s:%s", whose, file);
	told->well = import(
	    &told->arena, what, &told->text, &told->warnings, &told->err);
}

static void
forget(struct told *told)
{
	buf_free(&told->text);
	arena_free(&told->arena);
}

/* Is there a line that the pattern matches, or that begins with it? Lines of
 * remarks that go on are one line. */
static bool
holds(const struct told *told, const char *pattern, bool whole)
{
	struct arena arena = { 0 };
	struct buf text = BUF(2 * CONFIG_MOST);
	for (const char *c = told->text.data; *c != '\0'; c++) {
		if (text_starts(c, "\n#   ") && !text_starts(c, "\n#     "))
			c += strlen("\n#  ");
		buf_byte(&text, *c);
	}
	bool found = false;
	for (char *line = text.data; *line != '\0';) {
		size_t length = strcspn(line, "\n");
		const char *one = arena_copy(&arena, line, length);
		found = found
		    || (whole ? text_matches(pattern, one)
			      : text_starts(one, pattern));
		line += length + (line[length] == '\n');
	}
	buf_free(&text);
	arena_free(&arena);
	return found;
}

/* Every line between bars; what goes on in the next is matched to its end. */
static void
check_lines(const struct told *told, const char *lines, const char *text)
{
	struct arena arena = { 0 };
	while (*lines != '\0') {
		size_t length = strcspn(lines, "|");
		char *one = arena_copy(&arena, lines, length);
		if (one[0] == '!')
			ok(!holds(told, one + 1, false), "%s: no %s", text,
			    one + 1);
		else if (!ok(holds(told, one, true) || holds(told, one, false),
			     "%s: %s", text, one))
			tap_note("%s", told->text.data);
		lines += length + (lines[length] == '|');
	}
	arena_free(&arena);
}

/* It is a configuration, and each account but a broken one is complete. */
static void
check_config(const struct told *told, const char *text)
{
	struct arena arena = { 0 };
	struct config config = { 0 };
	struct error err = { 0 };
	const char *file = place_file("ours", told->text.data, 0600);
	bool well = parser_read(
	    &arena, (struct file_named){ file, NULL }, &config, &err);
	ok(well, "%s: our own parser takes it (%s)", text, err.text);
	for (size_t i = 0; well && i < config.count; i++) {
		if (config.accounts[i].url_count == 0)
			continue;
		ok(account_finish(
		       &arena, &config.accounts[i], "web1.example.com", &err),
		    "%s: account %s (%s)", text, config.accounts[i].name,
		    err.text);
	}
	arena_free(&arena);
}

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct told told;
		tell(&told, rows[i].whose, rows[i].text);
		if (ok(told.well, "%s is understood: %s (%s)", rows[i].whose,
			rows[i].text, told.err.text)) {
			check_lines(&told, rows[i].lines, rows[i].text);
			check_config(&told, rows[i].text);
			ok(strstr(told.text.data, "S3CRET") == NULL,
			    "%s: nothing hidden shows", rows[i].text);
		}
		forget(&told);
	}
}

/* These settings are not there yet; the text is as it will be. */
static void
test_aliases(void)
{
	struct told told;
	tell(&told, "msmtp", "host a\naliases /etc/aliases\n");
	check_lines(&told, "aliases = /etc/aliases", "aliases of msmtp");
	forget(&told);
	tell(&told, "dma", "SMARTHOST a\nALIASES /x\n");
	check_lines(&told, "aliases = /x", "aliases of dma");
	forget(&told);
	tell(&told, "dma", "SMARTHOST a\nNULLCLIENT\n");
	check_lines(&told, "aliases = none", "a null client");
	forget(&told);
}

static void
test_warnings(void)
{
	struct told told;
	tell(&told, "msmtp", "host a\nnonsense S3CRET\n");
	is(told.warnings.count, 1, "one warning");
	has(told.warnings.items[0], ":2: \"nonsense\" is not known",
	    "it names file, line and word");
	ok(strstr(told.warnings.items[0], "S3CRET") == NULL,
	    "and not the value");
	forget(&told);
}

static void
test_nothing(void)
{
	static const char *const texts[] = { "", "\n\n", "# host a\n",
		"nonsense\n", "\xff\xfe\x01\n", "defaults\ntls on\n" };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct told told;
		tell(&told, "msmtp", texts[i]);
		ok(!told.well, "nothing to take over: %s", texts[i]);
		is(told.err.code, EX_DATAERR, "it is the data's fault");
		is(told.text.length, 0, "and nothing is told");
		forget(&told);
	}
}

/* Each would be slow or large if anything looked at it again and again. */
static void
test_large(void)
{
	static const struct {
		const char *whose, *line, *why;
	} floods[] = {
		{ "msmtp", "account a\n", "more than 1000 accounts" },
		{ "msmtp", "x\n", "more than 1000 lines" },
		{ "esmtp", "identity=a\n", "more than 1000 identities" },
		{ "esmtp", "x y ", "more than 1000 lines" },
		{ "esmtp", "x '' ", "more than 1000 lines" },
		{ "nullmailer", "a smtp port=1\n", "more than 1000 remotes" },
		{ "nullmailer", "a ", "no setting of nullmailer" },
		{ "msmtp", "host a\n", NULL },
		{ "msmtp", "host a a ", "no setting of msmtp" },
		{ "dma", "SMARTHOST a a ", "no setting of dma" },
		{ "ssmtp", "mailhub=a\n", NULL },
	};
	for (size_t i = 0; i < sizeof(floods) / sizeof(floods[0]); i++) {
		struct buf text = BUF(FOREIGN_FLOOD);
		struct told told;
		while (!buf_is_full(&text))
			buf_text(&text, floods[i].line);
		tell(&told, floods[i].whose, text.data);
		is(told.well, floods[i].why == NULL, "%s: a flood of %s",
		    floods[i].whose, floods[i].line);
		if (floods[i].why != NULL)
			has(told.err.text, floods[i].why, "why");
		buf_free(&text);
		forget(&told);
	}
}

int
main(void)
{
	test_rows();
	test_aliases();
	test_warnings();
	test_nothing();
	test_large();
	return tap_done();
}
