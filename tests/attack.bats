#!/usr/bin/env bats
# What an attack on the program found, so that it stays shut.

load helper

@test "a domain that maps to more than a name is refused: no parameter" {
	local address

	serve
	configure smtp
	for address in $'a@b.com\xef\xbc\x9e\xc2\xa0NOTIFY\xef\xbc\x9dNEVER' \
		$'a@b\xef\xbc\xa0evil.com' $'a@b\xe3\x80\x80c.com'; do
		printf 'To: %s\n\nx\n' "$address" >"$TMP/sent"
		sendoff -t <"$TMP/sent"
		assert_equal "$status" 65
		send -f "$address" to@example.net
		assert_equal "$status" 64
	done
	server_was_left_alone
}

@test "controls in an address reach neither server nor terminal" {
	serve
	configure smtp
	send $'a\xc2\x9b31mX@example.net'
	exits 64 'the recipient "a?xC2?x9B31mX@example.net" holds a control *'
	server_was_left_alone
}

# bats test_tags=memory
@test "a header of a megabyte takes time and memory in proportion" {
	local limit=200000 PORT=25

	[[ -z ${SENDOFF_SANITIZED:-} ]] || limit=unlimited
	configure smtp
	{
		printf 'To: to@example.net\nSubject: a\n'
		yes ' ' | head -n 100000
		printf 'Cc: x'
		printf ',\n x%s' {1..20000}
		printf '\n\nhello\n'
	} >"$TMP/sent"
	run bash -c 'ulimit -v "$1"; exec timeout 20 "$2" -C "$3" --dry-run \
		to@example.net <"$4" >"$5"' \
		- "$limit" "$SENDOFF" "$CONF" "$TMP/sent" "$TMP/shown"
	assert_success
	grep -q '^ x20000@example.com$' "$TMP/shown"
}

@test "a field that completion makes too long is folded" {
	serve
	configure smtp
	{
		printf 'Cc: u0'
		printf ', u%s' {1..149}
		printf '\n\nhello\n'
	} >"$TMP/sent"
	sendoff -F "$(printf 'x %.0s' {1..800})" to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	! awk 'length > 999' "$MAILBOX/1.eml" | grep .
}

