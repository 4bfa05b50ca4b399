#!/usr/bin/env bats
# Smarthosts found by DNS (RFC 6186, 8314): a name server of our own, seen only
# within a mount namespace, so that nobody else's names change.

load helper

# with_names RECORD... -- COMMAND...: runs a command that asks tests/dns.pl,
# whose words it can read from descriptor 7.
with_names() {
	local records=()

	while [[ $1 != -- ]]; do
		records+=("$1")
		shift
	done
	shift
	echo 'nameserver 127.0.0.1' >"$TMP/resolv.conf"
	echo '127.0.0.1 smtp.example.com' >"$TMP/hosts"
	unshare --mount --net sh -euc '
		ip link set lo up
		mount --bind "$1/resolv.conf" /etc/resolv.conf
		mount --bind "$1/hosts" /etc/hosts
		mkfifo "$1/ready"
		perl "$2" $3 >"$1/ready" &
		trap "kill $!" EXIT
		exec 7<"$1/ready"
		read -r _ <&7
		shift 3
		"$@"
	' sh "$TMP" "$BATS_TEST_DIRNAME/dns.pl" "${records[*]}" "$@"
}

configure_srv() {
	cat >"$CONF" <<-END
		smarthost = srv:example.com
		from = alerts@example.com
		tls-ca-file = $PKI/ca.pem
		log = $LOG
		connect-timeout = 2
	END
}

ask() {
	attempt with_names "$@" -- \
		"$SENDOFF" -C "$CONF" to@example.net <<<'Subject: hello'
}

@test "hosts are tried by priority, TLS at once before STARTTLS" {
	configure_srv
	ask _submissions._tcp.example.com=20,0,4465,smtp.example.com \
		_submissions._tcp.example.com=10,0,3465,smtp.example.com \
		_submission._tcp.example.com=0,0,1587,smtp.example.com
	assert_equal "$status" 75
	assert_equal "$(grep -o 'port [0-9]*' <<<"$stderr")" \
		$'port 3465\nport 4465\nport 1587'
}

# One time in sixty thousand the light one would be drawn.
@test "of two with the same priority the heavier comes first" {
	configure_srv
	ask _submissions._tcp.example.com=10,0,4465,smtp.example.com \
		_submissions._tcp.example.com=10,65535,3465,smtp.example.com \
		_submissions._tcp.example.com=11,65535,5465,smtp.example.com
	assert_equal "$status" 75
	assert_equal "$(grep -o 'port [0-9]*' <<<"$stderr")" \
		$'port 3465\nport 4465\nport 5465'
}

@test "a target of . says that the service is not there: 69" {
	configure_srv
	ask _submissions._tcp.example.com=0,0,0,. \
		_submission._tcp.example.com=0,0,0,.
	assert_equal "$status" 69
	[[ $stderr == *"DNS names no submission service for example.com"* ]]
}

@test "a host of another domain is refused, with what to write instead" {
	configure_srv
	ask _submissions._tcp.example.com=0,0,465,mail.example.net
	assert_equal "$status" 78
	assert_equal "$stderr" "sendoff: DNS says that example.com is served \
by mail.example.net, another domain, which may be a forgery: if it is right, \
write smarthost = submissions://mail.example.net:465"
}

@test "a domain without the service is told, and nothing is sent" {
	configure_srv
	ask other.example.com=127.0.0.1
	assert_equal "$status" 69
	[[ $stderr == *"DNS names no submission service for example.com"* ]]
}

@test "a name server that does not answer is temporary" {
	configure_srv
	echo 'nameserver 127.0.0.1' >"$TMP/resolv.conf"
	attempt unshare --mount --net sh -euc '
		ip link set lo up
		mount --bind "$1/resolv.conf" /etc/resolv.conf
		shift
		"$@"
	' sh "$TMP" "$SENDOFF" -C "$CONF" to@example.net <<<'Subject: hello'
	assert_equal "$status" 75
	[[ $stderr == *"cannot look up the SRV records"* ]]
}

silence=_submissions._tcp.example.com=silence

# ask_in_vain: the resolver itself would give up later, and say so in
# other words.
ask_in_vain() {
	ask "$silence"
	assert_equal "$status" 75
	assert_equal "$stderr" "sendoff: cannot look up the SRV records \
_submissions._tcp.example.com: no answer from DNS in time"
}

@test "a name server that is silent gets no longer than connect-timeout" {
	configure_srv
	sed -i 's/^connect-timeout = .*/connect-timeout = 1/' "$CONF"
	ask_in_vain
}

@test "a name server that is silent gets no longer than the deadline" {
	configure_srv
	sed -i 's/^connect-timeout = .*/deadline = 1/' "$CONF"
	ask_in_vain
}

@test "the next smarthost is tried when DNS is silent" {
	configure_srv
	sed -i -e 's/^connect-timeout = .*/connect-timeout = 1/' \
		-e 's,^smarthost = .*,& smtp://127.0.0.1:1,' "$CONF"
	ask "$silence"
	assert_equal "$status" 75
	lines_are "$stderr" 'sendoff: cannot look up the SRV records *' \
		'sendoff: cannot connect to 127.0.0.1 port 1 (*'
}

@test "a host name is looked up no longer than connect-timeout" {
	configure_srv
	sed -i -e 's,^smarthost = .*,smarthost = smtp://mx.example.com,' \
		-e 's/^connect-timeout = .*/connect-timeout = 1/' "$CONF"
	ask mx.example.com=silence
	assert_equal "$status" 75
	assert_equal "$stderr" "sendoff: cannot look up mx.example.com: no \
answer from DNS in time"
}

@test "a signal ends the wait for DNS" {
	configure_srv
	attempt with_names "$silence" -- bash -c '
		"$@" <<<"Subject: hello" 7<&- &
		read -r -t 20 asked <&7
		[[ $asked == "asked _submissions._tcp.example.com" ]] || exit
		kill -TERM $!
		wait $!' bash "$SENDOFF" -C "$CONF" --connect-timeout=0 \
		--deadline=0 to@example.net
	assert_equal "$status" 75
	assert_equal "$stderr" "sendoff: cannot look up the SRV records \
_submissions._tcp.example.com: interrupted by SIGTERM"
}
