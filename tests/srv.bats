#!/usr/bin/env bats
# Smarthosts found by DNS (RFC 6186, 8314): a name server of our own, seen only
# within a mount namespace, so that nobody else's names change.

load helper

# with_names RECORD... -- COMMAND...: runs a command that asks tests/dns.pl.
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
		read -r _ <"$1/ready"
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
	run --separate-stderr with_names "$@" -- \
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
	run --separate-stderr unshare --mount --net sh -euc '
		ip link set lo up
		mount --bind "$1/resolv.conf" /etc/resolv.conf
		shift
		"$@"
	' sh "$TMP" "$SENDOFF" -C "$CONF" to@example.net <<<'Subject: hello'
	assert_equal "$status" 75
	[[ $stderr == *"cannot look up the SRV records"* ]]
}
