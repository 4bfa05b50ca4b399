# matrix-message.bats - what becomes of a message, row by row
load matrix

setup() {
	prepare
	PORT=25
	configure smtp
}

# given_dots ARGUMENT...: the body that leaves
given_dots() {
	serve
	configure smtp
	{
		message one ..two .three .. | sed '$!b'
		printf '.\nfour\n'
	} >"$TMP/sent"
	sendoff "$@" to@example.net <"$TMP/sent"
	server_agrees
}

# ---- 3.1 the end of the message, and dots ----

@test "3.1 a lone dot, no -i: ends the message; what follows is read and told" {
	given_dots
	exits 0 'a line with only a dot ended the message, but more followed \
and was dropped: use -i if dots are text'
	assert_equal "$(body)" $'one\n..two\n.three\n..'
}

@test "3.1 a lone dot, no -i: the writer is heard out, not cut off" {
	serve
	configure smtp
	{
		message hello .
		yes | head -c 1000000
	} >"$TMP/sent"
	set -o pipefail
	attempt bash -c 'set -o pipefail; cat "$1" |
		"$2" -C "$3" to@example.net' - "$TMP/sent" "$SENDOFF" "$CONF"
	exits 0 'a line with only a dot ended *'
	server_agrees
}

@test "3.1 a lone dot, no -i: as the last line, LF or CRLF, in silence" {
	local end

	for end in '.\n' '.\r\n'; do
		serve
		configure smtp
		{
			message hello
			printf "$end"
		} >"$TMP/sent"
		sendoff to@example.net <"$TMP/sent"
		exits 0
		server_agrees
		assert_equal "$(body)" hello
	done
}

@test "3.1 a lone dot, no -i: in the header, too" {
	serve
	configure smtp
	printf 'Subject: x\n.\n' >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	assert_equal "$(body)" ''
	assert_equal "$(field Subject)" 'Subject: x'
}

@test "3.1 a lone dot, -i or -oi: data" {
	local option

	for option in -i -oi -oitrue -oiTrue -ti '-O IgnoreDots' \
		-OIgnoreDots=true; do
		# shellcheck disable=SC2086
		given_dots $option
		exits 0
		assert_equal "$(body)" $'one\n..two\n.three\n..\n.\nfour'
	done
}

@test "3.1 ignore-dots makes it the rule, -oif the exception" {
	serve
	configure smtp 'ignore-dots = yes'
	message one . two >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	assert_equal "$(body)" $'one\n.\ntwo'

	given_dots -oifalse
	exits 0 'a line with only a dot ended *'
}

@test "3.1 ..x, .., ..., .x: unchanged, with and without -i" {
	local option

	for option in -i -m; do
		message ..x .. ... .x >"$TMP/sent"
		deliver -- "$option" to@example.net
		assert_equal "$(body)" $'..x\n..\n...\n.x'
	done
}

@test "3.1 no final newline: one is supplied" {
	given "$full\nhello"
	deliver -- to@example.net
	assert_equal "$(tail -c 7 "$MESSAGE" | od -An -c | tr -d ' ')" \
		'hello\r\n'
}

# ---- 3.2 line ends ----

@test "3.2 all CRLF, all LF, mixed: the same message" {
	given "To: to@example.net\r\n$full\r\none\r\ntwo\nthree\r\n"
	deliver -- to@example.net
	sed -i 's/\r$//' "$TMP/sent"
	arrived <"$TMP/sent"
}

@test "3.2 CRLF in the header, LF in the body, as PHP does" {
	given 'To: root\r\nSubject: x\r\n\r\none\n\ntwo\n'
	deliver -- -t
	has 'To: root@example.com' 'Subject: x'
	assert_equal "$(body)" $'one\n\ntwo'
}

