# message.bats - what arrives when odd things are piped in
load helper

# deliver [LINE...] -- ARGUMENT...: TMP/sent to a true server, with these
# lines in the configuration
deliver() {
	local -a lines=()

	while [[ $1 != -- ]]; do
		lines+=("$1")
		shift
	done
	serve
	configure smtp "${lines[@]}"
	sendoff "${@:2}" <"$TMP/sent"
	exits 0
	server_agrees
}

# given: the message is what printf makes of these, one after the other
given() {
	printf "$@" >"$TMP/sent"
}

# has LINE...: these lines are in the header as it arrived
has() {
	local line

	for line; do
		sed 's/\r$//; /^$/q' "$MESSAGE" | grep -qxF -- "$line" ||
			fail "no '$line' in: $(cat -A "$MESSAGE")"
	done
}

# lacks REGEX: no line of the message matches it, in any case
lacks() {
	! grep -Eqi -- "$1" "$MESSAGE" || fail "it holds '$1'"
}

full='From: a@example.com\nDate: Thu, 01 Jan 2026 00:00:00 +0000\n'
full+='Message-ID: <1@example.com>\n'

# ---- Bcc ----

@test "Bcc never leaves, in whatever shape, with and without -t" {
	local shape option

	for shape in 'Bcc: b@example.org\n' 'BCC:b@example.org\n' \
		'bcc : b@example.org\n' 'Bcc\t:\tb@example.org\n' \
		'Bcc:\n b@example.org\n' \
		'Bcc: b@example.org,\n\tc@example.org,\n d@example.org\n' \
		'Bcc: b@example.org\nBcc: c@example.org\n' \
		'Bcc: b@example.org\r\n' 'Bcc:\r\n b@example.org\r\n' \
		'Resent-Bcc: b@example.org\n' \
		'resent-bcc : b@example.org,\n c@example.org\n' \
		"X: $(printf "%0900d" 1)\nBcc: b@example.org\n"; do
		for option in -i -t; do
			given "To: to@example.net\n$shape$full\nhello\n"
			deliver -- "$option" to@example.net
			lacks 'bcc[[:blank:]]*:|@example.org'
			assert_equal "$(body)" hello
		done
	done
}

@test "Bcc as the last line, without a body or a newline" {
	given "To: to@example.net\n${full}Bcc: b@example.org"
	deliver -- -t
	lacks 'bcc[[:blank:]]*:|example.org'
	heard 'RCPT TO:<b@example.org>'
}

@test "Bcc within the body, or within an attached message, is content" {
	given "To: to@example.net\n$full\nBcc: b@example.org\n\nBcc: c\n"
	deliver -- -t
	arrived <"$TMP/sent"
	never_heard 'RCPT TO:<b'
}

# ---- line ends ----

@test "LF, CRLF and both make the same message" {
	given "To: to@example.net\r\n$full\r\none\r\ntwo\nthree\r\n"
	deliver -- to@example.net
	sed -i 's/\r$//' "$TMP/sent"
	arrived <"$TMP/sent"
}

@test "CRLF in the header, LF in the body, as PHP does" {
	given 'To: root\r\nSubject: x\r\n\r\none\n\ntwo\n'
	deliver -- -t
	has 'To: root@example.com' 'Subject: x'
	assert_equal "$(body)" $'one\n\ntwo'
}

# Nothing that SMTP could misread leaves: the server refuses it, and here is
# what it makes of what came.
@test "a bare CR in a text: encoded, so that it arrives" {
	given "To: to@example.net\n$full\none\rtwo\r.\r\n.\r\rthree\n"
	deliver -- -i to@example.net
	has 'MIME-Version: 1.0' \
		'Content-Transfer-Encoding: quoted-printable'
	assert_equal "$(body)" $'one=0Dtwo=0D.\n.=0D=0Dthree'
}

@test "a bare CR in the header is a blank: it begins no field" {
	given "To: to@example.net\n${full}Subject: a\rBcc: b@example.org\n\nx\n"
	deliver -- -t
	has 'Subject: a Bcc: b@example.org'
	never_heard 'RCPT TO:<b'
}

