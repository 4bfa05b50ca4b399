# gate-upstream.bats - what a real Postfix decides of mail that a gate hands on
#
# The client is sendoff itself, or a dialogue by TCP. All that it hears is
# Postfix's, and what it has heard 250 for arrives.

load interop.bash
load deliveries.bash
load postfix.bash
load gate.bash

setup_file() {
	serve_postfix
}

setup() {
	begin_test
	mark_postfix_log
}

teardown() {
	[[ -z ${GATE:-} ]] || end_gate
	[[ -z ${BATS_TEST_COMPLETED:-} ]] || return 0
	printf -- '--- output\n%s\n--- standard error\n%s\n' "${output:-}" \
		"${stderr:-}"
	show_postfix_log
}

use_smarthost() {
	[[ -n ${GATE:-} ]] || open_gate
	use_gate
}

# ---- every extension ----

@test "a flight with a chunk is one to Postfix, too, which hears a login" {
	deliver_plain
	assert_dialogue 'MAIL RCPT BDAT QUIT 250*3 221'
	assert_login "$mail" submission '[A-Z0-9-]*'
	wait_until logged ' auth=1 mail=1 rcpt=1 bdat=1 quit=1 '
}

@test "8-bit text, a subject and an address in UTF-8 arrive unchanged" {
	deliver_8bit
	empty_mailboxes
	deliver_utf8_subject
	deliver_utf8_address
	run -0 field "$mail" Received
	assert_output --partial ' with UTF8SMTPSA id '
}

@test "a success is notified to the client's sender, under his id" {
	notify
	assert_report 'Original-Envelope-Id: ticket\+1=a' \
		'Original-Recipient: rfc822;root@example.com'
}

@test "some are refused, all are refused: each by Postfix's own word" {
	refuse_one_recipient
	assert_dialogue 'MAIL RCPT*3 BDAT QUIT 250*2 550 250*2 221'
	assert_stderr_has "ghost@example.com was refused: $GHOST"
	empty_mailboxes
	refuse_all_recipients
	assert_dialogue 'MAIL RCPT*2 BDAT QUIT 250 550*2 554 221'
}

@test "1 MiB arrives whole" {
	deliver_1_mib
}

@test "100 recipients get their mail in one transaction" {
	deliver_to_100
	assert_dialogue 'MAIL RCPT*100 BDAT 250*102 QUIT'
}

@test "... and where 30 are taken at a time, in four" {
	smarthost=$NARROW
	deliver_to_100
	assert_dialogue 'MAIL RCPT*100 BDAT 250*102 QUIT'
	wait_until logged ' auth=1 mail=4 rcpt=220 bdat=4 quit=1 '
}

# ---- a client that waits for each answer ----

# smtplib PROGRAM [WORD...]: it prints, and has the session as gate, the letter
# and the words
smtplib() {
	run -0 python3 - "${WHERE%:*}" "${WHERE##*:}" "$message" "${@:2}" <<-END
		import smtplib, sys

		host, port, file, *words = sys.argv[1:]
		letter = open(file, "rb").read().rstrip(b"\n")
		with smtplib.SMTP(host, int(port), "me") as gate:
		    gate.ehlo()
		$(sed 's/^/    /' <<<"$1")
	END
}

@test "whom Postfix does not take is told at once, and the others get it" {
	smarthost=$NARROW
	open_gate
	printf 'to all\n' >"$text"
	write_message 'Subject: some'
	smtplib 'print(gate.sendmail("me@example.com", words, letter))' \
		ghost@example.com $(printf '%s@example.com ' ${HUNDRED:0:200})
	assert_output "{'ghost@example.com': (550, b'${GHOST#550 }'), \
$(printf "'u%03d@example.com': (452, b'4.5.3 Error: too many recipients'), " \
		{31..40} | sed 's/, $//')}"
	wait_until have_mail $(printf 'u%03d ' {1..30})
	assert_no_mail u031
}

@test "fifty mails over one session, and one session and login with Postfix" {
	open_gate
	letter
	smtplib 'for word in words:
    gate.sendmail("me@example.com", [word], letter)' \
		$(printf '%s@example.com ' ${HUNDRED:0:250})
	assert_output ''
	came u001
	came u050
	wait_until logged ' auth=1 mail=50 rcpt=50 bdat=50 quit=1 '
}

# What is announced by MAIL is refused there, anything else behind its end.
@test "a message larger than Postfix takes: its word, or its limit" {
	smarthost=$NARROW
	open_gate
	write_lines 2000000 >"$text"
	write_message 'Subject: too big'
	smtplib 'print(*gate.mail("me@example.com", ["SIZE=2000001"]))
print(*gate.mail("me@example.com"))
print(*gate.rcpt("root@example.com"))
print(*gate.data(letter))'
	assert_line --index 0 "552 b'5.3.4 Message size exceeds fixed limit'"
	assert_line --index 1 "250 b'2.1.0 ok'"
	assert_line --index 2 "250 b'2.1.5 Ok'"
	assert_line --index 3 --regexp "^554 b'5\.3\.0 .* takes no more than 2000000'\$"
	assert_no_mail root
}

# ---- Postfix stops ----

# Its ports stay its own.
start_postfix_again() {
	launch_postfix
	wait_until greets "${SUBMISSION##*:}"
}

# envelope NAME: it is taken
envelope() {
	says 'MAIL FROM:<me@example.com>'
	hears '250 2.1.0 *'
	says "RCPT TO:<$1@example.com>"
	hears '250 2.1.5 *'
	says DATA
	hears '354 *'
}

# rest GLOB: of the mail, and the verdict
rest() {
	text_of_mail >&5
	hears "$1"
}

begin() {
	open_gate "$@"
	letter
	knock
	hears '220 *'
	says 'HELO me'
	hears '250 *'
}

# The gate would wait for a client that is still there.
leave() {
	says QUIT
	hears '221 *'
	hangs_up
}

@test "Postfix stops between two mails: 451, and what was taken comes" {
	begin
	envelope root
	rest '250 2.0.0 Ok: *queued as *'
	stop_postfix
	says 'MAIL FROM:<me@example.com>'
	hears '451 4.4.1 *'
	start_postfix_again
	envelope audit
	rest '250 2.0.0 Ok: *queued as *'
	leave
	came root
	came audit
}

@test "Postfix stops within a mail: 451 for it, which can be sent again" {
	begin
	envelope root
	stop_postfix
	rest '451 4.4.1 *'
	start_postfix_again
	envelope root
	rest '250 2.0.0 Ok: *queued as *'
	leave
	came root
}

@test "Postfix stops within a mail and there is a spool: 250, and it comes" {
	begin 'spool = on-failure' "spool-directory = $TMP/spool"
	envelope root
	stop_postfix
	rest '250 2.0.0 kept as *'
	leave
	start_postfix_again
	assert_no_mail root
	"$SENDOFF" -q
	came root
}

@test "Postfix is another one by the time of the message: nothing is lost" {
	begin
	envelope root
	stop_postfix
	start_postfix_again
	rest '250 2.0.0 Ok: *queued as *'
	leave
	came root
}
