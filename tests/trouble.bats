# trouble.bats - servers, networks and machines that misbehave
load helper

# heard_first STATUS GLOB LINE...: the server begins with these script lines,
# and is not told anything
heard_first() {
	play < <(printf '%s\n' "${@:3}" WAIT)
	configure smtp
	send to@example.net
	exits "$1" "$2"
	server_agrees
	never_heard 'EHLO|MAIL'
}

# at_dot STATUS GLOB LINE...: what follows the message
at_dot() {
	play < <(
		hello
		envelope
		printf '%s\n' 'C: DATA' 'S: 354 go ahead' BODY "${@:3}"
	)
	configure smtp "${extra[@]}"
	send to@example.net
	if (($1 == 0)); then
		exits 0
	else
		exits "$1" "$2"
	fi
	server_agrees
}

answer='while waiting for the answer to'
verdict='while waiting for the verdict on the message'
perhaps='; the message may have been delivered all the same'

# More than the kernel takes off our hands on both sides together.
large_message() {
	{
		message
		yes "$(printf '%0900d' 0)" | head -n 20000
	} >"$TMP/sent"
}

need_root() {
	((EUID == 0)) || skip 'only root can do this'
}

# ---- nobody there ----

@test "a host where nobody listens: 75, with address and reason" {
	PORT=1
	configure smtp
	send to@example.net
	exits 75 'cannot connect to localhost port 1 (127.0.0.1: Connection \
refused)'
	logs status=75 host=localhost:1 'error="cannot connect to *"'
}

@test "each address is told" {
	PORT=1
	configure smtp -family
	send to@example.net
	exits 75 'cannot connect to localhost port 1 (*127.0.0.1: Connection \
refused*)'
}

# Without a resolver nobody can say that the name does not exist.
@test "a name that does not exist: 68, or 75 where nobody can tell" {
	HOST=mx.sendoff.invalid PORT=25 configure submission \
		'connect-timeout = 5'
	send to@example.net
	case $status in
	68) exits 68 'the smarthost mx.sendoff.invalid does not exist: *' ;;
	*) exits 75 'cannot look up *' ;;
	esac
}

@test "localhost is found on whichever family it listens" {
	serve
	configure smtp -family
	send to@example.net
	exits 0
	server_agrees
}

# ---- greetings ----

@test "a greeting that refuses: no EHLO is said" {
	heard_first 75 'localhost:* ended the session: 421 4.3.2 not now' \
		'S: 421 4.3.2 not now'
	heard_first 75 'localhost:* does not serve us: 450 later' \
		'S: 450 later'
	heard_first 69 'localhost:* does not serve us: 554 5.7.1 go away' \
		'S: 554 5.7.1 go away'
	heard_first 76 'localhost:* does not serve us: 250 hello' \
		'S: 250 hello'
}

@test "a server of another kind is told by its first words" {
	local said='localhost:* does not speak SMTP: it said'

	heard_first 76 "$said \"SSH-2.0-x\": that is an SSH server" \
		'S: SSH-2.0-x'
	heard_first 76 "$said \"HTTP/1.1 400 Bad\": that is a web server" \
		'S: HTTP/1.1 400 Bad'
	heard_first 76 "$said \"+OK ready\": that is a POP3 server, for \
reading mail" 'S: +OK ready'
	heard_first 76 "$said \"[*] OK ready\": that is an IMAP server, for \
reading mail" 'S: * OK ready'
	heard_first 76 "$said \"hello\"" 'S: hello'
}

@test "replies that are none" {
	local reply

	for reply in '' 220ok '2200 ok' '22' '120 wait' '620 x' '2 20 x' \
		'-220 x'; do
		heard_first 76 'localhost:* does not speak SMTP: it said *' \
			"S: $reply"
	done
}

@test "a server that leaves without a word" {
	play <<<CLOSE
	configure smtp
	send to@example.net
	exits 75 'localhost:* closed the connection while waiting for the \
greeting*'
	play <<<RESET
	configure smtp
	send to@example.net
	exits 75 '*: Connection reset by peer*'
}

@test "what a stranger says reaches the terminal and the log defused" {
	heard_first 69 'localhost:* does not serve us: 554 \\x1B[[]2J\\x07red\
\\x9B%n%s' 'S! 554 \x1b[2J\x07red\x9b%n%s\r\n'
	logs 'error="*\\\\x1B[[]2J*"'
}

