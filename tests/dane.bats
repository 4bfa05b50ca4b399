# dane.bats - certificates that DNS names (RFC 6698, 7671, 7672), against a zone
# that is really signed, in a network of its own where port 53 is ours
load helper
load handshake
load gate

# A host of which no name _587._tcp.HOST can be made: RFC 1035 section 2.3.4
LONG=$(printf "%063d." 1 2 3)$(printf %040d 4)

# data SELECTOR NAME: what a TLSA record is about, of a certificate of the PKI
data() {
	case $1 in
	0) openssl x509 -in "$PKI/$2.pem" -outform DER ;;
	1) openssl x509 -in "$PKI/$2.pem" -noout -pubkey |
		openssl pkey -pubin -outform DER ;;
	esac
}

# match TYPE <octets
match() {
	case $1 in
	0) cat ;;
	1) openssl dgst -sha256 -binary ;;
	2) openssl dgst -sha512 -binary ;;
	esac | od -An -v -tx1 | tr -d ' \n'
}

# tlsa HOST USAGE SELECTOR TYPE NAME
tlsa() {
	echo "_587._tcp.$1 TLSA $2 $3 $4 $(data "$3" "$5" | match "$4")"
}

# host NAME: one with an address, that tlsa lines follow
host() {
	echo "$1 A 127.0.0.1"
}

head_of_zone() {
	printf '%s\n' "\$ORIGIN $1." '$TTL 60' \
		'@ SOA ns root 1 3600 600 86400 60' '@ NS ns' 'ns A 127.0.0.1'
}

signed_zone() {
	head_of_zone example.com
	echo '_submission._tcp SRV 0 0 587 ee'
	echo '_submissions._tcp SRV 0 0 0 .'
	host none
	host ee; tlsa ee 3 1 1 selfsigned
	host whole; tlsa whole 3 0 1 selfsigned
	host exact; tlsa exact 3 1 0 selfsigned
	host long; tlsa long 3 0 2 selfsigned
	host expired; tlsa expired 3 1 1 expired
	host smtp; tlsa smtp 2 1 1 intermediate
	host ta; tlsa ta 2 1 1 intermediate
	host root; tlsa root 2 0 1 ca
	host several; tlsa several 3 1 1 good; tlsa several 3 1 1 selfsigned
	host weaker; tlsa weaker 3 1 2 good; tlsa weaker 3 1 1 selfsigned
	host pkix; tlsa pkix 1 1 1 selfsigned; tlsa pkix 0 0 1 otherca
	host mixed; tlsa mixed 1 1 1 good; tlsa mixed 3 1 1 selfsigned
	host odd; echo '_587._tcp.odd TLSA 3 1 1 abcd'
	echo '_587._tcp.odd TLSA 3 9 1 abcd'; tlsa odd 9 1 1 selfsigned
	host forged; tlsa forged 3 1 1 good
	host wild; echo "*._tcp.wild TLSA 3 1 1 $(data 1 selfsigned | match 1)"
	host link; echo '_587._tcp.link CNAME _587._tcp.ee'
	host leaves; echo '_587._tcp.leaves CNAME _587._tcp.ee.example.net.'
	host many; tlsa many 3 1 1 selfsigned
	printf '_587._tcp.many TLSA 3 1 1 %064d\n' {1..300}
	host x.branch; tlsa x.branch 3 1 1 selfsigned
	host xn--mller-kva; tlsa xn--mller-kva 3 1 1 selfsigned
	host "$LONG"
	echo 'tree DNAME branch'
	echo 'loop CNAME pool'; echo 'pool CNAME loop'
	echo 'alias CNAME ee'
	echo 'back CNAME leaves'; tlsa back 3 1 1 selfsigned
	echo 'other CNAME none'; tlsa other 3 1 1 selfsigned
	echo 'away CNAME ee.example.net.'; tlsa away 3 1 1 good
}

unsigned_zone() {
	head_of_zone example.net
	host ee; tlsa ee 3 1 1 good
}

