# tls.bats - nothing but to the right peer, and nothing in clear that matters
load helper
load handshake

# ---- certificates ----

@test "certificate: a good one, by an intermediate authority" {
	CERTIFICATE=good accepted
}

@test "certificate: expired" {
	CERTIFICATE=expired refused 77 'the certificate of localhost has \
expired: its owner must renew it (certificate of CN=localhost, issued by \
CN=Test CA, valid from 2020-01-01 to 2021-01-01)'
}

@test "certificate: not yet valid" {
	CERTIFICATE=notyet refused 77 'the certificate of localhost is not \
yet valid: is the clock of this machine right[?] (*from 2098-01-01 *)'
}

@test "certificate: for another host" {
	CERTIFICATE=wrongname refused 77 'the certificate of localhost is for \
another host: it bears other.example.com (*)'
}

@test "certificate: for another host by a wildcard" {
	CERTIFICATE=wildcard refused 77 'the certificate of localhost is for \
another host: it bears [*].example.com (*)'
}

@test "certificate: of an authority that is not trusted" {
	CERTIFICATE=unknownca refused 77 'the certificate of localhost is \
from an authority that is not trusted: if it is your own, name its file in \
tls-ca-file (*issued by CN=Other Test CA*)'
}

@test "certificate: signed by itself" {
	CERTIFICATE=selfsigned refused 77 'the certificate of localhost is \
from an authority that is not trusted: * tls-ca-file (*)'
}

@test "certificate: the name only in the subject" {
	CERTIFICATE=cnonly refused 77 'the certificate of localhost is for \
another host: it bears no host name (certificate of CN=localhost, *)'
}

@test "certificate: good for clients only" {
	CERTIFICATE=clientonly refused 77 'the certificate of localhost is \
not meant for a server (*)'
}

@test "certificate: signed by one that may not sign" {
	CERTIFICATE=noca-intermediate refused 77 'the certificate of \
localhost is signed by a certificate that may not sign (*)'
}

@test "certificate: of a weak key" {
	CERTIFICATE=weak refused 77 'the certificate of localhost uses a key \
or hash that is too weak (*)'
}

@test "certificate: good, but the system does not know its authority" {
	CERTIFICATE=good refused 77 'the certificate of localhost is from an \
authority that is not trusted: * tls-ca-file (*)' -tls-ca-file
}

@test "certificate: the environment cannot make an authority trusted" {
	export SSL_CERT_FILE=$PKI/ca.pem SSL_CERT_DIR=$PKI
	export GNUTLS_SYSTEM_PRIORITY_FILE=/dev/null
	CERTIFICATE=good refused 77 '*authority that is not trusted*' \
		-tls-ca-file
}

# ---- tls-ca-file and tls-name ----

@test "tls-ca-file: one that is missing, empty or broken is 78" {
	serve --pair good
	configure submission "tls-ca-file = $TMP/none"
	send to@example.net
	exits 78 "$CONF:8: tls-ca-file: cannot open $TMP/none: No such file or \
directory"

	serve --pair good
	configure submission "tls-ca-file = $CONF"
	send to@example.net
	exits 78 "$CONF:8: tls-ca-file: $CONF holds no certificate in PEM form"

	serve --pair good
	configure submission
	send "--tls-ca-file=$TMP/none" to@example.net
	exits 78 "--tls-ca-file: cannot open $TMP/none: No such file or \
directory"

	serve --pair good
	sed '5s/./!/' "$PKI/ca.pem" >"$TMP/broken"
	configure submission "tls-ca-file = $TMP/broken"
	send to@example.net
	((status == 78 || status == 77)) || fail "status $status"
	never_heard MAIL
}

@test "tls-ca-file: among many authorities, with CRLF and text around" {
	{
		echo 'Test CAs'
		cat "$PKI/otherca.pem" "$PKI/selfsigned.pem"
		echo 'the one that counts'
		cat "$PKI/ca.pem"
	} | sed 's/$/\r/' >"$TMP/bundle"
	CERTIFICATE=good accepted "tls-ca-file = $TMP/bundle"
}