# ---- replies ----

@test "lines of one reply that do not agree" {
	heard_first 76 'localhost:* changed its mind within one reply' \
		'S: 220-mx' 'S: 554 no'
	at_dot 75 "localhost:* changed its mind within one reply$perhaps" \
		'S: 250-ok' 'S: 550 no'
}

@test "a verdict of many lines, of long ones, of none: yes is yes" {
	local -a many

	mapfile -t many < <(printf 'S: 250-line %d\n' {1..300})
	at_dot 0 '' "${many[@]}" 'S: 250 done' 'C: QUIT'
	at_dot 0 '' "S: 250 $(printf '%05000d' 1)" 'C: QUIT'
	at_dot 0 '' 'S! 250\r\n' 'C: QUIT'
	at_dot 0 '' 'S! 250 ok\n' 'C: QUIT'
	at_dot 0 '' 'S: 299 whatever' 'C: QUIT'
}

@test "a verdict without end ends" {
	local -a many

	mapfile -t many < <(printf "S: 250-%0900d\n" {1..2000})
	at_dot 75 "localhost:* answers without end$perhaps" "${many[@]}" WAIT
	heard_first 76 'localhost:* answers without end' "${many[@]/250/220}"
}

@test "half a verdict is none" {
	local half

	for half in '250 ok' '250-ok\r\n' '25' '250 ok\r'; do
		at_dot 75 "localhost:* closed the connection while waiting \
for the verdict on the message$perhaps" "S! $half" CLOSE
	done
}

@test "a verdict that is no reply" {
	at_dot 75 "localhost:* does not speak SMTP: it said *$perhaps" \
		'S: ok' WAIT
	at_dot 75 "localhost:* does not speak SMTP: it said *$perhaps" \
		'S: 150 wait' WAIT
}

@test "the connection lost behind the dot" {
	at_dot 75 "localhost:* closed the connection while waiting for the \
verdict on the message$perhaps" CLOSE
	logs delivered=perhaps
	at_dot 75 "localhost:* while waiting for the verdict on the message: \
Connection reset by peer$perhaps" RESET
	at_dot 75 "localhost:* closed the connection *$perhaps" HALF WAIT
}

@test "421 behind the dot is an answer: no" {
	at_dot 75 'localhost:* ended the session: 421 4.3.2 no room' \
		'S: 421 4.3.2 no room'
}

@test "after the verdict nothing counts any more" {
	at_dot 0 '' 'S: 250 kept' 'C: QUIT' 'S: 554 never'
	at_dot 0 '' 'S: 250 kept' 'C: QUIT' RESET
	at_dot 0 '' 'S: 250 kept' 'S: 421 and now I go' CLOSE
	at_dot 0 '' 'S: 250 kept' 'S: garbage' WAIT
}

# ---- out of step ----

@test "a reply too many is never taken for the next one" {
	play <<-END
		$(hello)
		C: MAIL FROM:<alerts@example.com>
		S: 250 ok
		S: 250 ok
		WAIT
	END
	configure smtp
	send to@example.net
	exits 76 'localhost:* spoke out of turn: 250 ok'
	server_agrees
	never_heard RCPT
}

@test "a reply too many behind 354 is no verdict" {
	play <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		S: 250 2.0.0 kept already
		WAIT
	END
	configure smtp
	send to@example.net
	assert_equal "$status" 76
	server_agrees
}