# Somebody changes a record on its way, whose signature he cannot make.
forge() {
	local right wrong

	right=$(data 1 good | match 1)
	wrong=$(data 1 selfsigned | match 1)
	awk -v right="$right" -v wrong="$wrong" '
		/^_587._tcp.forged/ { sub(right, wrong) } { print }'
}

make_zones() {
	local key

	cd "$ZONES"
	signed_zone >plain
	unsigned_zone >example.net
	key=$(ldns-keygen -a ECDSAP256SHA256 -k -r /dev/urandom example.com)
	ldns-signzone -n -f signed plain "$key"
	forge <signed >example.com
	! cmp -s signed example.com || fail 'nothing was forged'
	cp "$key.key" anchor
	echo 'nameserver 127.0.0.1' >resolv.conf
	cat >nsd.conf <<-END
		server:
			ip-address: 127.0.0.1
			username: ""
			zonesdir: "$ZONES"
			database: ""
			pidfile: ""
			xfrdfile: ""
			zonelistfile: "$ZONES/zone.list"
			verbosity: 1
			server-count: 1
		remote-control:
			control-enable: no
		zone:
			name: example.com
			zonefile: example.com
		zone:
			name: example.net
			zonefile: example.net
	END
}

# enter NAME PROGRAM: a program NAME that runs another in our network
enter() {
	cat >"$ZONES/$1" <<-END
		#!/bin/sh
		exec nsenter --mount --net -t $NETWORK -- "$2" "\$@"
	END
	chmod 755 "$ZONES/$1"
}

setup_file() {
	local line

	need_mounts
	need nsd ldns-keygen ldns-signzone nsenter openssl
	export ZONES=$BATS_FILE_TMPDIR
	make_pki
	make_zones >&2
	mkfifo "$ZONES/said"
	unshare --mount --net sh -euc '
		ip link set lo up
		mount --bind "$1/resolv.conf" /etc/resolv.conf
		exec nsd -d -c "$1/nsd.conf"
	' sh "$ZONES" >"$ZONES/said" 2>&1 3>&- &
	export NETWORK=$!
	exec 7<"$ZONES/said"
	until [[ $line == *'nsd started'* ]]; do
		read -r -t 20 line <&7 || fail "nsd: $line"
	done
	cat <&7 >"$ZONES/nsd.log" 3>&- &
	enter sendoff "$SENDOFF"
	enter smarthost "$SMARTHOST"
	enter perl perl
}

teardown_file() {
	[[ -z ${NETWORK:-} ]] || kill "$NETWORK"
}

setup() {
	prepare
	REAL=$SENDOFF
	SENDOFF=$ZONES/sendoff
	SMARTHOST=$ZONES/smarthost
	STAPLE=(--listen 127.0.0.1:587)
	dane=('dane = auto' "dane-anchor = $ZONES/anchor" -tls-ca-file)
	required=("${dane[@]/%auto/required}")
	# With authorities, of which a wildcard of the PKI is one's.
	usual=("${dane[@]:0:2}")
	none_named='the certificate of *.example.com is none that its TLSA \
records name: if it was renewed, its owner must publish new ones; else \
somebody may be tampering'
}

# proxy HOST: the setting of a SOCKS 5 proxy in our network, which knows HOST
# alone
proxy() {
	local port

	rm -f "$TMP/proxy"
	mkfifo "$TMP/proxy"
	timeout 20 "$ZONES/perl" "$TESTS/socks.pl" "$TMP/asked" "$1=587" \
		>"$TMP/proxy" 3>&- </dev/null &
	read -r _ port <"$TMP/proxy" || fail 'no proxy'
	echo "proxy = socks5://127.0.0.1:$port"
}

# spares LINE...: nobody is dialled; the sentence follows by `exits`
spares() {
	play "${STAPLE[@]}" <<<'S: 220 mx'
	configure submission "$@"
	send to@example.net
	server_was_left_alone
}

# ---- DANE-EE ----

