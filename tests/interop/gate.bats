# gate.bats - programs that speak SMTP send through a gate to a real Postfix
#
# The gate logs in for them. Each delivers a mail, and shows its user what
# Postfix says of a recipient whom it does not know.

load interop.bash
load deliveries.bash
load postfix.bash
load gate.bash
TESTS=$BATS_TEST_DIRNAME/..
load ../callers/house.bash
load ../callers/nodemailer.bash

setup_file() {
	serve_postfix
	need_house
	install_sendoff
	unpack alpine
}

setup() {
	begin_test
	mark_postfix_log
}

teardown() {
	[[ -z ${GATE:-} ]] || end_gate
	[[ -z ${BATS_TEST_COMPLETED:-} ]] || return 0
	printf -- '--- output\n%s\n' "${output:-}"
	show_postfix_log
}

# ---- by TCP ----

# smtplib STATUS RECIPIENT...: a mail to each, over one session. It leaves octets
# as they are, LF and all, but for a dot more where a line begins with one.
smtplib() {
	run "-$1" python3 - "${WHERE%:*}" "${WHERE##*:}" "$message" "${@:2}" \
		<<-'END'
			import smtplib, sys

			host, port, letter, *recipients = sys.argv[1:]
			with smtplib.SMTP(host, int(port), "me") as gate:
			    for recipient in recipients:
			        gate.sendmail("me@example.com", [recipient],
			            open(letter, "rb").read().rstrip(b"\n"))
		END
}

@test "Python: smtplib" {
	open_gate
	letter
	smtplib 0 root@example.com audit@example.com
	came root
	came audit
	assert_login "$mail" submission '[A-Z0-9-]*'
	smtplib 1 ghost@example.com
	arrived=2 shows "{'ghost@example.com': (550, b'${GHOST#550 }')}"
}

# by_curl STATUS RECIPIENT
by_curl() {
	run "-$1" curl -sSv --url "smtp://$WHERE/me" --mail-from me@example.com \
		--upload-file "$message.crlf" --mail-rcpt "$2"
}

@test "curl" {
	need curl
	open_gate
	letter
	by_curl 0 root@example.com
	came root
	by_curl 55 ghost@example.com
	shows "$GHOST" 'RCPT failed: 550'
}

# by_msmtp STATUS RECIPIENT
by_msmtp() {
	run "-$1" msmtp --host="${WHERE%:*}" --port="${WHERE##*:}" \
		--from=me@example.com -- "$2" <"$message"
}

@test "msmtp" {
	need msmtp
	open_gate
	letter
	by_msmtp 0 root@example.com
	came root
	by_msmtp 65 ghost@example.com
	shows "server message: $GHOST"
}

# by_swaks STATUS RECIPIENT OPTION...
by_swaks() {
	run "-$1" swaks --helo me --from me@example.com --to "$2" \
		--data "$(<"$message")" "${@:3}"
}

# swaks_by OPTION...: this way, command by command and in one flight
swaks_by() {
	letter
	by_swaks 0 root@example.com "$@"
	came root
	by_swaks 0 audit@example.com "$@" --pipeline
	came audit
	by_swaks 24 ghost@example.com "$@"
	arrived=2 shows "<** $GHOST"
	by_swaks 24 ghost@example.com "$@" --pipeline
	arrived=2 shows "<** $GHOST"
}

@test "swaks" {
	need swaks
	open_gate
	swaks_by --server "$WHERE"
}

# nodemailer STATUS RECIPIENT PROGRAM [ARGUMENT...]: it is the transport that
# the program makes of its arguments
nodemailer() {
	install_nodemailer
	cat >"$TMP/program.js" <<-END
		const [mailer, file, to, ...words] = process.argv.slice(2);
		$3
		require(mailer).createTransport(transport).sendMail({
			raw: require('fs').readFileSync(file),
			envelope: { from: 'me@example.com', to },
		}, (error, info) => {
			console.log(error ? error.message : info.response);
			process.exit(error ? 3 : 0);
		});
	END
	run "-$1" node "$TMP/program.js" \
		"$NODE/node_modules/nodemailer" "$message" "$2" "${@:4}"
}

by_nodemailer() {
	nodemailer "$@" 'const [host, port] = words;
		const transport = { host, port, name: "me" };' \
		"${WHERE%:*}" "${WHERE##*:}"
}

@test "JavaScript: nodemailer" {
	need npm node
	open_gate
	letter
	by_nodemailer 0 root@example.com
	assert_output --regexp '^250 2\.0\.0 Ok: .*queued as [0-9A-F]+$'
	came root
	by_nodemailer 3 ghost@example.com
	shows "$GHOST"
}

# ---- on standard input ----

# Its own transport "sendmail" gives the message to the program's -i; SMTP it
# speaks over any stream that it is given.
nodemailer_bs() {
	nodemailer "$@" 'const child = require("child_process").spawn("sh",
			["-c", "exec \"$0\" -bs <&3 >&3", words[0]],
			{ stdio: ["ignore", "ignore", "inherit", "pipe"] });
		const transport = { connection: child.stdio[3], name: "me" };' \
		"$SENDOFF"
}

@test "JavaScript: nodemailer over -bs" {
	need npm node
	gate_settings
	letter
	nodemailer_bs 0 root@example.com
	assert_output --regexp '^250 2\.0\.0 Ok: .*queued as [0-9A-F]+$'
	came root
	nodemailer_bs 3 ghost@example.com
	shows "$GHOST"
}

@test "swaks --pipe" {
	need swaks
	gate_settings
	swaks_by --pipe "$SENDOFF -bs"
}

