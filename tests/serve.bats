# serve.bats - SMTP on standard input: sendoff -bs, and what the smarthost hears
load helper

# session <words: a client's side, all at once, LF for CRLF
session() {
	sed 's/$/\r/' >"$TMP/said"
	attempt timeout 40 "$SENDOFF" -C "$CONF" -bs "$@" \
		<"$TMP/said"
}

# raw WORDS: the same with nothing changed, printf's escapes
raw() {
	# shellcheck disable=SC2059
	printf "$1" >"$TMP/said"
	attempt timeout 40 "$SENDOFF" -C "$CONF" -bs <"$TMP/said"
}

# step_by_step <words: the same by a client that waits for each answer; what it
# hears is the output
step_by_step() {
	local line text=no

	output=''
	coproc client { timeout 40 "$SENDOFF" -C "$CONF" -bs 2>"$TMP/stderr"; }
	exec 5<&"${client[0]}" 6>&"${client[1]}"
	answer
	while IFS= read -r line; do
		printf '%s\r\n' "$line" >&6
		[[ $line != . ]] || text=no
		[[ $text == yes ]] || answer
		[[ $line != DATA ]] || text=yes
	done
	exec 5<&- 6>&-
	status=0
	wait "$client_PID" || status=$?
	stderr=$(<"$TMP/stderr")
}

answer() {
	local line

	read -r -t 30 line <&5 || fail "nothing comes behind: $output"
	output+=$line$'\n'
}

# replies STATUS GLOB...: these came behind the greeting, with CRLF, and
# nothing on stderr
replies() {
	local expected=$1
	shift

	((status == expected)) || fail "status $status, not $expected"
	[[ -z $stderr ]] || fail "unexpected on stderr: $stderr"
	output=${output%$'\n'}
	! grep -v $'\r$' <<<"$output" || fail 'a line without CRLF'
	lines_are "${output//$'\r'/}" '220 * ESMTP sendoff' "$@"
}

# envelope_of N LINE...: what the N-th mail was sent with
envelope_of() {
	lines_are "$(cat "$MAILBOX/$1.env")" "${@:2}"
}

# the text of the N-th mail, its header aside
text_of() {
	sed -e 's/\r$//' "$MAILBOX/$1.eml" | sed '1,/^$/d'
}

# said: the commands that the server heard
said() {
	sed -n 's/^C: //p' "$TRANSCRIPT"
}

ok=('250 2.1.0 *' '250 2.1.5 *')
go='354 *'
kept='250 2.0.0 kept as *'
bye='221 2.0.0 *'

@test "several mails over one session, each completed as in submission" {
	serve
	configure smtp
	session <<-END
		EHLO me
		MAIL FROM:<me@example.com>
		RCPT TO:<a@example.net>
		DATA
		Subject: one
		Bcc: secret@example.net

		..dot
		.
		RSET
		NOOP
		MAIL FROM:<root>
		RCPT TO:<root>
		DATA
		From: root (Cron Daemon)
		To: root

		two
		.
		QUIT
	END
	replies 0 250-* 250-PIPELINING 250-8BITMIME 250-SMTPUTF8 250-CHUNKING \
		250-DSN 250-ENHANCEDSTATUSCODES '250 SIZE' "${ok[@]}" "$go" \
		"$kept" '250 *' '250 *' "${ok[@]}" "$go" "$kept" "$bye"
	server_agrees
	envelope_of 1 'from: <me@example.com>*' 'to: <a@example.net>'
	envelope_of 2 'from: <root@example.com>*' 'to: <root@example.com>'
	[[ $(text_of 1) == .dot && $(text_of 2) == two ]]
	! grep -qi '^bcc' "$MAILBOX/1.eml"
	grep -q '^Date: ' "$MAILBOX/1.eml"
	grep -q '^Message-ID: <.*@example.com>' "$MAILBOX/1.eml"
	grep -q '^From: root@example.com (Cron Daemon)' "$MAILBOX/2.eml"
	grep -q '^To: root@example.com' "$MAILBOX/2.eml"
	(($(grep -c . "$LOG") == 2)) || fail "$(cat "$LOG")"
	grep -q 'status=0 .*from=me@example.com to=a@example.net' "$LOG"
}

