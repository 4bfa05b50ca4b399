# opensmtpd.bats - submission to a real OpenSMTPD

load interop.bash
load mailbox.bash
load deliveries.bash
load unpack.bash
load opensmtpd.bash

setup_file() {
	# One server and its mailboxes serve all these tests.
	export BATS_NO_PARALLELIZE_WITHIN_FILE=true

	need apt-get dpkg flock chroot ldd cc certtool perl timeout cmp
	need_root
	find_sendoff
	make_certificates
	start_opensmtpd
}

teardown_file() {
	stop_opensmtpd
}

setup() {
	begin_test
	mark_opensmtpd_log
}

teardown() {
	[[ -z ${BATS_TEST_COMPLETED:-} ]] || return 0
	printf -- '--- standard error\n%s\n' "${stderr:-}"
	show_opensmtpd_log
}

use_smarthost() {
	configure "smarthost = ${smarthost:-$SUBMISSION}" \
		"auth = ${mechanism:-auto}"
}

# It offers neither PIPELINING nor CHUNKING: word by word.
assert_step_by_step() {
	refute_offered PIPELINING
	refute_offered CHUNKING
	assert_dialogue 'MAIL 250 RCPT 250 DATA 354 250 QUIT'
}

@test "OpenSMTPD: a mail goes through STARTTLS and AUTH into the mailbox" {
	deliver_plain
	assert_said STARTTLS
	assert_step_by_step
	logged ' smtp tls ciphers=TLSv1\.3:'
	logged ' smtp authentication user=alerts@example\.com result=ok$'
}

@test "OpenSMTPD: a mail goes through TLS at once and AUTH into the mailbox" {
	smarthost=$SUBMISSIONS
	deliver_plain
	refute_said STARTTLS
	assert_step_by_step
	logged ' smtp tls ciphers=TLSv1\.3:'
	logged ' smtp authentication user=alerts@example\.com result=ok$'
}

@test "OpenSMTPD: LOGIN logs in" {
	mechanism=LOGIN
	deliver_plain
	assert_said 'AUTH LOGIN.*'
	logged ' smtp authentication user=alerts@example\.com result=ok$'
}

@test "OpenSMTPD: without a mechanism in common it is 69, and nothing leaves" {
	mechanism=SCRAM-SHA-256
	use_smarthost
	printf 'never\n' >"$text"
	write_message 'Subject: never'
	run -69 --separate-stderr sendoff -v -i root@example.com <"$message"
	assert_output ''
	assert_stderr_has 'PLAIN LOGIN'
	refute_said 'AUTH.*'
	refute_said 'MAIL.*'
	assert_no_mail root
}

@test "OpenSMTPD: 8-bit text arrives unchanged" {
	deliver_8bit
}

@test "OpenSMTPD: a subject in UTF-8 arrives unchanged" {
	deliver_utf8_subject
	refute_said 'MAIL .*SMTPUTF8.*'
}

@test "OpenSMTPD: an address in UTF-8 is 69, for it offers no SMTPUTF8" {
	refuse_utf8_address
}

@test "OpenSMTPD: 1 MiB arrives whole" {
	deliver_1_mib
	assert_step_by_step
}

@test "OpenSMTPD: 100 recipients get their mail" {
	deliver_to_100
}

# Its reports leave out the id and the recipient as we named it.
@test "OpenSMTPD: a success is notified, with the header only" {
	notify
	assert_report 'Final-Recipient: rfc822; root@example.com'
}

@test "OpenSMTPD: a wrong password is 77 and delivers nothing" {
	refuse_password
	logged ' smtp authentication user=alerts@example\.com result=permfail$'
}

@test "OpenSMTPD: a refused recipient is 67, the others get the mail" {
	refuse_one_recipient
	assert_dialogue \
		'MAIL 250 RCPT 250 RCPT 550 RCPT 250 DATA 354 250 QUIT'
}

@test "OpenSMTPD: when all recipients are refused no data is sent" {
	refuse_all_recipients
	assert_dialogue 'MAIL 250 RCPT 550 RCPT 550 QUIT'
}
