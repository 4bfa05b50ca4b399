# postfix.bats - submission to a real Postfix that asks Dovecot for passwords

load interop.bash
load deliveries.bash
load postfix.bash

setup_file() {
	need sha256sum
	serve_postfix
}

setup() {
	begin_test
	mark_postfix_log
}

teardown() {
	[[ -z ${BATS_TEST_COMPLETED:-} ]] || return 0
	printf -- '--- standard error\n%s\n' "${stderr:-}"
	show_postfix_log
	show_dovecot_log
}

use_smarthost() {
	configure "smarthost = ${smarthost:-$SUBMISSION}" 'auth = auto' \
		"${settings[@]}"
}

write_disk_full() {
	printf '/var is at 97%%\n' >"$text"
	printf 'Subject: disk full\n\n' | cat - "$text" >"$message"
}

# assert_disk_full_at NAME: it came to NAME whole and completed by us.
assert_disk_full_at() {
	await_mail "$1"
	assert_body "$mail" "$text"

	run -0 field "$mail" Return-Path
	assert_output 'Return-Path: <alerts@example.com>'
	run -0 field "$mail" Delivered-To
	assert_output "Delivered-To: $1@example.com"
	run -0 field "$mail" Subject
	assert_output 'Subject: disk full'
	run -0 field "$mail" From
	assert_line --regexp '^From: .*alerts@example\.com>?$'
	run -0 field "$mail" Date
	assert_line --regexp '^Date: .* [0-9]{4} [0-9:]{8} [+-][0-9]{4}$'
	run -0 field "$mail" Message-ID
	assert_line --regexp '^Message-I[Dd]: <[^ <>@]+@[^ <>@]+>$'
}

deliver_with() {
	configure "smarthost = $SUBMISSION" "auth = $1"
	write_disk_full

	run -0 --separate-stderr sendoff root <"$message"
	assert_silent
	assert_disk_full_at root
	assert_login "$mail" submission "$1"
}

@test "a mail goes through STARTTLS and AUTH into the mailbox" {
	configure "smarthost = $SUBMISSION" 'auth = auto'
	write_disk_full

	run -0 --separate-stderr sendoff root <"$message"
	assert_silent
	assert_disk_full_at root
	assert_login "$mail" submission '[A-Z0-9-]*'
}

@test "a mail goes through TLS at once and AUTH into the mailbox" {
	configure "smarthost = $SUBMISSIONS" 'auth = auto'
	write_disk_full

	run -0 --separate-stderr sendoff root <"$message"
	assert_silent
	assert_disk_full_at root
	assert_login "$mail" submissions '[A-Z0-9-]*'
}

@test "SCRAM-SHA-256 logs in" {
	deliver_with SCRAM-SHA-256
}

@test "SCRAM-SHA-1 logs in" {
	deliver_with SCRAM-SHA-1
}

@test "CRAM-MD5 logs in" {
	deliver_with CRAM-MD5
}

@test "PLAIN logs in" {
	deliver_with PLAIN
}

@test "LOGIN logs in" {
	deliver_with LOGIN
}

@test "a wrong password is 77, names the 535 and delivers nothing" {
	configure "smarthost = $SUBMISSION" 'auth = auto'
	write_password 'wr0ng'
	write_disk_full

	run -77 --separate-stderr sendoff root <"$message"
	assert_output ''
	assert_stderr_has 535
	refute_stderr_has wr0ng
	assert_no_mail root
}

@test "a refused recipient is 67 and named, the good one gets the mail" {
	configure "smarthost = $SUBMISSION" 'auth = auto'
	write_disk_full

	run -67 --separate-stderr sendoff root ghost@example.com audit \
		<"$message"
	assert_output ''
	assert_stderr_has ghost@example.com
	assert_stderr_has '5.1.1'
	refute_stderr_has root@example.com
	refute_stderr_has audit@example.com
	assert_disk_full_at root
	assert_disk_full_at audit
}

write_awkward_text() {
	perl -e '
		print ".\n", "..\n", "...\n", ".x\n", ". x\n";
		print "From the beginning of a line\n";
		print "na\303\257ve \342\202\254 \360\237\223\256\n";
		print " \t blanks at both ends \t \n", "\n", "\n";
		print "x" x 998, "\n", "." x 998, "\n", "\303\244" x 499, "\n";
		print "the last line has no line break" '
}

@test "dots, UTF-8, 998 octets and no final line break arrive unchanged" {
	configure "smarthost = $SUBMISSION" 'auth = auto'
	write_awkward_text >"$text"
	{
		printf '%s\n' 'Subject: awkward' 'MIME-Version: 1.0' \
			'Content-Type: text/plain; charset=utf-8' \
			'Content-Transfer-Encoding: 8bit' ''
		cat "$text"
	} >"$message"

	run -0 --separate-stderr sendoff -i root <"$message"
	assert_silent
	await_mail root
	# The line break that SMTP cannot do without.
	echo >>"$text"
	assert_body "$mail" "$text"
	run -0 field "$mail" Content-Transfer-Encoding
	assert_output 'Content-Transfer-Encoding: 8bit'
}