@test "tls-name: the name that counts is not the one that was dialled" {
	CERTIFICATE=good accepted 'tls-name = smtp.example.com'
	CERTIFICATE=wildcard accepted 'tls-name = any.example.com'
	CERTIFICATE=good refused 77 'the certificate of mx.example.org is for \
another host: it bears localhost, smtp.example.com (*)' \
		'tls-name = mx.example.org'
}

@test "tls-name: a wildcard is one label, and not none" {
	CERTIFICATE=wildcard refused 77 '*is for another host*' \
		'tls-name = a.b.example.com'
	CERTIFICATE=wildcard refused 77 '*is for another host*' \
		'tls-name = example.com'
}

@test "an IP address counts only as an IP address" {
	local HOST=127.0.0.1

	CERTIFICATE=good accepted
	CERTIFICATE=wrongname refused 77 \
		'the certificate of 127.0.0.1 is for another host: *'
}

@test "an IPv6 address in brackets" {
	local HOST='[::1]'

	play --listen '[::1]' --pair good <<-END
		TLS
		$(hello)
		$(delivery)
	END
	configure submissions 'family = ipv6'
	send to@example.net
	exits 0
	server_agrees

	play --listen '[::1]' --pair wrongname <<<NOTLS
	configure submissions 'family = ipv6'
	send to@example.net
	exits 77 'the certificate of ::1 is for another host: *'
	server_agrees
}

# ---- STARTTLS ----

# stripped STATUS GLOB <script: nothing but EHLO, STARTTLS and QUIT is heard
stripped() {
	play --pair good
	configure submission "${login[@]}"
	send to@example.net
	exits "$1" "$2"
	server_agrees
	never_heard 'AUTH|MAIL|RCPT|DATA|From:'
}

@test "STARTTLS not offered: nothing is sent" {
	stripped 69 "localhost:* does not offer STARTTLS, so nothing was sent: \
it may be the wrong port, or somebody may be tampering" <<-END
		$(hello PIPELINING 'AUTH PLAIN LOGIN')
		C: QUIT
	END
}

@test "STARTTLS mangled on the way is STARTTLS not offered" {
	local keyword

	for keyword in XXXXXXXA STARTTLSX X-STARTTLS 'AUTH STARTTLS'; do
		stripped 69 '*does not offer STARTTLS, so nothing was sent*' \
			<<-END
				$(hello "$keyword")
				C: QUIT
			END
	done
}

@test "STARTTLS as the name of the host is no promise" {
	stripped 69 '*does not offer STARTTLS, so nothing was sent*' <<-END
		S: 220 STARTTLS ESMTP
		C: EHLO client.example.com
		S: 250-STARTTLS
		S: 250 PIPELINING
		C: QUIT
	END
}

@test "STARTTLS in any case, with something behind it, is a promise" {
	play --pair good <<-END
		$(hello 'starttls ')
		$(secure)
		$(ehlo)
		$(delivery)
	END
	configure submission
	send to@example.net
	exits 0
	server_agrees
}

# starttls_answered REPLY STATUS
starttls_answered() {
	stripped "$2" "localhost:* refused STARTTLS: $1" <<-END
		$(hello STARTTLS 'AUTH PLAIN')
		C: STARTTLS
		S: $1
		C: QUIT
	END
}

@test "STARTTLS refused, with whatever code: nothing is sent" {
	starttls_answered '454 TLS not available now' 75
	starttls_answered '502 not implemented' 69
	starttls_answered '554 5.7.0 no' 69
	starttls_answered '250 ok' 76
	starttls_answered '354 go on' 76
}

@test "STARTTLS answered with 421" {
	stripped 75 'localhost:* ended the session: 421 4.3.2 bye' <<-END
		$(hello STARTTLS)
		C: STARTTLS
		S: 421 4.3.2 bye
	END
}

@test "STARTTLS granted, and then clear text" {
	# What comes first may be read together with the 220.
	stripped 76 'localhost*' <<-END
		$(hello STARTTLS)
		C: STARTTLS
		S: 220 go ahead
		DRIP 250 go on in clear
	END
}

@test "bytes behind the 220 of STARTTLS are nobody's reply" {
	local bytes

	for bytes in '250 injected\r\n' '250-half' '\0' '235 2.7.0 ok\r\n'; do
		stripped 76 'localhost:* sent something in clear where TLS \
should begin: somebody may be tampering' <<-END
			$(hello STARTTLS)
			C: STARTTLS
			S! 220 go ahead\r\n$bytes
			NOTLS
		END
	done
}