@test "3.2 a bare CR in a text: encoded, so that it arrives" {
	given "To: to@example.net\n$full\none\rtwo\r.\r\n.\r\rthree\n"
	deliver -- -i to@example.net
	has 'MIME-Version: 1.0' \
		'Content-Transfer-Encoding: quoted-printable'
	assert_equal "$(body)" $'one=0Dtwo=0D.\n.=0D=0Dthree'
}

@test "3.2 a bare CR where parts are: a line break" {
	given "%b" "Content-Type: multipart/mixed; boundary=b\n$full\n" \
		'--b\n\none\rtwo\n--b--\n'
	deliver -- to@example.net
	assert_equal "$(body)" $'--b\n\none\ntwo\n--b--'
}

@test "3.2 a bare CR in the header: a blank, it begins no field" {
	given "To: to@example.net\n${full}Subject: a\rBcc: b@example.org\n\nx\n"
	deliver -- -t
	has 'Subject: a Bcc: b@example.org'
	never_heard 'RCPT TO:<b'
}

# ---- 3.3 what is added when missing ----

# bare ARGUMENT...: a message that lacks all fields but Subject
bare() {
	given 'Subject: x\n\nhello\n'
	deliver "$@"
}

@test "3.3 Date: local time, numeric zone" {
	given 'Subject: x\n\nhello\n'
	TZ=XXX-5:30 deliver -- to@example.net
	assert_regex "$(field Date)" ' \+0530$'
}

@test "3.3 Message-ID: unique, at the mail domain" {
	local first

	given 'Subject: x\n\nhello\n'
	deliver -- to@example.net
	first=$(field Message-ID)
	deliver -- to@example.net
	refute [ "$first" == "$(field Message-ID)" ]
}

@test "3.3 From: full name and sender" {
	export NAME='Alice Liddell'
	bare -- to@example.net
	has 'From: Alice Liddell <alerts@example.com>'
}

@test "3.3 position: on top of what was there" {
	given 'Subject: x\n\nhello\n'
	deliver 'from = Alerts@example.com' -- to@example.net
	local day='[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2}'
	assert_regex "$(field Date)" "^Date: $day 20[0-9: ]{11} [+]0000\$"
	assert_regex "$(field Message-ID)" '^Message-ID: <[^@<>]+@example.com>$'
	assert_regex "$(field From)" '^From: .*<?Alerts@example.com>?$'
	assert_equal "$(sed 's/\r$//' "$MESSAGE" | sed -n '4p')" 'Subject: x'
}

@test "3.3 To: not added" {
	bare -- to@example.net
	lacks '^(to|cc|bcc):'
}

@test "3.3 Received: not unless asked for (received = yes)" {
	bare -- to@example.net
	lacks '^received:'
	bare 'received = yes' -- to@example.net
	assert_equal "$(sed -n 1p "$MESSAGE" | tr -d '\r')" \
		"Received: by $(hostname) (sendoff, from user $(id -un));"
	assert_regex "$(sed -n 2p "$MESSAGE" | tr -d '\r')" \
		$'^\t[A-Z][a-z]{2}, [0-9]{2} .* [+]0000$'
	given 'Subject: x\n\nhello\n'
	deliver 'received = yes' -- -G to@example.net
	arrived <"$TMP/sent"
}

@test "3.3 Sender, X-Authentication-Warning: not added" {
	bare -- -f me@example.org to@example.net
	lacks '^(sender|x-authentication-warning):'
}

@test "3.3 Resent-Date, -Message-ID, -From: when any Resent- is there" {
	given "Resent-To: to@example.net\n${full}To: old@example.net\n\nx\n"
	deliver -- -t
	[[ -n $(field Resent-From) && -n $(field Resent-Date) ]]
	[[ -n $(field Resent-Message-ID) ]]
	has 'From: a@example.com' 'Message-ID: <1@example.com>'
}

@test "3.3 Resent-: Date, From and Message-ID too, if missing" {
	given 'Resent-To: to@example.net\nTo: old@example.net\n\nx\n'
	deliver -- -t
	[[ -n $(field Date) && -n $(field From) && -n $(field Message-ID) ]]
	[[ -n $(field Resent-Date) && -n $(field Resent-From) ]]
}