@test "-i, -odb -oem -om, operands, -t: all the same" {
	local options

	for options in -i '-odb -oem -om' '-t -f x@example.com to@example.org' \
		'-om -oi -- -x'; do
		serve
		configure smtp
		# shellcheck disable=SC2086
		session $options <<-END
			HELO [127.0.0.1]
			MAIL FROM:<me@example.com>
			RCPT TO:<a@example.net>
			DATA
			To: other@example.net

			hi
			.
			QUIT
		END
		replies 0 '250 *' "${ok[@]}" "$go" "$kept" "$bye"
		server_agrees
		envelope_of 1 'from: <me@example.com>*' 'to: <a@example.net>'
		rm -f "$MAILBOX"/*
	done
}

@test "the smarthost's own words: sender, recipient, verdict" {
	serve --refuse-recipient 'bad*=550 5.1.1 no such user' \
		--refuse-recipient 'late*=451 4.7.1 greylisted' \
		--refuse-sender 'who*=553 5.7.1 not yours' \
		--reply-to-dot '552 5.2.2 mailbox full'
	configure smtp
	session <<-END
		MAIL FROM:<who@example.com>
		MAIL FROM:<me@example.com>
		RCPT TO:<bad@example.net>
		RCPT TO:<late@example.net>
		DATA
		RCPT TO:<a@example.net>
		DATA

		hi
		.
		QUIT
	END
	replies 0 '553 5.7.1 not yours' '250 2.1.0 *' \
		'550 5.1.1 no such user' '451 4.7.1 greylisted' \
		'554 5.5.1 no recipient was accepted' '250 2.1.5 *' "$go" \
		'552 5.2.2 mailbox full' "$bye"
	server_agrees
}

@test "one recipient is asked as it comes, before there is a message" {
	local line
	serve --refuse-recipient 'bad*=550 5.1.1 no such user'
	configure smtp
	coproc client { timeout 40 "$SENDOFF" -C "$CONF" -bs 2>"$TMP/err"; }
	exec 5<&"${client[0]}" 6>&"${client[1]}"
	hears() {
		read -r line <&5
		# shellcheck disable=SC2053
		[[ $line == $1$'\r' ]] || fail "wanted $1, heard $line"
	}
	hears '220 *'
	printf 'MAIL FROM:<me@example.com>\r\n' >&6
	hears '250 2.1.0 *'
	printf 'RCPT TO:<bad@example.net>\r\n' >&6
	hears '550 5.1.1 no such user'
	grep -q '^C: RCPT TO:<bad@' "$TRANSCRIPT"
	printf 'RCPT TO:<a@example.net>\r\nRCPT TO:<b@example.net>\r\n' >&6
	hears '250 2.1.5 *'
	hears '250 2.1.5 *'
	printf 'DATA\r\n' >&6
	hears '354 *'
	never_heard 'DATA|BDAT'
	printf '\r\nhi\r\n.\r\n' >&6
	hears '250 2.0.0 kept as 1'
	printf 'QUIT\r\n' >&6
	hears '221 *'
	exec 5<&- 6>&-
	server_agrees
	[[ ! -s $TMP/err ]]
	envelope_of 1 'from: *' 'to: <a@example.net>' 'to: <b@example.net>'
}

@test "recipients one at a time: of each it is known what became of it" {
	serve --refuse-recipient 'bad*=550 5.1.1 no such user'
	configure smtp
	step_by_step <<-'END'
		MAIL FROM:<me@example.com>
		RCPT TO:<a@example.net>
		RCPT TO:<bad@example.net>
		RCPT TO:<b@example.net>
		RCPT TO:<c@example.net>
		DATA

		hi
		.
		QUIT
	END
	replies 0 "${ok[@]}" '550 5.1.1 no such user' "${ok[@]:1}" \
		"${ok[@]:1}" "$go" "$kept" "$bye"
	server_agrees
	logs status=67 to=a@example.net refused=bad@example.net \
		to=b@example.net to=c@example.net
}

@test "recipients one at a time, by LMTP: who is refused in the end is told" {
	play <<-END
		S: 220 mx ready
		C: LHLO client.example.com
		S: 250 ENHANCEDSTATUSCODES
		$(envelope a@example.net b@example.net)
		C: DATA
		S: 354 go ahead
		BODY
		S: 550 5.2.2 a is full
		S: 250 2.0.0 b has it
		C: QUIT
		S: 221 farewell
	END
	configure lmtp
	step_by_step <<-'END'
		MAIL FROM:<alerts@example.com>
		RCPT TO:<a@example.net>
		RCPT TO:<b@example.net>
		DATA

		hi
		.
		QUIT
	END
	replies 0 '250 *' '250 *' '250 *' "$go" '550 5.2.2 a is full' "$bye"
	server_agrees
	logs status=69 refused=a@example.net to=b@example.net
}

@test "a flight with chunks goes on as one flight" {
	play <<-END
		$(hello PIPELINING CHUNKING ENHANCEDSTATUSCODES)
		C: MAIL FROM:<me@example.com>
		C: RCPT TO:<a@example.net>
		C: BDAT *
		CHUNK
		S: 250 2.1.0 ok
		S: 550 5.1.1 nobody
		S: 554 5.5.1 no valid recipients
		C: RSET
		S: 250 ok
		C: MAIL FROM:<me@example.com>
		C: RCPT TO:<b@example.net>
		C: BDAT *
		CHUNK
		S: 250 2.1.0 ok
		S: 250 2.1.5 ok
		S: 250 2.6.0 taken
		C: QUIT
		S: 221 2.0.0 bye
	END
	configure smtp
	raw 'MAIL FROM:<me@example.com>\r\nRCPT TO:<a@example.net>\r
BDAT 4 LAST\r\nhi\r\nMAIL FROM:<me@example.com>\r\nRCPT TO:<b@example.net>\r
BDAT 4 LAST\r\nho\r\nQUIT\r\n'
	replies 0 '250 2.1.0 *' '550 5.1.1 nobody' '554 5.5.1 *' \
		'250 2.1.0 *' '250 2.1.5 ok' '250 2.6.0 taken' "$bye"
	server_agrees
}

@test "SMTPUTF8, DSN, SIZE and 8-bit go on" {
	local mail='BODY=8BITMIME SMTPUTF8 SIZE=99 RET=HDRS ENVID=a+2Bb'
	local recipient='NOTIFY=success,delay ORCPT=rfc822;alt@example.net'

	serve
	configure smtp
	session <<-END
		MAIL FROM:<grün@example.com> $mail
		RCPT TO:<gelb@example.net> $recipient
		RCPT TO:<rot@example.net>
		DATA

		weiß
		.
		QUIT
	END
	replies 0 '250 2.1.0 *' '250 2.1.5 *' '250 2.1.5 *' "$go" "$kept" "$bye"
	server_agrees
	heard 'MAIL FROM:<grün@example.com> SIZE=99 SMTPUTF8 BODY=8BITMIME *' \
		'MAIL FROM:* RET=HDRS ENVID=a+2Bb' \
		'RCPT TO:<gelb@example.net> NOTIFY=SUCCESS,DELAY *' \
		'RCPT TO:<gelb@example.net> * ORCPT=rfc822;alt@example.net' \
		'RCPT TO:<rot@example.net>'
	[[ $(text_of 1) == weiß ]]
}

@test "what the smarthost lacks: 8-bit is encoded, SMTPUTF8 refused, DSN left" {
	serve --without 8BITMIME --without SMTPUTF8 --without DSN
	configure smtp
	session <<-END
		MAIL FROM:<grün@example.com> SMTPUTF8
		MAIL FROM:<me@example.com> RET=HDRS
		RCPT TO:<a@example.net> NOTIFY=NEVER
		DATA

		weiß
		.
		QUIT
	END
	replies 0 '554 5.3.0 *SMTPUTF8' "${ok[@]}" "$go" "$kept" "$bye"
	server_agrees
	heard 'MAIL FROM:<me@example.com>' 'RCPT TO:<a@example.net>'
	grep -q '^Content-Transfer-Encoding: ' "$MAILBOX/1.eml"
	! LC_ALL=C grep -q '[^ -~
]' "$MAILBOX/1.eml"
}

@test "aliases: one recipient may be several, refused if one of them is" {
	serve --refuse-recipient 'bad*=550 5.1.1 no such user'
	printf '%s\n' 'ops: a@example.net, b@example.net' \
		'mixed: a@example.net, bad@example.net' >"$TMP/aliases"
	configure smtp "aliases = $TMP/aliases"
	session <<-END
		MAIL FROM:<me@example.com>
		RCPT TO:<ops>
		RCPT TO:<mixed>
		DATA

		hi
		.
		QUIT
	END
	replies 0 "${ok[@]}" '550 5.1.1 no such user' "$go" "$kept" "$bye"
	server_agrees
	envelope_of 1 'from: *' 'to: <a@example.net>' 'to: <b@example.net>'
}

@test "aliases that lead round: told and logged, the others are served" {
	serve
	printf '%s\n' 'one: two' 'two: one' >"$TMP/aliases"
	configure smtp "aliases = $TMP/aliases"
	session <<-END
		MAIL FROM:<me@example.com>
		RCPT TO:<one>
		RCPT TO:<a@example.net>
		DATA

		hi
		.
		QUIT
	END
	replies 0 "${ok[0]}" '451 4.3.5 *aliases*' "${ok[1]}" "$go" "$kept" \
		"$bye"
	server_agrees
	logs status=78 to=a@example.net 'error="*/aliases:*'
}