@test "the connection lost in the handshake is temporary" {
	stripped 75 'localhost:[0-9]* closed the connection during the TLS \
handshake' <<-END
		$(hello STARTTLS)
		C: STARTTLS
		S: 220 go ahead
		CLOSE
	END
}

@test "a handshake that is never answered ends within its time" {
	play <<-END
		$(hello STARTTLS)
		C: STARTTLS
		S: 220 go ahead
		WAIT
	END
	configure submission 'timeout = 1'
	send to@example.net
	exits 75 'localhost:*: timed out during the TLS handshake'
	server_agrees
}

# ---- the wrong port ----

@test "TLS at once to a port that greets in clear: which scheme was meant" {
	play <<-END
		S: 220 mx ESMTP ready
		WAIT
	END
	configure submissions "${login[@]}"
	send to@example.net
	exits 76 "localhost:$PORT does not speak TLS: is that a port for \
STARTTLS[?] then write submission:// in front of the host"
	server_agrees
}

@test "clear text to a port that answers in TLS: which scheme was meant" {
	play <<-'END'
		S! \x15\x03\x03\x00\x02\x02\x46\r\n
		WAIT
	END
	configure smtp
	send to@example.net
	exits 76 'localhost:* does not speak SMTP: *: it speaks TLS at once: \
write submissions:// in front of the host'
	server_agrees
}

@test "clear text to a port that waits for TLS: which scheme was meant" {
	play <<<WAIT
	configure submission 'timeout = 1'
	send to@example.net
	exits 75 'localhost:*: timed out while waiting for the greeting*\
submissions://*'
	server_agrees
}

# ---- how much TLS ----

@test "tls = opportunistic: any certificate will do, if nobody logs in" {
	play --pair unknownca <<-END
		$(hello STARTTLS)
		$(secure)
		$(ehlo)
		$(delivery)
	END
	configure submission 'tls = opportunistic'
	send to@example.net
	exits 0
	server_agrees
	logs 'tls="TLS1.3 * unverified"'
}

@test "tls = opportunistic: clear text will do where there is no TLS" {
	serve
	configure submission 'tls = opportunistic'
	send to@example.net
	exits 0
	server_agrees
	logs 'tls=none'
}

@test "tls = opportunistic: no login over what is not verified" {
	serve --pair unknownca --user alerts --password 'open sesame' \
		--mechs PLAIN
	configure submission 'tls = opportunistic' "${login[@]}"
	send to@example.net
	exits 69 'localhost:*: no login may be shown to a channel that is not \
verified TLS (it offers PLAIN)'
	server_agrees
	never_heard 'AUTH|MAIL'

	serve --user alerts --password 'open sesame' --mechs PLAIN \
		--auth-in-clear
	configure submission 'tls = opportunistic' "${login[@]}"
	send to@example.net
	exits 69 'localhost:*: no login may be shown to *'
	server_agrees
	never_heard 'AUTH|MAIL'
}

@test "tls = opportunistic: a login over what is verified" {
	serve --pair good --user alerts --password 'open sesame' --mechs PLAIN
	configure submission 'tls = opportunistic' "${login[@]}"
	send to@example.net
	exits 0
	server_agrees
	heard 'AUTH PLAIN *'
}

@test "tls = opportunistic: a pin is demanded all the same" {
	serve --pair good
	configure smtp 'tls = opportunistic' "tls-pin = $(pin expired)"
	send to@example.net
	exits 77 'the public key of localhost matches no tls-pin; *'
	server_agrees
	never_heard MAIL
}

@test "tls = off: STARTTLS is left alone" {
	serve --pair good
	configure smtp 'tls = off'
	send to@example.net
	exits 0
	server_agrees
	never_heard STARTTLS
}

@test "tls = off: a password is refused, for all would see it" {
	serve
	configure smtp 'tls = off' "${login[@]}"
	send to@example.net
	exits 78 "$CONF:*: tls = off would show the password to \
everybody on the way: remove it, or set auth = none"
	server_was_left_alone
}

