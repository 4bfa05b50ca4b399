# proxy.bats - to the smarthost by way of a SOCKS 5 proxy
load helper

# tests/socks.pl is a real one; what it was asked stands in $ASKED.

setup() {
	prepare
	need perl
	ASKED=$TMP/asked
	PROXY=''
}

teardown() {
	[[ -z $PROXY ]] || kill "$PROXY"
	clean_up
}

# proxy [USER:PASSWORD] HOST=PORT...: starts one and learns its PROXY_PORT
proxy() {
	mkfifo "$TMP/proxy"
	timeout 60 perl "$BATS_TEST_DIRNAME/socks.pl" "$ASKED" "$@" \
		>"$TMP/proxy" 3>&- </dev/null &
	PROXY=$!
	read -r _ PROXY_PORT <"$TMP/proxy" || fail 'no proxy'
}

# asked LINE...: these, and no more
asked() {
	assert_equal "$(<"$ASKED")" "$(printf '%s\n' "$@")"
}

# Only the proxy knows where that host is.
through() {
	HOST=smtp.example.com PORT=587 configure submission \
		"proxy = socks5://${1}127.0.0.1:$PROXY_PORT" "${@:2}"
}

@test "STARTTLS and AUTH by way of a proxy, which looks the name up" {
	serve --pair good --user alerts --password secret --mechs PLAIN
	proxy "smtp.example.com=$PORT"
	through '' 'user = alerts' 'password = secret'
	send to@example.net
	exits 0
	server_agrees
	arrived <"$TMP/sent"
	heard STARTTLS 'AUTH PLAIN *' 'RCPT TO:<to@example.net>'
	asked 'methods 0' 'connect kind 3, smtp.example.com port 587'
	logs address=127.0.0.1 host=smtp.example.com:587 'tls="TLS1*"'
}

@test "TLS at once by way of a proxy that wants a login" {
	serve --pair good --implicit-tls
	proxy joe:s3c:r@t "smtp.example.com=$PORT"
	HOST=smtp.example.com PORT=465 configure submissions \
		"proxy = socks5://joe:s3c%3Ar%40t@localhost:$PROXY_PORT"
	send -v to@example.net
	assert_equal "$status" 0
	[[ $stderr != *s3c* ]]
	server_agrees
	arrived <"$TMP/sent"
	asked 'methods 0 2' 'login of joe' \
		'connect kind 3, smtp.example.com port 465'
}

@test "a message larger than every buffer passes the proxy whole" {
	serve
	proxy "smtp.example.com=$PORT"
	through '' -smarthost 'smarthost = smtp://smtp.example.com:25' \
		'tls = off'
	{
		message
		yes "$(printf '%070d' 0)" | head -n 40000
	} >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	arrived <"$TMP/sent"
}

@test "an address is not made a name" {
	serve --connections 2
	proxy "127.0.0.1=$PORT" "::1=$PORT"
	HOST=127.0.0.1 PORT=25 configure smtp \
		"proxy = socks5://127.0.0.1:$PROXY_PORT"
	send to@example.net
	exits 0
	HOST='[::1]' PORT=2525 configure smtp \
		"proxy = socks5://127.0.0.1:$PROXY_PORT"
	send to@example.net
	exits 0
	server_agrees
	asked 'methods 0' 'connect kind 1, 127.0.0.1 port 25' \
		'methods 0' 'connect kind 4, ::1 port 2525'
}

@test "a host name that is not ASCII reaches the proxy as DNS has it" {
	serve
	proxy "xn--kln-sna.example=$PORT"
	HOST=köln.example PORT=25 configure smtp 'tls = off' \
		"proxy = socks5://127.0.0.1:$PROXY_PORT"
	send to@example.net
	exits 0
	server_agrees
	asked 'methods 0' 'connect kind 3, xn--kln-sna.example port 25'
}

# Who dials by itself finds the decoy by its name.
@test "with a proxy nobody is dialled directly" {
	need_mounts
	serve
	local real=$SERVER decoy
	proxy "smtp.example.com=$PORT"
	SERVER=''
	TRANSCRIPT=$TMP/decoy serve
	decoy=$PORT
	echo '127.0.0.1 smtp.example.com localhost' >"$TMP/hosts"
	HOST=smtp.example.com PORT=$decoy configure smtp 'tls = off' \
		"proxy = socks5://127.0.0.1:$PROXY_PORT"
	message >"$TMP/sent"
	attempt unshare -m sh -c '
		mount --bind "$1/hosts" /etc/hosts
		exec "$2" -C "$3" to@example.net <"$1/sent"' sh "$TMP" \
		"$SENDOFF" "$CONF"
	exits 0
	wait "$real"
	asked 'methods 0' "connect kind 3, smtp.example.com port $decoy"
	TRANSCRIPT=$TMP/decoy server_was_left_alone
}

