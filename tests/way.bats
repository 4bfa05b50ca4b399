# way.bats - the ways to a smarthost: tunnels, local sockets, addresses, names
load helper

# ---- a tunnel command ----

# tunnel LINE...: a command, in shell, that is to lead to the smarthost; JOIN
# does so
tunnel() {
	{
		printf '%s\n' '#!/bin/sh' \
			"JOIN='perl $BATS_TEST_DIRNAME/tunnel.pl $PORT'" \
			"echo \$\$ >'$TMP/pid'" "$@"
	} >"$TMP/tunnel"
	chmod 700 "$TMP/tunnel"
}

# through SCHEME [LINE...]: nothing is known of its host but to the tunnel
through() {
	[[ $1 != smtp ]] || set -- "$@" 'tls = off'
	HOST=smtp.example.com PORT=${port:-25} configure "$1" \
		"tunnel = $TMP/tunnel" "${@:2}"
}

# A pid may have been given anew, but not yet to a process of ours.
tunnel_is_gone() {
	local stat

	! stat=$(cat "/proc/$(<"$TMP/pid")/stat" 2>/dev/null) ||
		fail "the tunnel is still there: $stat"
}

# fails_by TUNNEL STATUS GLOB [DOING]
fails_by() {
	PORT=1
	tunnel "$1"
	through smtp
	send to@example.net
	exits "$2" "smtp.example.com:25 while ${4:-waiting for the greeting*}: \
$3"
	tunnel_is_gone
}

@test "STARTTLS and AUTH through a tunnel; the certificate is the host's" {
	serve --pair wildcard --user alerts --password secret --mechs PLAIN
	tunnel 'exec $JOIN'
	port=587 through submission 'user = alerts' 'password = secret'
	send to@example.net
	exits 0
	server_agrees
	arrived <"$TMP/sent"
	heard STARTTLS 'AUTH PLAIN *'
	logs host=smtp.example.com:587 'tls="TLS1*"'
	tunnel_is_gone
}

@test "a large message through a tunnel" {
	serve
	tunnel 'exec $JOIN'
	through smtp
	{
		message
		yes "$(printf '%070d' 0)" | head -n 40000
	} >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	arrived <"$TMP/sent"
}

@test "a tunnel goes before a proxy, and is used for each smarthost" {
	serve
	tunnel "[ -e '$TMP/first' ] || { : >'$TMP/first'; exit 3; }" \
		'exec $JOIN'
	through smtp 'proxy = socks5://127.0.0.1:1' \
		'smarthost = smtp://a.example smtp://b.example'
	send to@example.net
	exits 0
	server_agrees
	logs host=b.example:25 'tried="a.example:25 while waiting for the *'
}

@test "a tunnel that fails is told, with its status: 75" {
	fails_by 'exit 3' 75 'tunnel failed with status 3'
	fails_by 'kill -9 $$' 75 'tunnel was killed by signal 9'
	fails_by 'exit 0' 75 'the tunnel ended'
	fails_by 'exec >&-; exec sleep 1000' 75 'the tunnel closed its side'
	fails_by 'exit 127' 78 'tunnel could not be run (status 127): is its \
program there[?]'
}

@test "a tunnel that ends behind the dot leaves doubt" {
	play <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		BODY
		CLOSE
	END
	tunnel 'exec $JOIN'
	through smtp
	send to@example.net
	exits 75 'smtp.example.com:25 while waiting for the verdict on the \
message: the tunnel ended; the message may have been delivered all the same'
	server_agrees
}

@test "what a tunnel prints to stderr is seen, and harms nothing" {
	serve
	tunnel 'echo "hello from the tunnel" >&2' 'exec $JOIN'
	through smtp
	send to@example.net
	assert_equal "$status" 0
	assert_equal "$output" ''
	assert_equal "$stderr" 'hello from the tunnel'
	server_agrees
	arrived <"$TMP/sent"
}

@test "a tunnel that never answers ends with the timeout, and is killed" {
	PORT=1
	tunnel "trap '' TERM HUP PIPE" 'exec sleep 1000'
	through smtp 'timeout = 1'
	send to@example.net
	exits 75 'smtp.example.com:25: timed out while waiting for the \
greeting*'
	tunnel_is_gone
}