@test "a password makes TLS a must, even to ourselves" {
	play <<-END
		$(hello 'AUTH PLAIN')
		C: QUIT
	END
	configure smtp "${login[@]}"
	send to@example.net
	exits 69 '*does not offer STARTTLS, so nothing was sent*'
	server_agrees
}

# old VERSION [LINE...]: a server that speaks no newer TLS is left
old() {
	serve --pair good --implicit-tls \
		--tls-priority "NORMAL:-VERS-ALL:+VERS-TLS$1:%PROFILE_VERY_WEAK"
	configure submissions "${@:2}"
	send to@example.net
	exits 76 "localhost:$PORT *TLS*"
	refute [ "${stderr/does not speak TLS/}" != "$stderr" ]
	server_agrees
	never_heard '.*'
}

@test "below TLS 1.2 nothing is said" {
	old 1.0
	old 1.1
}

@test "tls-minimum = 1.3 leaves a server of TLS 1.2; 1.2 does not" {
	old 1.2 'tls-minimum = 1.3'

	serve --pair good --tls-priority 'NORMAL:-VERS-ALL:+VERS-TLS1.2'
	configure submission 'tls-minimum = 1.2'
	send to@example.net
	exits 0
	server_agrees
	logs 'tls="TLS1.2 *"'
}

@test "tls-priority: what GnuTLS does not know is 78" {
	local what='must be a priority string of GnuTLS, which this is not \
from "*NONSENSE" on: *'

	serve --pair good
	configure submission 'tls-priority = NORMAL:+NONSENSE'
	send to@example.net
	exits 78 "$CONF:9: tls-priority $what"
	configure submission
	send --tls-priority=NORMAL:+NONSENSE to@example.net
	exits 64 "--tls-priority $what"
	server_was_left_alone
}

# ---- pins ----

@test "tls-pin: the right one replaces the authority, not the encryption" {
	CERTIFICATE=selfsigned accepted -tls-ca-file \
		"tls-pin = $(pin selfsigned)"
}

@test "tls-pin: a wrong one is refused, and the right one told" {
	CERTIFICATE=good refused 77 "the public key of localhost matches no \
tls-pin; if it was renewed, which you should know by another way, its pin is \
now $(pin good)" \
		"tls-pin = $(pin expired)"
}

@test "tls-pin: one of several is enough, so that keys can roll over" {
	CERTIFICATE=good accepted \
		"tls-pin = $(pin expired) $(pin good)"
	CERTIFICATE=good accepted \
		"tls-pin = $(pin expired)" "tls-pin = $(pin good)"
}

@test "tls-pin with tls-ca-file: both are demanded" {
	CERTIFICATE=unknownca refused 77 \
		'*is from an authority that is not trusted*' \
		"tls-ca-file = $PKI/ca.pem" "tls-pin = $(pin unknownca)"
}

@test "tls-pin: what is no hash is 78, before anybody is dialled" {
	serve
	configure submission 'tls-pin = sha256//abc'
	send to@example.net
	exits 78 "$CONF:*: tls-pin must be SHA-256 hashes of public keys in \
base64, 44 characters each"
	server_was_left_alone
}

@test "--show-pin tells it, whoever is there, and shows no login" {
	serve --pair good --user alerts --password 'open sesame' --mechs PLAIN
	configure submission "${login[@]}"
	send --show-pin
	prints 0 'smarthost: localhost:*' 'verified: yes' \
		'certificate: CN=localhost, issued by CN=Test Intermediate CA,\
 valid from 2020-01-01 to 2099-12-31' "tls-pin = $(pin good)" \
		'certificate: CN=Test Intermediate CA, issued by CN=Test CA, *'
	server_agrees
	never_heard 'AUTH|MAIL'

	serve --pair selfsigned --implicit-tls
	configure submissions "tls-pin = $(pin good)" \
		'password-command = false' 'user = alerts'
	send --show-pin
	prints 0 'smarthost: localhost:*' 'verified: no; compare the pin *' \
		'certificate: CN=localhost, *' "tls-pin = $(pin selfsigned)"
	server_agrees
}

@test "--show-pin goes on where one is away" {
	serve --pair good
	configure submission "smarthost = submission://localhost:1 \
submission://localhost:$PORT"
	send --show-pin
	((status == 75)) || fail "status $status"
	lines_are "$stderr" 'sendoff: cannot connect to *'
	grep -qxF "tls-pin = $(pin good)" <<<"$output" || fail "$output"
	server_agrees
}

