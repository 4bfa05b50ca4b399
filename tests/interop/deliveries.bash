# deliveries.bash - what every real smarthost is asked to deliver
#
# Each function sends one kind of message and reads it back. A bats file calls
# those that its server is able to, having defined use_smarthost, which
# configures the test's sendoff. The dialogue stays in $stderr, for -v is
# always given.

# write_message FIELD... makes $message of these, the usual ones and $text.
write_message() {
	{
		printf '%s\n' "$@" 'From: Alerts <alerts@example.com>' \
			'Date: Mon, 23 Nov 2026 10:00:00 +0000' \
			'Message-ID: <1@example.com>' ''
		cat "$text"
	} >"$message"
}

# send OPTION-OR-RECIPIENT... must succeed, and with -i, so that dots are text.
send() {
	use_smarthost
	run -0 --separate-stderr sendoff -v -i "$@" <"$message"
	assert_output ''
}

# assert_same_mail NAME: it came to NAME with all of its header and body.
assert_same_mail() {
	local line

	await_mail "$1"
	assert_body "$mail" "$text"
	header "$message" | while IFS= read -r line; do
		header "$mail" | grep -qxF -- "$line" ||
			fail "no '$line' in $(header "$mail")"
	done
}

# ---- the dialogue ----

# dialogue prints the verbs and the codes from MAIL on, the same ones in a row
# counted: "MAIL RCPT*100 BDAT 250*102 QUIT". Whether the answer to QUIT is still
# heard is chance.
dialogue() {
	sed -n '/^C: MAIL/,$ s/^[CS]: \([A-Z0-9]*\)\( .*\)\?$/\1/p' \
		<<<"$stderr" | uniq -c | awk '
			{ printf("%s%s%s", s, $2, ($1 > 1 ? "*" $1 : "")); s = " " }
		' | sed 's/ QUIT 221$/ QUIT/'
}

assert_dialogue() {
	assert_equal "$(dialogue)" "$1"
}

# assert_said REGEX: we said a line that matches as a whole.
assert_said() {
	grep -qE "^C: $1\$" <<<"$stderr" || fail "'$1' not said: $stderr"
}

refute_said() {
	! grep -qE "^C: $1\$" <<<"$stderr" || fail "'$1' said: $stderr"
}

# assert_offered KEYWORD: in the last answer to EHLO or LHLO.
assert_offered() {
	offers "$1" || fail "$1 is not offered: $stderr"
}

refute_offered() {
	! offers "$1" || fail "$1 is offered: $stderr"
}

offers() {
	tac <<<"$stderr" | sed '/^C: [EL]HLO/q' |
		grep -qE "^S: 250[- ]$1( .*)?\$"
}

# ---- the messages ----

deliver_plain() {
	printf '%s\n' 'all is well' '.' '..x' '' ' the end ' >"$text"
	write_message 'Subject: plain' 'To: root@example.com'
	send root@example.com
	assert_same_mail root
	refute_said 'MAIL .*(8BITMIME|SMTPUTF8).*'
}

# Octets that are no UTF-8 either.
deliver_8bit() {
	printf 'caf\351 \200\377\n\303\244\n' >"$text"
	write_message 'Subject: 8 bit' 'MIME-Version: 1.0' \
		'Content-Type: text/plain; charset=iso-8859-1' \
		'Content-Transfer-Encoding: 8bit'
	send root@example.com
	assert_same_mail root
	assert_said 'MAIL .* BODY=8BITMIME'
}

write_utf8_message() {
	printf 'Gr\303\274\303\237e \342\202\254\n' >"$text"
	write_message 'Subject: Grüße 📮' "To: $1" 'MIME-Version: 1.0' \
		'Content-Type: text/plain; charset=utf-8' \
		'Content-Transfer-Encoding: 8bit'
}

# The header alone may hold UTF-8 wherever the octets pass.
deliver_utf8_subject() {
	write_utf8_message root@example.com
	send root@example.com
	assert_same_mail root
}

deliver_utf8_address() {
	write_utf8_message müller@example.com
	send müller@example.com
	assert_same_mail müller
	assert_said 'MAIL .* SMTPUTF8.*'
	assert_said 'RCPT TO:<müller@example.com>.*'
}

