# replayed.bats - callers that do not run here, as they were seen to call
#
# The command line is that of the caller, the message has its shape. Callers
# that do run are in mailers.bats, languages.bats and system.bats; those that
# speak SMTP are in tests/interop/gate.bats.
bats_require_minimum_version 1.5.0
load callers

setup_file() {
	callers_file
}

setup() {
	prepare
	make_house
	text
}

# given FIELD...: TMP/sent has these and TMP/text
given() {
	{
		printf '%s\n' "$@" ''
		cat "$TMP/text"
	} >"$TMP/sent"
}

# as_crlf: TMP/sent has CRLF
as_crlf() {
	sed -i 's/$/\r/' "$TMP/sent"
}

# without_dot: a caller that gives no -i must not say a lone dot
without_dot() {
	sed -i '/^\.$/d' "$TMP/text"
}

# replay FROM TO... -- COMMAND...: root pipes TMP/sent into it, this is the
# envelope, and the text came as it was
replay() {
	local -a envelope=()

	while [[ $1 != -- ]]; do
		envelope+=("<$1>")
		shift
	done
	open_smarthost
	run -0 --separate-stderr as_root "${@:2}" < <(cat "$TMP/sent")
	silent
	came "${envelope[@]}"
	body_is text
}

root=root@example.com

# ---- cron and its family ----

@test "cronie" {
	given 'From: "(Cron Daemon)" <root>' 'To: root' \
		'Subject: Cron <root@web1> backup' 'MIME-Version: 1.0' \
		'Content-Type: text/plain; charset=UTF-8' \
		'Content-Transfer-Encoding: 8bit' \
		'Auto-Submitted: auto-generated'
	replay $root $root -- /usr/sbin/sendmail -FCronDaemon -i -odi -oem \
		-oi -t -f root
	has "From: \"(Cron Daemon)\" <$root>" "To: $root"
	replay '' $root -- /usr/sbin/sendmail -FCronDaemon -i -odi -oem -oi \
		-t -f '<>'
}

@test "cron of the BSDs" {
	given "From: $root (Cron Daemon)" 'To: alice' \
		'Subject: Cron <alice@web1> backup' \
		'X-Cron-Env: <SHELL=/bin/sh>'
	replay $root alice@example.com -- /usr/sbin/sendmail -FCronDaemon \
		-odi -oem -oi -t
	has "From: $root (Cron Daemon)" 'To: alice@example.com'
}

@test "bcron" {
	given 'To: <root>' 'From: CronDaemon <root>' \
		'Subject: Cron <root@web1> x'
	replay $root $root -- /usr/sbin/sendmail -FCronDaemon -i -odi -oem -t
	has "To: <$root>" "From: CronDaemon <$root>"
}

@test "fcron" {
	without_dot
	given 'To: root' 'Subject: Output of fcron job: backup'
	replay $root $root -- /usr/sbin/sendmail -Ffcron -odi root
	has "From: fcron <$root>" "To: $root"
}

@test "crond of busybox" {
	given 'To: root' 'Subject: cron: backup'
	replay $root $root -- /usr/sbin/sendmail -ti
}

@test "systemd-cron" {
	text 'grüße'
	given 'From: root (Cron Daemon)' 'To: root' \
		'Subject: [web1] job failed' \
		'MIME-Version: 1.0' 'Content-Type: text/plain; charset=UTF-8' \
		'Content-Transfer-Encoding: 8bit'
	replay $root $root -- /usr/sbin/sendmail -i -B8BITMIME root
	heard 'MAIL FROM:<*> * BODY=8BITMIME'
}

# ---- daemons and administration ----

# A subject, and then the text without an empty line between.
@test "ZFS event daemon" {
	without_dot
	{
		echo 'Subject: ZFS scrub_finish event for tank on web1'
		cat "$TMP/text"
	} >"$TMP/sent"
	replay $root $root -- /usr/sbin/sendmail root
	has 'Subject: ZFS scrub_finish event for tank on web1'
}

