# args.bats - the command line of sendmail, as its callers write it
load helper

setup() {
	prepare
	printf '%s\n' 'smarthost = smtp://mx.example.com' 'log = none' \
		'from = alerts@example.com' 'domain = example.com' \
		'aliases = none' >"$CONF"
}

# dry ARGUMENT... [<message]: what would be sent, without network
dry() {
	message >"$TMP/sent"
	sendoff --dry-run "$@" <"${INPUT:-$TMP/sent}"
	[[ $status == 0 && -z $stderr ]] ||
		fail "status $status for $*: $stderr"
}

# asks_for ADDRESS...: the recipients, these and no more
asks_for() {
	assert_equal "$(sed -n 's/^recipient: <\(.*\)>$/\1/p; /^$/q' \
		<<<"$output")" "$(printf '%s\n' "$@")"
}

# sender_is ADDRESS
sender_is() {
	assert_line "sender: <$1>"
}

# usage GLOB ARGUMENT...: 64, and nothing is read
usage() {
	local left

	{
		sendoff "${@:2}"
		read -r left
	} <<<'left alone'
	exits 64 "$1"
	assert_equal "$left" 'left alone'
}

# ---- the grammar ----

@test "options cluster, and take their value attached or separate" {
	dry -tif me@example.org a@example.net
	sender_is me@example.org
	asks_for a@example.net to@example.net
	dry -tifme@example.org
	sender_is me@example.org
	dry -t -i -f me@example.org
	sender_is me@example.org
}

@test "-oi takes the rest of its word" {
	dry -oitif to@example.net
	sender_is alerts@example.com
	asks_for to@example.net
}

@test "options end at the first recipient: none can be smuggled in" {
	send to@example.net -f@example.net -t
	exits 64 '-f@example.net stands behind a recipient, where no option \
can be: options come first, and -- before a recipient that begins with a \
hyphen'
	dry -- to@example.net -f@example.net -t
	sender_is alerts@example.com
	asks_for to@example.net -f@example.net -t@example.com
}

@test "-- ends them too" {
	dry -f me@example.org -- -to@example.net --help@example.net
	sender_is me@example.org
	asks_for -to@example.net --help@example.net
	dry -t --
	asks_for to@example.net
}

@test "an operand may be a list of mailboxes" {
	dry 'a@example.net, "B, b" <b@example.net>,c' 'G: d@example.net, e;'
	asks_for a@example.net b@example.net c@example.com d@example.net \
		e@example.com
}

@test "an option that nobody knows, and a value that is not there" {
	local option

	for option in -S -P -z -Z -y -tZ -iZ -1 '-?'; do
		usage "unknown option -${option: -1}: see sendoff --help" \
			"$option" to@example.net
	done
	usage "unknown option -\\\\x1B: see sendoff --help" $'-\033'
	for option in -f -F -r -N -R -V -A -D -h -L -M -O -o -p -X -B -b -e \
		-a; do
		usage "$option needs a value behind it" "$option"
	done
}

@test "no recipients" {
	send
	exits 64 'no recipients: name them as arguments, or use -t to take \
them from the header'
	printf 'Subject: x\n\nTo: to@example.net\n' >"$TMP/sent"
	sendoff -t <"$TMP/sent"
	exits 64 'no recipients: none in To, Cc or Bcc, none as arguments'
	printf 'To: undisclosed-recipients:;\n\nx\n' >"$TMP/sent"
	sendoff -t <"$TMP/sent"
	exits 64 'no recipients: none in To, Cc or Bcc, none as arguments'
}

# ---- options that others know, with the arity of Sendmail ----

@test "ignored, without a value" {
	local letter

	for letter in c E J m n s T U x; do
		dry "-$letter" to@example.net
		asks_for to@example.net
		dry "-i${letter}i" to@example.net
		asks_for to@example.net
	done
	dry -G to@example.net
	asks_for to@example.net
}

@test "ignored, with a value, attached or separate" {
	local letter

	for letter in A D h L M O p X B e; do
		dry "-$letter" value to@example.net
		asks_for to@example.net
		dry "-${letter}value" to@example.net
		asks_for to@example.net
		dry "-i$letter" value to@example.net
		asks_for to@example.net
	done
	[[ ! -e value ]]
}