@test "5 MiB arrive whole" {
	configure "smarthost = $SUBMISSION" 'auth = auto'
	write_lines 5242880 >"$text"
	assert_equal "$(wc -c <"$text")" 5242880
	printf 'Subject: big\n\n' | cat - "$text" >"$message"

	run -0 --separate-stderr sendoff root <"$message"
	assert_silent
	await_mail root
	assert_equal "$(body "$mail" | sha256sum)" "$(sha256sum <"$text")"
}

@test "a Bcc recipient gets the mail, and nobody sees the field" {
	local name

	configure "smarthost = $SUBMISSION" 'auth = auto'
	printf 'hello\n' >"$text"
	{
		printf '%s\n' 'To: Root <root@example.com>' \
			'Bcc: Hidden <hidden@example.com>,' \
			' audit@example.com' 'Subject: secret copy' ''
		cat "$text"
	} >"$message"

	run -0 --separate-stderr sendoff -t <"$message"
	assert_silent
	for name in root hidden audit; do
		await_mail "$name"
		assert_body "$mail" "$text"
		run -1 field "$mail" Bcc
		assert_output ''
	done

	await_mail root
	run -0 header "$mail"
	assert_line 'To: Root <root@example.com>'
	refute_output --regexp '[Hh]idden'
	refute_output --partial audit
}

@test "a small mail leaves in a chunk, in one flight with its envelope" {
	deliver_plain
	assert_offered PIPELINING
	assert_offered CHUNKING
	assert_dialogue 'MAIL RCPT BDAT QUIT 250*3 221'
	# Postfix counts the commands it heard.
	wait_until logged ' mail=1 rcpt=1 bdat=1 quit=1 '
}

@test "8-bit text arrives unchanged" {
	deliver_8bit
}

@test "a subject in UTF-8 arrives unchanged" {
	deliver_utf8_subject
	assert_said 'MAIL .* SMTPUTF8.*'
}

@test "an address in UTF-8 gets its mail" {
	deliver_utf8_address
	run -0 field "$mail" Received
	assert_output --partial ' with UTF8SMTPSA id '
}

@test "1 MiB arrives whole, after DATA" {
	deliver_1_mib
	assert_dialogue 'MAIL RCPT DATA 250*2 354 250 QUIT'
}

@test "100 recipients get their mail in one transaction" {
	deliver_to_100
	assert_dialogue 'MAIL RCPT*100 BDAT 250*102 QUIT'
}

@test "a success is notified under our id, with the header only" {
	notify
	assert_report 'Original-Envelope-Id: ticket\+1=a' \
		'Original-Recipient: rfc822;root@example.com'
}

@test "a refused recipient amid a flight leaves the others their chunk" {
	refuse_one_recipient
	assert_dialogue 'MAIL RCPT*3 BDAT QUIT 250*2 550 250*2 221'
}

@test "a chunk for nobody is refused, and so are all recipients" {
	refuse_all_recipients
	assert_dialogue 'MAIL RCPT*2 BDAT QUIT 250 550*2 554 221'
}

@test "100 recipients where 30 are taken at a time go out in four chunks" {
	smarthost=$NARROW
	deliver_to_100
	assert_dialogue "MAIL RCPT*100 BDAT 250*31 452*70 250 \
MAIL RCPT*70 BDAT 250*31 452*40 250 MAIL RCPT*40 BDAT 250*31 452*10 250 \
MAIL RCPT*10 BDAT QUIT 250*12 221"
}

@test "a message larger than SIZE is 69, before its envelope is said" {
	smarthost=$NARROW
	use_smarthost
	write_lines 2000000 >"$text"
	write_message 'Subject: too big'
	run -69 --separate-stderr sendoff -v -i root@example.com <"$message"
	assert_output ''
	assert_offered 'SIZE 2000000'
	assert_stderr_has 'takes no more than 2000000'
	refute_said 'MAIL .*'
	assert_no_mail root
}

@test "Postfix is told who the submitter is" {
	settings=('submitter = joe+web@example.com')
	deliver_plain
	assert_said 'MAIL .* AUTH=joe\+2Bweb@example.com'
	wait_until logged 'sasl_sender=joe+2Bweb@example.com'
}

@test "what Postfix does not offer but was asked for is 69" {
	local row

	for row in 'hold-until = 1h,FUTURERELEASE' 'deliver-by = 1h,DELIVERBY' \
		'require-tls = yes,REQUIRETLS'; do
		settings=("${row%,*}")
		use_smarthost
		printf 'never\n' >"$text"
		write_message 'Subject: never'
		run -69 --separate-stderr sendoff -v root@example.com \
			<"$message"
		refute_offered "${row#*,}"
		assert_stderr_has "does not offer ${row#*,}, which ${row%% *}"
		refute_said 'MAIL .*'
	done
	settings=('priority = 3')
	deliver_plain
	refute_said 'MAIL .*MT-PRIORITY.*'
}

@test "nothing is notified when that is asked" {
	printf 'quiet\n' >"$text"
	write_message 'Subject: quiet'
	send -N never root@example.com
	assert_said 'RCPT .* NOTIFY=NEVER ORCPT=rfc822;root@example.com'
	assert_same_mail root
	assert_no_mail alerts
}