@test "--show-pin of several that fail: the status is the first one's" {
	serve
	configure smtp "smarthost = submission://localhost:$PORT \
submission://localhost:1"
	send --show-pin
	exits 69 'localhost:* does not offer STARTTLS, *' 'cannot connect to *'
	server_agrees
}

@test "--show-pin where there is no TLS" {
	serve
	configure smtp 'tls = off'
	send --show-pin
	exits 69 'localhost:* does not offer STARTTLS, *'
	server_agrees
}

# ---- our own certificate ----

@test "tls-certificate and tls-key are shown to a server that asks" {
	serve --pair good --client-ca "$PKI/ca.pem"
	configure submission "tls-certificate = $PKI/client.pem" \
		"tls-key = $PKI/client.key"
	send to@example.net
	exits 0
	server_agrees
}

# bad_key GLOB [LINE...]
bad_key() {
	serve --pair good --client-ca "$PKI/ca.pem"
	configure submission "${@:2}"
	send to@example.net
	exits 78 "$1"
	never_heard MAIL
}

@test "tls-key: missing, of another certificate, or readable by others" {
	bad_key "$CONF:*: tls-key is set but no certificate: add \
tls-certificate" "tls-key = $PKI/client.key"
	bad_key "$CONF:10: tls-key: cannot open $TMP/none: No such file or \
directory" \
		"tls-certificate = $PKI/client.pem" "tls-key = $TMP/none"
	bad_key "$CONF:9: tls-certificate: $PKI/client.pem holds no key: name \
it in tls-key (*)" \
		"tls-certificate = $PKI/client.pem"
	bad_key "$CONF:9: tls-certificate: cannot use the certificate \
$PKI/client.pem with the key \
$PKI/good.key: *" \
		"tls-certificate = $PKI/client.pem" "tls-key = $PKI/good.key"
	cp "$PKI/client.key" "$TMP/key"
	chmod 644 "$TMP/key"
	bad_key "$CONF:10: tls-key: $TMP/key holds a secret but other users \
can read or change it: chmod 6?0 $TMP/key" \
		"tls-certificate = $PKI/client.pem" "tls-key = $TMP/key"
}

# token: a PKCS#11 token, with the key of the client in it, to be opened by 4711
token() {
	need softhsm2-util openssl
	mkdir "$TMP/tokens"
	echo "directories.tokendir = $TMP/tokens" >"$TMP/softhsm2.conf"
	export SOFTHSM2_CONF=$TMP/softhsm2.conf
	softhsm2-util --init-token --free --label mail --pin 4711 \
		--so-pin 0815
	openssl pkcs8 -topk8 -nocrypt -in "$PKI/client.key" \
		-out "$TMP/key.p8"
	softhsm2-util --import "$TMP/key.p8" --token mail --label client \
		--id 01 --pin 4711
}

@test "tls-key: in a PKCS#11 token" {
	local key='pkcs11:token=mail;object=client;type=private'

	token
	echo -n 4711 >"$TMP/pin"
	serve --pair good --client-ca "$PKI/ca.pem" --user alerts \
		--mechs EXTERNAL
	configure submission "tls-certificate = $PKI/client.pem" \
		"tls-key = $key?pin-source=$TMP/pin" 'auth = EXTERNAL'
	send to@example.net
	exits 0
	server_agrees
	logs auth=EXTERNAL

	bad_key "$CONF:9: tls-certificate: cannot use the certificate \
$PKI/client.pem with the key \
pkcs11:token=none;object=client: *" "tls-certificate = $PKI/client.pem" \
		'tls-key = pkcs11:token=none;object=client'
}

@test "tls-key: the PIN of a token is a secret" {
	local key='pkcs11:token=mail;object=client;type=private?pin-value='

	token
	serve --pair good --client-ca "$PKI/ca.pem"
	configure submission "tls-certificate = $PKI/client.pem" \
		"tls-key = ${key}4711"
	send to@example.net
	exits 0
	server_agrees
	chmod 644 "$CONF"
	bad_key "$CONF holds a secret but other users can read or change it: \
chmod 640 $CONF" "tls-certificate = $PKI/client.pem" "tls-key = ${key}4711"
	chmod 600 "$CONF"
	bad_key "$CONF:9: tls-certificate: cannot use the certificate \
$PKI/client.pem with the key \
pkcs11:token=mail;object=client;type=private: *" \
		"tls-certificate = $PKI/client.pem" "tls-key = ${key}hunter2"
	refute_regex "$(cat "$LOG")" hunter2
	send "--tls-key=${key}4711" to@example.net
	exits 64 '--tls-key can only be set in the configuration: *'
}