@test "a bare CR where parts are: a line break" {
	given "%b" "Content-Type: multipart/mixed; boundary=b\n$full\n" \
		'--b\n\none\rtwo\n--b--\n'
	deliver -- to@example.net
	assert_equal "$(body)" $'--b\n\none\ntwo\n--b--'
}

@test "smuggling: no shape of end-of-data within the message ends it" {
	local shape

	for shape in '\n.\r\n' '\r\n.\n' '\r.\r' '\r.\r\n' '\n.\r' \
		'\r\n.\r' '\r\n\0.\r\n' '\r\n.\0\r\n' '\r\n.\r\r\n'; do
		given "%b" "To: to@example.net\n$full\n" \
			"text${shape}MAIL FROM:<x@y>\r\n"
		deliver -- -i to@example.net
		[[ ! -e $MAILBOX/2.eml ]]
		rm "$MAILBOX"/*
	done
}

# ---- bytes ----

@test "NUL in a text: encoded, nothing is lost" {
	given "To: to@example.net\n$full\na\0b and quite some text behind it\n"
	deliver -- to@example.net
	assert_equal "$(body)" 'a=00b and quite some text behind it'
}

@test "NUL in the header, or where parts are: 65, and where it is" {
	given 'Subject: a\0b\n\nx\n'
	serve
	configure smtp
	sendoff to@example.net <"$TMP/sent"
	exits 65 'the header of the message holds a NUL at octet 10'

	given 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\na\0b\n--b--'
	sendoff to@example.net <"$TMP/sent"
	exits 65 'the message holds a NUL at octet 49, which SMTP cannot \
carry: encode that part as base64'
	server_was_left_alone
}

@test "a line that begins with NUL does not end the header for Bcc" {
	serve
	configure smtp
	given 'To: to@example.net\n\0\nBcc: b@example.org\n\nx\n'
	sendoff to@example.net <"$TMP/sent"
	((status == 0 || status == 65)) || fail "status $status"
	[[ $status == 65 ]] || lacks '^bcc: b@example.org'
}

@test "lines over 998 octets in a text: encoded, and decode to the same" {
	local long

	long=$(printf '%0999d' 1)
	given "To: to@example.net\n$full\n$long\nshort\n"
	deliver -- to@example.net
	has 'Content-Transfer-Encoding: quoted-printable'
	assert_equal "$(body | sed ':a; /=$/ { N; s/=\n//; ba }')" \
		"$long"$'\nshort'
}

@test "lines over 998 octets where parts are leave as they are" {
	serve --without CHUNKING
	configure smtp
	given "%b" 'Content-Type: multipart/mixed; boundary=b\n' \
		"$full\n--b\n\n$(printf '%01500d' 1)\n--b--\n"
	play <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		C: *
		C: *
		C: *
		C: *
		C: 
		C: --b
		C: 
		C: $(printf '%01500d' 1)
		C: --b--
		C: .
		S: 250 kept
		C: QUIT
	END
	configure smtp
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
}

@test "a header line of 2000 octets does no harm" {
	given "X-Long: $(printf 'word %.0s' {1..400})end\n$full\nx\n"
	deliver -- to@example.net
	assert_equal "$(field X-Long | tr -d '\r\n' | tr -s ' ')" \
		"$(sed 1q "$TMP/sent")"
}

@test "8 bits in the header arrive" {
	given "Subject: Grüße\n$full\nx\n"
	deliver -- to@example.net
	has 'Subject: Grüße'
}

# ---- header and body ----

@test "mbox lines before the header are dropped, in the body they stay" {
	given 'From a@b Mon Jan 1 00:00:00 2026\n>From c@d x\n'"$full"
	printf '\nFrom here on\n>From there\n' >>"$TMP/sent"
	deliver -- to@example.net
	sed -i 1,2d "$TMP/sent"
	arrived <"$TMP/sent"
}

@test "a missing blank line is put in, and nothing is lost" {
	given "Subject: x\n${full}this is no field\nmore: of it\n"
	deliver -- to@example.net
	assert_equal "$(body)" $'this is no field\nmore: of it'
	has 'Subject: x'
}

@test "text from the first line on is body" {
	given 'no header here\nSubject: not one\n'
	deliver -- to@example.net
	assert_equal "$(body)" $'no header here\nSubject: not one'
	lacks '^subject: not one.*example'
	[[ -n $(field Date) && -n $(field From) && -n $(field Message-ID) ]]
}

@test "a blank first line ends a header that is empty" {
	given '\nbody\n'
	deliver -- to@example.net
	assert_equal "$(body)" body
}

@test "a continuation as the first line is body" {
	given ' indented\nSubject: x\n'
	deliver -- to@example.net
	assert_equal "$(body)" $' indented\nSubject: x'
}

@test "nothing at all is a message, with the fields it needs" {
	given ''
	deliver -- to@example.net
	[[ -n $(field Date) && -n $(field From) && -n $(field Message-ID) ]]
	assert_equal "$(body)" ''
}

@test "a header without a body" {
	given "Subject: x\n$full"
	deliver -- to@example.net
	has 'Subject: x'
	assert_equal "$(body)" ''
}

@test "fields with odd names and blanks before the colon are fields" {
	given "X-1 : a\nx.y/z: b\n:none\n${full}\nx\n"
	deliver -- to@example.net
	has 'X-1 : a' 'x.y/z: b'
}

@test "a header larger than any that is meant" {
	serve
	configure smtp
	{
		yes "X-Filler: $(printf '%0200d' 1)" | head -c 6000000
		printf '\n\nx\n'
	} >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 65 'the header of the message is larger than * octets'
	server_was_left_alone
}

# ---- fields that are added and taken away ----

@test "From, Date and Message-ID are added on top where they are missing" {
	given 'Subject: x\n\nhello\n'
	deliver 'from = Alerts@example.com' -- to@example.net
	local day='[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2}'
	assert_regex "$(field Date)" "^Date: $day 20[0-9: ]{11} [+]0000\$"
	assert_regex "$(field Message-ID)" '^Message-ID: <[^@<>]+@example.com>$'
	assert_regex "$(field From)" '^From: .*<?Alerts@example.com>?$'
	assert_equal "$(sed 's/\r$//' "$MESSAGE" | sed -n '4p')" 'Subject: x'
}

@test "the Date has the zone of the caller" {
	given 'Subject: x\n\nhello\n'
	TZ=XXX-5:30 deliver -- to@example.net
	assert_regex "$(field Date)" ' \+0530$'
}

@test "two runs never have the same Message-ID" {
	local first

	given 'Subject: x\n\nhello\n'
	deliver -- to@example.net
	first=$(field Message-ID)
	deliver -- to@example.net
	refute [ "$first" == "$(field Message-ID)" ]
}

@test "fields in any case are not added again; empty ones are replaced" {
	given 'FROM: a@example.com\ndate: x\nMESSAGE-id: <1@x>\n\nhello\n'
	deliver -- to@example.net
	arrived <"$TMP/sent"

	given 'From:\nDate: \nMessage-ID:\n\nhello\n'
	deliver -- to@example.net
	assert_equal "$(grep -ci '^date:' "$MESSAGE")" 1
	lacks '^(from|date|message-id): *.?$'
}

@test "a message that is resent has the Resent- fields it needs" {
	given "Resent-To: to@example.net\n${full}To: old@example.net\n\nx\n"
	deliver -- -t
	[[ -n $(field Resent-From) && -n $(field Resent-Date) ]]
	[[ -n $(field Resent-Message-ID) ]]
	has 'From: a@example.com' 'Message-ID: <1@example.com>'
}

@test "Return-Path and Content-Length go; no Received, Sender or To comes" {
	given "Return-Path: <evil@example.org>\nContent-Length: 3\n${full}\nx\n"
	deliver -- to@example.net
	lacks '^(return-path|content-length|received|sender|to):'
	heard 'MAIL FROM:<alerts@example.com>*'
}

@test "add-headers = no adds nothing" {
	given 'Subject: x\n\nhello\n'
	deliver 'add-headers = no' -- to@example.net
	arrived <"$TMP/sent"
}

@test "the order of fields, and what is signed, is left alone" {
	given "DKIM-Signature: v=1;\n b=x\nX-B: 2\nX-A: 1\n$full%s" \
		$'X-B:  3 \n\nx\n'
	deliver -- to@example.net
	arrived <"$TMP/sent"
}

# ---- names and senders ----

@test "bare names in the header are completed, their dress is kept" {
	given 'From: root (Cron Daemon)\nTo: Joe <joe>, "A, b" <bare>\n'
	echo 'Cc: x@localhost' >>"$TMP/sent"
	printf '%b' "Reply-To: root\nSender: root\n$full\nx\n" |
		grep -v '^From: a@' >>"$TMP/sent"
	deliver 'from = *@example.com' -- to@example.net
	has 'From: root@example.com (Cron Daemon)' \
		'To: Joe <joe@example.com>, "A, b" <bare@example.com>' \
		'Cc: x@example.com' 'Reply-To: root@example.com' \
		'Sender: root@example.com'
}

@test "sender-policy = keep touches no sender" {
	play <<-END
		$(hello)
		C: MAIL FROM:<root>
		S: 250 ok
		C: RCPT TO:<to@example.net>
		S: 250 ok
		C: DATA
		S: 354 go ahead
		BODY
		S: 250 kept
		C: QUIT
	END
	configure smtp 'sender-policy = keep'
	given 'From: root\nTo: joe\n\nx\n'
	sendoff -f root to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	has 'From: root'
}

@test "sender-policy = fix completes, and leaves real senders alone" {
	given 'From: Someone <me@example.org>\n\nx\n'
	deliver 'sender-policy = fix' -- -f me@example.org to@example.net
	has 'From: Someone <me@example.org>'
	heard 'MAIL FROM:<me@example.org>*'
}

# forced FROM-FIELD LINE...: what sender-policy = force makes of it
forced() {
	given "%s\n${full#*\\n}\nx\n" "$1"
	sed -i 's/\\n/\n/g' "$TMP/sent"
	deliver 'sender-policy = force' -- -f root to@example.net
	heard 'MAIL FROM:<alerts@example.com>*'
	has "${@:2}"
}

@test "sender-policy = force: From is the account's, the name stays" {
	forced 'From: root (Cron Daemon)' \
		'From: Cron Daemon <alerts@example.com>'
	lacks '^reply-to'
	forced 'From: Me <me@example.org>' \
		'From: Me <alerts@example.com>' 'Reply-To: Me <me@example.org>'
	forced "From: root" \
		"From: \"root on $(hostname)\" <alerts@example.com>"
	forced 'From: alerts@example.com' 'From: alerts@example.com'
	lacks '^reply-to'
}

@test "sender-policy = force keeps a Reply-To that is there" {
	given "From: me@example.org\nReply-To: r@example.org\n\nx\n"
	deliver 'sender-policy = force' -- to@example.net
	has 'Reply-To: r@example.org'
	assert_equal "$(grep -ci '^reply-to:' "$MESSAGE")" 1
}

@test "sender-policy = force needs an address to force" {
	serve
	configure smtp 'sender-policy = force' 'from = *@example.com'
	send to@example.net
	exits 78 'sender-policy = force needs an address in `from`, not only \
patterns'
	server_was_left_alone
}

@test "what the header says names no sender and no recipient" {
	given "Return-Path: <x@example.org>\nSender: y@example.org\n"
	printf '%b' "From: z@example.org\nTo: other@example.net\n\nx\n" \
		>>"$TMP/sent"
	deliver -- to@example.net
	heard 'MAIL FROM:<alerts@example.com>*'
	never_heard 'RCPT TO:<other'
}
