# message.bats - what arrives when odd things are piped in
load matrix

# ---- Bcc ----

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

# Nothing that SMTP could misread leaves: the server refuses it, and here is
# what it makes of what came.
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

@test "a line that begins with NUL does not end the header for Bcc" {
	serve
	configure smtp
	given 'To: to@example.net\n\0\nBcc: b@example.org\n\nx\n'
	sendoff to@example.net <"$TMP/sent"
	((status == 0 || status == 65)) || fail "status $status"
	[[ $status == 65 ]] || lacks '^bcc: b@example.org'
}

# ---- header and body ----

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