@test "3.3 removed: Return-Path, Content-Length" {
	given "Return-Path: <evil@example.org>\nContent-Length: 3\n${full}\nx\n"
	deliver -- to@example.net
	lacks '^(return-path|content-length|received|sender|to):'
	heard 'MAIL FROM:<alerts@example.com>*'
}

@test "3.3 empty From, Date, Message-ID: replaced; any case is the field" {
	given 'FROM: a@example.com\ndate: x\nMESSAGE-id: <1@x>\n\nhello\n'
	deliver -- to@example.net
	arrived <"$TMP/sent"

	given 'From:\nDate: \nMessage-ID:\n\nhello\n'
	deliver -- to@example.net
	assert_equal "$(grep -ci '^date:' "$MESSAGE")" 1
	lacks '^(from|date|message-id): *.?$'
}

# ---- 3.4 Bcc and Resent- ----

@test "3.4 Bcc, Resent-Bcc, 'Bcc :', folded: removed, with and without -t" {
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

@test "3.4 'Bcc :' with -t: removed, and mailed" {
	given "To: to@example.net\nBcc : b@example.org,\n c@example.org\n%b" \
		"$full\nx"
	deliver -- -t
	lacks '^bcc|example.org'
	heard 'RCPT TO:<b@example.org>' 'RCPT TO:<c@example.org>'
}

@test "3.4 -t with Resent-: these recipients only" {
	header <<-END
		Resent-Bcc: c@example.net
		Resent-To: a@example.net
		Resent-Cc: b@example.net
		To: old@example.net
		Bcc: old2@example.net
	END
	asks_for a@example.net b@example.net c@example.net
}

@test "3.4 -t with several Resent- blocks: all of them, and no Bcc of any" {
	given '%b' 'Resent-To: a@example.net\nResent-Bcc: b@example.net\n' \
		'Resent-From: r@example.com\nReceived: x\n' \
		'Resent-Cc: c@example.net\nResent-From: q@example.com\n' \
		"${full}To: old@example.net\nBcc: old2@example.net\n\nx\n"
	deliver -- -t
	heard 'RCPT TO:<a@example.net>' 'RCPT TO:<b@example.net>' \
		'RCPT TO:<c@example.net>'
	never_heard 'RCPT TO:<old'
	lacks '^(resent-)?bcc'
}

@test "3.4 arguments with Resent-, as mutt bounces: to the arguments alone" {
	given "Resent-To: to@example.net\n${full}To: old@example.net\n\nx\n"
	deliver -- -- to@example.net
	never_heard 'RCPT TO:<old'
}

# ---- 3.5 header and body ----

@test "3.5 a field, then text without a blank line: one is put in" {
	given "Subject: x\n${full}this is no field\nmore: of it\n"
	deliver -- to@example.net
	assert_equal "$(body)" $'this is no field\nmore: of it'
	has 'Subject: x'
}

@test "3.5 text in the first line, no header: body" {
	given 'no header here\nSubject: not one\n'
	deliver -- to@example.net
	assert_equal "$(body)" $'no header here\nSubject: not one'
	lacks '^subject: not one.*example'
	[[ -n $(field Date) && -n $(field From) && -n $(field Message-ID) ]]
}

@test "3.5 a blank first line: an empty header" {
	given '\nbody\n'
	deliver -- to@example.net
	assert_equal "$(body)" body
}

@test "3.5 empty stdin: sent, with the fields it needs" {
	given ''
	deliver -- to@example.net
	[[ -n $(field Date) && -n $(field From) && -n $(field Message-ID) ]]
	assert_equal "$(body)" ''
}

@test "3.5 From_ and >From_ lines: removed before, kept within" {
	given 'From a@b Mon Jan 1 00:00:00 2026\n>From c@d x\n'"$full"
	printf '\nFrom here on\n>From there\n' >>"$TMP/sent"
	deliver -- to@example.net
	sed -i 1,2d "$TMP/sent"
	arrived <"$TMP/sent"
}

@test "3.5 a continuation as the very first line: body" {
	given ' indented\nSubject: x\n'
	deliver -- to@example.net
	assert_equal "$(body)" $' indented\nSubject: x'
}

# ---- 3.6 content ----

@test "3.6 an 8-bit body: BODY=8BITMIME where that is offered" {
	given "$full\nGrüße\n"
	deliver -- to@example.net
	heard 'MAIL FROM:<alerts@example.com>* BODY=8BITMIME*'
	arrived <"$TMP/sent"
}

@test "3.6 an 8-bit body, no 8BITMIME: encoded, so that it arrives" {
	given "$full\nGrüße\n"
	serve --without 8BITMIME
	configure smtp
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	never_heard '.*BODY='
	has 'MIME-Version: 1.0'
	LC_ALL=C
	! grep -q $'[\200-\377]' "$MESSAGE" || fail '8 bits left'
}

@test "3.6 8 bits in the header: pass" {
	given "Subject: Grüße\n$full\nx\n"
	deliver -- to@example.net
	has 'Subject: Grüße'
}

@test "3.6 NUL: in a text encoded, nothing is lost" {
	given "To: to@example.net\n$full\na\0b and quite some text behind it\n"
	deliver -- to@example.net
	assert_equal "$(body)" 'a=00b and quite some text behind it'
}

@test "3.6 NUL: in the header, or where parts are, 65 and where it is" {
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

@test "3.6 a line of 3000 octets: in a text encoded, decodes to the same" {
	local long

	long=$(printf '%0999d' 1)
	given "To: to@example.net\n$full\n$long\nshort\n"
	deliver -- to@example.net
	has 'Content-Transfer-Encoding: quoted-printable'
	assert_equal "$(body | sed ':a; /=$/ { N; s/=\n//; ba }')" \
		"$long"$'\nshort'
}

@test "3.6 a line of 3000 octets: where parts are, as it is" {
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

@test "3.6 a header line of 2000 octets: folded at its blanks" {
	given "X-Long: $(printf 'word %.0s' {1..400})end\n$full\nx\n"
	deliver -- to@example.net
	assert_equal "$(field X-Long | tr -d '\r\n' | tr -s ' ')" \
		"$(sed 1q "$TMP/sent")"
}

# ---- 3.7 who is the sender ----

# etc FILE TEXT: in the machine that within_etc shows, FILE of /etc says this
etc() {
	local file

	need_mounts
	mkdir -p "$TMP/etc"
	for file in passwd group hosts nsswitch.conf ld.so.cache; do
		[[ -e $TMP/etc/$file ]] || cp "/etc/$file" "$TMP/etc/$file"
	done
	printf '%b' "$2" >"$TMP/etc/$1"
	chmod -R a+rX "$TMP" "$TMP/etc"
}

# within_etc COMMAND...: runs it where /etc is ours
within_etc() {
	attempt unshare -mu sh -c '
		mount --bind "$1" /etc && hostname "$2" || exit 1
		shift 2
		exec "$@"' - "$TMP/etc" "${HOST_IS:-web1}" "$@"
	[[ $status == 0 && -z $stderr ]] || fail "$status: $stderr"
}

# somebody PASSWD-LINE COMMAND...: the command as uid 4242, of whom this line
# tells, or not
somebody() {
	etc passwd "$1\nroot:x:0:0:root:/root:/bin/sh\n"
	chown 4242 "$CONF"
	within_etc env -i HOME=/ ${EMAIL:+"EMAIL=$EMAIL"} \
		${NAME:+"NAME=$NAME"} setpriv --reuid 4242 --clear-groups \
		"${@:2}"
	chown 0 "$CONF"
}

# dressed GECOS: the From that somebody with that entry has
dressed() {
	given 'Subject: x\n\nx\n'
	sed -i /^from/d "$CONF"
	somebody "alice:x:4242:4242:$1:/:/bin/sh" \
		"$SENDOFF" -C /dev/fd/5 --dry-run to@example.net \
		<"$TMP/sent" 5<"$CONF"
	output=$(grep '^From:' <<<"$output")
}

@test "3.7 user name and envelope sender, no -f: from, else user@maildomain" {
	dry to@example.net
	sender_is alerts@example.com
	sed -i /^from/d "$CONF"
	dry to@example.net
	sender_is "$(id -un)@example.com"
}

@test "3.7 envelope sender: not from the header" {
	given "Return-Path: <x@example.org>\nSender: y@example.org\n"
	printf '%b' "From: z@example.org\nTo: other@example.net\n\nx\n" \
		>>"$TMP/sent"
	deliver -- to@example.net
	heard 'MAIL FROM:<alerts@example.com>*'
	never_heard 'RCPT TO:<other'
}

@test "3.7 full name: -F, then NAME, then GECOS" {
	dressed 'Alice Liddell'
	assert_output 'From: Alice Liddell <alice@example.com>'
	NAME='The Duchess' dressed 'Alice Liddell'
	assert_output 'From: The Duchess <alice@example.com>'
}

@test "3.7 GECOS: & is the login, to the first comma, without quotes" {
	dressed '& Liddell,Room 5,555-1234,'
	assert_output 'From: Alice Liddell <alice@example.com>'
	dressed '"Alice" Liddell'
	assert_output 'From: Alice Liddell <alice@example.com>'
	dressed 'Älice'
	assert_output 'From: =?utf-8?B?w4RsaWNl?= <alice@example.com>'
	dressed ''
	assert_output 'From: alice@example.com'
}

@test "3.7 a uid without a passwd entry: uid4242@maildomain" {
	given 'Subject: x\n\nx\n'
	sed -i /^from/d "$CONF"
	somebody 'nobody:x:65534:65534::/:/bin/sh' "$SENDOFF" -C /dev/fd/5 \
		--dry-run to@example.net <"$TMP/sent" 5<"$CONF"
	sender_is uid4242@example.com
}

@test "3.7 EMAIL: the author, where from, -f and From are silent; not root's" {
	export EMAIL='Al <me@example.org>'
	dressed ''
	assert_output 'From: Al <me@example.org>'
	EMAIL='no address' dressed ''
	assert_output 'From: alice@example.com'
	printf 'Subject: x\n\n' >"$TMP/head"
	INPUT=$TMP/head dry to@example.net
	refute_line --partial me@example.org
}

# machine FILE TEXT: who completes bare names in a machine where FILE of /etc
# says so, and no setting does
machine() {
	sed -i '/^\(domain\|from\)/d' "$CONF"
	message >"$TMP/sent"
	etc "$1" "$2"
	within_etc "$SENDOFF" -C "$CONF" --dry-run root <"$TMP/sent"
}

@test "3.7 /etc/mailname: completes, after domain" {
	machine mailname 'mail.example.org\nrubbish\n'
	asks_for root@mail.example.org
}

@test "3.7 /etc/mailname: what is no domain is passed over" {
	local bad
	HOST_IS=db1.example.org
	for bad in 'a b' 'a@b' 'x>' . a..b '# c' -x ''; do
		machine mailname "$bad\n"
		asks_for root@db1.example.org
	done
	machine mailname 'b\303\274cher.example\n'
	asks_for root@xn--bcher-kva.example
}

@test "3.7 the full name of the machine: its own, or the one of /etc/hosts" {
	machine hosts '127.0.0.1 localhost\n127.0.1.1 web1.example.org web1\n'
	asks_for root@web1.example.org
	machine hosts '127.0.1.1 web1 # web1.example.org\n192.0.2.1 w.test w\n'
	asks_for root@web1
	HOST_IS=db1.example.org machine hosts ''
	asks_for root@db1.example.org
}

@test "3.7 environment: none at all, cwd gone" {
	message >"$TMP/sent"
	mkdir "$TMP/gone"
	cd "$TMP/gone"
	rmdir "$TMP/gone"
	attempt env -i "$SENDOFF" -C "$CONF" --dry-run root \
		<"$TMP/sent"
	assert_success
	asks_for root@example.com
}

# ---- 3.8 addresses completed ----

@test "3.8 envelope root: the alias first, then @maildomain" {
	printf '%s\n' 'root: boss@example.org, ops' >"$TMP/aliases"
	serve
	configure smtp 'aliases = aliases'
	send root daemon
	exits 0
	server_agrees
	heard 'RCPT TO:<boss@example.org>' 'RCPT TO:<ops@example.com>' \
		'RCPT TO:<daemon@example.com>'
}

@test "3.8 envelope root: what no alias knows goes to local-recipient" {
	printf '%s\n' 'root: boss@example.org, ops' >"$TMP/aliases"
	configure smtp 'aliases = aliases' 'local-recipient = all@example.org'
	dry root daemon x@example.net
	asks_for boss@example.org all@example.org x@example.net
}

@test "3.8 root@this-host: its bare name, its full name, local-domains" {
	local host
	host=$(hostname)

	printf '%s\n' 'root: boss@example.org' >"$TMP/aliases"
	configure smtp 'aliases = aliases' \
		'local-domains = web9.example.com *.internal'
	for host in localhost "$host" "${host%%.*}" web9.example.com \
		WEB9.Example.Com db.internal; do
		dry "root@$host"
		asks_for boss@example.org
	done
	dry joe@db.internal root@web8.example.com root@example.com
	asks_for joe@example.com root@web8.example.com root@example.com
}

@test "3.8 aliases: with -t, and the header still says who was meant" {
	printf '%s\n' 'root: boss@example.org' >"$TMP/aliases"
	given "To: root\n$full\nx\n"
	deliver 'aliases = aliases' -- -t
	heard 'RCPT TO:<boss@example.org>'
	has 'To: root@example.com'
}

@test "3.8 aliases: |command, /file and :include: are refused by name: 69" {
	local target

	for target in '|/bin/prog' '"|/bin/prog -x"' /var/mail/root /dev/null \
		:include:/etc/list; do
		printf '%s\n' "root: x@example.net, $target" >"$TMP/aliases"
		serve
		configure smtp 'aliases = aliases'
		send ok@example.net root
		exits 69 "$TMP/aliases:1: root leads to $target, which is a \
*: mail is only handed to a smarthost here, so give an address instead"
		server_was_left_alone
	done
}

@test "3.8 aliases: a circle is 78, and tells the way; others get their mail" {
	printf '%s\n' 'a: b' 'b: a' 'rubbish' 'root: boss@example.org' \
		>"$TMP/aliases"
	configure smtp 'aliases = aliases'
	send a
	exits 78 "$TMP/aliases:2: the aliases lead in a circle: a -> b -> a"
	dry root
	asks_for boss@example.org
}

@test "3.8 aliases: a file that is not there, or that everybody writes: 78" {
	configure smtp 'aliases = none-here'
	send root
	exits 78 "$CONF:8: aliases: cannot open $TMP/none-here: No such file \
or directory"
	dry to@example.net
	asks_for to@example.net
	echo 'root: x@example.org' >"$TMP/aliases"
	chmod 666 "$TMP/aliases"
	configure smtp 'aliases = aliases'
	send root
	exits 78 "$CONF:8: aliases: $TMP/aliases can be written by everybody: \
chmod o-w *"
}

@test "3.8 aliases: none, and no option" {
	configure smtp 'aliases = none'
	dry root
	asks_for root@example.com
	send --aliases=/x root
	exits 64 '--aliases can only be set in the configuration: *'
}

@test "3.8 header To: root: qualified, and From, Cc, Reply-To, Sender" {
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

@test "3.8 header From: root (Cron Daemon): the comment is kept" {
	given 'From: root (Cron Daemon)\nCc: Joe <joe>\n\nx\n'
	deliver -- to@example.net
	has 'From: root@example.com (Cron Daemon)' 'Cc: Joe <joe@example.com>'
}

@test "3.8 backslash root: the backslash goes, no alias is asked" {
	printf '%s\n' 'root: boss@example.org' >"$TMP/aliases"
	configure smtp 'aliases = aliases'
	dry '\root'
	asks_for root@example.com
}

@test "3.8 user@host without a dot: as it is" {
	dry user@elsewhere
	asks_for user@elsewhere
	dry -f user@elsewhere to@example.net
	sender_is user@elsewhere
}

# ---- 3.9 addresses in a header, with -t ----

# to FIELDS ADDRESS...: what -t makes of these fields
to() {
	printf '%b\n' "$1" | header
	asks_for "${@:2}"
}

# header() reads from a pipe here, and must set $output in this shell.
shopt -s lastpipe

@test "3.9 a field that starts on the next line" {
	to 'to:\n\ta@example.net,\n b@example.net' a@example.net b@example.net
}

@test "3.9 lower and upper case names" {
	to 'to: a@example.net\nCC: b@example.net\nbCc: c@example.net' \
		a@example.net b@example.net c@example.net
}

@test "3.9 comments, nested" {
	to 'To: (c1 (nested)) e@example.net (tail)' e@example.net
}

@test "3.9 a comma in a comment" {
	to 'To: f@example.net (comment, with comma), g@example.net' \
		f@example.net g@example.net
}

@test "3.9 quoted names with a comma and a quote" {
	to 'To: "Doe, \\"J\\"" <a@example.net>, b@example.net' \
		a@example.net b@example.net
}

@test "3.9 encoded words with =2C" {
	to 'To: =?utf-8?Q?D=2CE?= <d@example.net>' d@example.net
}

@test "3.9 a quoted local part" {
	to 'To: "john doe"@example.net' '"john doe"@example.net'
}

@test "3.9 a group" {
	to 'To: grp: c@example.net, d@example.net;, e@example.net' \
		c@example.net d@example.net e@example.net
}

@test "3.9 an empty group" {
	to 'To: undisclosed-recipients:;\nCc: a@example.net' a@example.net
}

@test "3.9 several To fields" {
	to 'To: a@example.net\nSubject: x\nTo: b@example.net' \
		a@example.net b@example.net
}

@test "3.9 duplicates: one each; local parts differ by case, domains not" {
	to 'To: a@example.net, a@EXAMPLE.net, A@example.net' \
		a@example.net A@example.net
}

@test "3.9 a route address" {
	to 'To: <@relay.example,@r2.example:u@example.net>' u@example.net
}

@test "3.9 obsolete syntax: blanks around dots and @, empty members" {
	to 'To: , a . b @ example . net,, <c@example.net>' \
		a.b@example.net c@example.net
}

@test "3.9 all of it together" {
	header <<-'END'
		To: "Doe, John" <a@example.net>, (c1 (in)) b@example.net (tail),
		 c@example.net (comment, with comma),
		 =?utf-8?Q?D=2CE?= <d@example.net>
		Cc: group: e@example.net, F <f@example.net>;, empty:;,
		 "john doe"@example.net, <@relay.example:g@example.net>, ,
		 root, h@[192.0.2.1], "quo\"ted" <i@example.net>
	END
	asks_for a@example.net b@example.net c@example.net d@example.net \
		e@example.net f@example.net '"john doe"@example.net' \
		g@example.net root@example.com 'h@[192.0.2.1]' i@example.net
}

@test "3.9 500 addresses, folded" {
	local addresses

	addresses=$(printf 'user%d@example.net,\n ' {1..500})
	header <<<"To: $addresses"
	assert_equal "$(grep -c '^recipient: ' <<<"$output")" 500
}

@test "3.9 garbage: 65, named, nothing is sent" {
	printf 'To: foo bar@@baz, ok@example.net\n\nx\n' >"$TMP/sent"
	sendoff -t <"$TMP/sent"
	exits 65 'the To field " foo bar@@baz, ok@example.net" has a blank *'
}

# ---- 3.10 stdin and the network ----

@test "3.10 a slow producer: nobody is dialled before its end" {
	serve
	configure smtp
	message >"$TMP/sent"
	mkfifo "$TMP/slow"
	"$SENDOFF" -C "$CONF" to@example.net <"$TMP/slow" &
	local sender=$!
	exec 7>"$TMP/slow"
	printf 'Subject: half a mess' >&7
	[[ ! -s $TRANSCRIPT ]] || fail 'it was dialled'
	printf 'age\n\nhello\n' >&7
	exec 7>&-
	wait "$sender"
	server_agrees
	has 'Subject: half a message'
}

@test "3.10 descriptors: fd 2 closed, the mail goes" {
	serve
	configure smtp
	message >"$TMP/sent"
	run bash -c '"$1" -C "$2" to@example.net <"$3" 2>&-' - "$SENDOFF" \
		"$CONF" "$TMP/sent"
	assert_success
	assert_output ''
	server_agrees
}

# ---- senders: what the policies make of them ----

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
	given "%s\n${full#*\n}\nx\n" "$1"
	sed -i 's/\n/\n/g' "$TMP/sent"
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
	local what='sender-policy = force needs an address in `from`, not only \
patterns'

	configure smtp 'sender-policy = force' 'from = *@example.com'
	send to@example.net
	exits 78 "$CONF:8: $what"
	configure smtp 'from = *@example.com'
	send --sender-policy=force to@example.net
	exits 78 "account default: $what"
	configure smtp 'sender-policy = force' 'from = *@example.com' \
		'[account one]' 'user = joe'
	send --account one to@example.net
	exits 78 "$CONF:11: user is set *"
	server_was_left_alone
}

@test "sender-policy = force: the null sender too, for providers refuse it" {
	given "$full\nx\n"
	deliver 'sender-policy = force' -- -f '<>' to@example.net
	heard 'MAIL FROM:<alerts@example.com>*'
	deliver 'sender-policy = fix' -- -f '<>' to@example.net
	heard 'MAIL FROM:<>*'
}

# not_ours WORDS OPTION...: a server that will not send as root@web9
not_ours() {
	serve "${@:2}"
	configure smtp "${POLICY:-sender-policy = fix}"
	send -f root@web9.example.com to@example.net
	server_agrees
}

@test "a sender that the provider refuses: the setting that helps is named" {
	local words hint='; sender-policy = force would send it as the address \
in `from`'

	words='553 5.7.1 Sender address rejected: not owned by user alerts'
	not_ours "$words" --refuse-sender "*=$words"
	exits 65 "*refused the sender root@web9.example.com: $words$hint"
	not_ours "$words" --refuse-recipient "*=$words"
	exits 65 "to@example.net was refused: $words$hint"
	words='554 5.2.252 SendAsDenied; alerts not allowed to send as root'
	not_ours "$words" --reply-to-dot "$words"
	exits 69 "*refused the message: $words$hint"
	words='550 5.7.60 SMTP; Client does not have permissions to send as x'
	not_ours "$words" --reply-to-dot "$words"
	exits 65 "*refused the message: $words$hint"
	POLICY='sender-policy = force' not_ours "$words" --reply-to-dot "$words"
	exits 65 "*: $words; the address in \`from\` must be one that the \
login may send as"
	not_ours '' --reply-to-dot '554 5.7.1 spam'
	exits 65 '*refused the message: 554 5.7.1 spam'
}