@test "DANE-EE: the key that is named is believed, whatever its certificate" {
	HOST=ee.example.com CERTIFICATE=selfsigned accepted "${dane[@]}"
	HOST=ee.example.com CERTIFICATE=selfsigned accepted "${required[@]}"
}

@test "DANE-EE: another key is refused, though its authority is trusted" {
	HOST=ee.example.com CERTIFICATE=wildcard refused 77 "$none_named" \
		"${dane[@]}"
}

@test "DANE-EE: by the whole certificate, the key itself, by SHA-512" {
	HOST=whole.example.com CERTIFICATE=selfsigned accepted "${dane[@]}"
	HOST=exact.example.com CERTIFICATE=selfsigned accepted "${dane[@]}"
	HOST=long.example.com CERTIFICATE=selfsigned accepted "${dane[@]}"
	HOST=whole.example.com CERTIFICATE=good refused 77 "$none_named" \
		"${dane[@]}"
	HOST=exact.example.com CERTIFICATE=good refused 77 "$none_named" \
		"${dane[@]}"
}

@test "DANE-EE: dates do not count" {
	HOST=expired.example.com CERTIFICATE=expired accepted "${dane[@]}"
}

@test "DANE-EE: one of several is enough, so that keys can roll over" {
	HOST=several.example.com CERTIFICATE=selfsigned accepted "${dane[@]}"
	HOST=several.example.com CERTIFICATE=good accepted "${dane[@]}"
	HOST=several.example.com CERTIFICATE=wildcard refused 77 \
		"$none_named" "${dane[@]}"
}

@test "of two digests the weaker does not count" {
	HOST=weaker.example.com CERTIFICATE=good accepted "${dane[@]}"
	HOST=weaker.example.com CERTIFICATE=selfsigned refused 77 \
		"$none_named" "${dane[@]}"
}

# ---- DANE-TA ----

@test "DANE-TA: under the authority that is named" {
	HOST=smtp.example.com CERTIFICATE=good accepted "${dane[@]}"
}

@test "DANE-TA: the name counts" {
	HOST=ta.example.com CERTIFICATE=good refused 77 'the certificate of \
ta.example.com is for another host: it bears localhost, smtp.example.com (*)' \
		"${dane[@]}"
}

# shows CERTIFICATE AUTHORITY: a chain that holds the authority
shows() {
	cat "$PKI/$1.pem" "$PKI/$2.pem" >"$TMP/chain.pem"
	STAPLE=(--listen 127.0.0.1:587 --certificate "$TMP/chain.pem"
		--key "$PKI/$1.key")
}

@test "DANE-TA: the authority must be shown" {
	HOST=root.example.com CERTIFICATE=wildcard refused 77 "$none_named" \
		"${dane[@]}"
	shows wildcard ca
	HOST=root.example.com CERTIFICATE=wildcard accepted "${dane[@]}"
}

@test "DANE-TA: it is not enough that the authority is shown" {
	shows under-mimic ca
	HOST=root.example.com CERTIFICATE=under-mimic refused 77 \
		'the certificate of localhost is not signed by whom it says *' \
		"${dane[@]}" 'tls-name = localhost'
}

@test "DANE-TA: dates count" {
	shows expired ca
	HOST=root.example.com CERTIFICATE=expired refused 77 \
		'the certificate of localhost has expired: *' \
		"${dane[@]}" 'tls-name = localhost'
}

# ---- records that there are not, or that are of no use ----

@test "no record: the usual proof goes on" {
	HOST=none.example.com CERTIFICATE=wildcard accepted "${usual[@]}"
	HOST=none.example.com CERTIFICATE=selfsigned refused 77 \
		'the certificate of none.example.com is from an authority *' \
		"${usual[@]}"
}

@test "no record: refused where one is required, before anybody is dialled" {
	HOST=none.example.com spares "${required[@]}"
	exits 77 'none.example.com:587 has no TLSA records that could prove \
its certificate, and dane = required: there are none; where its owner \
publishes none, dane = auto takes the usual proof'
}