refuse_utf8_address() {
	use_smarthost
	write_utf8_message müller@example.com
	run -69 --separate-stderr sendoff -v -i müller@example.com <"$message"
	assert_output ''
	refute_offered SMTPUTF8
	assert_stderr_has SMTPUTF8
	refute_said 'MAIL .*'
	assert_no_mail müller
}

# write_lines SIZE prints so many octets of text that does not repeat itself,
# with dots in front here and there.
write_lines() {
	perl -e '
		my ($left, $n) = ($ARGV[0], 0);
		while ($left > 0) {
			my $dots = "." x ($n % 7 == 0 ? $n % 3 + 1 : 0);
			my $line = sprintf "%s%07d %s\n", $dots, $n,
				"abcdefghijklmnopqrstuvwxyz" x ($n % 3);
			$n++;
			$line = "x" x ($left - 1) . "\n"
				if length $line > $left;
			$left -= length $line;
			print $line;
		}' "$1"
}

deliver_1_mib() {
	write_lines 1048576 >"$text"
	write_message 'Subject: big'
	send root@example.com
	assert_same_mail root
}

deliver_to_100() {
	local mail

	printf 'to all\n' >"$text"
	write_message 'Subject: all'
	send $(printf '%s@example.com ' $HUNDRED)
	wait_until have_mail $HUNDRED
	wait_until queue_is_empty
	assert_equal "$(find "$MAILDIRS" -path '*/new/*' -type f | wc -l)" 100
	for mail in "$MAILDIRS"/u*/new/*; do
		[[ $(<"$mail") == *$'\n\nto all' ]] || fail "$(<"$mail")"
	done
}

# ---- notifications ----

# notify sends and finds the notification of success in $mail.
notify() {
	printf 'did it arrive?\n' >"$text"
	write_message 'Subject: with a receipt'
	send -N success -R hdrs -V 'ticket+1=a' root@example.com
	assert_offered DSN
	assert_said 'MAIL .* RET=HDRS ENVID=ticket\+2B1\+3Da'
	assert_said 'RCPT .* NOTIFY=SUCCESS ORCPT=rfc822;root@example.com'
	assert_same_mail root
	await_mail alerts
}

# assert_report FIELD...: the notification has these, and the header of the
# message but not its body.
assert_report() {
	local line

	for line in "$@" 'Action: delivered' 'Subject: with a receipt'; do
		grep -qixE -- "$line" "$mail" ||
			fail "no '$line' in $(<"$mail")"
	done
	! grep -q 'did it arrive' "$mail" ||
		fail "the body was returned: $(<"$mail")"
}

# ---- refusals ----

refuse_password() {
	use_smarthost
	write_password wr0ng
	printf 'never\n' >"$text"
	write_message 'Subject: never'
	run -77 --separate-stderr sendoff -v -i root@example.com <"$message"
	assert_output ''
	assert_stderr_has '535 '
	refute_stderr_has wr0ng
	refute_stderr_has "$(printf wr0ng | base64)"
	refute_said 'MAIL .*'
	assert_no_mail root
}

# The good ones on both sides get the mail.
refuse_one_recipient() {
	printf 'for some\n' >"$text"
	write_message 'Subject: some'
	use_smarthost
	run -67 --separate-stderr sendoff -v -i root@example.com \
		ghost@example.com audit@example.com <"$message"
	assert_output ''
	[[ $stderr == *$'\nsendoff: ghost@example.com was refused: 5'* ]] ||
		fail "ghost@example.com is not named: $stderr"
	refute_stderr_has 'root@example.com was'
	refute_stderr_has 'audit@example.com was'
	assert_same_mail root
	assert_same_mail audit
}

refuse_all_recipients() {
	printf 'for none\n' >"$text"
	write_message 'Subject: none'
	use_smarthost
	run -67 --separate-stderr sendoff -v -i ghost@example.com \
		phantom@example.com <"$message"
	assert_output ''
	assert_stderr_has 'ghost@example.com was refused: 5'
	assert_stderr_has 'phantom@example.com was refused: 5'
	assert_no_mail root
}