@test "ignored, with a value that can only be attached" {
	local option

	for option in -d -d0.1 -Q -Qreason; do
		dry "$option" to@example.net
		asks_for to@example.net
		dry "$option" -i to@example.net
		asks_for to@example.net
	done
}

@test "-C takes a file, but never an option" {
	dry -C -i to@example.net
	asks_for to@example.net
}

@test "-o and all it may be followed by" {
	local value

	for value in 7 8 i itrue db di df dq dd dqs em ep eq ew ee m o v j MxY \
		A/x B1 r5m s5m X10 Pfoo Q/x T5d h3 L9 Dx Z1; do
		dry "-o$value" to@example.net
		asks_for to@example.net
		dry -o "$value" to@example.net
		asks_for to@example.net
	done
}

@test "-O takes a long option" {
	local value

	for value in DeliveryMode=b IgnoreDots ErrorMode=m QueueDirectory=/x; do
		dry -O "$value" to@example.net
		asks_for to@example.net
		dry "-O$value" to@example.net
		asks_for to@example.net
	done
	[[ ! -e /x ]]
}

@test "-X writes no file" {
	serve
	configure smtp
	send -X "$TMP/traffic" -X"$TMP/traffic" -D "$TMP/traffic" \
		-oQ"$TMP/traffic" to@example.net
	exits 0
	server_agrees
	[[ ! -e $TMP/traffic ]]
}

@test "command lines of real callers" {
	dry -FCronDaemon -i -B8BITMIME -oem root
	asks_for root@example.com
	dry -FCronDaemon -odi -oem -oi -t -f root
	sender_is root@example.com
	asks_for to@example.net
	dry -G -oee -odi -oi -pUUCP:host -fhost!user to@example.net
	asks_for to@example.net
	sender_is 'host!user@example.com'
	dry -oi -odi -oem -N success,delay,failure -V 00000ENVID -f '' -- \
		to@example.net
	sender_is ''
	dry '-f<>' '-FMIMEDefang' -odb -Ac -oi -- to@example.net
	sender_is ''
	dry -oem -oi -f me@example.com -N failure,delay -R hdrs -- \
		to@example.net
	asks_for to@example.net
	dry -oee -odq -fme@example.com -pNNTP:news to@example.net
	asks_for to@example.net
	dry -i -m -v -F 'Alice L' -f me@example.com -- to@example.net
	asks_for to@example.net
	dry -bm -t
	asks_for to@example.net
	dry -b m -t
	asks_for to@example.net
	dry -t -t -i
	asks_for to@example.net
}

# ---- the sender ----

@test "-f and -r name the sender; the last one wins" {
	dry -f a@example.org to@example.net
	sender_is a@example.org
	dry -fa@example.org -rb@example.org to@example.net
	sender_is b@example.org
	dry -r b@example.org -f 'Bob X <a@example.org>' to@example.net
	sender_is a@example.org
	dry -f bob to@example.net
	sender_is bob@example.com
	dry -f bob@localhost to@example.net
	sender_is bob@example.com
	dry -f '"a b"@example.org' to@example.net
	sender_is '"a b"@example.org'
	dry -f user@köln.example to@example.net
	sender_is user@xn--kln-sna.example
}

@test "-f '' and -f '<>' are the null sender" {
	local null

	for null in '' '<>'; do
		serve
		configure smtp
		send -f "$null" to@example.net
		exits 0
		server_agrees
		heard 'MAIL FROM:<>*'
	done
	dry '-f<>' to@example.net
	sender_is ''
}

@test "a sender that is none" {
	send -f 'a b@example.org' to@example.net
	exits 64 'the sender "a b@example.org" has a blank where none may be'
	send -f $'a@b\r\nDATA' to@example.net
	exits 64 'the sender "*" holds a control character'
	send -f 'a@b, c@d' to@example.net
	exits 64 'the sender "a@b, c@d" is not a single address'
	send -f 'a@b> SIZE=1' to@example.net
	exits 64 'the sender "a@b> SIZE=1" *'
}

# from_field ARGUMENT...: the From that is added to a message without one
from_field() {
	printf 'Subject: x\n\nhello\n' >"$TMP/bare"
	INPUT=$TMP/bare dry "$@" to@example.net
	output=$(grep '^From:' <<<"$output")
}