@test "a zone that is not signed proves nothing" {
	HOST=ee.example.net CERTIFICATE=good refused 77 \
		'the certificate of ee.example.net is for another host: *' \
		"${usual[@]}"
	HOST=ee.example.net spares "${required[@]}"
	exits 77 'ee.example.net:587 has no TLSA records *: its zone is not \
signed; *'
}

@test "usages of the web's authorities are no use for mail" {
	HOST=pkix.example.com CERTIFICATE=wildcard accepted "${usual[@]}"
	HOST=pkix.example.com CERTIFICATE=selfsigned refused 77 \
		'the certificate of pkix.example.com is from an authority *' \
		"${usual[@]}"
	HOST=pkix.example.com spares "${required[@]}"
	exits 77 'pkix.example.com:587 has no TLSA records *: there are none \
that mail may use; *'
	HOST=mixed.example.com CERTIFICATE=selfsigned accepted "${dane[@]}"
	HOST=mixed.example.com CERTIFICATE=good refused 77 "$none_named" \
		"${dane[@]}"
}

@test "records that nobody knows how to read are no use" {
	HOST=odd.example.com CERTIFICATE=wildcard accepted "${usual[@]}"
	HOST=odd.example.com spares "${required[@]}"
	exits 77 '*: there are none that mail may use; *'
}

@test "an address and a local socket can have no records" {
	HOST=127.0.0.1 CERTIFICATE=good accepted "${usual[@]}"
	HOST=127.0.0.1 spares "${required[@]}"
	exits 77 '127.0.0.1:587 has no TLSA records *: only a host name can \
have some; *'
}

# ---- answers that cannot be believed ----

@test "a forged record: 75, and nobody is dialled" {
	HOST=forged.example.com spares "${dane[@]}"
	exits 75 'cannot look up the TLSA records \
_587._tcp.forged.example.com: DNSSEC says that the answer is forged, or its \
zone or the name server of this machine is broken (*)'
	HOST=forged.example.com spares "${required[@]}"
	exits 75 '*DNSSEC says that the answer is forged*'
}

@test "a name server without the keys to begin with: it is to blame" {
	sed 's/example\.com/example.net/' "$ZONES/anchor" >"$TMP/anchor"
	HOST=ee.example.net spares 'dane = auto' "dane-anchor = $TMP/anchor"
	exits 75 'cannot look up the TLSA records \
_587._tcp.ee.example.net: the name servers of /etc/resolv.conf do not pass \
DNSSEC on, or the keys in */anchor are old: use a validating one, or set \
dane = off (*)'
}

@test "a name server that does not know: 75, and nobody is dialled" {
	HOST=mx.example.org spares "${dane[@]}"
	exits 75 'cannot look up the TLSA records _587._tcp.mx.example.org: \
the name server answered with error 2'
}

# silent PERL: a SENDOFF whose name server hears the question on $s and says
# nothing; run from @ARGV by these statements, which yield its status
silent() {
	echo 'nameserver 127.0.0.9' >"$TMP/resolv.conf"
	cat >"$TMP/server" <<-END
		use IO::Socket::INET;
		\$s = IO::Socket::INET->new(Proto => 'udp',
			LocalAddr => '127.0.0.9:53') or die;
		$1
		exit(\$? >> 8);
	END
	cat >"$TMP/silent" <<-END
		#!/bin/sh -eu
		exec nsenter --mount --net -t $NETWORK -- \
			unshare --mount sh -euc '
			mount --bind "$TMP/resolv.conf" /etc/resolv.conf
			exec perl "$TMP/server" "\$@"' sh "$REAL" "\$@"
	END
	chmod 755 "$TMP/silent"
	SENDOFF=$TMP/silent
}

@test "a name server that is silent gets no longer than connect-timeout" {
	silent 'system(@ARGV);'
	HOST=ee.example.com spares "${dane[@]}" 'connect-timeout = 1'
	exits 75 'cannot look up the TLSA records _587._tcp.ee.example.com: \
no answer from DNS in time'
}