@test "a reply too many in a flight is no verdict" {
	play <<-END
		$(hello PIPELINING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<to@example.net>
		C: DATA
		S: 250 ok
		S: 250 ok
		S: 250 ok
		S: 354 go ahead
		WAIT
	END
	configure smtp
	send to@example.net
	assert_equal "$status" 76
	server_agrees
}

@test "a reply too many is no verdict on what left with the envelope" {
	play <<-END
		$(hello PIPELINING CHUNKING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<to@example.net>
		C: BDAT * LAST
		CHUNK
		S: 250 ok
		S: 250 ok
		S: 250 ok
		S: 554 5.6.0 refused
		WAIT
	END
	configure smtp
	send to@example.net
	exits 75 "localhost:* spoke out of turn*$perhaps"
	server_agrees
}

@test "a reply too few is no verdict on what left with the envelope" {
	play <<-END
		$(hello PIPELINING CHUNKING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<to@example.net>
		C: BDAT * LAST
		CHUNK
		C: QUIT
		S: 250 ok
		S: 250 kept
		S: 221 bye
	END
	configure smtp
	send to@example.net
	exits 75 "localhost:* ended the session: 221 bye*$perhaps"
	server_agrees
}

@test "what follows the verdict on a chunk counts no more than QUIT's answer" {
	local answer

	for answer in 'S: 221 bye' CLOSE RESET 'S: 500 what?' 'S: garbage'; do
		play <<-END
			$(hello PIPELINING CHUNKING)
			C: MAIL FROM:<alerts@example.com>
			C: RCPT TO:<to@example.net>
			C: BDAT * LAST
			CHUNK
			C: QUIT
			S: 250 ok
			S: 250 ok
			S: 250 2.0.0 kept
			$answer
		END
		configure smtp
		send to@example.net
		exits 0
		server_agrees
	done
}

@test "keywords of EHLO by the thousand" {
	play < <(
		hello {1..3000}x PIPELINING
		printf 'C: %s\n' 'MAIL FROM:<alerts@example.com>' \
			'RCPT TO:<to@example.net>' DATA
		printf 'S: %s\n' '250 ok' '250 ok' '354 go ahead'
		printf '%s\n' BODY 'S: 250 kept' 'C: QUIT'
	)
	configure smtp
	send to@example.net
	exits 0
	server_agrees
}

@test "a 421 that nobody asked for" {
	play <<-END
		$(hello)
		C: MAIL FROM:<alerts@example.com>
		S: 250 ok
		S: 421 4.4.2 idle
		CLOSE
	END
	configure smtp
	send to@example.net
	exits 75 'localhost:* ended the session: 421 4.4.2 idle'
	server_agrees
}

# ---- while the message is sent ----

@test "a refusal that comes early is heard, not lost as a broken pipe" {
	local end

	for end in WAIT CLOSE RESET; do
		play <<-END
			$(hello)
			$(envelope)
			C: DATA
			S: 354 go ahead
			S: 552 too big for us
			$end
		END
		configure smtp
		large_message
		sendoff to@example.net <"$TMP/sent"
		exits 69 'localhost:* refused the message: 552 too big for us'
		server_agrees
	done
}

@test "a refusal that comes early within TLS" {
	local end

	for end in WAIT CLOSE RESET; do
		play --pair good <<-END
			TLS
			$(hello)
			$(envelope)
			C: DATA
			S: 354 go ahead
			S: 552 too big for us
			$end
		END
		configure submissions
		large_message
		sendoff to@example.net <"$TMP/sent"
		exits 69 'localhost:* refused the message: 552 too big for us'
		server_agrees
	done
}

@test "a refusal of a chunk, before it was read" {
	local end

	for end in CLOSE RESET; do
		play <<-END
			$(hello PIPELINING CHUNKING ENHANCEDSTATUSCODES)
			C: MAIL FROM:<alerts@example.com>
			C: RCPT TO:<to@example.net>
			C: BDAT * LAST
			S: 250 2.1.0 ok
			S: 250 2.1.5 ok
			S: 552 too big for us
			$end
		END
		configure smtp
		message "$(yes "$(printf '%070d' 0)" | head -n 1700)" \
			>"$TMP/sent"
		sendoff to@example.net <"$TMP/sent"
		exits 69 'localhost:* refused the message: 552 too big for us'
		server_agrees
	done
}

@test "the connection lost before the dot: 75, and nobody has it" {
	play <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		CLOSE
	END
	configure smtp
	large_message
	sendoff to@example.net <"$TMP/sent"
	exits 75 'localhost:* while sending the message: *'
	[[ $stderr != *delivered* ]]
	server_agrees
}

@test "the connection lost within the envelope" {
	play <<-END
		$(hello PIPELINING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<to@example.net>
		C: DATA
		S: 250 ok
		RESET
	END
	configure smtp
	send to@example.net
	exits 75 'localhost:* while waiting for the answer to RCPT: *'
	server_agrees
}

@test "the connection lost when the message left with the envelope" {
	play <<-END
		$(hello PIPELINING CHUNKING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<to@example.net>
		C: BDAT * LAST
		CHUNK
		S: 250 ok
		S: 250 ok
		CLOSE
	END
	configure smtp
	send to@example.net
	exits 75 "localhost:* closed the connection while waiting for the \
verdict on the message$perhaps"
	server_agrees
}

# ---- waiting ----

# stalls GLOB <script
stalls() {
	play
	configure smtp 'timeout = 1'
	send to@example.net
	exits 75 "localhost:*: timed out while $1"
	server_agrees
}

@test "silence ends within the timeout: greeting" {
	stalls 'waiting for the greeting*' <<<WAIT
}

@test "silence ends within the timeout: EHLO" {
	stalls 'waiting for the answer to EHLO' <<-END
		S: 220 mx
		C: EHLO client.example.com
		S! 250-half
		WAIT
	END
}

@test "silence ends within the timeout: RCPT" {
	stalls 'waiting for the answer to RCPT' <<-END
		$(hello)
		C: MAIL FROM:<alerts@example.com>
		S: 250 ok
		C: RCPT TO:<to@example.net>
		WAIT
	END
}

@test "drips get no longer than silence" {
	stalls 'waiting for the greeting*' <<<'DRIP 220-wait for it '
}

@test "drips of whole lines, too" {
	stalls 'waiting for the answer to EHLO' <<-END
		S: 220 mx
		C: EHLO client.example.com
		S: 250-mx
		DRIP 250-X
	END
}

# bats test_tags=memory
@test "a server that reads an octet now and then gets no longer either" {
	play <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		SIP 3
		WAIT
	END
	configure smtp 'timeout = 1'
	large_message
	limit_memory 200000
	sendoff to@example.net <"$TMP/sent"
	exits 75 'localhost:*: timed out while sending the message'
	stop_server
}

@test "the deadline holds for the whole run, the verdict included" {
	extra=('deadline = 1')
	at_dot 75 "localhost:*: timed out while waiting for the verdict on \
the message$perhaps" WAIT
}

# ---- signals ----

@test "SIGTERM while the message is read: 75, nobody was dialled" {
	local pid ended=0

	serve
	configure smtp
	mkfifo "$TMP/conf" "$TMP/stdin"
	exec 7<>"$TMP/stdin"
	"$SENDOFF" -C "$TMP/conf" to@example.net <"$TMP/stdin" \
		2>"$TMP/err" 3>&- 7>&- &
	pid=$!
	# When it has read this, its signals are set.
	cat "$CONF" >"$TMP/conf"
	echo 'Subject: half' >&7
	kill "$pid"
	wait "$pid" || ended=$?
	exec 7>&-
	assert_equal "$ended" 75
	assert_equal "$(cat "$TMP/err")" "sendoff: interrupted by SIGTERM \
while reading the message: nothing was sent"
	server_was_left_alone
}

@test "SIGINT while waiting for the verdict: nobody knows" {
	local pid said='' ended=0

	mkfifo "$TMP/said"
	exec 7<>"$TMP/said"
	TRANSCRIPT=$TMP/said play <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		BODY
		S: 250-
		WAIT
	END
	configure smtp
	message >"$TMP/sent"
	# Children in the background of a shell ignore SIGINT.
	env --default-signal=INT "$SENDOFF" -C "$CONF" to@example.net \
		<"$TMP/sent" 2>"$TMP/err" 3>&- 7>&- &
	pid=$!
	until [[ $said == 'S: 250-' ]]; do
		read -r -t 20 said <&7 || fail 'no BODY came'
	done
	kill -INT "$pid"
	wait "$pid" || ended=$?
	exec 7>&-
	assert_equal "$ended" 75
	assert_regex "$(cat "$TMP/err")" "^sendoff: localhost:[0-9]+: \
interrupted by SIGINT while waiting for the verdict on the message$perhaps\$"
}

# ended_by SIGNAL MARK GLOB <script: it comes when the server has noted the
# MARK; the message is a large one
ended_by() {
	local said='' ended=0 pid

	[[ -p $TMP/said ]] || mkfifo "$TMP/said"
	exec 7<>"$TMP/said"
	TRANSCRIPT=$TMP/said play --pair good
	configure "${scheme:-smtp}" "${extra[@]}"
	# Children in the background of a shell ignore SIGINT.
	env --default-signal="$1" "$SENDOFF" -C "$CONF" to@example.net \
		<"$TMP/sent" 2>"$TMP/err" 3>&- 7>&- &
	pid=$!
	until [[ $said == "$2"* ]]; do
		read -r -t 20 said <&7 || fail "no $2 came"
	done
	kill -s "$1" "$pid"
	wait "$pid" || ended=$?
	exec 7>&-
	stop_server
	assert_equal "$ended" 75
	lines_are "$(cat "$TMP/err")" "sendoff: localhost:*: interrupted by \
SIG$1 $3"
}

@test "a signal ends each stage: 75, with doubt only behind the dot" {
	local name

	large_message
	for name in TERM INT HUP; do
		ended_by $name 'S! 220-' 'while waiting for the greeting*' \
			< <(printf '%s\n' 'S! 220-' WAIT)
		ended_by $name 'C: EHLO' "$answer EHLO" \
			< <(hello | sed 's/^S: 250.*/WAIT/;/WAIT/q')
		ended_by $name 'C: MAIL' "$answer MAIL" \
			< <(hello; printf '%s\n' 'C: MAIL*' WAIT)
		ended_by $name 'C! From' 'while sending the message' \
			< <(hello; envelope; printf '%s\n' 'C: DATA' \
				'S: 354 go' 'C! From' 'SIP 20')
		ended_by $name 'S! 250-' "$verdict$perhaps" \
			< <(hello; envelope; printf '%s\n' 'C: DATA' \
				'S: 354 go' BODY 'S! 250-' WAIT)
	done
}

@test "... the TLS handshake and the login too" {
	local name

	message >"$TMP/sent"
	for name in TERM INT HUP; do
		scheme=submission ended_by $name 'C! ' \
			'during the TLS handshake' < <(
			hello STARTTLS
			printf '%s\n' 'C: STARTTLS' 'S: 220 go' 'C! \x16' WAIT)
		extra=('user = alerts' 'password = secret')
		scheme=submissions ended_by $name 'C: AUTH' 'while logging in' \
			< <(echo TLS; hello 'AUTH PLAIN'
				printf '%s\n' 'C: AUTH PLAIN *' WAIT)
		extra=()
	done
}

@test "signals that the parent ignored or blocked change nothing" {
	serve --pair good --user alerts --password secret --mechs PLAIN
	configure submission 'user = alerts' 'password-command = echo secret'
	trap '' PIPE CHLD ALRM HUP INT TERM USR1 XFSZ
	send to@example.net
	trap - PIPE CHLD ALRM HUP INT TERM USR1 XFSZ
	exits 0
	server_agrees
}

# ---- descriptors ----

# unreadable GLOB COMMAND: as stdin, by a shell
unreadable() {
	serve
	configure smtp
	attempt bash -c '"$1" -C "$2" to@example.net '"$2" \
		- "$SENDOFF" "$CONF" "$TMP"
	exits 74 "cannot read the message from standard input: $1"
	server_was_left_alone
}

@test "stdin that is closed, a directory, or for writing only: 74" {
	unreadable 'Bad file descriptor' '<&-'
	unreadable 'Is a directory' '<"$3"'
	unreadable 'Bad file descriptor' '0>/dev/null'
	unreadable 'Bad file descriptor' '<&- >&- 2>"$3/err" ; s=$?; \
cat "$3/err" >&2; exit $s'
}

@test "all of 0, 1 and 2 closed: the socket takes none of their places" {
	serve
	configure smtp
	run bash -c '"$1" -C "$2" to@example.net <&- >&- 2>&-' - "$SENDOFF" \
		"$CONF"
	assert_equal "$status" 74
	server_was_left_alone
}

@test "stdout and stderr closed: the mail goes, and no word strays into it" {
	serve --refuse-recipient 'bad@*=550 5.1.1 no'
	configure smtp
	message >"$TMP/sent"
	run bash -c '"$1" -v -C "$2" bad@example.net to@example.net <"$3" \
		>&- 2>&-' - "$SENDOFF" "$CONF" "$TMP/sent"
	assert_equal "$status" 67
	server_agrees
	arrived <"$TMP/sent"
}

@test "stderr that is full: the status is true" {
	serve --refuse-recipient '*=550 5.1.1 no'
	configure smtp
	message >"$TMP/sent"
	run bash -c '"$1" -v -C "$2" to@example.net <"$3" 2>/dev/full' - \
		"$SENDOFF" "$CONF" "$TMP/sent"
	assert_equal "$status" 67
	server_agrees
}

# stuck_pipe: at descriptor 7, full, and nobody will ever read it
stuck_pipe() {
	mkfifo "$TMP/stuck"
	exec 7<>"$TMP/stuck"
	dd if=/dev/zero bs=4096 oflag=nonblock of=/dev/fd/7 2>/dev/null || :
}

@test "stderr that is stuck: the mail goes all the same" {
	local ended=0

	stuck_pipe
	serve
	configure smtp
	message >"$TMP/sent"
	timeout 20 "$SENDOFF" -v -C "$CONF" to@example.net <"$TMP/sent" \
		2>&7 7>&- || ended=$?
	assert_equal "$ended" 0
	server_agrees
	heard 'MAIL FROM:*'
}

@test "stdout that is stuck: a signal still ends the run" {
	local ended=0 PORT=25

	stuck_pipe
	configure smtp
	message >"$TMP/sent"
	timeout -k 10 1 "$SENDOFF" --dry-run -C "$CONF" to@example.net \
		<"$TMP/sent" >&7 7>&- || ended=$?
	assert_equal "$ended" 124
}

@test "stderr that nobody reads: no SIGPIPE" {
	serve
	configure smtp
	message >"$TMP/sent"
	run bash -c '{ "$1" -v -C "$2" to@example.net <"$3"; echo $? >"$4"; } \
		2>&1 >/dev/null | :' - "$SENDOFF" "$CONF" "$TMP/sent" \
		"$TMP/status"
	server_agrees
	assert_equal "$(cat "$TMP/status")" 0
}

@test "a descriptor table that is nearly full: 71 or 75, and a reason" {
	serve
	configure smtp
	message >"$TMP/sent"
	attempt bash -c 'exec 3>&- 4>&-
		exec prlimit --nofile=4:4 "$1" -C "$2" to@example.net <"$3"' \
		- "$SENDOFF" "$CONF" "$TMP/sent"
	((status == 71 || status == 75)) || fail "status $status: $stderr"
	[[ $stderr == 'sendoff: '*'Too many open files'* ]]
	server_was_left_alone
}

# ---- room ----

@test "no room for the temporary file: 75, nobody is dialled" {
	serve
	configure smtp
	large_message
	attempt bash -c 'ulimit -f 100
		exec "$1" -C "$2" to@example.net <"$3"' - "$SENDOFF" "$CONF" \
		"$TMP/sent"
	exits 75 'cannot keep the message in a temporary file: File too large'
	server_was_left_alone
}

@test "a full disk where TMPDIR is: 75, nobody is dialled" {
	need_mounts
	serve
	configure smtp
	large_message
	mkdir "$TMP/tiny"
	attempt unshare -m bash -c '
		mount -t tmpfs -o size=64k none "$4" || exit 1
		TMPDIR=$4 exec "$1" -C "$2" to@example.net <"$3"' - \
		"$SENDOFF" "$CONF" "$TMP/sent" "$TMP/tiny"
	exits 75 'cannot keep the message in a temporary file: No space left \
on device'
	server_was_left_alone
}

# The least memory, in KiB, in which the program can say its version.
least_memory() {
	local least=10000

	until bash -c 'ulimit -v "$1"; exec "$2" --version' - "$least" \
		"$SENDOFF" >/dev/null 2>&1; do
		((least += 1000))
	done
	echo "$least"
}

# bats test_tags=memory
@test "no memory: 75, nobody is dialled" {
	serve
	configure smtp
	{
		printf 'To: a@example.net'
		printf ',\n user%d@example.net' {1..40000}
		printf '\n\nhello\n'
	} >"$TMP/sent"
	if [[ -n ${SENDOFF_SANITIZED:-} ]]; then
		# The sanitizers need all there is; so it has to be enough.
		sendoff --dry-run -t <"$TMP/sent"
		assert_success
		assert_line 'recipient: <user40000@example.net>'
		return
	fi
	attempt bash -c 'ulimit -v "$4"
		exec "$1" -C "$2" -t <"$3"' - "$SENDOFF" "$CONF" "$TMP/sent" \
		"$(($(least_memory) + 1000))"
	exits 75 'out of memory'
	server_was_left_alone
}

# ---- who and where we are ----

@test "no environment at all" {
	serve
	configure smtp
	message >"$TMP/sent"
	attempt env -i "$SENDOFF" -C "$CONF" to@example.net \
		<"$TMP/sent"
	exits 0
	server_agrees
	arrived <"$TMP/sent"
}

@test "a working directory that is gone" {
	serve
	configure smtp
	message >"$TMP/sent"
	mkdir "$TMP/gone"
	cd "$TMP/gone"
	rmdir "$TMP/gone"
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
}

@test "a locale that is none, a zone that is none" {
	serve
	configure smtp
	printf 'Subject: x\n\nhello\n' >"$TMP/sent"
	LC_ALL=xx_YY.ISO-9999 LANG=tr_TR TZ=Nowhere/Land sendoff \
		to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	assert_regex "$(field Date)" '^Date: [A-Z][a-z]{2}, [0-9]{2} [A-Z]'
}

@test "a uid that nobody knows" {
	need_root
	need setpriv
	serve
	configure smtp 'from = *@example.com' 'log = none'
	printf 'Subject: x\n\nhello\n' >"$TMP/sent"
	chmod a+x "$BATS_RUN_TMPDIR" "${TMP%/*}" "$TMP"
	chmod a+r "$CONF" "$TMP/sent"
	attempt setpriv --reuid 4242 --regid 4242 \
		--clear-groups env -i "$SENDOFF" -C "$CONF" to@example.net \
		<"$TMP/sent"
	exits 0
	server_agrees
	heard 'MAIL FROM:<uid4242@example.com>*'
	assert_equal "$(field From)" 'From: uid4242@example.com'
}

# set_gid: a copy that is, and what nobody makes of it
set_gid() {
	need_root
	need setpriv
	cp "$SENDOFF" "$TMP/raised"
	chgrp mail "$TMP/raised"
	chmod 2755 "$TMP/raised"
	chmod a+x "$BATS_RUN_TMPDIR" "${TMP%/*}" "$TMP"
	! findmnt -nT "$TMP" -o OPTIONS | grep -q nosuid ||
		fail "$TMP is nosuid: set TMPDIR to a directory that is not"
}

@test "a set-gid copy gives its group up before it runs anything" {
	set_gid
	serve --pair good --user alerts --password secret --mechs PLAIN
	cat >"$TMP/command" <<-'END'
		#!/bin/sh
		grep -E '^[UG]id' /proc/self/status >&2
		env | grep ^LEAK >&2
		echo secret
	END
	chmod 755 "$TMP/command"
	configure submission 'user = alerts' "password-command = $TMP/command" \
		'log = none' "tls-ca-file = $TMP/ca.pem"
	cp "$PKI/ca.pem" "$TMP/ca.pem"
	message >"$TMP/sent"
	chmod a+r "$CONF" "$TMP/sent" "$TMP/ca.pem"
	LEAK=1 attempt setpriv --reuid nobody --regid nogroup \
		--clear-groups "$TMP/raised" -C "$CONF" to@example.net \
		<"$TMP/sent"
	assert_equal "$status" 0
	server_agrees
	local uid gid
	uid=$(id -u nobody) gid=$(id -g nobody)
	lines_are "$stderr" "Uid:	$uid	$uid	$uid	$uid" \
		"Gid:	$gid	$gid	$gid	$gid"
}

@test "a set-gid copy does not believe the environment" {
	set_gid
	configure_nothing() {
		printf '%s\n' 'smarthost = smtp://mx.example.com' \
			'log = none' >"$1"
		chmod a+r "$1"
	}
	configure_nothing "$CONF"
	mkdir -p "$TMP/.config/sendoff"
	chmod a+rx "$TMP/.config" "$TMP/.config/sendoff"
	configure_nothing "$TMP/.config/sendoff/config"
	message >"$TMP/sent"
	chmod a+r "$TMP/sent"
	attempt setpriv --reuid nobody --regid nogroup \
		--clear-groups env SENDOFF_CONFIG="$CONF" HOME="$TMP" \
		XDG_CONFIG_HOME="$TMP/.config" "$TMP/raised" --dry-run \
		to@example.net <"$TMP/sent"
	[[ $output != *mx.example.com* ]] || fail 'it was believed'
	assert_equal "$status" 78
}

# A parent that is set-id itself, and runs us without a thought.
@test "a parent with raised ids hands none of them on" {
	local uid gid

	set_gid
	serve --pair good --user alerts --password secret --mechs PLAIN
	cat >"$TMP/command" <<-'END'
		#!/bin/sh
		grep -E '^[UG]id' /proc/self/status >&2
		env | grep ^LEAK >&2
		echo secret
	END
	configure submission 'user = alerts' "password-command = $TMP/command" \
		'log = none' "tls-ca-file = $TMP/ca.pem"
	cp "$PKI/ca.pem" "$TMP/ca.pem"
	message >"$TMP/sent"
	chmod 755 "$TMP/command" "$SENDOFF"
	chmod a+r "$CONF" "$TMP/sent" "$TMP/ca.pem"
	LEAK=1 attempt setpriv --ruid nobody --rgid nogroup \
		--clear-groups "$SENDOFF" -C "$CONF" to@example.net \
		<"$TMP/sent"
	assert_equal "$status" 0
	server_agrees
	uid=$(id -u nobody) gid=$(id -g nobody)
	lines_are "$stderr" "Uid:	$uid	$uid	$uid	$uid" \
		"Gid:	$gid	$gid	$gid	$gid"
}

# ---- variables that are somebody else's idea ----

@test "variables that would choose hosts or show keys go no further" {
	local name

	serve --pair good --user alerts --password secret --mechs PLAIN
	printf '#!/bin/sh\nenv >%s\necho secret' "$TMP/seen" >"$TMP/command"
	chmod 700 "$TMP/command"
	configure submission 'user = alerts' "password-command = $TMP/command"
	message >"$TMP/sent"
	echo 'localhost mx.example.com' >"$TMP/aliases"
	HOSTALIASES=$TMP/aliases LOCALDOMAIN=example.com RES_OPTIONS=debug \
		RESOLV_HOST_CONF=$CONF SSLKEYLOGFILE=$TMP/keys KEPT=1 \
		sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	for name in HOSTALIASES LOCALDOMAIN RES_OPTIONS RESOLV_HOST_CONF \
		SSLKEYLOGFILE; do
		! grep "^$name=" "$TMP/seen" || fail "$name was kept"
	done
	grep -q ^KEPT= "$TMP/seen"
	[[ ! -e $TMP/keys ]]
}

# GnuTLS reads it before we are asked, and tells itself so in a few lines.
@test "GNUTLS_DEBUG_LEVEL does not show what passes through TLS" {
	local level word password=0p3n-s3s4m3

	for level in 9 99; do
		serve --pair good --user alerts --password $password \
			--mechs PLAIN
		configure submission 'user = alerts' "password = $password"
		GNUTLS_DEBUG_LEVEL=$level send to@example.net
		assert_equal "$status" 0
		server_agrees
		logs auth=PLAIN
		[[ $stderr != *'INT: '* && $stderr != *KEY* &&
			$stderr != *HSK* ]] || fail "$stderr"
		for word in $password "$(printf $password | base64)" \
			"$(printf '\0alerts\0%s' $password | base64)"; do
			[[ $stderr != *"${word%%=*}"* ]] || fail "$stderr"
		done
	done
}

@test "a priority file of the caller's does not lower the floor of TLS" {
	local weak='NORMAL:%VERIFY_ALLOW_BROKEN:%VERIFY_ALLOW_SIGN_WITH_SHA1'

	weak+=':+VERS-TLS1.0:+VERS-TLS1.1:%PROFILE_VERY_WEAK'
	printf '%s\n' '[priorities]' "SYSTEM=$weak" "NORMAL=$weak" \
		>"$TMP/priority"
	play --pair sha1 <<<NOTLS
	configure submissions
	GNUTLS_SYSTEM_PRIORITY_FILE=$TMP/priority send to@example.net
	exits 77 'the certificate of localhost uses a key or hash that is too \
weak (*)'
	never_heard '.*'

	serve --pair good --implicit-tls \
		--tls-priority "NORMAL:-VERS-ALL:+VERS-TLS1.1:%PROFILE_LOW"
	configure submissions
	GNUTLS_SYSTEM_PRIORITY_FILE=$TMP/priority send to@example.net
	exits 76 'localhost*TLS*'
	never_heard '.*'
}