@test "-F is the name in a From that was missing" {
	from_field -F 'Alice Liddell'
	assert_output 'From: Alice Liddell <alerts@example.com>'
	from_field '-FAlice "Al" Liddell (Dr.)' -f me@example.org
	assert_output 'From: "Alice \"Al\" Liddell (Dr.)" <me@example.org>'
	from_field -F 'Grüße'
	assert_output 'From: =?utf-8?B?R3LDvMOfZQ==?= <alerts@example.com>'
	from_field -f 'Bob X <me@example.org>'
	assert_output 'From: Bob X <me@example.org>'
}

@test "-F makes no second field" {
	from_field -F $'Eve\r\nBcc: eve@example.org'
	assert_output 'From: "Eve  Bcc: eve@example.org" <alerts@example.com>'
}

@test "-F does not touch a From that is there" {
	dry -F Somebody to@example.net
	assert_line 'From: alerts@example.com'
	refute_line --partial Somebody
}

@test "NAME of the environment, where -F says nothing" {
	NAME='Alice Liddell' from_field
	assert_output 'From: Alice Liddell <alerts@example.com>'
}

# ---- -t ----

# header <message: the recipients of -t
header() {
	cat >"$TMP/head"
	INPUT=$TMP/head dry -t "$@"
}

@test "-t takes To, Cc and Bcc, and adds to the arguments, each once" {
	header x@example.net a@EXAMPLE.net <<-END
		To: a@example.net, b@example.net
		CC: c@example.net
		to:
		 d@example.net,
		 e@example.net
		bcc: f@example.net
		Subject: x

		To: not@example.net
	END
	asks_for x@example.net a@EXAMPLE.net b@example.net d@example.net \
		e@example.net c@example.net f@example.net
}