@test "who is bidden to end does not wait for a name server" {
	silent 'my $pid = fork // die; exec(@ARGV) if !$pid; \
		$s->recv(my $question, 512); kill("TERM", $pid); \
		waitpid($pid, 0);'
	HOST=ee.example.com spares "${dane[@]}"
	exits 75 'cannot look up the TLSA records _587._tcp.ee.example.com: \
interrupted by SIGTERM'
}

@test "aliases that lead round and round: 75" {
	HOST=loop.example.com spares "${dane[@]}"
	exits 75 'cannot look up *: the name server answered with error 2'
}

@test "without the descriptors that a look-up takes: 71" {
	printf '#!/bin/sh\nulimit -n 14\nexec "%s" "$@"\n' "$REAL" >"$TMP/few"
	chmod 755 "$TMP/few"
	enter few "$TMP/few"
	SENDOFF=$ZONES/few HOST=ee.example.com spares "${dane[@]}"
	exits 71 'dane needs * descriptors more (ulimit -n): *'
}

@test "the next smarthost is tried when the records of one are forged" {
	play --pair selfsigned "${STAPLE[@]}" <<-END
		$(hello STARTTLS)
		$(secure)
		$(ehlo)
		$(delivery)
	END
	HOST=ee.example.com configure submission "${dane[@]}"
	sed -i 's,^smarthost = ,&submission://forged.example.com ,' "$CONF"
	send to@example.net
	exits 0
	server_agrees
}

# ---- names ----

@test "an alias is followed, and then the name itself is asked for" {
	HOST=alias.example.com CERTIFICATE=selfsigned accepted "${dane[@]}"
	HOST=alias.example.com CERTIFICATE=wildcard refused 77 \
		"$none_named" "${dane[@]}"
	HOST=other.example.com CERTIFICATE=selfsigned accepted "${dane[@]}"
}

@test "an alias that leads out of what is signed proves nothing" {
	HOST=away.example.com CERTIFICATE=wildcard accepted "${usual[@]}"
}

@test "records that are not at the end of an alias may be at its beginning" {
	HOST=leaves.example.com spares "${required[@]}"
	exits 77 '*: its zone is not signed; *'
	HOST=back.example.com CERTIFICATE=selfsigned accepted "${required[@]}"
}

@test "wildcards, aliases of records, of a whole tree; hundreds of records" {
	local name

	for name in wild link x.tree many EE; do
		HOST=$name.example.com CERTIFICATE=selfsigned accepted \
			"${required[@]}"
	done
	HOST=ee.example.com. CERTIFICATE=selfsigned accepted "${required[@]}"
}

@test "names of which there can be no records" {
	local name

	for name in "$LONG.example.com" a..example.com; do
		HOST=$name spares "${required[@]}"
		exits 77 '*: no name in DNS is so long, or written so; *'
	done
	HOST=nobody.example.com spares "${required[@]}"
	exits 77 '*: DNS knows no such host; *'
	HOST=$LONG.example.com CERTIFICATE=wildcard accepted "${usual[@]}" \
		'tls-name = smtp.example.com'
}

@test "a host that an SRV record names is proven by its own records" {
	play --pair selfsigned "${STAPLE[@]}" <<-END
		$(hello STARTTLS)
		$(secure)
		$(ehlo)
		$(delivery)
	END
	configure submission "${dane[@]}" 'smarthost = srv:example.com'
	send to@example.net
	exits 0
	server_agrees
}

# ---- by other ways ----

@test "by a tunnel: the records are those of the host that is meant" {
	local tunnel="tunnel = perl $TESTS/tunnel.pl 587"

	HOST=ee.example.com CERTIFICATE=selfsigned accepted "${required[@]}" \
		"$tunnel"
	HOST=ee.example.com CERTIFICATE=wildcard refused 77 "$none_named" \
		"${dane[@]}" "$tunnel"
	HOST=forged.example.com spares "${dane[@]}" "$tunnel"
	exits 75 'cannot look up *forged.example.com*'
}