# nmh STATUS RECIPIENT: its post talks to sendmail -bs
nmh() {
	mkdir -p "$TMP/Mail"
	echo "Path: $TMP/Mail" >"$TMP/.mh_profile"
	printf '%s\n' 'From: me@example.com' "To: $2" 'Subject: hi' '' |
		cat - "$text" >"$TMP/Mail/draft"
	run "-$1" env HOME="$TMP" /usr/bin/mh/send -mts sendmail/smtp \
		-sendmail "$SENDOFF" "$TMP/Mail/draft"
}

@test "nmh" {
	need /usr/bin/mh/send
	gate_settings
	printf '%s\n' hello . ..x >"$text"
	nmh 0 root@example.com
	await_mail root
	assert_body "$mail" "$text"
	run -0 field "$mail" Subject
	assert_output 'Subject: hi'
	nmh 1 ghost@example.com
	shows "$GHOST"
}

# ---- on standard input, as /usr/sbin/sendmail ----

# settle: in a house whose sendmail is ours; alice is one of those who can read
# the password
settle() {
	make_house
	gate_settings
	sed -e 's|^password-file .*|password-file = /etc/sendoff.secret|' \
		-e 's|^log .*|log = none|' "$TMP/gate.conf" |
		put /etc/sendoff.conf
	put /etc/sendoff.secret 640 <<<"$PASSWORD"
	chgrp 4322 "$HOUSE/etc/sendoff.secret"
}

NOT_SENT='Mail not sent: <ghost@example.com>: Recipient address rejected'

# alpine RECIPIENT: alice writes and sends, and gives up where it is refused. A
# key is pressed when the screen shows what it answers, which has no room for
# all of a refusal.
alpine() {
	put /etc/callers/pinerc <<-END
		user-domain=example.com
		inbox-path=/tmp/inbox
		default-fcc=""
	END
	put /etc/callers/alpine.py <<-'END'
		import os, pty, sys

		recipient, refusal = sys.argv[1:]
		keys = {b"Send message": b"y", b"hello": b"\x18",
		    refusal.encode(): b"\x03",
		    b"Cancel message": b"c"}
		child, terminal = pty.fork()
		if child == 0:
		    os.execlp("alpine", "alpine", "-p", "/etc/callers/pinerc",
		        "-url", f"mailto:{recipient}?subject=hi&body=hello")
		seen = b""
		while True:
		    try:
		        seen += os.read(terminal, 4096)
		    except OSError:
		        break
		    for shown in [shown for shown in keys if shown in seen]:
		        os.write(terminal, keys.pop(shown))
		        seen = b""
		print("left:", *sorted(key.decode() for key in keys))
	END
	run -0 as_alice env TERM=vt100 /usr/bin/python3 \
		/etc/callers/alpine.py "$1" "$NOT_SENT"
}

@test "alpine" {
	settle
	alpine root@example.com
	assert_output "left: Cancel message $NOT_SENT"
	await_mail root
	run -0 field "$mail" From
	assert_output 'From: Alice Liddell <alice@example.com>'
	run -0 field "$mail" Subject
	assert_output 'Subject: hi'
	assert_equal "$(body "$mail")" hello
	alpine ghost@example.com
	assert_output 'left:'
	shows ''
}

# ---- as they were seen to speak to it ----

# taken SENDER RECIPIENT...: the lines of a mail that is taken
taken() {
	printf 'C: MAIL FROM:<%s>\nS: 250 *\n' "$1"
	printf 'C: RCPT TO:<%s>\nS: 250 *\n' "${@:2}"
	printf '%s\n' 'C: DATA' 'S: 354 *' MESSAGE 'S: 250 *'
}

# Symfony Mailer keeps it from one mail to the next, with a NOOP before it is
# used again; an address that is refused ends the mail.
@test "Symfony Mailer, sendmail://default" {
	settle
	letter
	replay /usr/sbin/sendmail -bs <<-END
		S: 220 *
		C: HELO [127.0.0.1]
		S: 250 *
		$(taken web@example.org root@example.com)
		C: NOOP
		S: 250 *
		C: MAIL FROM:<web@example.org>
		S: 250 *
		C: RCPT TO:<ghost@example.com>
		S: $GHOST
		C: RSET
		S: 250 *
		$(taken web@example.org audit@example.com)
		C: QUIT
		S: 221 *
	END
	came root
	came audit
}

# A Bcc is a mail of its own; RSET stands between what cannot be sent and the
# next.
@test "SwiftMailer" {
	settle
	letter
	replay /usr/sbin/sendmail -bs -i <<-END
		S: 220 *
		C: EHLO [127.0.0.1]
		S: 250 *
		C: MAIL FROM:<web@example.org>
		S: 250 *
		C: RCPT TO:<ghost@example.com>
		S: $GHOST
		C: RSET
		S: 250 *
		C: MAIL FROM:<web@example.org>
		S: 250 *
		C: RCPT TO:<root@example.com>
		S: 250 *
		C: RCPT TO:<ghost@example.com>
		S: $GHOST
		C: DATA
		S: 354 *
		MESSAGE
		S: 250 *
		$(taken web@example.org audit@example.com)
		C: QUIT
		S: 221 *
	END
	came root
	came audit
}

@test "Cyrus: a notice of sieve's, which nobody may answer" {
	settle
	letter
	replay /usr/sbin/sendmail -bs <<-END
		S: 220 *
		C: EHLO localhost
		S: 250 *
		$(taken '' root@example.com)
		C: QUIT
		S: 221 *
	END
	came root
	run -0 field "$mail" Return-Path
	assert_output 'Return-Path: <>'
}
