# report.bats - how it went: silence, sentences, the log, the dialogue
load helper

: "${FAULT:=$BUILD/tests/faults/fault.so}"

# ---- the log ----

@test "success is silent, and one line in the log tells all of it" {
	serve --pair good --user alerts --password secret --mechs PLAIN
	configure submission 'user = alerts' 'password = secret'
	send root a@example.net
	exits 0
	server_agrees
	logs status=0 account=default "caller=$(id -un)" \
		"host=localhost:$PORT" address=127.0.0.1 \
		'tls="TLS1.3 TLS_*"' auth=PLAIN from=alerts@example.com \
		to=root@example.com to=a@example.net \
		'message-id=<1@example.com>' "size=$(wc -c <"$MESSAGE")" \
		'reply="250 2.0.0 kept as 1"' 'seconds=[0-9]*.[0-9][0-9][0-9]'
	assert_regex "$(cat "$LOG")" \
		'^20[0-9-]{8}T[0-9:]{8}\+0000 status=0 account='
}

@test "failure is one line too, with the reason" {
	serve --reply-to-dot '554 5.6.0 no "such" thing'
	configure smtp
	send to@example.net
	exits 69 'localhost:* refused the message: 554 5.6.0 no "such" thing'
	server_agrees
	logs status=69 tls=none auth=none from=alerts@example.com \
		'error="localhost:* refused *: 554 5.6.0 no \\"such\\" thing"'
	refute_regex "$(cat "$LOG")" 'reply='
}

@test "the null sender is seen in the log" {
	serve
	configure smtp
	send -f '<>' to@example.net
	exits 0
	server_agrees
	logs 'from=""'
}

@test "each run adds a line; the file is made for us alone" {
	local i

	for i in 1 2 3; do
		serve
		configure smtp "log = $TMP/other"
		send to@example.net
		exits 0
		server_agrees
	done
	assert_equal "$(grep -c 'status=0' "$TMP/other")" 3
	assert_regex "$(stat -c %a "$TMP/other")" '^6[04]0$'
}

@test "twenty runs at once: no line is lost, none lies within another" {
	local i line
	local -a to=() runs=()

	serve
	configure smtp 'spool = off'
	stop_server
	for i in {1..400}; do
		to+=("recipient$i@example.net")
	done
	message >"$TMP/sent"
	for i in {1..20}; do
		"$SENDOFF" -C "$CONF" -f "run$i@example.com" "${to[@]}" \
			<"$TMP/sent" 2>/dev/null 3>&- &
		runs+=($!)
	done
	for i in "${runs[@]}"; do
		wait "$i" || :
	done
	assert_equal "$(wc -l <"$LOG")" 20
	for i in {1..20}; do
		line=$(grep " from=run$i@example.com " "$LOG")
		assert_regex "$line" \
			'^20[0-9T:+-]+ status=75 .* seconds=[0-9]+\.[0-9]{3}$'
		assert_equal "$(grep -o ' status=' <<<"$line" | wc -l)" 1
		assert_equal 400 \
			"$(grep -o ' for=recipient' <<<"$line" | wc -l)"
	done
}

@test "a line is written in one piece: who is killed has written it or not" {
	local call=0 counts=''

	serve
	configure smtp 'spool = off'
	stop_server
	message >"$TMP/sent"
	head -c 4096 /dev/zero >"$TMP/note"
	status=137
	while ((status == 137)); do
		: >"$LOG"
		attempt env LD_PRELOAD="$FAULT" FAULT_NOTE="$TMP/note" \
			FAULT=kill FAULT_AT=$((++call)) \
			"$SENDOFF" -C "$CONF" to@example.net <"$TMP/sent"
		[[ ! -s $LOG ]] || logs status=75
		counts+=$(wc -l <"$LOG")
	done
	((status == 75)) || fail "status $status"
	assert_regex "$counts" '^0+1+$'
}

# refused LINE...: with a reply that printf(3) would choke on
PERCENTS='100%s%s%n%n%500000d'
refused() {
	serve --reply-to-dot "554 5.6.0 $PERCENTS"
	configure smtp "$@"
}