@test "by a proxy, which looks up the address alone" {
	HOST=ee.example.com CERTIFICATE=selfsigned accepted "${required[@]}" \
		"$(proxy ee.example.com)"
	HOST=ee.example.com CERTIFICATE=wildcard refused 77 "$none_named" \
		"${dane[@]}" "$(proxy ee.example.com)"
}

@test "a host in other letters is looked up by its A-labels" {
	HOST=müller.example.com CERTIFICATE=selfsigned accepted "${required[@]}"
	HOST=Müller.Example.com CERTIFICATE=wildcard refused 77 \
		'the certificate of *.example.com is none *' "${dane[@]}"
}

# ---- with other settings ----

@test "tls-ca-file and tls-pin are demanded besides" {
	HOST=ee.example.com CERTIFICATE=selfsigned refused 77 \
		'the certificate of ee.example.com is from an authority *' \
		"${usual[@]}"
	HOST=ee.example.com CERTIFICATE=selfsigned refused 77 \
		'the public key of ee.example.com matches no tls-pin; *' \
		"${dane[@]}" "tls-pin = $(pin good)"
	HOST=ee.example.com CERTIFICATE=selfsigned accepted \
		"${dane[@]}" "tls-pin = $(pin selfsigned)"
	HOST=ee.example.com CERTIFICATE=good refused 77 "$none_named" \
		"${dane[@]}" "tls-pin = $(pin good)"
	HOST=smtp.example.com CERTIFICATE=good accepted "${usual[@]}"
}

@test "where there are records TLS is not opportunistic" {
	play "${STAPLE[@]}" <<-END
		$(hello)
		C: QUIT
	END
	HOST=ee.example.com configure smtp 'tls = opportunistic' "${dane[@]}"
	send to@example.net
	exits 69 'ee.example.com:587 does not offer STARTTLS, so nothing *'

	play --pair good "${STAPLE[@]}" <<-END
		$(hello STARTTLS)
		C: STARTTLS
		S: 220 go ahead
		NOTLS
	END
	HOST=ee.example.com configure smtp 'tls = opportunistic' "${dane[@]}"
	send to@example.net
	exits 77 "$none_named"
	server_agrees
}

@test "without TLS nothing is looked up, and DANE cannot be required" {
	play "${STAPLE[@]}" <<-END
		$(hello)
		$(delivery)
	END
	HOST=forged.example.com configure smtp 'tls = off' "${dane[@]}"
	send to@example.net
	exits 0
	server_agrees
	HOST=ee.example.com spares 'tls = off' "${required[@]}"
	exits 78 "$CONF:*: dane = required needs TLS, and tls = off: \
remove one of them"
}

@test "off, the default, asks for no record" {
	HOST=ee.example.com CERTIFICATE=wildcard accepted
	HOST=ee.example.com CERTIFICATE=wildcard accepted 'dane = off'
}

@test "the option that would take a password elsewhere is refused" {
	PORT=587
	HOST=ee.example.com configure submission "${dane[@]}" "${login[@]}"
	send --dane=off to@example.net
	exits 64 '--dane would take the password of account default \
elsewhere: *'
}

@test "a session that is taken up again is proven by the records of today" {
	local lines=("cache = $TMP/cache" -family)

	mkdir -m 700 "$TMP/cache"
	serve "${STAPLE[@]}" --pair selfsigned --connections 2
	HOST=ee.example.com configure submission "${dane[@]}" "${lines[@]}"
	send to@example.net
	exits 0
	send to@example.net
	exits 0
	server_agrees
	grep -q 'tls="[^"]* resumed"' "$LOG" || fail "$(cat "$LOG")"

	serve "${STAPLE[@]}" --pair wildcard --connections 2
	HOST=ee.example.com configure submission "${lines[@]}"
	send to@example.net
	exits 0
	HOST=ee.example.com configure submission "${usual[@]}" "${lines[@]}"
	send to@example.net
	exits 77 "$none_named"
}

# ---- where trust begins ----