@test "apt-listchanges" {
	text 'libäh (1.2) unstable; urgency=low'
	given 'Auto-Submitted: auto-generated' \
		'Subject: apt-listchanges: news' \
		'To: root' 'MIME-Version: 1.0' \
		'Content-Type: text/plain; charset="utf-8"' \
		'Content-Transfer-Encoding: 8bit'
	replay $root $root -- /usr/sbin/sendmail -oi -t
	has "From: root <$root>" "To: $root"
}

@test "cron-apt" {
	given 'To: root' 'Subject: CRON-APT completed on web1'
	replay $root $root -- /usr/sbin/sendmail -t -oi
}

@test "popularity-contest" {
	given 'To: survey@example.org' 'Subject: popularity-contest submission'
	replay alice@example.net survey@example.org -- /usr/sbin/sendmail -oi \
		-f alice@example.net survey@example.org
}

@test "rkhunter" {
	without_dot
	given 'Subject: [rkhunter] web1 - Daily report' 'To: root'
	replay $root $root -- /usr/sbin/sendmail root
}

@test "debsecan, fwlogwatch, warnquota" {
	without_dot
	given 'From: root@web1' 'To: root' 'Subject: report of web1'
	replay $root $root -- /usr/sbin/sendmail -t
	has "From: $root" "To: $root"
}

@test "psad, swatchdog" {
	given 'From: root' 'To: root' 'Subject: [psad-alert] DL3'
	replay $root $root -- /usr/lib/sendmail -oi -t
}

@test "mon" {
	given 'To: root, alice' 'Subject: ALERT web1/http' 'From: monitor' \
		'X-Mailer: mail.alert'
	replay monitor@example.com $root alice@example.com -- \
		/usr/lib/sendmail -oi -t -f monitor -F monitor
	has 'From: monitor@example.com' "To: $root, alice@example.com"
}

@test "arpwatch" {
	without_dot
	given 'From: arpwatch (Arpwatch web1)' 'To: root' \
		'Subject: new station (192.0.2.7) eth0'
	replay $root $root -- /usr/lib/sendmail -odi root
	has 'From: arpwatch@example.com (Arpwatch web1)'
}

@test "CUPS" {
	without_dot
	given 'Date: Wed, 25 Nov 2026 09:00:00 +0000' 'From: root@web1' \
		'To: alice@example.net' 'Subject: Print Job: finished'
	replay $root alice@example.net -- /usr/sbin/sendmail alice@example.net
	has "From: $root"
}

@test "hylafax" {
	given 'To: alice' 'From: The HylaFAX Receive Agent <fax>' \
		'Subject: facsimile received'
	replay fax@example.com alice@example.com -- /usr/sbin/sendmail -f"fax" \
		-oi alice
	has 'From: The HylaFAX Receive Agent <fax@example.com>'
	replay fax@example.com alice@example.com -- /usr/sbin/sendmail -t \
		-ffax -oi
}

@test "mgetty" {
	without_dot
	given 'Subject: new fax from +49 89 1234' 'From: root (Fax Getty)' \
		'To: alice'
	replay $root alice@example.com -- /usr/sbin/sendmail alice
	has "From: $root (Fax Getty)"
	replay $root alice@example.com -- /usr/sbin/sendmail -t
}

@test "lprng, uucp" {
	given 'To: alice' 'Reply-To: root' 'Subject: printer lp@web1'
	replay $root alice@example.com -- /usr/sbin/sendmail -oi -t
	has 'To: alice@example.com' "Reply-To: $root"
}

@test "backuppc, baculabackupreport, debarchiver" {
	without_dot
	given 'To: alice' 'cc:' 'Subject: no recent backup of web1' \
		'From: backuppc'
	replay backuppc@example.com alice@example.com -- /usr/sbin/sendmail \
		-t -fbackuppc
	replay $root alice@example.com -- /usr/sbin/sendmail -t
}

@test "buildd, sbuild" {
	without_dot
	given 'From: buildd' 'Subject: Log for done build of hello' \
		'To: admin@example.net'
	replay $root admin@example.net -- /usr/sbin/sendmail -oem \
		'admin@example.net'
}

