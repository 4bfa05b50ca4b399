# signed.bats - what was signed before still verifies where it arrives
load matrix

# Debian's own, which finds Debian's modules.
PYTHON=/usr/bin/python3

# Lines that a careless hand would change: dots, blanks at the end, an mbox
# line, a long one, empty ones at the end.
tricky() {
	printf '%s\n' 'Grüße' . ..two '. ' 'blanks  ' $'tab\t' \
		'From here on' '-- ' "$(printf '%0900d' 1)" '' '=3D =20' '' ''
}

# arrives ARGUMENT...: TMP/signed is sent to a server with these options
arrives() {
	serve "$@"
	configure smtp
	sendoff -i to@example.net <"$TMP/signed"
	exits 0
	server_agrees
}

# parts: a MIME part of text, with CRLF as it is signed
part() {
	{
		printf 'Content-Type: text/plain; charset=utf-8\n'
		printf 'Content-Transfer-Encoding: 8bit\n\n'
		tricky
	} | sed 's/$/\r/'
}

head_of_message() {
	printf '%s\n' 'From: a@example.com' 'To: to@example.net' \
		'Date: Thu, 01 Jan 2026 00:00:00 +0000' \
		'Message-ID: <1@example.com>' "Subject: a signed one"
}

# ---- DKIM (RFC 6376) ----

dkim_key() {
	need openssl "$PYTHON"
	openssl genrsa -out "$TMP/dkim.key" 2048 2>/dev/null
	printf 'v=DKIM1; k=rsa; p=%s\n' "$(openssl rsa -in "$TMP/dkim.key" \
		-pubout -outform der 2>/dev/null | base64 -w0)" >"$TMP/dkim.txt"
}

# dkim_signed CANONICAL: what tricky() says, signed
dkim_signed() {
	{
		head_of_message
		echo
		tricky
	} | "$PYTHON" "$BATS_TEST_DIRNAME/signature.py" sign \
		"$TMP/dkim.key" "$1" >"$TMP/signed"
	grep -q '^DKIM-Signature: ' "$TMP/signed"
}

dkim_verifies() {
	"$PYTHON" "$BATS_TEST_DIRNAME/signature.py" verify "$TMP/dkim.txt" \
		<"$MESSAGE"
}

@test "DKIM: simple and relaxed, LF and CRLF, with 8BITMIME and without" {
	local canonical

	dkim_key
	for canonical in simple relaxed; do
		dkim_signed "$canonical"
		arrives
		dkim_verifies
		sed -i 's/$/\r/' "$TMP/signed"
		arrives
		dkim_verifies
		arrives --without 8BITMIME --without CHUNKING
		dkim_verifies
	done
}

@test "DKIM: Bcc goes, bare names stay out of it, the signature holds" {
	dkim_key
	dkim_signed simple
	sed -i -e '1i Bcc: b@example.net' -e '1i Cc: root' "$TMP/signed"
	serve
	configure smtp
	sendoff -i -t <"$TMP/signed"
	exits 0
	server_agrees
	lacks '^bcc'
	has 'Cc: root'
	heard 'RCPT TO:<b@example.net>'
	dkim_verifies
}

@test "DKIM: the test can fail" {
	dkim_key
	dkim_signed relaxed
	sed -i 's/^\.\.two/..tw0/' "$TMP/signed"
	arrives
	! dkim_verifies || fail 'a changed message verifies'
}

# ---- S/MIME (RFC 8551) ----

# smime_signed OPTION...: part(), signed by somebody
smime_signed() {
	need openssl
	openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=a@example.com \
		-addext subjectAltName=email:a@example.com \
		-keyout "$TMP/smime.key" -out "$TMP/smime.pem" 2>/dev/null
	part >"$TMP/part"
	openssl cms -sign -in "$TMP/part" -signer "$TMP/smime.pem" \
		-inkey "$TMP/smime.key" "$@" | tr -d '\r' >"$TMP/cms"
	{
		head_of_message
		cat "$TMP/cms"
	} >"$TMP/signed"
}