# no_anchor STATUS GLOB FILE
no_anchor() {
	HOST=ee.example.com spares 'dane = auto' "dane-anchor = $3"
	exits "$1" "$2"
}

@test "anchors that are not there, and what are none: 78" {
	local none="holds no keys that DNSSEC could begin with: dane-anchor \
is for a file of DS or DNSKEY records"

	no_anchor 78 "$CONF:10: dane-anchor: cannot * /nonexistent: *" \
		/nonexistent
	no_anchor 78 "$CONF:10: dane-anchor: /dev/null $none" /dev/null
	no_anchor 78 "$CONF:10: dane-anchor: cannot read $TMP: *" "$TMP"
	cd "$TMP"
	: >empty
	echo '; DS' >comment
	echo 'example.com. A 127.0.0.1' >other
	echo 'this is no key' >garbage
	for file in empty comment other garbage; do
		no_anchor 78 "$CONF:10: dane-anchor: $TMP/$file $none" \
			"$TMP/$file"
	done
	echo 'example.com. DS no key' >anchor
	no_anchor 78 "$CONF:10: dane-anchor: $TMP/anchor holds a key that \
cannot be read, so DNSSEC has nothing to begin with" "$TMP/anchor"
}

@test "anchors of another key prove nothing: 75" {
	local key

	cd "$TMP"
	key=$(ldns-keygen -a ECDSAP256SHA256 -k -r /dev/urandom example.com)
	HOST=ee.example.com spares 'dane = auto' "dane-anchor = $TMP/$key.key"
	exits 75 "*, or the keys in $TMP/$key.key are old: use *"
}

# ---- at the gate ----

@test "-bs: a client hears what its smarthost has proven, and what not" {
	printf '%s\r\n' 'MAIL FROM:<alerts@example.com>' \
		'RCPT TO:<to@example.net>' DATA '' hi . QUIT >"$TMP/said"
	play --pair selfsigned "${STAPLE[@]}" <<-END
		$(hello STARTTLS)
		$(secure)
		$(ehlo)
		$(delivery)
	END
	HOST=ee.example.com configure submission "${dane[@]}"
	sendoff -bs <"$TMP/said"
	((status == 0))
	[[ $output == *'250 2.0.0 kept'* ]]
	server_agrees

	printf '%s\r\n' 'MAIL FROM:<alerts@example.com>' QUIT >"$TMP/said"
	play "${STAPLE[@]}" <<<'S: 220 mx'
	HOST=forged.example.com configure submission "${dane[@]}"
	sendoff -bs <"$TMP/said"
	[[ $output == *'451 4.4.1 cannot look up '*forged* ]]
	server_was_left_alone
}

@test "-bd: what a device sends goes where DNS says, and nowhere else" {
	play --pair selfsigned "${STAPLE[@]}" <<-END
		$(hello STARTTLS)
		$(secure)
		$(ehlo)
		$(delivery)
	END
	HOST=ee.example.com gate_settings submission "${required[@]}"
	listen
	device_sends -f alerts@example.com to@example.net
	exits 0
	server_agrees
	ends 0

	play "${STAPLE[@]}" <<<'S: 220 mx'
	HOST=forged.example.com gate_settings submission "${required[@]}"
	listen
	device_sends -f alerts@example.com to@example.net
	exits 75 '*451 4.4.1 cannot look up *forged.example.com*'
	server_was_left_alone
	ends 0
}

# ---- a program without it ----

@test "built without libunbound it says so, with file and line: 78" {
	local value

	SENDOFF=${SENDOFF_WITHOUT_DANE:-$BUILD/clang/cmd/sendoff}
	[[ -x $SENDOFF ]] ||
		fail "no program $SENDOFF: set SENDOFF_WITHOUT_DANE"
	PORT=587
	for value in auto required; do
		configure submission "dane = $value"
		send to@example.net
		exits 78 "$CONF:9: dane can only be off: this sendoff was \
built without libunbound"
	done
	run "$SENDOFF" --version
	[[ $output != *DANE* ]] || fail "$output"
}