@test "bts, nmudiff, mass-bug" {
	without_dot
	given 'From: Alice <alice@example.net>' 'To: control@example.org' \
		'Cc: =?UTF-8?Q?J=C3=B6rg?= <joerg@example.net>' \
		'Bcc: alice@example.net' 'Subject: closing 1' \
		'X-BTS-Version: 2.23'
	replay $root control@example.org joerg@example.net alice@example.net \
		-- /usr/sbin/sendmail -t
	has 'From: Alice <alice@example.net>'
}

@test "newaliases, as sympa and smartlist install themselves" {
	run -0 --separate-stderr as_root newaliases </dev/null
	assert_output '/etc/aliases: 1 alias'
	assert_equal "$stderr" ''
}

@test "sendfile, sks, cvs-mailcommit, commit-email" {
	given 'To: alice' 'From: sendfile' 'Subject: a file'
	replay $root alice@example.com -- /usr/sbin/sendmail -t -oi
	without_dot
	given 'To: alice' 'From: root' 'Subject: CVS: module'
	replay $root alice@example.com -- /usr/lib/sendmail -t
	replay x@example.com alice@example.com bob@example.net -- \
		/usr/sbin/sendmail -f'x' alice bob@example.net
}

# ---- languages and applications ----

@test "Horde" {
	given 'From: web@example.org' 'To: to@example.net' 'Subject: hi'
	as_crlf
	replay web@example.org to@example.net hidden@example.net -- \
		/usr/sbin/sendmail -i -f web@example.org -- to@example.net \
		hidden@example.net
}

@test "Symfony's native transport" {
	given 'From: Web <web@example.org>' 'To: to@example.net' \
		'Bcc: hidden@example.net' 'Subject: hi'
	as_crlf
	replay web@example.org to@example.net hidden@example.net -- \
		/usr/sbin/sendmail -i -fweb@example.org -- to@example.net \
		hidden@example.net
}

@test "exception_notification of Rails: -t and the same as arguments" {
	given 'From: web@example.org' 'To: to@example.net, other@example.net' \
		'Subject: [ERROR] home#index'
	replay $root to@example.net other@example.net -- /usr/sbin/sendmail \
		-i -t to@example.net other@example.net
}

@test "web.py, rss2email" {
	without_dot
	given 'From: "Feed: news" <feeds@example.org>' 'To: alice@example.net' \
		'Subject: =?utf-8?q?gr=C3=BC=C3=9Fe?='
	replay feeds@example.org alice@example.net -- /usr/sbin/sendmail \
		-f feeds@example.org alice@example.net
	replay feeds@example.org alice@example.net -- /usr/sbin/sendmail \
		-F 'Feed: news' -f feeds@example.org alice@example.net
	has 'From: "Feed: news" <feeds@example.org>'
}

@test "Request Tracker" {
	given 'From: "Alice via RT" <rt@example.org>' 'To: bob@example.net' \
		'Bcc: audit@example.net' 'Subject: [example #1] hi'
	replay rt@example.org bob@example.net audit@example.net -- \
		/usr/sbin/sendmail -oi -t -f rt@example.org
	replay $root bob@example.net audit@example.net -- /usr/sbin/sendmail \
		-oi -t
	given 'From: rt@example.org' 'To: bob@example.net' 'Subject: bounced'
	replay '' bob@example.net -- /usr/sbin/sendmail -oi -t -f '<>'
}

@test "mimedefang" {
	given 'From: MIMEDefang <postmaster>' 'To: admin@example.net' \
		'Auto-Submitted: auto-generated' 'Subject: a virus'
	replay '' admin@example.net -- /usr/sbin/sendmail '-f<>' \
		'-FMIMEDefang' -odb -Ac -oi -- admin@example.net
	has 'From: MIMEDefang <postmaster@example.com>'
}

@test "sympa" {
	given 'From: list@example.org' 'To: list@example.org' \
		'Subject: [list] hi' \
		'List-Id: <list.example.org>'
	replay '' a@example.net b@example.net -- /usr/sbin/sendmail -oi -odi \
		-oem -N success,delay,failure -V 00000ENVID -f '' -- \
		a@example.net b@example.net
	heard 'MAIL FROM:<> * ENVID=00000ENVID' \
		'RCPT TO:<a@example.net> NOTIFY=SUCCESS,DELAY,FAILURE *'
	replay list-bounces@example.org a@example.net -- /usr/sbin/sendmail \
		-oi -odi -oem -f list-bounces@example.org -- a@example.net
}