@test "sender-policy = force holds; another sender may be another account's" {
	serve --connections 2
	configure smtp 'sender-policy = force' '[account other]' \
		"smarthost = smtp://localhost:$PORT" \
		'from = other@example.org' \
		'sender-policy = force'
	session <<-END
		MAIL FROM:<me@example.com>
		RCPT TO:<a@example.net>
		DATA

		hi
		.
		MAIL FROM:<other@example.org>
		RCPT TO:<a@example.net>
		DATA

		hi
		.
		QUIT
	END
	replies 0 "${ok[@]}" "$go" "$kept" "${ok[@]}" "$go" "$kept" "$bye"
	server_agrees
	envelope_of 1 'from: <alerts@example.com>*' 'to: *'
	envelope_of 2 'from: <other@example.org>*' 'to: *'
}

# ---- line ends ----

@test "a client that writes LF is understood, and answered with CRLF" {
	serve
	configure smtp
	raw 'EHLO me\nMAIL FROM:<me@example.com>\nRCPT TO:<a@example.net>
DATA\nSubject: x\n\n..a\nb\n.\nQUIT\n'
	replies 0 250-* 250-* 250-* 250-* 250-* 250-* 250-* '250 SIZE' \
		"${ok[@]}" "$go" "$kept" "$bye"
	server_agrees
	[[ $(text_of 1) == $'.a\nb' ]]
}