@test "percents of a stranger are text, in the log and to syslog" {
	local type

	refused
	send to@example.net
	exits 69 "localhost:* refused the message: 554 5.6.0 $PERCENTS"
	server_agrees
	logs "error=\"localhost:* 554 5.6.0 $PERCENTS\""

	need_mounts
	mkdir "$TMP/dev"
	for type in DGRAM STREAM; do
		refused 'log = syslog'
		run unshare -m python3 "$TESTS/syslogd.py" $type "$TMP/dev" \
			"$SENDOFF" -C "$CONF" to@example.net <"$TMP/sent"
		server_agrees
		assert_output --regexp \
			"sendoff\[[0-9]+\]: status=69 .* 554 5.6.0 $PERCENTS\""
	done
}

@test "subject and body are nobody's business" {
	serve
	configure smtp
	message 'the secret body' >"$TMP/sent"
	sed -i 's/^Subject:.*/Subject: the secret subject/' "$TMP/sent"
	sendoff -v to@example.net <"$TMP/sent"
	assert_equal "$status" 0
	server_agrees
	refute_regex "$stderr$(cat "$LOG")" secret
}

@test "a Message-ID that would forge a line does not" {
	serve
	configure smtp
	message >"$TMP/sent"
	sed -i $'s/^Message-ID:.*/Message-ID: <a\x1b[2J"b c=d>\\\n status=0/' \
		"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	logs 'message-id="<a\\\\x1B[[]2J\\"b c=d> status=0"'
}

@test "log = none writes nowhere" {
	serve
	configure smtp 'log = none'
	send to@example.net
	exits 0
	server_agrees
	[[ ! -s $LOG ]]
}

# untold LOG GLOB: it cannot be written, which is said to who asks with -v,
# behind the dialogue, and changes nothing
untold() {
	serve --connections 2
	configure smtp "log = $1"
	send to@example.net
	exits 0
	send -v to@example.net
	assert_equal "$status" 0
	server_agrees
	assert_equal "${stderr##*$'\n'}" \
		"sendoff: $CONF:8: log: cannot write to $2"
}

@test "a log that cannot be written changes nothing" {
	ln -s "$TMP/elsewhere" "$TMP/link"
	mkfifo "$TMP/fifo"
	untold "$TMP/none/log" "$TMP/none/log: No such file or directory"
	untold "$TMP" "$TMP: Is a directory"
	untold /dev/full '/dev/full: No space left on device'
	untold "$TMP/link" "$TMP/link: it is a symbolic link"
	untold "$TMP/fifo" "$TMP/fifo: No such device or address"
	[[ ! -e $TMP/elsewhere ]]
}

@test "syslog without a daemon changes nothing" {
	serve
	configure smtp 'log = syslog:local3'
	send -L mytag to@example.net
	exits 0
	server_agrees
	# Where there is a daemon nothing is to be told.
	[[ -e /dev/log ]] || untold syslog '/dev/log: No such file or directory'
}

@test "what log cannot be" {
	serve
	configure smtp 'log = syslog:nonsense'
	send to@example.net
	exits 78 "$CONF:*: log *"
}

# ---- the sentences ----

@test "errors bear our name, and nothing is on stdout" {
	PORT=1
	configure smtp
	send to@example.net
	exits 75 'cannot connect to *'
}

@test "every smarthost that failed is told" {
	PORT=1
	configure smtp 'smarthost = smtp://127.0.0.1:1 smtp://127.0.0.2:1'
	send to@example.net
	exits 75 'cannot connect to 127.0.0.1 port 1 (*)' \
		'cannot connect to 127.0.0.2 port 1 (*)'
}

@test "a smarthost that failed before one that did not is for the log" {
	serve
	configure smtp "smarthost = smtp://127.0.0.1:1 smtp://localhost:$PORT"
	send to@example.net
	exits 0
	server_agrees
	logs status=0 'tried="cannot connect to 127.0.0.1 port 1 *"'
}

# ---- the dialogue ----

@test "-v shows the dialogue on stderr, and what was heard within TLS" {
	local option

	for option in -v --verbose -ov; do
		play --pair good <<-END
			$(hello STARTTLS)
			$(secure)
			$(ehlo PIPELINING)
			C: MAIL FROM:<alerts@example.com>
			C: RCPT TO:<to@example.net>
			C: DATA
			S: 250 ok
			S: 250 ok
			S: 354 go ahead
			BODY
			S: 250 kept
			C: QUIT
		END
		configure submission
		send "$option" to@example.net
		assert_equal "$status" 0
		assert_equal "$output" ''
		server_agrees
		lines_are "$stderr" 'S: 220 mx ready' \
			'C: EHLO client.example.com' 'S: 250-mx greets you' \
			'S: 250-STARTTLS' 'S: 250 HELP' 'C: STARTTLS' \
			'S: 220 go ahead' '-: TLS1.3' \
			'C: EHLO client.example.com' 'S: 250-mx greets you' \
			'S: 250-PIPELINING' 'S: 250 HELP' \
			'C: MAIL FROM:<alerts@example.com>' \
			'C: RCPT TO:<to@example.net>' 'C: DATA' 'S: 250 ok' \
			'S: 250 ok' 'S: 354 go ahead' '-: the message' \
			'S: 250 kept' 'C: QUIT'
	done
}

@test "-v shows what a stranger says defused" {
	play <<-'END'
		S! 220 mx \x1b]0;x\x07\r\n
		C: EHLO client.example.com
		S! 250 \x00\xff\r\n
		C: *
		S: 554 no
		C: QUIT
	END
	configure smtp
	send -v to@example.net
	assert_equal "$status" 69
	server_agrees
	grep -qxF -- 'S: 220 mx \x1B]0;x\x07' <<<"$stderr" ||
		fail "found: $stderr"
	grep -qxF -- 'S: 250 \x00\xFF' <<<"$stderr" || fail "found: $stderr"
}

