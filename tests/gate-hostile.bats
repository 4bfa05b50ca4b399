# gate-hostile.bats - clients by TCP that no honest program is
load helper
load gate
load spool

# hostile [OPTION...] <words: a client that says all of it at once and ends its
# side; what it hears is in $output, line ends LF
hostile() {
	cat >"$TMP/words"
	run timeout 40 perl "$TESTS/client.pl" "$WHERE" "$@" <"$TMP/words"
	assert_success
	output=${output//$'\r'/}
}

# to_gate GLOB...: these lines came behind the greeting
to_gate() {
	lines_are "$output" '220 *' "$@"
}

# More than limit_memory lets anybody have; the sanitizers have no such limit,
# and take their time.
MUCH=${SENDOFF_SANITIZED:+2000000}
MUCH=${MUCH:-40000000}

envelope='MAIL FROM:<me@example.com>\r\nRCPT TO:<to@example.net>\r\n'
ok=('250 2.1.0 *' '250 2.1.5 *')
go='354 *'
kept='250 2.0.0 kept as *'

# is_well: the gate serves the next client as if nothing had been
is_well() {
	device_sends to@example.net
	exits 0
	ends 0
}

# ---- smuggling ----

@test "smuggling: whatever looks like an end, one message goes on" {
	local end
	local -a ends=('\n.\n' '\n.\r\n' '\r\n.\n' '\r.\r' '\r\n.\r'
		'\r.\r\n' '\r\n.\r\r\n' '\n\n.\n\n' '\r\n.\n\r\n')

	serve --connections ${#ends[@]}
	gate_settings smtp
	listen
	for end in "${ends[@]}"; do
		# shellcheck disable=SC2059
		hostile < <(printf "${envelope}DATA\r\nTo: x\r\n\r\nfirst$end"
			printf 'MAIL FROM:<evil@example.com>\r\n'
			printf 'RCPT TO:<victim@example.net>\r\nDATA\r\n'
			printf '\r\nsecond\r\n.\r\nQUIT\r\n')
		to_gate "${ok[@]}" "$go" "$kept" '221 *'
	done
	server_agrees
	arrivals ${#ends[@]}
	never_heard 'MAIL FROM:<evil|RCPT TO:<victim'
	! LC_ALL=C grep -q $'[^\r]$' "$MESSAGE" || fail 'a lone LF'
	ends 0
}

# ---- half a connection ----

@test "who ends its side behind the message hears what became of it" {
	serve
	gate_settings smtp
	listen
	# shellcheck disable=SC2059
	hostile < <(printf "${envelope}DATA\r\nTo: x\r\n\r\nhi\r\n.\r\n")
	to_gate "${ok[@]}" "$go" "$kept"
	server_agrees
	arrivals 1
	logs status=0
	ends 0
}

@test "who ends its side within a message: that one was not sent" {
	local half
	local -a halves=('DATA\r\nTo: x\r\n\r\nha'
		'DATA\r\nTo: x\r\n\r\nha\r\n.' 'DATA\r\nTo: x\r\n\r\nha\r\n.\r'
		'BDAT 9 LAST\r\nha' 'BDAT 2\r\nha' 'BDAT 2\r\nhaBDAT 0 LAST')

	serve --connections 100
	gate_settings smtp
	listen
	for half in "${halves[@]}"; do
		# shellcheck disable=SC2059
		hostile < <(printf "$envelope$half")
		[[ $output != *$'\n'250\ 2.0.0\ [!g]* ]] || fail "$output"
	done
	never_heard 'DATA|BDAT'
	arrivals 0
	# shellcheck disable=SC2059
	hostile < <(printf "${envelope}BDAT 2 LAST\r\nhi${envelope}DATA\r\nha")
	to_gate "${ok[@]}" "$kept" "${ok[@]}" "$go"
	arrivals 1
	is_well
}

# ---- too much ----

# bats test_tags=memory
@test "a message beyond max-size: 552, no memory, and the next one goes on" {
	serve --connections 2
	gate_settings smtp 'max-size = 100000'
	limit_memory 40000
	listen
	# shellcheck disable=SC2059
	hostile < <(
		printf 'MAIL FROM:<me@example.com> SIZE=100001\r\n'
		printf "${envelope}BDAT $MUCH LAST\r\n"
		head -c "$MUCH" /dev/zero
		printf "${envelope}BDAT $MUCH\r\n"
		head -c "$MUCH" /dev/zero
		printf "BDAT 0 LAST\r\n${envelope}DATA\r\n\r\n"
		yes $'one line of many\r' | head -c $((MUCH / 18 * 18))
		printf ".\r\n${envelope}BDAT 2 LAST\r\nhi"
	)
	to_gate '552 5.3.4 *' "${ok[@]}" '552 5.3.4 *' \
		"${ok[@]}" '552 5.3.4 *' '552 5.3.4 *' \
		"${ok[@]}" "$go" '552 5.3.4 *' "${ok[@]}" "$kept"
	arrivals 1
	is_well
}

# bats test_tags=memory
@test "a header or a body line without an end is refused, and no more" {
	serve --connections 2
	gate_settings smtp 'max-size = 100000'
	limit_memory 40000
	listen
	# shellcheck disable=SC2059
	hostile < <(
		printf "${envelope}DATA\r\nTo: "
		head -c "$MUCH" /dev/zero | tr '\0' x
		printf "\r\n.\r\n${envelope}DATA\r\n\r\n"
		head -c "$MUCH" /dev/zero | tr '\0' x
		printf "\r\n.\r\n${envelope}BDAT 2 LAST\r\nhi"
	)
	to_gate "${ok[@]}" "$go" '554 5.6.0 *' "${ok[@]}" "$go" '552 5.3.4 *' \
		"${ok[@]}" "$kept"
	arrivals 1
	is_well
}

# bats test_tags=memory
@test "who talks and never listens is left, and its answers take no memory" {
	serve
	gate_settings smtp 'gate-timeout = 1'
	limit_memory 40000
	listen
	hostile deaf < <(yes $'NOOP 8\r' | head -n 100000)
	is_well
}

@test "garbage in one flight is a mistake at a time, until it is enough" {
	serve
	gate_settings smtp
	listen
	hostile < <(yes $'\x01\xff garbage\r' | head -n 51)
	[[ $output == *$'\n421 4.7.0 too many mistakes' ]]
	(($(grep -c '^500 5.5.2 ' <<<"$output") == 51))
	# Its rest is not read.
	hostile < <(head -c 1000000 /dev/urandom)
	is_well
}

@test "who is silent, and who drips octets, is told and left" {
	PORT=9 gate_settings smtp 'gate-timeout = 1'
	listen
	knock
	hears '220 *' '421 4.4.2 that took too long'
	hangs_up
	PORT=9 gate_settings smtp 'gate-deadline = 1'
	end_gate
	listen
	knock
	hears '220 *'
	until read -r -t 0 <&5; do printf N >&5 || break; done
	hears '421 4.4.2 that took too long'
}

# bats test_tags=memory
@test "a line without an end takes no memory, and the next is heard" {
	PORT=9 gate_settings smtp
	limit_memory 40000
	listen
	knock
	hears '220 *'
	head -c "$MUCH" /dev/zero >&5
	says '' NOOP
	hears '500 5.5.2 *' '250 *'
}

@test "a crowd of 10,000: each hears yes or no at once, and is no burden" {
	local before after many=10000

	ulimit -n $((many + 100))
	serve
	gate_settings smtp 'gate-max-connections = 5' 'gate-rate = 0'
	listen
	before=$(awk '/VmHWM/ { print $2 }' "/proc/$GATE/status")
	hostile crowd "$many" </dev/null
	assert_output "220 5
421 $((many - 5))"
	after=$(awk '/VmHWM/ { print $2 }' "/proc/$GATE/status")
	((after <= before + 512)) || fail "from $before KiB to $after"
	until ! pgrep -P "$GATE" >/dev/null ||
		pgrep -P "$GATE" -r Z >/dev/null; do :; done
	is_well
}

# ---- a gate that is killed ----

# hands_in: a client whose mail was taken, and is there still
hands_in() {
	listen
	knock
	hears '220 *'
	says 'MAIL FROM:<me@example.com>' 'RCPT TO:<to@example.net>' DATA
	hears "${ok[@]}" "$go"
	message | sed 's/$/\r/' >&5
	says .
	hears "$1"
}

# It cannot do anything any more.
kill_gate() {
	local -a children

	mapfile -t children < <(pgrep -P "$GATE")
	kill -KILL "$GATE" "${children[@]}"
	wait "$GATE" || :
	GATE=''
	! read -r -t 30 <&5
	exec 5>&-
}

@test "the gate is killed behind its 250: the smarthost has the mail" {
	serve
	gate_settings smtp
	hands_in "$kept"
	kill_gate
	message | arrived
}

@test "the gate is killed behind its 250: the spool has the mail" {
	away
	gate_settings smtp 'spool = on-failure' "spool-directory = $SPOOL"
	hands_in '250 *'
	kill_gate
	serve --listen "127.0.0.1:$PORT"
	CONF=$TMP/gate.conf run_queue
	server_agrees
	message | arrived
}

@test "the gate is killed within a message: nothing was sent" {
	serve
	gate_settings smtp
	listen
	knock
	hears '220 *'
	says 'MAIL FROM:<me@example.com>' 'RCPT TO:<to@example.net>' DATA
	hears "${ok[@]}" "$go"
	says 'To: x' '' half
	kill_gate
	server_agrees
	never_heard 'DATA|BDAT'
}