smime_verifies() {
	openssl cms -verify -in "$MESSAGE" -CAfile "$TMP/smime.pem" \
		-purpose any -out "$TMP/verified" 2>"$TMP/why" &&
		cmp "$TMP/part" "$TMP/verified"
}

@test "S/MIME: in clear (multipart/signed), with 8BITMIME and without" {
	smime_signed
	grep -q '^Content-Type: multipart/signed' "$TMP/signed"
	arrives
	smime_verifies || fail "$(cat "$TMP/why")"
	arrives --without 8BITMIME --without CHUNKING
	smime_verifies || fail "$(cat "$TMP/why")"
	sed -i 's/^\.\.two/..tw0/' "$TMP/signed"
	arrives
	! smime_verifies || fail 'a changed message verifies'
}

@test "S/MIME: enveloped (application/pkcs7-mime)" {
	smime_signed -nodetach
	grep -q '^Content-Type: application/.*pkcs7-mime' "$TMP/signed"
	arrives
	smime_verifies || fail "$(cat "$TMP/why")"
}

# ---- OpenPGP (RFC 3156, RFC 9580) ----

pgp() {
	gpg --homedir "$TMP/gnupg" --batch --quiet --no-tty --yes \
		--passphrase '' --pinentry-mode loopback "$@"
}

pgp_key() {
	need gpg
	mkdir -m 700 "$TMP/gnupg"
	pgp --quick-generate-key 'A <a@example.com>' ed25519 sign never \
		2>"$TMP/why"
}

teardown() {
	[[ ! -d $TMP/gnupg ]] ||
		gpgconf --homedir "$TMP/gnupg" --kill gpg-agent || :
	clean_up
}

@test "OpenPGP: MIME (multipart/signed), with 8BITMIME and without" {
	local server

	pgp_key
	part >"$TMP/part"
	pgp --armor --detach-sign -o "$TMP/part.asc" "$TMP/part"
	{
		head_of_message
		echo 'MIME-Version: 1.0'
		echo 'Content-Type: multipart/signed; micalg=pgp-sha512;'
		echo ' protocol="application/pgp-signature"; boundary=cut'
		printf '\n--cut\n'
		tr -d '\r' <"$TMP/part"
		printf '\n--cut\n%s\n\n' \
			'Content-Type: application/pgp-signature'
		cat "$TMP/part.asc"
		printf -- '--cut--\n'
	} >"$TMP/signed"
	for server in '--size 1000000' '--without 8BITMIME'; do
		# shellcheck disable=SC2086
		arrives $server
		pgp_part >"$TMP/arrived"
		pgp --verify "$TMP/part.asc" "$TMP/arrived" 2>"$TMP/why" ||
			fail "$(cat "$TMP/why")"
	done
	sed -i 's/^\.\.two/..tw0/' "$TMP/signed"
	arrives
	pgp_part >"$TMP/arrived"
	! pgp --verify "$TMP/part.asc" "$TMP/arrived" 2>"$TMP/why" ||
		fail 'a changed message verifies'
}

# The first part as it arrived; the line end before the boundary is not its.
pgp_part() {
	awk '/^--cut/ { if (on++) exit; next } on' "$MESSAGE" | head -c -2
}

@test "OpenPGP: a text signed in line, encoded where 8BITMIME is missing" {
	pgp_key
	tricky >"$TMP/text"
	pgp --clearsign -o "$TMP/text.asc" "$TMP/text"
	{
		head_of_message
		echo
		cat "$TMP/text.asc"
	} >"$TMP/signed"
	arrives
	body | pgp --verify 2>"$TMP/why" || fail "$(cat "$TMP/why")"
	arrives --without 8BITMIME
	case $(field Content-Transfer-Encoding) in
	*quoted-printable)
		body | "$PYTHON" -c 'import quopri, sys
quopri.decode(sys.stdin.buffer, sys.stdout.buffer)'
		;;
	*base64) body | base64 -d ;;
	esac >"$TMP/arrived"
	pgp --verify "$TMP/arrived" 2>"$TMP/why" || fail "$(cat "$TMP/why")"
}