# ---- what is printed because it was asked for ----

@test "--dry-run shows account, envelope, size and header; nobody is dialled" {
	serve
	configure smtp '[account other]' "smarthost = smtp://localhost:$PORT" \
		'from = me@example.org'
	printf 'To: root, b@example.net\nBcc: c@example.net\n\nhello\n' \
		>"$TMP/sent"
	sendoff --dry-run -t -f me@example.org -F 'Me, myself' <"$TMP/sent"
	prints 0 'account: other' "smarthost: localhost:$PORT" \
		'sender: <me@example.org>' 'recipient: <root@example.com>' \
		'recipient: <b@example.net>' 'recipient: <c@example.net>' \
		'size: *' '' 'Date: *' 'Message-ID: <*@example.com>' \
		'From: "Me, myself" <me@example.org>' \
		'To: root@example.com, b@example.net'
	server_was_left_alone
	[[ ! -s $LOG ]]
}

@test "--dry-run shows what is asked for with the message" {
	PORT=9
	configure smtp 'hold-until = 2h' 'deliver-by = 1d;notify'
	send --dry-run --priority=-3 to@example.net
	assert_equal "$status" 0
	assert_line --index 4 'hold-until: 7200s'
	assert_line --index 5 'deliver-by: 86400s;notify'
	assert_line --index 6 'priority: -3'
	send --dry-run --hold-until=2999-01-01T00:00:00Z --deliver-by=2h \
		to@example.net
	assert_line 'hold-until: 2999-01-01T00:00:00Z'
	assert_line 'deliver-by: 7200s;return'
	configure smtp
	send --dry-run to@example.net
	refute_line --regexp '^(hold-until|deliver-by|priority):'
}

@test "--dry-run fails as the real run would" {
	serve
	configure smtp 'max-size = 10'
	send --dry-run to@example.net
	exits 65 'the message has * octets, but max-size is 10'
	server_was_left_alone
}

# shown GLOB... -- ARGUMENT...: without stdin and configuration
shown() {
	local -a globs=()

	while [[ $1 != -- ]]; do
		globs+=("$1")
		shift
	done
	attempt env -i "$SENDOFF" "${@:2}" <&-
	prints 0 "${globs[@]}"
}

@test "--version" {
	shown 'sendoff [0-9]*.[0-9]*' -- --version
}

@test "--help: how it is called, its options, every setting but secrets" {
	attempt env -i "$SENDOFF" --help <&-
	assert_success
	assert_equal "$stderr" ''
	assert_line --index 0 --regexp '^usage: sendoff '
	assert_line '  --smarthost VALUE'
	refute_line --regexp '^  --password VALUE'
	assert_line --regexp '^sendoff\(8\) and sendoff.conf\(5\)'
	! awk 'length > 80' <<<"$output" | grep . || fail 'over 80 columns'
}

@test "what cannot be printed is 74" {
	local option

	message >"$TMP/sent"
	PORT=25
	configure smtp
	for option in --help --version -bp; do
		attempt bash -c '"$1" "$2" >/dev/full' - \
			"$SENDOFF" "$option"
		exits 74 'cannot write to standard output: No space left on \
device'
	done
	attempt bash -c \
		'"$1" -C "$2" --dry-run to@example.net <"$3" >/dev/full' - \
		"$SENDOFF" "$CONF" "$TMP/sent"
	exits 74 'cannot write to standard output: No space left on device'
}