@test "a tunnel that does not end after QUIT is killed; the mail is sent" {
	serve
	tunnel '$JOIN' "trap '' TERM HUP PIPE" 'exec sleep 1000'
	through smtp
	send to@example.net
	exits 0
	server_agrees
	tunnel_is_gone
}

@test "a signal ends the run and its tunnel" {
	local pid ended=0

	mkfifo "$TMP/up"
	PORT=1
	tunnel "echo up >'$TMP/up'" 'exec sleep 1000'
	through smtp
	message >"$TMP/sent"
	"$SENDOFF" -C "$CONF" to@example.net <"$TMP/sent" 2>"$TMP/err" 3>&- &
	pid=$!
	read -r _ <"$TMP/up"
	kill "$pid"
	wait "$pid" || ended=$?
	assert_equal "$ended" 75
	lines_are "$(<"$TMP/err")" 'sendoff: smtp.example.com:25: \
interrupted by SIGTERM while waiting for the greeting*'
	tunnel_is_gone
}

@test "what a tunnel says must be SMTP" {
	PORT=1
	tunnel 'echo Last login: yesterday' 'exec sleep 1000'
	through smtp
	send to@example.net
	exits 76 'smtp.example.com:25 does not speak SMTP: it said "Last \
login: yesterday"'
}

# Descriptor 10 is where sh keeps the script. While it begins a command, sh has
# all signals blocked: the command tells what it was given.
@test "a tunnel has clean descriptors and default signals" {
	serve
	tunnel 'for n in 3 4 5 6 7 8 9 11 12 13 14 15 16 17 18 19; do' \
		'[ ! -e /proc/$$/fd/$n ] || echo "open: $n" >&2' done \
		'grep -E "^Sig(Blk|Ign)" /proc/self/status >&2' \
		'exec $JOIN'
	through smtp
	message >"$TMP/sent"
	attempt bash -c 'trap "" PIPE XFSZ
		exec 5</dev/null 9</dev/null 17</dev/null "$1" -C "$2" \
			to@example.net <"$3"' - "$SENDOFF" "$CONF" "$TMP/sent"
	assert_equal "$status" 0
	lines_are "$stderr" $'SigBlk:\t0000000000000000' \
		$'SigIgn:\t0000000000000000'
	server_agrees
}

@test "a tunnel that is no command: 78" {
	local command

	PORT=25
	for command in 'sh -c "x' "sh 'x"; do
		configure smtp "tunnel = $command"
		send to@example.net
		exits 78 "$CONF:*: tunnel must be a command whose quotes are \
closed*"
	done
}

# ---- a local socket ----

@test "unix: speaks SMTP through a local socket" {
	serve --listen "unix:$TMP/socket"
	configure smtp "smarthost = unix:$TMP/socket"
	send to@example.net
	exits 0
	server_agrees
	arrived <"$TMP/sent"
	heard 'EHLO client.example.com'
	logs "host=unix:$TMP/socket" tls=none
}

@test "lmtp: speaks LMTP through a local socket, a verdict for each" {
	play --listen "unix:$TMP/socket" <<-END
		S: 220 store ready
		C: LHLO client.example.com
		S: 250-store
		S: 250 PIPELINING
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net>
		C: RCPT TO:<b@example.net>
		C: RCPT TO:<c@example.net>
		C: DATA
		S: 250 ok
		S: 250 ok
		S: 550 5.1.1 who
		S: 250 ok
		S: 354 go ahead
		BODY
		S: 250 kept
		S: 452 4.2.2 full
		C: QUIT
	END
	configure smtp "smarthost = lmtp:$TMP/socket"
	send a@example.net b@example.net c@example.net
	exits 67 'b@example.net was refused: 550 5.1.1 who' \
		'c@example.net was refused: 452 4.2.2 full'
	server_agrees
	arrived <"$TMP/sent"
	logs to=a@example.net refused=b@example.net
}

@test "a local socket does STARTTLS when it is asked to" {
	serve --pair good --listen "unix:$TMP/socket"
	configure smtp "smarthost = unix:$TMP/socket" 'tls = required'
	send to@example.net
	exits 0
	server_agrees
	heard STARTTLS
}

@test "a local socket where nobody listens, or that cannot be one" {
	PORT=25
	configure smtp "smarthost = unix:$TMP/none"
	send to@example.net
	exits 75 "cannot connect to $TMP/none: No such file or directory"
	: >"$TMP/file"
	configure smtp "smarthost = lmtp:$TMP/file"
	send to@example.net
	exits 75 "cannot connect to $TMP/file: Connection refused"
	configure smtp "smarthost = unix:/$(printf '%0120d' 0)"
	send to@example.net
	exits 78 'the path of the socket is too long: /0*0'
}