@test "smuggling: no lone LF or CR beside a dot ends a message" {
	local end

	for end in '\n.\n' '\n.\r\n' '\r\n.\n' '\r.\r' '\r\n.\r' '\r.\r\n' \
		'\r\n.\r\r\n'; do
		serve
		configure smtp
		raw "MAIL FROM:<me@example.com>\\r\\nRCPT TO:<a@example.net>\\r
DATA\\r\\n\\r\\nfirst${end}MAIL FROM:<evil@example.com>\\r
RCPT TO:<victim@example.net>\\r\\nDATA\\r
\\r\\nsecond\\r\\n.\\r\\nQUIT\\r\\n"
		replies 0 "${ok[@]}" "$go" "$kept" "$bye"
		server_agrees
		[[ -e $MAILBOX/1.eml && ! -e $MAILBOX/2.eml ]] ||
			fail "$end made two of it"
		never_heard 'MAIL FROM:<evil|RCPT TO:<victim'
		! LC_ALL=C grep -q $'[^\r]$' "$MESSAGE" || fail "$end: bare LF"
		rm -f "$MAILBOX"/*
	done
}

@test "of mail whose text never came the log gives no size" {
	serve --refuse-recipient 'bad*=550 5.1.1 no such user'
	configure smtp
	session <<-END
		MAIL FROM:<me@example.com>
		RCPT TO:<bad@example.net>
		QUIT
	END
	replies 0 '250 2.1.0 *' '550 *' "$bye"
	server_agrees
	logs refused=bad@example.net
	! grep size= "$LOG"
}

# ---- those who leave ----

@test "a client that leaves within the message: nothing was sent" {
	serve
	configure smtp
	raw 'MAIL FROM:<me@example.com>\r\nRCPT TO:<a@example.net>\r\nDATA\r
A: b\r\n\r\nhalf'
	replies 75 "${ok[@]}" "$go"
	server_agrees
	never_heard 'DATA|BDAT'
	heard RSET QUIT
}

@test "one that leaves within a chunk, or between two: nothing was sent" {
	local words

	for words in 'BDAT 100 LAST\r\nhalf' 'BDAT 4\r\nhalf'; do
		serve
		configure smtp
		raw 'MAIL FROM:<me@example.com>\r\nRCPT TO:<a@example.net>\r\n'
		raw "NOOP\\r\\nMAIL FROM:<me@example.com>\\r
RCPT TO:<a@example.net>\\r\\n$words"
		((status == 75))
		never_heard 'DATA|BDAT'
		stop_server
	done
}

@test "one that leaves between two mails has done no wrong" {
	PORT=1 configure smtp
	raw ''
	replies 0
	raw 'NOOP\r\n'
	replies 0 '250 *'
}

@test "one that does not wait for the verdict: the mail was sent" {
	serve
	configure smtp
	{
		printf '%s\r\n' 'MAIL FROM:<me@example.com>' \
			'RCPT TO:<a@example.net>' DATA '' hi .
	} >"$TMP/said"
	timeout 40 "$SENDOFF" -C "$CONF" -bs <"$TMP/said" |
		head -n 1 >"$TMP/greeting"
	server_agrees
	[[ -e $MAILBOX/1.eml ]]
}

@test "the smarthost is away: 451, and the next mail is tried again" {
	HOST=127.0.0.1 PORT=1
	configure smtp
	session <<-END
		MAIL FROM:<me@example.com>
		NOOP
		MAIL FROM:<me@example.com>
		RCPT TO:<a@example.net>
		QUIT
	END
	replies 0 '451 4.4.1 *127.0.0.1*' '250 *' '451 4.4.1 *' \
		'503 5.5.1 MAIL comes first' "$bye"
}

@test "the smarthost ends the session between two mails: another one" {
	play <<-END
		$(hello)
		C: MAIL FROM:<me@example.com>
		S: 250 2.1.0 ok
		C: RCPT TO:<a@example.net>
		S: 250 2.1.5 ok
		C: DATA
		S: 354 go
		BODY
		S: 250 2.0.0 one
		C: MAIL FROM:<me@example.com>
		S: 421 4.3.2 enough
		CLOSE
		CONNECTION
		$(hello)
		C: MAIL FROM:<me@example.com>
		S: 250 2.1.0 ok
		C: RCPT TO:<a@example.net>
		S: 250 2.1.5 ok
		C: DATA
		S: 354 go
		BODY
		S: 250 2.0.0 two
		C: QUIT
		S: 221 bye
	END
	configure smtp
	session <<-END
		MAIL FROM:<me@example.com>
		RCPT TO:<a@example.net>
		DATA

		hi
		.
		MAIL FROM:<me@example.com>
		RCPT TO:<a@example.net>
		DATA

		ho
		.
		QUIT
	END
	replies 0 "${ok[@]}" "$go" '250 2.0.0 one' "${ok[@]}" "$go" \
		'250 2.0.0 two' "$bye"
	server_agrees
}

@test "... or before DATA: the envelope is repeated over another" {
	play <<-END
		$(hello)
		C: MAIL FROM:<me@example.com>
		S: 250 2.1.0 ok
		C: RCPT TO:<a@example.net>
		S: 250 2.1.5 ok
		C: DATA
		S: 421 4.3.2 enough
		CLOSE
		CONNECTION
		$(hello)
		C: MAIL FROM:<me@example.com>
		S: 250 2.1.0 ok
		C: RCPT TO:<a@example.net>
		S: 250 2.1.5 ok
		C: DATA
		S: 354 go
		BODY
		S: 250 2.0.0 two
		C: QUIT
		S: 221 bye
	END
	configure smtp
	session <<-END
		MAIL FROM:<me@example.com>
		RCPT TO:<a@example.net>
		DATA

		hi
		.
		QUIT
	END
	replies 0 "${ok[@]}" "$go" '250 2.0.0 two' "$bye"
	server_agrees
}

@test "... and where one of two is refused there, nobody has it" {
	local code

	for code in 450 550; do
		play <<-END
			$(hello)
			$(envelope a@example.net b@example.net)
			C: DATA
			S: 421 4.3.2 enough
			CLOSE
			CONNECTION
			$(hello)
			C: MAIL FROM:<alerts@example.com>
			S: 250 2.1.0 ok
			C: RCPT TO:<a@example.net>
			S: 250 2.1.5 ok
			C: RCPT TO:<b@example.net>
			S: $code no more
			C: RSET
			S: 250 ok
			C: QUIT
			S: 221 bye
		END
		configure smtp
		step_by_step <<-END
			MAIL FROM:<alerts@example.com>
			RCPT TO:<a@example.net>
			RCPT TO:<b@example.net>
			DATA

			hi
			.
			QUIT
		END
		replies 0 '250 *' '250 *' '250 *' "$go" "$code no more" "$bye"
		server_agrees
	done
}

@test "it is lost between the dot and the verdict: 451, perhaps delivered" {
	play <<-END
		$(hello)
		C: MAIL FROM:<me@example.com>
		S: 250 2.1.0 ok
		C: RCPT TO:<a@example.net>
		S: 250 2.1.5 ok
		C: DATA
		S: 354 go
		BODY
		CLOSE
	END
	configure smtp
	session <<-END
		MAIL FROM:<me@example.com>
		RCPT TO:<a@example.net>
		DATA

		hi
		.
		QUIT
	END
	replies 0 "${ok[@]}" "$go" '451 4.4.2 *may have been delivered*' "$bye"
	server_agrees
	logs status=75 delivered=perhaps
}

# ---- limits ----

@test "SIZE: what is too big is refused, announced or not" {
	serve
	configure smtp 'max-size = 1000'
	session < <(
		printf '%s\n' 'MAIL FROM:<me@example.com> SIZE=1001' \
			'MAIL FROM:<me@example.com> SIZE=10' \
			'RCPT TO:<a@example.net>' 'DATA' ''
		seq 1000
		printf '%s\n' . NOOP QUIT
	)
	replies 0 '552 5.3.4 *: the limit is 1000 octets' "${ok[@]}" "$go" \
		'552 5.3.4 *: the limit is 1000 octets' '250 *' "$bye"
	assert_equal "$(grep -c ' status=65 .* error="552 5.3.4 ' "$LOG")" 2
	grep -q 'for=a@example.net error="552 ' "$LOG" || fail "$(cat "$LOG")"
	server_agrees
	never_heard 'DATA|BDAT'
}

@test "what outgrows max-size by the fields it lacked is told by how much" {
	serve
	configure smtp 'max-size = 60'
	session <<-END
		MAIL FROM:<me@example.com>
		RCPT TO:<a@example.net>
		DATA
		Subject: small

		hi
		.
		QUIT
	END
	replies 0 "${ok[@]}" "$go" '554 5.6.0 the message has 1[0-9][0-9] \
octets, but max-size is 60' "$bye"
	server_agrees
	never_heard 'BDAT|BODY'
	grep -q 'status=65 .*error="the message has .* max-size is 60"' \
		"$LOG" || fail "$(cat "$LOG")"
}

# bats test_tags=memory
@test "an endless line, garbage: answered, and no memory is lost to them" {
	PORT=1 configure smtp
	limit_memory 200000
	{
		head -c 50000000 /dev/zero | tr '\0' A
		printf '\r\n\377\376\r\nMAIL FROM:<a\0b@x>\r\nQUIT\r\n'
	} >"$TMP/said"
	attempt timeout 40 "$SENDOFF" -C "$CONF" -bs <"$TMP/said"
	replies 0 '500 5.5.2 *' '500 5.5.2 *' '500 5.5.2 *' "$bye"
}

# bats test_tags=memory
@test "50 MiB by DATA and in chunks: flat memory" {
	local size=52428800

	# The sanitizers have no limit to keep, and take their time.
	[[ -z ${SENDOFF_SANITIZED:-} ]] || size=5242880
	serve --patience 60
	configure smtp
	limit_memory 200000
	{
		printf '%s\r\n' 'MAIL FROM:<me@example.com>' \
			'RCPT TO:<a@example.net>' DATA ''
		yes "$(printf '%072d' 0)"$'\r' | head -c "$size"
		printf '\r\n.\r\nMAIL FROM:<me@example.com>\r\n'
		printf 'RCPT TO:<a@example.net>\r\nBDAT %d LAST\r\n\r\n' \
			"$((size + 2))"
		yes "$(printf '%072d' 0)"$'\r' | head -c "$size"
		printf 'QUIT\r\n'
	} >"$TMP/said"
	attempt timeout 60 "$SENDOFF" -C "$CONF" -bs <"$TMP/said"
	replies 0 "${ok[@]}" "$go" "$kept" "${ok[@]}" "$kept" "$bye"
	server_agrees
	(($(wc -c <"$MAILBOX/1.eml") > size))
	(($(wc -c <"$MAILBOX/2.eml") > size))
}

@test "a configuration that is wrong: 421, 78" {
	printf 'smarthosts = smtp://localhost\n' >"$CONF"
	session <<<QUIT
	((status == 78))
	[[ -z $stderr ]]
	lines_are "${output//$'\r'/}" '421 4.3.5 *smarthosts*'
}

@test "-v shows the dialogue with the smarthost on stderr" {
	serve
	configure smtp
	session -v <<-END
		MAIL FROM:<me@example.com>
		RCPT TO:<a@example.net>
		QUIT
	END
	((status == 0))
	[[ $stderr == *'C: RCPT TO:<a@example.net>'* ]]
	server_agrees
}
