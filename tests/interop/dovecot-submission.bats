# dovecot-submission.bats - submission to a real Dovecot before a real Exim

load interop.bash
load mailbox.bash
load deliveries.bash
load unpack.bash
load exim.bash
load dovecot.bash
load dovecot-submission.bash

setup_file() {
	# One server and its mailboxes serve all these tests.
	export BATS_NO_PARALLELIZE_WITHIN_FILE=true

	need apt-get dpkg flock chroot ldd certtool perl timeout cmp \
		setpriv dovecot /usr/lib/dovecot/submission
	need_root
	find_sendoff
	open_tmpdir_to dovecot
	open_tmpdir_to nobody
	make_certificates
	start_exim
	start_dovecot_submission
}

teardown_file() {
	stop_dovecot
	stop_exim
}

setup() {
	begin_test
	mark_exim_log
}

teardown() {
	[[ -z ${BATS_TEST_COMPLETED:-} ]] || return 0
	printf -- '--- standard error\n%s\n' "${stderr:-}"
	show_dovecot_log
	show_exim_log
}

use_smarthost() {
	configure "smarthost = ${smarthost:-$SUBMISSION}" \
		"auth = ${mechanism:-auto}"
}

@test "Dovecot submission: a mail goes through STARTTLS and AUTH" {
	deliver_plain
	assert_said STARTTLS
	assert_offered PIPELINING
	assert_offered CHUNKING
	assert_dialogue 'MAIL RCPT BDAT QUIT 250*3 221'
	assert_login SCRAM-SHA-256
	assert_received ' H=\(front\.example\.com\) '
}

@test "Dovecot submission: a mail goes through TLS at once and AUTH" {
	smarthost=$SUBMISSIONS
	deliver_plain
	refute_said STARTTLS
	assert_dialogue 'MAIL RCPT BDAT QUIT 250*3 221'
	assert_login SCRAM-SHA-256
}

@test "Dovecot submission: SCRAM-SHA-1 logs in" {
	mechanism=SCRAM-SHA-1
	deliver_plain
	assert_login SCRAM-SHA-1
}

@test "Dovecot submission: CRAM-MD5 logs in" {
	mechanism=CRAM-MD5
	deliver_plain
	assert_login CRAM-MD5
}

@test "Dovecot submission: PLAIN logs in" {
	mechanism=PLAIN
	deliver_plain
	assert_login PLAIN
}

@test "Dovecot submission: LOGIN logs in" {
	mechanism=LOGIN
	deliver_plain
	assert_login LOGIN
}

@test "Dovecot submission: 8-bit text arrives unchanged" {
	deliver_8bit
	assert_received ' M8S=8 '
}

@test "Dovecot submission: a subject in UTF-8 arrives unchanged" {
	deliver_utf8_subject
}

@test "Dovecot submission: an address in UTF-8 is 69, without SMTPUTF8" {
	refuse_utf8_address
}

@test "Dovecot submission: 1 MiB arrives whole" {
	deliver_1_mib
	assert_dialogue 'MAIL RCPT DATA 250*2 354 250 QUIT'
}

@test "Dovecot submission: 100 recipients get their mail" {
	deliver_to_100
	assert_dialogue 'MAIL RCPT*100 BDAT 250*102 QUIT'
}

@test "Dovecot submission: a success is notified, with the header only" {
	notify
	assert_report 'Original-Envelope-ID: ticket\+2B1\+3Da' \
		'Original-Recipient: rfc822;root@example.com'
}

@test "Dovecot submission: a wrong password is 77 and delivers nothing" {
	refuse_password
}

@test "Dovecot submission: a refused recipient is 67, the others get the mail" {
	refuse_one_recipient
	assert_dialogue 'MAIL RCPT*3 BDAT QUIT 250*2 550 250*2 221'
}

@test "Dovecot submission: all recipients are refused" {
	refuse_all_recipients
	assert_dialogue 'MAIL RCPT*2 BDAT QUIT 250 550*2 554 221'
}