# ---- addresses ----

# send_knowing LINE...: with these in /etc/hosts, and no others
send_knowing() {
	need_mounts
	printf '%s\n' "$@" >"$TMP/hosts"
	message >"$TMP/sent"
	attempt unshare -m sh -c '
		mount --bind "$1/hosts" /etc/hosts
		exec timeout 40 "$2" -C "$3" to@example.net <"$1/sent"' \
		sh "$TMP" "$SENDOFF" "$CONF"
}

# greets_as LITERAL: without a name we say our address, if the machine has no
# full name
greets_as() {
	[[ $(hostname) != *.* ]] || set -- "$(hostname)"
	cat <<-END
		S: 220 mx ready
		C: EHLO $1
		S: 250 mx
		$(delivery)
	END
}

@test "bind: the address we come from" {
	play < <(greets_as '[127.0.0.2]')
	configure smtp -helo-name 'bind = 127.0.0.2'
	send to@example.net
	exits 0
	server_agrees
}

@test "bind: an address that is not ours, or of the other family: 75" {
	PORT=1
	configure smtp 'bind = 192.0.2.1'
	send to@example.net
	exits 75 'cannot connect to localhost port 1 (127.0.0.1: Cannot \
assign requested address: bind 192.0.2.1)'
	configure smtp 'bind = ::1'
	send to@example.net
	exits 75 'cannot connect to localhost port 1 (127.0.0.1: Cannot \
assign requested address: bind ::1)'
}

both=('127.0.0.1 smtp.example.com' '::1 smtp.example.com')

@test "family: the other one is not tried" {
	play --listen '[::1]' < <(greets_as '[IPv6:::1]')
	HOST=smtp.example.com configure smtp -helo-name 'family = ipv6' \
		'tls = off'
	send_knowing "${both[@]}"
	exits 0
	server_agrees
	logs address=::1
	play --listen '[::1]' <<<WAIT
	HOST=smtp.example.com configure smtp 'family = ipv4' 'tls = off'
	send_knowing "${both[@]}"
	exits 75 "cannot connect to smtp.example.com port $PORT (127.0.0.1: \
Connection refused*"
	[[ $stderr != *::1* ]]
	server_was_left_alone
}

@test "both families are tried where none is set" {
	PORT=1
	HOST=smtp.example.com configure smtp -family 'tls = off'
	send_knowing "${both[@]}"
	assert_equal "$status" 75
	[[ $stderr == *'::1: Connection refused'* ]]
	[[ $stderr == *'127.0.0.1: Connection refused'* ]]
}

@test "an address in the URL that is not of the family: 78" {
	HOST='[::1]' PORT=25 configure smtp 'family = ipv4'
	send to@example.net
	exits 78 'the address ::1 is not of the family that is set'
}

# ---- names ----

@test "a name that is not ASCII is looked up and verified as DNS has it" {
	serve --pair idn
	HOST=KÖLN.example configure submission
	send_knowing '127.0.0.1 xn--kln-sna.example'
	exits 0
	server_agrees
	logs "host=xn--kln-sna.example:$PORT"
}

@test "a dot behind a name is no part of it" {
	serve --pair good
	HOST=localhost. configure submission
	send to@example.net
	exits 0
	server_agrees
	logs "host=localhost:$PORT"
}

@test "what was encoded for one smarthost leaves as it was given to the next" {
	local envelope=('C: MAIL FROM:<alerts@example.com>*' 'S: 250 ok'
		'C: RCPT TO:<to@example.net>' 'S: 250 ok')

	play < <(
		hello
		printf '%s\n' "${envelope[@]}" 'C: DATA' CLOSE
		echo CONNECTION
		hello 8BITMIME
		printf '%s\n' "${envelope[@]}" 'C: DATA' 'S: 354 go' BODY \
			'S: 250 kept' 'C: QUIT' 'S: 221 bye'
	)
	configure smtp "smarthost = smtp://localhost:$PORT \
smtp://127.0.0.1:$PORT"
	message "$(printf 'na\303\257ve')" >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	arrived <"$TMP/sent"
}
