# handshake.bash - is the peer believed, by every way into TLS?
#
#	CERTIFICATE=expired refused 77 'the certificate of localhost has *'
#	CERTIFICATE=good accepted 'tls-name = smtp.example.com'

# The credentials that must not be seen; every test that fails has them set.
login=('user = alerts' 'password = open sesame')

# refused STATUS GLOB [LINE...]: by STARTTLS and by TLS at once the handshake
# is the end, and not a word follows. CERTIFICATE says which one is shown,
# STAPLE what the server is told beside.
refused() {
	local expected=$1 glob=$2
	shift 2

	play --pair "$CERTIFICATE" "${STAPLE[@]}" <<-END
		$(hello STARTTLS 'AUTH PLAIN')
		C: STARTTLS
		S: 220 go ahead
		NOTLS
	END
	configure submission "${login[@]}" "$@"
	send to@example.net
	exits "$expected" "$glob"
	server_agrees

	play --pair "$CERTIFICATE" "${STAPLE[@]}" <<<NOTLS
	configure submissions "${login[@]}" "$@"
	send to@example.net
	exits "$expected" "$glob"
	server_agrees
	[[ $(grep -c '^C: ' "$TRANSCRIPT") == 0 ]]
}

# accepted [LINE...]: the same ways, and the mail arrives
accepted() {
	play --pair "$CERTIFICATE" "${STAPLE[@]}" <<-END
		$(hello STARTTLS)
		$(secure)
		$(ehlo)
		$(delivery)
	END
	configure submission "$@"
	send to@example.net
	exits 0
	server_agrees

	play --pair "$CERTIFICATE" "${STAPLE[@]}" <<-END
		TLS
		$(hello)
		$(delivery)
	END
	configure submissions "$@"
	send to@example.net
	exits 0
	server_agrees
}

# pin NAME: of the public key of a certificate
pin() {
	local id

	id=$(certtool --infile "$PKI/$1.pem" --key-id --hash sha256)
	printf '%b' "$(sed 's/../\\x&/g' <<<"$id")" | base64
}