@test "smartlist" {
	given 'From: bob@example.net' 'To: list@example.org' 'Subject: hi' \
		'X-Loop: list@example.org'
	replay list-request@example.org a@example.net b@example.net -- \
		/usr/sbin/sendmail -oem -odb -oi -om \
		-flist-request@example.org \
		a@example.net b@example.net
	replay $root list@example.org -- /usr/sbin/sendmail -oi -t
	replay list-request@example.org owner@example.org list@example.org -- \
		/usr/sbin/sendmail -f list-request@example.org -oi -t \
		owner@example.org
}

@test "mailagent" {
	given 'From: alice' 'To: bob@example.net' 'Subject: on holiday'
	replay $root bob@example.net -- /usr/sbin/sendmail -odq -i \
		bob@example.net
	has 'From: alice@example.com'
}

@test "news2mail of INN" {
	without_dot
	given 'Path: news.example.org!not-for-mail' 'From: bob@example.net' \
		'Newsgroups: example.test' 'Subject: hi' \
		'Message-ID: <news@example.net>' \
		'Date: Wed, 25 Nov 2026 09:00:00 +0000'
	replay news@example.com list@example.org -- /usr/sbin/sendmail -oee \
		-odq -fnews -pNNTP:news.example.org list@example.org
	has 'Path: news.example.org!not-for-mail' \
		'Message-ID: <news@example.net>'
}

@test "dovecot: LDA and Sieve" {
	given 'Return-Path: <bob@example.net>' 'From: bob@example.net' \
		'To: alice@example.com' 'Subject: hi'
	as_crlf
	replay bob@example.net forward@example.org -- /usr/sbin/sendmail -i \
		-f bob@example.net -- forward@example.org
	assert_equal "$(field Return-Path)" ''
	replay '' forward@example.org -- /usr/sbin/sendmail -i -f '<>' -- \
		forward@example.org
}

# ---- mail programs ----

@test "neomutt" {
	given 'From: Alice <alice@example.org>' 'To: to@example.net' \
		'Subject: hi' 'User-Agent: NeoMutt'
	replay alice@example.org to@example.net -- /usr/sbin/sendmail -oem -oi \
		-f alice@example.org -N failure,delay -R hdrs -- to@example.net
	heard 'MAIL FROM:<alice@example.org> * RET=HDRS' \
		'RCPT TO:<to@example.net> NOTIFY=FAILURE,DELAY *'
}

# A bounced message goes to whom it is bounced to, and to nobody else.
@test "neomutt and mutt bounce" {
	given 'Resent-From: alice@example.org' 'Resent-To: new@example.net' \
		'Resent-Date: Wed, 25 Nov 2026 09:00:00 +0000' \
		'Resent-Message-ID: <2@example.org>' 'From: bob@example.net' \
		'To: to@example.net' 'Subject: hi' \
		'Message-ID: <1@example.net>' \
		'Date: Wed, 25 Nov 2026 08:00:00 +0000'
	replay alice@example.org new@example.net -- /usr/sbin/sendmail -oem \
		-oi -f alice@example.org -- new@example.net
	has 'From: bob@example.net' 'Message-ID: <1@example.net>' \
		'Resent-To: new@example.net'
}

@test "slrn" {
	given 'From: alice@example.org' 'To: to@example.net' \
		'Newsgroups: example.test' 'Subject: Re: hi'
	replay $root to@example.net -- /usr/sbin/sendmail -oi -t -oem -odb
}

@test "sylpheed, claws-mail" {
	given 'From: Alice <alice@example.org>' 'To: to@example.net' \
		'Bcc: hidden@example.net' 'Subject: hi'
	replay $root to@example.net hidden@example.net -- \
		/usr/sbin/sendmail -t -i
	has 'From: Alice <alice@example.org>'
}