@test "tls-certificate: the PIN of a token is a secret there too" {
	local token='pkcs11:token=none;object=client'

	bad_key "$CONF:9: tls-certificate: cannot use the certificate $token \
with the key $token: *" "tls-certificate = $token?pin-value=hunter2"
	bad_key "$CONF:9: tls-certificate: cannot use the certificate $token; \
with the key $token: *" "tls-certificate = $token;pin-value=hunter2" \
		"tls-key = $token?pin-source=/none&pin-value=hunter2"
	bad_key "$CONF:10: tls-key: the key of a certificate in a token must \
be in a token too" "tls-certificate = $token?pin-value=hunter2" \
		"tls-key = $PKI/client.key"
	bad_key "$CONF:10: tls-key: $TMP/token:object=client is no PKCS#11 \
URI that can be used" "tls-certificate = $PKI/client.pem" \
		'tls-key = token:object=client?pin-value=hunter2'
	refute_regex "$(cat "$LOG")" hunter2
}

# ---- what TLS itself says within a session ----

# undisturbed PRIORITY WORD: the server says it before, within and behind a
# reply, and while the message comes
undisturbed() {
	play --pair good --tls-priority "$1" <<-END
		TLS
		TLSSAY $2
		$(hello)
		C: MAIL FROM:<alerts@example.com>
		S! 250 sen
		TLSSAY $2
		S! der ok\r\n
		TLSSAY $2
		C: RCPT TO:<to@example.net>
		S: 250 recipient ok
		C: DATA
		S: 354 go ahead
		TLSSAY $2
		C! From: 
		TLSSAY $2
		BODY
		TLSSAY $2
		S: 250 2.0.0 kept
		C: QUIT
	END
	configure submissions
	{
		message
		yes "$(printf '%0900d' 0)" | head -n 20000
	} >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
}

@test "a ticket or a new key at any time disturbs nothing" {
	undisturbed NORMAL:-VERS-ALL:+VERS-TLS1.3 ticket
	undisturbed NORMAL:-VERS-ALL:+VERS-TLS1.3 key
}

@test "a wish to renegotiate ends the session" {
	play --pair good --tls-priority NORMAL:-VERS-ALL:+VERS-TLS1.2 <<-END
		TLS
		$(hello)
		C: MAIL FROM:<alerts@example.com>
		TLSSAY renegotiate
		WAIT
	END
	configure submissions
	send to@example.net
	exits 76 'localhost:* while waiting for the answer to MAIL: the peer \
wants to renegotiate'
	never_heard RCPT
}

# ---- the end of TLS ----

@test "TLS cut off before the verdict is a lost connection" {
	play --pair good <<-END
		TLS
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		BODY
		NOTLSCLOSE
	END
	configure submissions
	send to@example.net
	exits 75 'localhost:* while waiting for the verdict on the message: \
the connection was cut without a TLS goodbye; the message may have been \
delivered all the same'
	server_agrees
}

@test "TLS cut off in the middle of the verdict, too" {
	play --pair good <<-END
		TLS
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		BODY
		S! 250 2.0.0 ke
		NOTLSCLOSE
	END
	configure submissions
	send to@example.net
	exits 75 '*; the message may have been delivered all the same'
	server_agrees
}

@test "TLS cut off after the verdict changes nothing" {
	play --pair good <<-END
		TLS
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		BODY
		S: 250 kept
		C: QUIT
		NOTLSCLOSE
	END
	configure submissions
	send to@example.net
	exits 0
	server_agrees
}

@test "SSLKEYLOGFILE does not open our sessions to whoever can set it" {
	serve --pair good
	configure submission
	SSLKEYLOGFILE=$TMP/keys send to@example.net
	exits 0
	server_agrees
	[[ ! -e $TMP/keys ]]
}