@test "-t reads addresses as RFC 5322 writes them" {
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

@test "-t: a message that was resent goes where that says" {
	header <<-END
		Resent-Bcc: c@example.net
		Resent-To: a@example.net
		Resent-Cc: b@example.net
		To: old@example.net
		Bcc: old2@example.net
	END
	asks_for a@example.net b@example.net c@example.net
}

@test "-t: 500 addresses" {
	local addresses

	addresses=$(printf 'user%d@example.net,\n ' {1..500})
	header <<<"To: $addresses"
	assert_equal "$(grep -c '^recipient: ' <<<"$output")" 500
}

@test "-t: an address that is none is 65, named, and nothing is sent" {
	printf 'To: ok@example.net\nCc: foo bar@@baz\n\nx\n' >"$TMP/sent"
	sendoff -t <"$TMP/sent"
	exits 65 'the Cc field "*foo bar@@baz" *'
}

# ---- dots ----

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

@test "a lone dot ends the message, and what follows is told to be lost" {
	given_dots
	exits 0 'a line with only a dot ended the message, but more followed \
and was dropped: use -i if dots are text'
	assert_equal "$(body)" $'one\n..two\n.three\n..'
}

@test "a lone dot as the last line ends the message in silence" {
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

@test "a lone dot in the header ends the message too" {
	serve
	configure smtp
	printf 'Subject: x\n.\n' >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	assert_equal "$(body)" ''
	assert_equal "$(field Subject)" 'Subject: x'
}

@test "with -i, in all its forms, a dot is text" {
	local option

	for option in -i -oi -oitrue -oiTrue -ti '-O IgnoreDots' \
		-OIgnoreDots=true; do
		# shellcheck disable=SC2086
		given_dots $option
		exits 0
		assert_equal "$(body)" $'one\n..two\n.three\n..\n.\nfour'
	done
}

@test "ignore-dots makes it the rule; -oif the exception" {
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

@test "the writer behind the dot is heard out, not cut off" {
	serve
	configure smtp
	{
		message hello .
		yes | head -c 1000000
	} >"$TMP/sent"
	set -o pipefail
	run --separate-stderr bash -c 'set -o pipefail; cat "$1" |
		"$2" -C "$3" to@example.net' - "$TMP/sent" "$SENDOFF" "$CONF"
	exits 0 'a line with only a dot ended *'
	server_agrees
}

# ---- errors, and how they are told ----

# failing ARGUMENT...: to a server that refuses the recipient
failing() {
	serve --refuse-recipient '*=550 5.1.1 no'
	configure smtp
	send "$@" to@example.net
	server_agrees
}

@test "-oeq says nothing; the status is true" {
	local option

	for option in -oeq -eq '-e q' '-O ErrorMode=q' -OErrorMode=q; do
		# shellcheck disable=SC2086
		failing $option
		exits 67
	done
}

@test "no error mode makes a failure a success, or silent" {
	local option

	for option in -oee -oem -oep -oew -em -ep -ee '-e m'; do
		# shellcheck disable=SC2086
		failing $option
		exits 67 'to@example.net was refused: 550 5.1.1 no'
	done
}

@test "a DSN wish that is none is told and left; the mail goes" {
	serve
	configure smtp
	send -N sometimes -R some to@example.net
	exits 0 'dsn-notify must be *: it is ignored' \
		'dsn-return must be *: it is ignored'
	server_agrees
	never_heard '.*(NOTIFY|RET)='
}

# ---- modes ----

# mode STATUS ARGUMENT...: neither stdin nor a configuration is read
mode() {
	local left

	rm "$CONF"
	{
		run --separate-stderr "$SENDOFF" "${@:2}"
		read -r left
	} <<<'left alone'
	assert_equal "$left" 'left alone'
	: >"$CONF"
	assert_equal "$status" "$1"
}

@test "-bp: the queue is empty" {
	mode 0 -bp
	prints 0 'Mail queue is empty'
	mode 0 -bp -v
	prints 0 'Mail queue is empty'
}

@test "what concerns aliases, queues and host status is done already" {
	local option

	for option in -bi -I -q -q30m -qf -qRexample -qp '-q!' -bh -bH; do
		mode 0 "$option"
		exits 0
	done
}

@test "modes that are not ours: 64, and never a message" {
	local option

	for option in -bd -bD -bl -bt -bP -bz -ba -bC -bO -bx -bmm -b=; do
		mode 64 "$option" to@example.net
		exits 64 "$option is a mode this program does not have: *"
	done
}

@test "-bs is not there yet, and says so" {
	mode 69 -bs
	exits 69 '-bs, SMTP on standard input, is not there yet: *'
	mode 69 -bs -odb -oem -om -i
	exits 69 '-bs, *'
}

@test "-bv shows the recipients completed, and sends nothing" {
	sendoff -bv root 'Joe <j@example.net>' <&-
	prints 0 root@example.com j@example.net
	sendoff -bv 'a b@c' <&-
	exits 64 'the recipient "a b@c" has a blank where none may be'
}

# as NAME ARGUMENT...: called by another name
as() {
	ln -sf "$SENDOFF" "$TMP/$1"
	run --separate-stderr "$TMP/$1" "${@:2}" </dev/null
}

@test "the name it is called by says what to do" {
	as mailq
	prints 0 'Mail queue is empty'
	as newaliases
	exits 0
	as runq
	exits 0
	as hoststat
	exits 0
	as purgestat
	exits 0
	as smtpd
	assert_equal "$status" 69
	assert_equal "$stderr" "smtpd: ${stderr#*: }"
	as newaliases -bp
	prints 0 'Mail queue is empty'
}

@test "any other name is sendmail, and errors bear it" {
	local name

	for name in sendmail send-mail msmtp; do
		as "$name" -Z
		assert_equal "$status" 64
		assert_equal "$stderr" \
			"$name: unknown option -Z: see $name --help"
	done
}

@test "no name at all" {
	run --separate-stderr bash -c 'exec -a "" "$1" -Z' - "$SENDOFF"
	exits 64 'unknown option -Z: see sendoff --help'
	run --separate-stderr bash -c 'exec -a "/" "$1" -bp' - "$SENDOFF"
	prints 0 'Mail queue is empty'
}

# ---- -G ----

@test "-G adds no field and completes none" {
	serve
	configure smtp
	printf 'To: root\nSubject: x\nBcc: b@example.net\n\nhello\n' \
		>"$TMP/sent"
	sendoff -G root <"$TMP/sent"
	exits 0
	server_agrees
	arrived <<-END
		To: root
		Subject: x

		hello
	END
	heard 'RCPT TO:<root@example.com>'
}
