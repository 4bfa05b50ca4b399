# exim.bats - submission to a real Exim

load interop.bash
load mailbox.bash
load deliveries.bash
load unpack.bash
load exim.bash
load gate.bash

setup_file() {
	# One server and its mailboxes serve all these tests.
	export BATS_NO_PARALLELIZE_WITHIN_FILE=true

	need apt-get dpkg flock chroot ldd certtool perl timeout cmp
	need_root
	find_sendoff
	make_certificates
	start_exim
}

teardown_file() {
	stop_exim
}

setup() {
	begin_test
	mark_exim_log
	TMP=$BATS_TEST_TMPDIR
	message="$TMP/message"
	text="$TMP/text"
}

teardown() {
	[[ -z ${GATE:-} ]] || end_gate
	[[ -z ${BATS_TEST_COMPLETED:-} ]] || return 0
	printf -- '--- standard error\n%s\n' "${stderr:-}"
	show_exim_log
}

use_smarthost() {
	if [[ -n ${GATE:-} ]]; then
		use_gate
		return
	fi
	configure "smarthost = ${smarthost:-$SUBMISSION}" \
		"auth = ${mechanism:-auto}" ${cache:+"cache = $cache"}
}

@test "Exim: a mail goes through STARTTLS and AUTH into the mailbox" {
	deliver_plain
	assert_said STARTTLS
	assert_offered PIPELINING
	assert_offered CHUNKING
	assert_offered PIPECONNECT
	assert_dialogue 'MAIL RCPT BDAT QUIT 250*3 221'
	# So says Exim: encrypted, logged in, pipelined (L, not L-), in a chunk (K).
	assert_received ' P=esmtpsa L[.*]? .* A=plain:alerts@example\.com K '
}

@test "Exim: a mail goes through TLS at once and AUTH into the mailbox" {
	smarthost=$SUBMISSIONS
	deliver_plain
	refute_said STARTTLS
	assert_dialogue 'MAIL RCPT BDAT QUIT 250*3 221'
	assert_received ' P=esmtpsa L[.*]? .* A=plain:alerts@example\.com K '
}

# said_early: the commands that stand in the dialogue before the reply 220
said_early() {
	sed -n '/^S: 220/q; s/^C: \([A-Z]*\).*/\1/p' <<<"$stderr" | xargs
}

# early URL: the second mail to it, over a cache that the first has filled
early() {
	smarthost=$1 cache=$BATS_TEST_TMPDIR/cache
	mkdir -m 700 "$cache"
	deliver_plain
	assert_equal "$(said_early)" ''
	empty_mailboxes
	deliver_plain
	assert_received ' A=plain:alerts@example\.com'
}

@test "Exim: PIPECONNECT, the second mail's first words come before the greeting" {
	early "$SUBMISSION"
	assert_equal "$(said_early)" 'EHLO STARTTLS'
	assert_dialogue 'MAIL RCPT DATA 250 235 250*2 354 250 QUIT'
}

@test "Exim: PIPECONNECT within TLS at once: login and envelope, too" {
	early "$SUBMISSIONS"
	assert_equal "$(said_early)" 'EHLO AUTH MAIL RCPT DATA'
}

@test "Exim: LOGIN logs in" {
	mechanism=LOGIN
	deliver_plain
	assert_received ' A=login:alerts@example\.com '
}

@test "Exim: CRAM-MD5 logs in" {
	mechanism=CRAM-MD5
	deliver_plain
	assert_received ' A=cram:alerts@example\.com '
}

@test "Exim: 8-bit text arrives unchanged" {
	deliver_8bit
	assert_received ' M8S=8 '
}

@test "Exim: a subject in UTF-8 arrives unchanged" {
	deliver_utf8_subject
	assert_said 'MAIL .* SMTPUTF8.*'
}

@test "Exim: an address in UTF-8 gets its mail" {
	deliver_utf8_address
	assert_received ' P=utf8esmtpsa '
}

@test "Exim: 1 MiB arrives whole" {
	deliver_1_mib
	assert_dialogue 'MAIL RCPT DATA 250*2 354 250 QUIT'
}

@test "Exim: 100 recipients get their mail" {
	deliver_to_100
	assert_dialogue 'MAIL RCPT*100 BDAT QUIT 250*102 221'
}

@test "Exim: a success is notified under our id, with the header only" {
	notify
	assert_report 'Original-Envelope-ID: ticket\+2B1\+3Da' \
		'Original-Recipient: rfc822;root@example.com'
}

@test "Exim: a wrong password is 77 and delivers nothing" {
	refuse_password
}

@test "Exim: a refused recipient is 67 and named, the others get the mail" {
	refuse_one_recipient
	assert_dialogue 'MAIL RCPT*3 BDAT QUIT 250*2 550 250*2 221'
}

@test "Exim: a chunk for nobody is refused, and so are all recipients" {
	refuse_all_recipients
	assert_dialogue 'MAIL RCPT*2 BDAT QUIT 250 550*2 503 221'
}

# ---- with a gate between ----

@test "Exim, a gate: a mail goes by the gate's secret into the mailbox" {
	open_gate
	letter
	send root@example.com
	came root
	assert_dialogue 'MAIL RCPT BDAT QUIT 250*3 221'
	assert_received ' P=esmtpsa L[.*]? .* A=plain:alerts@example\.com '
}

@test "Exim, a gate: 8-bit text, and an address in UTF-8" {
	open_gate
	deliver_8bit
	assert_received ' M8S=8 '
	deliver_utf8_address
	assert_received ' P=utf8esmtpsa '
}

@test "Exim, a gate: a success is notified under our id" {
	open_gate
	notify
	assert_report 'Original-Envelope-ID: ticket\+2B1\+3Da' \
		'Original-Recipient: rfc822;root@example.com'
}

@test "Exim, a gate: who is refused is, by Exim's own word" {
	open_gate
	refuse_one_recipient
	assert_dialogue 'MAIL RCPT*3 BDAT QUIT 250*2 550 250*2 221'
	assert_stderr_has 'ghost@example.com was refused: 550 no such user'
	empty_mailboxes
	refuse_all_recipients
}
