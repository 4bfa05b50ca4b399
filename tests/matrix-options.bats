# matrix-options.bats - the command line of sendmail, row by row
load matrix

setup() {
	prepare
	printf '%s\n' 'smarthost = smtp://mx.example.com' 'log = none' \
		'from = alerts@example.com' 'domain = example.com' \
		'aliases = none' >"$CONF"
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

# mode STATUS ARGUMENT...: neither stdin nor a configuration is read
mode() {
	local left

	rm -f "$CONF"
	{
		attempt "$SENDOFF" "${@:2}"
		read -r left
	} <<<'left alone'
	assert_equal "$left" 'left alone'
	: >"$CONF"
	assert_equal "$status" "$1"
}

# from_field ARGUMENT...: the From that is added to a message without one
from_field() {
	printf 'Subject: x\n\nhello\n' >"$TMP/bare"
	INPUT=$TMP/bare dry "$@" to@example.net
	output=$(grep '^From:' <<<"$output")
}

# mail_says ARGUMENT...: with these, all that can be offered being offered, the
# commands of the envelope
mail_says() {
	serve --with DSN
	configure smtp
	send "$@" to@example.net
	exits 0
	server_agrees
	output=$(grep -E '^C: (MAIL|RCPT)' "$TRANSCRIPT")
}

# ignored LETTER...: options without a value, which change nothing
ignored() {
	local letter

	for letter; do
		dry "-$letter" to@example.net
		asks_for to@example.net
		dry "-i${letter}i" to@example.net
		asks_for to@example.net
	done
}

# swallowed LETTER...: options whose value, wherever it stands, is no recipient
swallowed() {
	local letter

	for letter; do
		dry "-$letter" value to@example.net
		asks_for to@example.net
		dry "-${letter}value" to@example.net
		asks_for to@example.net
		dry "-i$letter" value to@example.net
		asks_for to@example.net
		usage "-$letter needs a value behind it" "-$letter"
	done
	[[ ! -e value ]]
}

# attached OPTION...: options that never take the next word
attached() {
	local option

	for option; do
		dry "$option" to@example.net
		asks_for to@example.net
		dry "$option" -i to@example.net
		asks_for to@example.net
	done
}

# not_ours OPTION...: 64, and never a message
not_ours() {
	local option

	for option; do
		mode 64 "$option" to@example.net
		exits 64 "$option is a mode this program does not have: *"
	done
}

# as NAME ARGUMENT...: called by another name
as() {
	ln -sf "$SENDOFF" "$TMP/$1"
	attempt "$TMP/$1" "${@:2}" </dev/null
}

# ---- 1.0 the parser itself ----

@test "1.0 option string: every letter that anybody knows is known" {
	local letter

	for letter in c E G I J m n s T U x i t v; do
		sendoff "-$letter" --help </dev/null
		assert_equal "$status" 0
	done
	for letter in A B b C D e F f h L M N O o p R r V X; do
		sendoff "-$letter" m --help </dev/null
		assert_equal "$status" 0
	done
	for letter in d q Q; do
		sendoff "-$letter" --help </dev/null
		assert_equal "$status" 0
	done
}

@test "1.0 options after the first recipient: none can be smuggled in" {
	send to@example.net -f@example.net -t
	exits 64 '-f@example.net stands behind a recipient, where no option \
can be: options come first, and -- before a recipient that begins with a \
hyphen'
	dry -- to@example.net -f@example.net -t
	sender_is alerts@example.com
	asks_for to@example.net -f@example.net -t@example.com
}

@test "1.0 --: behind it nothing is an option" {
	dry -f me@example.org -- -to@example.net --help@example.net
	sender_is me@example.org
	asks_for -to@example.net --help@example.net
	dry -t --
	asks_for to@example.net
}

@test "1.0 clusters -ti, -it; attached and separate values" {
	dry -tif me@example.org a@example.net
	sender_is me@example.org
	asks_for a@example.net to@example.net
	dry -tifme@example.org
	sender_is me@example.org
	dry -t -i -f me@example.org
	sender_is me@example.org
}

@test "1.0 clusters: -oi takes the rest of its word" {
	dry -oitif to@example.net
	sender_is alerts@example.com
	asks_for to@example.net
}

@test "1.0 bare -q, -d, -C, -Q never swallow an option" {
	attached -d -d0.1 -Q -Qreason
	dry -C -i to@example.net
	asks_for to@example.net
	mode 0 -q
	exits 0
}

@test "1.0 -o with nothing attached takes the next word" {
	dry -o i -o em to@example.net
	asks_for to@example.net
	usage '-o needs a value behind it' -o
}

@test "1.0 unknown letter: 64, one line on stderr" {
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

@test "1.0 --help, --version: 0, on stdout" {
	mode 0 --help
	assert_line --index 0 'usage: sendoff [options] [--] recipient ...'
	assert_equal "$stderr" ''
	mode 0 --version
	prints 0 'sendoff [0-9]*'
}

@test "1.0 no recipients, no -t: 64" {
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

@test "1.0 argv0: the name it is called by says what to do" {
	as mailq
	prints 0 'Mail queue is empty'
	as newaliases
	prints 0 '/etc/aliases: [0-9]* alias*'
	as runq
	exits 0
	as hoststat
	exits 0
	as purgestat
	exits 0
	as smtpd
	assert_equal "$status" 78
	assert_equal "${output%% *}" 421
	assert_equal "$stderr" ''
	as newaliases -bp
	prints 0 'Mail queue is empty'
}

@test "1.0 argv0: any other name is sendmail, and errors bear it" {
	local name

	for name in sendmail send-mail msmtp; do
		as "$name" -Z
		assert_equal "$status" 64
		assert_equal "$stderr" \
			"$name: unknown option -Z: see $name --help"
	done
}

@test "1.0 argv0: no name at all" {
	attempt bash -c 'exec -a "" "$1" -Z' - "$SENDOFF"
	exits 64 'unknown option -Z: see sendoff --help'
	attempt bash -c 'exec -a "/" "$1" -bp' - "$SENDOFF"
	prints 0 'Mail queue is empty'
}

# ---- 1.1 submission ----

@test "1.1 operands: each a list of mailboxes" {
	dry 'a@example.net, "B, b" <b@example.net>,c' 'G: d@example.net, e;'
	asks_for a@example.net b@example.net c@example.com d@example.net \
		e@example.com
}

@test "1.1 operands: a backslash, a route, brackets" {
	dry '\root' '<@relay.example:a@example.net>' '<b@example.net>' \
		'Joe Q <c@example.net>'
	asks_for root@example.com a@example.net b@example.net c@example.net
}

@test "1.1 operands: what cannot be read is 64, and nothing is sent" {
	send ok@example.net ''
	exits 64 'a recipient is empty: *'
	send ok@example.net 'foo bar@@baz'
	exits 64 'the recipient "foo bar@@baz" has a blank where none may be'
}

@test "1.1 -t takes To, Cc and Bcc, and adds to the arguments, each once" {
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

@test "1.1 -f addr, -faddr, -r addr: the envelope sender, the last one wins" {
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

@test "1.1 -f '<>', -f '': the null sender" {
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

@test "1.1 -f bob: qualified" {
	dry -f bob to@example.net
	sender_is bob@example.com
	dry -f host!bob to@example.net
	sender_is 'host!bob@example.com'
}

@test "1.1 -f 'Bob X <b@x>': its address, and its name for a missing From" {
	from_field -f 'Bob X <b@example.org>'
	assert_output 'From: Bob X <b@example.org>'
}

@test "1.1 -f: a sender that is none is 64" {
	send -f 'a b@example.org' to@example.net
	exits 64 'the sender "a b@example.org" has a blank where none may be'
	send -f $'a@b\r\nDATA' to@example.net
	exits 64 'the sender "*" holds a control character'
	send -f 'a@b, c@d' to@example.net
	exits 64 'the sender "a@b, c@d" is not a single address'
	send -f 'a@b> SIZE=1' to@example.net
	exits 64 'the sender "a@b> SIZE=1" *'
}

@test "1.1 -f: the source of a missing From" {
	from_field -f me@example.org
	refute_output --partial alerts
	assert_output --regexp '^From: (.* <)?me@example.org>?$'
}

@test "1.1 -F name: in a From that was missing" {
	from_field -F 'Alice Liddell'
	assert_output 'From: Alice Liddell <alerts@example.com>'
	from_field '-FAlice "Al" Liddell (Dr.)' -f me@example.org
	assert_output 'From: "Alice \"Al\" Liddell (Dr.)" <me@example.org>'
	from_field -F 'Grüße'
	assert_output 'From: =?utf-8?B?R3LDvMOfZQ==?= <alerts@example.com>'
	from_field -f 'Bob X <me@example.org>'
	assert_output 'From: Bob X <me@example.org>'
}

@test "1.1 -F makes no second field" {
	from_field -F $'Eve\r\nBcc: eve@example.org'
	assert_output 'From: "Eve  Bcc: eve@example.org" <alerts@example.com>'
}

@test "1.1 -F does not touch a From that is there" {
	dry -F Somebody to@example.net
	assert_line 'From: alerts@example.com'
	refute_line --partial Somebody
}

@test "1.1 -B type: a hint that changes nothing, in any case" {
	swallowed B
	mail_says -B8BITMIME
	refute_output --partial BODY
	mail_says -B 7bit
	refute_output --partial BODY
}

@test "1.1 -N dsn: NOTIFY, in capitals" {
	mail_says -N success,delay
	assert_output --partial 'NOTIFY=SUCCESS,DELAY'
	mail_says -Nnever
	assert_output --partial 'NOTIFY=NEVER'
}

@test "1.1 -N, -R: a value that is none is told and ignored" {
	serve
	configure smtp
	send -N sometimes -R some to@example.net
	exits 0 '-N must be *: it is ignored' \
		'-R must be *: it is ignored'
	server_agrees
	never_heard '.*(NOTIFY|RET)='
}

@test "1.1 -R ret: RET, in any case" {
	mail_says -R hdrs
	assert_output --partial 'RET=HDRS'
	mail_says -RFULL
	assert_output --partial 'RET=FULL'
}

@test "1.1 -V envid: ENVID, in xtext" {
	mail_says -V 00000a+b
	assert_output --partial 'ENVID=00000a+2Bb'
}

@test "1.1 -N, -R, -V: dropped in silence where DSN is not offered" {
	serve --without DSN
	configure smtp
	send -N success -R full -V id to@example.net
	exits 0
	server_agrees
	never_heard '.*(NOTIFY|RET|ENVID|ORCPT)='
}

@test "1.1 -U: ignored" {
	ignored U
}

@test "1.1 -G: adds no field and completes none" {
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

@test "1.1 -h N: ignored, with its value" {
	swallowed h
	dry -h 3 to@example.net
	asks_for to@example.net
}

@test "1.1 -L tag: the syslog tag, never a recipient" {
	swallowed L
}

@test "1.1 -m: ignored" {
	ignored m
}

@test "1.1 -n: ignored" {
	ignored n
}

@test "1.1 -v: the dialogue on stderr, nothing on stdout" {
	serve
	configure smtp
	send -v to@example.net
	assert_equal "$status" 0
	assert_equal "$output" ''
	server_agrees
	[[ $stderr == *'C: RCPT TO:<to@example.net>'* ]] ||
		fail "no dialogue: $stderr"
}

@test "1.1 -X file: no file is written" {
	serve
	configure smtp
	send -X "$TMP/traffic" -X"$TMP/traffic" -D "$TMP/traffic" \
		-oQ"$TMP/traffic" to@example.net
	exits 0
	server_agrees
	[[ ! -e $TMP/traffic ]]
}

@test "1.1 -O Opt=val: IgnoreDots and ErrorMode count, others are ignored" {
	local value

	for value in DeliveryMode=b IgnoreDots ErrorMode=m QueueDirectory=/x; do
		dry -O "$value" to@example.net
		asks_for to@example.net
		dry "-O$value" to@example.net
		asks_for to@example.net
	done
	[[ ! -e /x ]]
}

@test "1.1 -e X: with its value, attached or not" {
	swallowed e
	dry -em -ep -eq -ew -ee to@example.net
	asks_for to@example.net
}

@test "1.1 -p proto: ignored, with its value" {
	swallowed p
	dry -pUUCP:host -p NNTP to@example.net
	asks_for to@example.net
}

@test "1.1 -M xvalue: ignored, with its value" {
	swallowed M
}

@test "1.1 -A c, -A m: ignored, with its value" {
	swallowed A
	dry -Ac -Am to@example.net
	asks_for to@example.net
}

@test "1.1 -C file: our configuration" {
	cp "$CONF" "$TMP/other"
	echo 'sender-policy = keep' >>"$TMP/other"
	message >"$TMP/sent"
	attempt "$SENDOFF" "-C$TMP/other" --dry-run -f bob \
		to@example.net <"$TMP/sent"
	assert_success
	sender_is bob
	attempt "$SENDOFF" -C "$TMP/none" to@example.net
	exits 78 "-C: cannot open $TMP/none: No such file or directory"
}

@test "1.1 -D file, -d: ignored; -D with its value, -d only attached" {
	swallowed D
	attached -d -d0.1 -d8.99
}

@test "1.1 -Q reason: ignored, attached only" {
	attached -Q -Qreason
}

@test "1.1 -c -s -T -x -E -J: ignored, without a value" {
	ignored c s T x E J
}

@test "1.1 -S: 64" {
	usage 'unknown option -S: see sendoff --help' -S to@example.net
}

@test "1.1 -P, -z: 64; -a is the account of ours" {
	usage 'unknown option -P: *' -P to@example.net
	usage 'unknown option -z: *' -z to@example.net
	printf '%s\n' '[account other]' 'from = me@example.org' >>"$CONF"
	dry -a other to@example.net
	assert_line 'account: other'
}

# ---- 1.2 modes ----

@test "1.2 -bm: submits, as does nothing; -b m with a blank" {
	dry -bm to@example.net
	asks_for to@example.net
	dry -b m -t
	asks_for to@example.net
}

@test "1.2 -bs: SMTP on standard input (serve.bats)" {
	local options

	for options in -bs '-bs -i' '-bs -odb -oem -om'; do
		# shellcheck disable=SC2086
		sendoff $options < <(printf 'NOOP\r\nQUIT\r\n')
		prints 0 $'220 * ESMTP sendoff\r' $'250 *\r' $'221 *\r'
	done
}

@test "1.2 -bp, mailq: the queue is empty" {
	mode 0 -bp
	prints 0 'Mail queue is empty'
	mode 0 -bp -v
	prints 0 'Mail queue is empty'
}

@test "1.2 -bP: 64" {
	not_ours -bP
}

@test "1.2 -bi, -I, newaliases: 0 before there is any configuration" {
	local option

	for option in -bi -I; do
		mode 0 "$option"
		prints 0 '/etc/aliases: [0-9]* alias*'
	done
	as newaliases
	prints 0 '/etc/aliases: [0-9]* alias*'
}

@test "1.2 -bi, -I, newaliases: the alias file is checked" {
	printf '%s\n' 'root: me@example.org' 'prog: "|/bin/prog"' \
		'list: root, :include:/x' >"$TMP/aliases"
	sed -i 's/^aliases = .*/aliases = aliases/' "$CONF"
	sendoff -bi <&-
	assert_equal "$status" 0
	assert_equal "$output" "$TMP/aliases: 3 aliases"
	lines_are "$stderr" \
		"sendoff: $TMP/aliases:3: list leads to :include:/x, *" \
		"sendoff: $TMP/aliases:2: prog leads to \"|/bin/prog\", *"

	printf '%s\n' 'a: b' 'b: a' 'no colon' 'c: foo bar' 'c: x@y' \
		>>"$TMP/aliases"
	SENDOFF_CONFIG=$CONF as newaliases
	assert_equal "$status" 78
	lines_are "$stderr" \
		"newaliases: $TMP/aliases:6: an alias must read NAME: *" \
		"newaliases: $TMP/aliases:8: c has an alias in line 7 *" \
		"newaliases: $TMP/aliases:5: *in a circle: a -> b -> a" \
		"newaliases: $TMP/aliases:7: the address \"foo bar\" of c *" \
		"newaliases: $TMP/aliases:3: list leads to *" \
		"newaliases: $TMP/aliases:2: prog leads to *" \
		"newaliases: $TMP/aliases: 4 lines are wrong"
}

@test "1.2 -bv: expands and completes, reads and sends nothing" {
	sendoff -bv root 'Joe <j@example.net>' <&-
	prints 0 root@example.com j@example.net
	sendoff -bv 'a b@c' <&-
	exits 64 'the recipient "a b@c" has a blank where none may be'
}

@test "1.2 -bv: the aliases' way" {
	printf '%s\n' 'root: me@example.org, ops' 'ops: joe' >"$TMP/aliases"
	sed -i 's/^aliases = .*/aliases = aliases/' "$CONF"
	sendoff -bv root '\root' <&-
	prints 0 me@example.org joe@example.com root@example.com
}

@test "1.2 -bv -v: what the smarthost says of them; DATA is never said" {
	play <<-END
		$(hello)
		C: VRFY a@example.net
		S: 252 will try
		C: MAIL FROM:<alerts@example.com>
		S: 250 ok
		C: RCPT TO:<a@example.net>
		S: 250 2.1.5 fine
		C: RCPT TO:<b@example.net>
		S: 550 5.1.1 no b
		C: RSET
		S: 250 ok
		C: QUIT
	END
	configure smtp
	sendoff -bv -v a@example.net b@example.net <&-
	assert_equal "$status" 67
	lines_are "$output" 'a@example.net: 250 2.1.5 fine' \
		'b@example.net: 550 5.1.1 no b'
	assert_equal "$(grep '^sendoff: ' <<<"$stderr")" \
		'sendoff: b@example.net was refused: 550 5.1.1 no b'
	server_agrees
	never_heard 'DATA|BDAT'
}

@test "1.2 -bv -v: all are known, 0; a smarthost that is not there, 75" {
	play <<-END
		$(hello)
		C: VRFY a@example.net
		S: 250 A <a@example.net>
		C: QUIT
	END
	configure smtp "smarthost = smtp://127.0.0.1:1 smtp://localhost:$PORT"
	sendoff -bv -v a@example.net <&-
	assert_equal "$status" 0
	assert_equal "$output" 'a@example.net: 250 A <a@example.net>'
	server_agrees

	configure smtp 'smarthost = smtp://127.0.0.1:1'
	sendoff -bv -v a@example.net <&-
	exits 75 'cannot connect to 127.0.0.1 port 1 (*)'
}

@test "1.2 -bt: 64" {
	not_ours -bt
}

@test "1.2 -bd -bD: without a configuration 78, at once; -bl: 64" {
	local option

	for option in -bd -bD; do
		mode 78 "$option"
		exits 78 'no configuration: *'
	done
	not_ours -bl
}

@test "1.2 -bh, -bH, hoststat, purgestat: 0, and nothing" {
	local option

	for option in -bh -bH; do
		mode 0 "$option"
		exits 0
	done
	as hoststat
	exits 0
	as purgestat
	exits 0
}

@test "1.2 -bz -ba -bC -bO: 64" {
	not_ours -bz -ba -bC -bO
}

@test "1.2 other -bX: 64, never a message" {
	not_ours -bx -bmm -b= -bM
	mode 64 -b x to@example.net
	exits 64 '-bx is a mode this program does not have: *'
}

@test "1.2 -q: 0, and nothing" {
	mode 0 -q
	exits 0
	as runq
	exits 0
}

@test "1.2 -qf -qG -qI -qR -qS -qp -qQ -qL -q!: 0, and nothing" {
	local what

	for what in f Gname Iid Rsub Ssub p Q L '!'; do
		mode 0 "-q$what"
		exits 0
	done
}

# ---- 1.3 -oX ----

# any_of VALUE...: behind -o, attached or not, each changes nothing
any_of() {
	local value

	for value; do
		dry "-o$value" to@example.net
		asks_for to@example.net
		dry -o "$value" to@example.net
		asks_for to@example.net
	done
}

@test "1.3 -oi, -oitrue, -oiTrue: as -i" {
	any_of i itrue iTrue
	dry -oitif to@example.net
	asks_for to@example.net
}

@test "1.3 -odb -odi -odf -odq -odd -odqs: ignored, always at once" {
	any_of db di df dq dd dqs
}

@test "1.3 -oem -oep -oeq -oew -oee: taken" {
	any_of em ep eq ew ee
}

@test "1.3 -om -oo -ov -o7 -o8 -oj: ignored, but for -ov" {
	any_of m o v 7 8 j
}

@test "1.3 -oM -oA -oB -or -os -oX -oP: the value is attached, if any" {
	local letter

	any_of MxY A/x B1 r5m s5m X10 Pfoo
	for letter in M A B r s X P; do
		dry "-o$letter" to@example.net
		asks_for to@example.net
	done
}

@test "1.3 -oQ -oT -oh -oL -oP -oD: ignored" {
	any_of Q/x T5d h3 L9 Ppostmaster Dx
	[[ ! -e x && ! -e /x ]]
}

@test "1.3 unknown -oX: ignored" {
	any_of Z1 k K = -
}

# ---- 1.4 names ----

@test "1.4 sendmail, mailq, newaliases, in their places, with their pages" {
	need meson
	DESTDIR=$TMP/root meson install -C "$(dirname "$SENDOFF")/.." \
		--no-rebuild --quiet
	local root=$TMP/root name
	for name in sbin/sendmail lib/sendmail bin/mailq bin/newaliases; do
		name=$(find "$root" -path "*/$name")
		[[ -L $name ]] || fail "no link $name"
		[[ $(basename "$(readlink "$name")") == sendoff ]]
	done
	for name in sendoff.8 sendmail.8 sendoff.conf.5 mailq.1 newaliases.1; do
		[[ -n $(find "$root" -name "$name*") ]] || fail "no $name"
	done
}

@test "1.4 rsmtp, rmail: unknown names are sendmail" {
	local name

	for name in rsmtp rmail send-mail mail.mailq; do
		as "$name" -Z
		assert_equal "$status" 64
	done
}

@test "1.4 rmail's command line" {
	dry -G -oee -odi -oi -pUUCP:host -fhost!user to@example.net
	asks_for to@example.net
	sender_is 'host!user@example.com'
}

# ---- 1.5 -t with recipients as arguments ----

@test "1.5 -t z: a, b and z" {
	header -i z@example.net <<<'To: a@example.net, b@example.net'
	asks_for z@example.net a@example.net b@example.net
}

@test "1.5 -t b: a and b, each once" {
	header -i b@EXAMPLE.net <<<'To: a@example.net, b@example.net'
	asks_for b@EXAMPLE.net a@example.net
}

# ---- 2.1 exit statuses ----

# against_server STATUS GLOB OPTION...: a server with these options, and one
# recipient
against_server() {
	serve "${@:3}"
	configure smtp
	send to@example.net
	exits "$1" "$2"
	server_agrees
}

# against_script STATUS GLOB <script
against_script() {
	play
	configure smtp
	send to@example.net
	exits "$1" "$2"
	server_agrees
}

@test "2.1 accepted: 0, and only after the 250 to the end of the message" {
	serve
	configure smtp
	send to@example.net
	exits 0
	server_agrees
	play <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		BODY
		CLOSE
	END
	configure smtp
	send to@example.net
	exits 75 '*; the message may have been delivered all the same'
	server_agrees
}

@test "2.1 the smarthost refuses the connection: 75" {
	PORT=1
	configure smtp
	send to@example.net
	exits 75 'cannot connect to *'
}

@test "2.1 421 as greeting: 75" {
	against_script 75 '*ended the session: 421 busy' <<-END
		S: 421 busy
		CLOSE
	END
}

@test "2.1 MAIL refused by 451: 75" {
	against_server 75 '*refused the sender *: 451 4.3.0 later' \
		--refuse-sender '*=451 4.3.0 later'
}

@test "2.1 all RCPT refused by 550 5.1.1: 67" {
	against_server 67 'to@example.net was refused: 550 5.1.1 no' \
		--refuse-recipient '*=550 5.1.1 no'
}

@test "2.1 1 of 2 RCPT refused: 67, and the other has the mail" {
	serve --refuse-recipient 'bad@*=550 5.1.1 no'
	configure smtp
	send bad@example.net good@example.net
	exits 67 'bad@example.net was refused: 550 5.1.1 no'
	server_agrees
	[[ -s $MAILBOX/1.eml ]]
}

@test "2.1 DATA refused by 554: 69" {
	against_script 69 '*refused the message: 554 no' <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 554 no
		C: QUIT
	END
}

@test "2.1 no recipients, no -t: 64" {
	send
	exits 64 'no recipients: name them as arguments, *'
}

@test "2.1 -t, none found: 64" {
	printf 'Subject: x\n\nTo: to@example.net\n' >"$TMP/sent"
	sendoff -t <"$TMP/sent"
	exits 64 'no recipients: none in To, Cc or Bcc, none as arguments'
}

@test "2.1 an argument that is no address: 64, nothing is sent" {
	serve
	configure smtp
	send ok@example.net 'foo bar@@baz'
	exits 64 'the recipient "foo bar@@baz" has a blank where none may be'
	server_was_left_alone
}

@test "2.1 a header (-t) with what is no address: 65, named, nothing is sent" {
	printf 'To: ok@example.net\nCc: foo bar@@baz\n\nx\n' >"$TMP/sent"
	sendoff -t <"$TMP/sent"
	exits 65 'the Cc field "*foo bar@@baz" *'
}

@test "2.1 unknown option: 64" {
	usage 'unknown option -Z: see sendoff --help' -Z to@example.net
}

@test "2.1 no configuration, or a bad one: 78" {
	message >"$TMP/sent"
	attempt env HOME="$TMP/none" "$SENDOFF" -C "$TMP/no" \
		to@example.net <"$TMP/sent"
	exits 78 "-C: cannot open $TMP/no: No such file or directory"
	echo 'smarthots = smtp://mx' >"$CONF"
	send to@example.net
	exits 78 "$CONF:1: unknown setting \"smarthots\": did you mean *"
}

@test "2.1 stdin is a directory: 74, nothing is sent" {
	serve
	configure smtp
	sendoff to@example.net <"$TMP"
	exits 74 'cannot read *'
	server_was_left_alone
}

@test "2.1 stdin is closed: 74, nothing is sent" {
	serve
	configure smtp
	attempt bash -c '"$1" -C "$2" to@example.net <&-' - \
		"$SENDOFF" "$CONF"
	exits 74 'cannot read *'
	server_was_left_alone
}

@test "2.1 a line of 3000 octets: 0" {
	message "$(printf '%03000d' 1)" >"$TMP/sent"
	deliver -- to@example.net
}

@test "2.1 a uid without a passwd entry: it works" {
	((EUID == 0)) || fail 'only root can be somebody else'
	need setpriv
	chmod 755 "$TMP"
	message >"$TMP/sent"
	chmod 644 "$TMP/sent"
	sed -i /^from/d "$CONF"
	chown 4242 "$CONF"
	attempt setpriv --reuid 4242 --clear-groups \
		"$SENDOFF" -C /dev/fd/3 --dry-run to@example.net \
		3<"$CONF" <"$TMP/sent"
	assert_success
	sender_is uid4242@example.com
}

@test "2.1 login refused for good: 77, for now: 75" {
	local reply

	for reply in '535 5.7.8 no' '454 4.7.0 later'; do
		play --pair good <<-END
			$(hello STARTTLS)
			$(secure)
			$(ehlo 'AUTH PLAIN')
			C: AUTH PLAIN *
			S: $reply
			C: QUIT
		END
		configure submission 'user = alerts' 'password = secret'
		send to@example.net
		[[ $reply == 4* ]] || exits 77 "*$reply; check user*"
		[[ $reply == 5* ]] || exits 75 "*$reply"
		server_agrees
	done
}

# ---- 2.2 what is printed where ----

@test "2.2 success: nothing, anywhere" {
	serve
	configure smtp
	send -oem to@example.net
	exits 0
	server_agrees
}

@test "2.2 failure: on stderr, one line each, bearing our name, nothing else" {
	serve --refuse-recipient '*=550 5.1.1 no'
	configure smtp
	send a@example.net b@example.net
	exits 67 'a@example.net was refused: 550 5.1.1 no' \
		'b@example.net was refused: 550 5.1.1 no'
	server_agrees
}

# ---- 2.3 error modes ----

# failing ARGUMENT...: to a server that refuses the recipient
failing() {
	serve --refuse-recipient '*=550 5.1.1 no'
	configure smtp "${SETTING:-domain = example.com}"
	send "$@" to@example.net
	server_agrees
}

# tells OPTION...: what failed is told, and the status is true
tells() {
	local option

	for option; do
		# shellcheck disable=SC2086
		failing $option
		exits 67 'to@example.net was refused: 550 5.1.1 no'
	done
}

@test "2.3 -oep: on stderr" {
	tells -oep -ep '-e p' -OErrorMode=p
}

@test "2.3 -oem: on stderr, since there is nobody to mail it to" {
	tells -oem -em '-e m'
}

@test "2.3 -oeq: silence; the status is true" {
	local option

	for option in -oeq -eq '-e q' '-O ErrorMode=q' -OErrorMode=q; do
		# shellcheck disable=SC2086
		failing $option
		exits 67
	done
}

@test "2.3 -oew: on stderr" {
	tells -oew -ew
}

@test "2.3 -oee: on stderr, and the true status, never 0" {
	tells -oee -ee '-e e'
}

@test "2.3 the last error mode counts" {
	tells '-oeq -oem'
	failing -oem -oeq
	exits 67
}

@test "2.3 dead.letter: not unless it is asked for" {
	tells -oep
	[[ ! -e $HOME/dead.letter ]]
}

@test "2.3 dead.letter: kept for its owner, as mbox, and told" {
	local SETTING='dead-letter = yes'

	umask 0
	failing
	exits 67 'to@example.net was refused: 550 5.1.1 no' \
		"the message is kept in $HOME/dead.letter"
	assert_equal "$(stat -c %a "$HOME/dead.letter")" 600
	serve --reply-to-dot '554 no'
	configure smtp "$SETTING"
	message hello 'From here on' >"$TMP/sent"
	sendoff -oeq root <"$TMP/sent"
	exits 69
	server_agrees
	run cat "$HOME/dead.letter"
	assert_line --index 0 --regexp \
		"^From $(id -un) [A-Z][a-z]{2} [A-Z][a-z]{2} .* 20[0-9]{2}\$"
	assert_line 'To: to@example.net'
	assert_line '>From here on'
	assert_line 'X-Envelope-To: to@example.net'
	assert_line 'X-Envelope-To: root@example.com'
	assert_equal "$(grep -c '^From ' "$HOME/dead.letter")" 2
	refute_output --partial $'\r'
}

@test "2.3 dead.letter: success leaves none" {
	serve
	configure smtp 'dead-letter = yes'
	send to@example.net
	exits 0
	server_agrees
	[[ ! -e $HOME/dead.letter ]]
}

@test "2.3 dead.letter: nobody else's file, none that is a link" {
	local SETTING='dead-letter = yes'

	ln -s "$TMP/elsewhere" "$HOME/dead.letter"
	failing
	exits 67 'to@example.net was refused: 550 5.1.1 no' \
		"the message was not kept in $HOME/dead.letter: *"
	[[ ! -e $TMP/elsewhere ]]
	rm "$HOME/dead.letter"
	echo x >"$TMP/elsewhere"
	ln "$TMP/elsewhere" "$HOME/dead.letter"
	failing
	exits 67 '*' "the message was not kept in $HOME/dead.letter: *"
	assert_equal "$(cat "$TMP/elsewhere")" x
	rm "$HOME/dead.letter"
	mkfifo "$HOME/dead.letter"
	failing
	exits 67 '*' "the message was not kept in $HOME/dead.letter: *"
}

# ---- 2.5 the logic of it ----

@test "2.5 nobody is dialled before all that was given is well" {
	serve
	configure smtp
	send -Z to@example.net
	exits 64 'unknown option *'
	printf 'Subject: a\0b\n\n' >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 65 'the header of the message holds a NUL *'
	sendoff to@example.net <"$TMP"
	exits 74 'cannot read *'
	server_was_left_alone
}

@test "2.5 several recipients: permanent before temporary, each named" {
	serve --refuse-recipient 'slow@*=450 4.2.1 later' \
		--refuse-recipient 'bad@*=550 5.1.1 no'
	configure smtp
	send slow@example.net good@example.net bad@example.net
	exits 67 'slow@example.net was refused: 450 4.2.1 later' \
		'bad@example.net was refused: 550 5.1.1 no'
	server_agrees
}

@test "2.5 lost behind the final dot: 75, may have been delivered" {
	against_script 75 '*; the message may have been delivered *' <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		BODY
		CLOSE
	END
}

# ---- 4 callers ----

@test "4 the command lines of real callers" {
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