@test "a status of an address is no verdict on what left with the envelope" {
	play <<-END
		$(hello PIPELINING CHUNKING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<to@example.net>
		C: BDAT * LAST
		CHUNK
		S: 250 2.1.0 ok
		S: 250 2.1.0 ok
		S: 250 2.1.5 ok
		WAIT
	END
	configure smtp
	send to@example.net
	assert_equal "$status" 75
	[[ $stderr == *'spoke out of turn'*'may have been delivered'* ]]
}

@test "what runs or writes is no option" {
	local name PORT=25

	configure smtp
	for name in log tunnel password-command password-file netrc proxy \
		cache tls-key aliases dead-letter; do
		send "--$name=touch $TMP/pwned" to@example.net
		assert_equal "$status" 64
		[[ $stderr == *"--$name can only be set in the config"* ]]
	done
	[[ ! -e $TMP/pwned ]]
}

@test "an option does not carry the password elsewhere" {
	serve --pair good
	configure submission 'user = alerts' "password-file = $TMP/secret"
	(umask 077 && echo secret >"$TMP/secret")
	send --smarthost=submission://127.0.0.1:1 to@example.net
	assert_equal "$status" 64
	[[ $stderr == *'take the password of account default elsewhere'* ]]
	server_was_left_alone
}

@test "a configuration of somebody else is not obeyed" {
	PORT=25 configure smtp
	chown 65534 "$CONF"
	send to@example.net
	exits 78 "$CONF belongs to uid 65534, neither you nor root: chown it, \
or copy it"
}

# obeys_pipe: dry, the configuration through the pipe FIFO
obeys_pipe() {
	message >"$TMP/sent"
	cat "$CONF" >"$FIFO" &
	attempt timeout 20 "$SENDOFF" -C "$FIFO" --dry-run to@example.net \
		<"$TMP/sent"
	wait $!
}

@test "nor a pipe of somebody else, or one that all can write to" {
	local FIFO=$TMP/pipe

	PORT=25 configure smtp
	mkfifo "$FIFO"
	obeys_pipe
	assert_success
	chmod o+w "$FIFO"
	obeys_pipe
	exits 78 "$FIFO can be written by everybody: chmod o-w $FIFO"
	chmod o-w "$FIFO"
	chown 65534 "$FIFO"
	obeys_pipe
	exits 78 "$FIFO belongs to uid 65534, neither you nor root: *"
}

@test "but our own without a name, and a device" {
	PORT=25 configure smtp
	message >"$TMP/sent"
	attempt "$SENDOFF" -C <(cat "$CONF") --dry-run to@example.net \
		<"$TMP/sent"
	assert_success
	attempt "$SENDOFF" -C /dev/stdin --dry-run to@example.net \
		< <(cat "$CONF")
	assert_success
	send -C /dev/null to@example.net
	exits 78 '* no smarthost is set: *'
}

@test "a session taken up again is judged by today's authorities" {
	mkdir -m 700 "$TMP/cache"
	cp "$PKI/ca.pem" "$TMP/ca.pem"
	serve --pair good --implicit-tls --connections 3
	configure submissions "tls-ca-file = $TMP/ca.pem" \
		"cache = $TMP/cache"
	send to@example.net
	exits 0
	send to@example.net
	exits 0
	grep -q 'resumed' "$LOG"
	cp "$PKI/otherca.pem" "$TMP/ca.pem"
	send to@example.net
	assert_equal "$status" 77
	[[ $stderr == *'not trusted'* ]]
}

# trusts FILE: the good server is believed on the word of this file
trusts() {
	serve --pair good --implicit-tls
	configure submissions "tls-ca-file = $1"
	send to@example.net
	exits 0
	server_agrees
}

@test "authorities are found among comments, labels and other things" {
	{
		echo '# AAA Certificate Services wA MA'
		sed 's/ CERTIFICATE/ X509 CERTIFICATE/' "$PKI/ca.pem"
	} >"$TMP/label.pem"
	trusts "$TMP/label.pem"
	{
		sed 's/ CERTIFICATE/ TRUSTED CERTIFICATE/' "$PKI/ca.pem"
		sed 's/ CERTIFICATE/ X509 CRL/' "$PKI/ca.pem"
		cat "$PKI/otherca.pem" "$PKI/ca.pem"
	} | sed 's/$/\r/' >"$TMP/mixed.pem"
	trusts "$TMP/mixed.pem"
}

@test "a tunnel that cannot be run is named, and is no passing trouble" {
	PORT=25 configure smtp 'tunnel = no-such-program'
	send to@example.net
	assert_equal "$status" 78
	[[ $stderr == *'tunnel could not be run'* ]]
}

# refuses_header TEXT: 65, and nobody is dialled
refuses_header() {
	printf "$1" >"$TMP/sent"
	PORT=1 configure smtp
	sendoff to@example.net <"$TMP/sent"
	exits 65 'the header of the message has a control character in the \
name of a field, at octet *'
}

@test "a control character hides no Bcc from us" {
	local control

	for control in '\f' '\v' '\b' '\001' '\177' '\r'; do
		refuses_header "Subject: x\nBcc$control: s@example.com\n\nx\n"
	done
}

# passes TEXT: what arrives of it in header and body
passes() {
	printf "$1" >"$TMP/sent"
	serve
	configure smtp
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
}

@test "a byte order mark does not make a body of the header" {
	passes '\xef\xbb\xbfBcc: hidden@example.net\nSubject: x\n\ntext\n'
	assert_equal "$(field Subject)" 'Subject: x'
	assert_equal "$(body)" text
	! grep -q 'hidden@example.net' "$MESSAGE"
}

@test "a From with a blank before its colon is a field, folded or not" {
	passes 'From :\n a@example.com\nBcc: hidden@example.net\n\nx\n'
	assert_equal "$(body)" x
	! grep -q 'hidden@example.net' "$MESSAGE"
}

@test "what a signature covers is not completed" {
	passes 'DKIM-Signature: v=1; h=from:to\nFrom: root\nTo: root\n\nx\n'
	assert_equal "$(field From)" 'From: root'
	assert_equal "$(field To)" 'To: root'
}

@test "a dead.letter that another holds does not hold us" {
	exec 7>>"$HOME/dead.letter"
	flock 7
	PORT=1 configure smtp 'dead-letter = yes'
	send to@example.net
	assert_equal "$status" 75
	[[ $stderr == *"was not kept in $HOME/dead.letter"* ]]
	exec 7>&-
}
