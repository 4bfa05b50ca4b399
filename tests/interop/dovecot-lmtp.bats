# dovecot-lmtp.bats - delivery to a real Dovecot by LMTP

load interop.bash
load deliveries.bash
load dovecot.bash
load dovecot-lmtp.bash

setup_file() {
	# One server and its mailboxes serve all these tests.
	export BATS_NO_PARALLELIZE_WITHIN_FILE=true

	need dovecot certtool perl setpriv timeout cmp /usr/lib/dovecot/lmtp
	need_root
	find_sendoff
	open_tmpdir_to dovecot
	open_tmpdir_to nobody
	make_certificates
	start_dovecot_lmtp
}

teardown_file() {
	stop_dovecot
}

setup() {
	begin_test
}

teardown() {
	[[ -z ${BATS_TEST_COMPLETED:-} ]] || return 0
	printf -- '--- standard error\n%s\n' "${stderr:-}"
	show_dovecot_log
}

use_smarthost() {
	configure "smarthost = ${smarthost:-$LMTP_SOCKET}" 'auth = none'
}

@test "LMTP: a mail goes through the local socket into the mailbox" {
	deliver_plain
	assert_said 'LHLO .*'
	assert_offered PIPELINING
	refute_said 'AUTH.*'
	assert_dialogue 'MAIL RCPT DATA 250*2 354 250 QUIT'
}

@test "LMTP: a mail goes through TCP and STARTTLS into the mailbox" {
	smarthost=$LMTP_TCP
	deliver_plain
	assert_said STARTTLS
	assert_dialogue 'MAIL RCPT DATA 250*2 354 250 QUIT'
}

@test "LMTP: 8-bit text arrives unchanged" {
	deliver_8bit
}

@test "LMTP: a subject in UTF-8 arrives unchanged" {
	deliver_utf8_subject
}

@test "LMTP: an address in UTF-8 is 69, for Dovecot offers no SMTPUTF8" {
	refuse_utf8_address
}

@test "LMTP: 1 MiB arrives whole" {
	deliver_1_mib
}

@test "LMTP: 100 recipients have 100 verdicts and their mail" {
	deliver_to_100
	assert_dialogue 'MAIL RCPT*100 DATA 250*101 354 250*100 QUIT'
}

@test "LMTP: what DSN would ask is left out, for Dovecot offers none" {
	printf 'did it arrive?\n' >"$text"
	write_message 'Subject: no receipt'
	send -N success -R hdrs -V 'ticket+1=a' root@example.com
	refute_offered DSN
	refute_said '.*(NOTIFY|ENVID|RET)=.*'
	assert_same_mail root
}

@test "LMTP: a refused recipient is 67, the others get the mail" {
	refuse_one_recipient
	assert_dialogue 'MAIL RCPT*3 DATA 250*2 550 250 354 250*2 QUIT'
}

@test "LMTP: when all recipients are refused no data is sent" {
	refuse_all_recipients
	assert_dialogue "MAIL RCPT*2 DATA 250 550*2 503 QUIT"
}

# send_to_one_of_three STATUS NAME: root and audit get the mail, NAME does not.
send_to_one_of_three() {
	write_lines 2000 >"$text"
	write_message 'Subject: not for all'
	use_smarthost
	run "-$1" --separate-stderr sendoff -v -i root@example.com \
		"$2@example.com" audit@example.com <"$message"
	assert_output ''
	refute_stderr_has 'root@example.com was'
	refute_stderr_has 'audit@example.com was'
	assert_same_mail root
	assert_same_mail audit
	assert_no_mail "$2"
}

@test "LMTP: who is refused after the data is named, the others get the mail" {
	send_to_one_of_three 69 full
	assert_stderr_has 'full@example.com was refused: 552 5.2.2 '
	assert_dialogue 'MAIL RCPT*3 DATA 250*4 354 250 552 250 QUIT'
}

@test "LMTP: who cannot have it now is 75, the others get the mail" {
	send_to_one_of_three 75 broken
	assert_stderr_has 'broken@example.com was refused: 451 4.'
	assert_dialogue 'MAIL RCPT*3 DATA 250*4 354 250 451 250 QUIT'
}