# ---- whom we believe ----

@test "the certificate must bear the smarthost's name, not the proxy's" {
	serve --pair wildcard
	proxy "smtp.example.com=$PORT" "mail.example.net=$PORT"
	through ''
	send to@example.net
	exits 0
	server_agrees
	serve --pair good
	kill "$PROXY"
	rm "$TMP/proxy"
	proxy "mail.example.net=$PORT"
	HOST=mail.example.net PORT=587 configure submission \
		"proxy = socks5://localhost:$PROXY_PORT"
	send to@example.net
	assert_equal "$status" 77
	[[ $stderr == 'sendoff: the certificate of mail.example.net is for '\
'another host: it bears '*localhost* ]] || fail "$stderr"
	server_agrees
	never_heard 'AUTH|MAIL'
}

# ---- what goes wrong ----

@test "each refusal of a proxy has its status and its sentence" {
	local row

	proxy a.example=-1 b.example=-2 c.example=-3 d.example=-4 \
		e.example=-5 f.example=-6 g.example=-7 h.example=-8 \
		i.example=-42
	for row in 'a 75 general failure' 'b 77 its rules do not allow it' \
		'c 75 network unreachable' 'd 75 host unreachable' \
		'e 75 connection refused' 'f 75 time to live expired' \
		'g 76 it does not know the command' \
		'h 76 it does not know the kind of address' \
		'i 76 status 42'; do
		: >"$LOG"
		HOST=${row%% *}.example PORT=587 configure submission \
			"proxy = socks5://127.0.0.1:$PROXY_PORT"
		send to@example.net
		exits "$(cut -d' ' -f2 <<<"$row")" "the proxy 127.0.0.1 cannot \
connect to ${row%% *}.example: ${row#* * }"
		logs "status=$status" address=127.0.0.1
	done
	! grep told "$ASKED"
}

@test "a proxy that wants a login, another one, or none of ours" {
	proxy joe:secret "smtp.example.com=1"
	through ''
	send to@example.net
	exits 77 'the proxy 127.0.0.1 wants another login than we have: \
write socks5://USER:PASSWORD@*'
	through joe:wrong@
	send to@example.net
	exits 77 'the proxy 127.0.0.1 refused its user or password'
	asked 'methods 0' 'methods 0 2' 'login refused'
}

@test "the next smarthost is tried when the proxy cannot reach the first" {
	serve
	proxy a.example=-4 "b.example=$PORT"
	HOST=a.example configure smtp 'tls = off' \
		'smarthost = smtp://a.example smtp://b.example' \
		"proxy = socks5://127.0.0.1:$PROXY_PORT"
	send to@example.net
	exits 0
	server_agrees
	logs 'tried="the proxy 127.0.0.1 cannot connect to a.example: host *'
}

@test "a proxy that is not there: 75, and the proxy is named" {
	HOST=smtp.example.com PORT=587 configure submission \
		'proxy = socks5://127.0.0.1:1'
	send to@example.net
	exits 75 'cannot connect to the proxy 127.0.0.1 port 1 (127.0.0.1: \
Connection refused)'
}

# hears STATUS GLOB <script: the proxy's part of it
hears() {
	play
	HOST=smtp.example.com configure submission 'connect-timeout = 1' \
		"proxy = socks5://127.0.0.1:$PORT"
	send to@example.net
	exits "$1" "$2"
	server_agrees
	never_heard .
}

@test "what is no proxy is told apart from what is silent" {
	hears 76 'the proxy 127.0.0.1 does not speak SOCKS 5' <<-'END'
		C! \x05\x01\x00
		S: HTTP/1.1 400 Bad Request
	END
	hears 76 'the proxy 127.0.0.1 does not speak SOCKS 5' <<-'END'
		C! \x05\x01\x00
		S! \x00\x5b
	END
	hears 75 'smtp.example.com:*: timed out while asking the proxy' <<-'END'
		C! \x05\x01\x00
		S! \x05
		WAIT
	END
	hears 75 'smtp.example.com:* closed the connection while asking the \
proxy' <<-'END'
		C! \x05\x01\x00
		CLOSE
	END
}

@test "a user too long for SOCKS is told: 78" {
	proxy joe:secret
	through "$(printf '%0256d' 0):secret@"
	send to@example.net
	exits 78 'proxy 127.0.0.1: its user is longer than 255 octets, which \
SOCKS cannot say'
	asked 'methods 0 2'
}
