#!/bin/sh
# pki.sh DIR - makes the certificates of the tests in DIR, with certtool
#
# NAME.pem is a certificate (and its intermediate where it has one), NAME.key
# its key. What each is for stands at its place below. A client is to trust
# ca.pem alone.
set -eu

[ $# -eq 1 ] || { echo "usage: pki.sh DIR" >&2; exit 64; }
mkdir -p "$1"
cd "$1"
[ ! -e done ] || exit 0

# certtool talks even when all is well.
quietly() {
	"$@" >log 2>&1 || { cat log >&2; exit 1; }
}

# new_key NAME [certtool options]
new_key() {
	name=$1
	shift
	[ $# -gt 0 ] || set -- --key-type=ecdsa --curve=secp256r1
	quietly certtool --generate-privkey --outfile "$name.key" "$@"
}

# template NAME LINE...: a certificate is good for long unless a line says
# otherwise.
template() {
	name=$1
	shift
	printf '%s\n' "$@" >"$name.cfg"
	grep -q _date "$name.cfg" || cat >>"$name.cfg" <<-'END'
		activation_date = "2020-01-01 00:00:00 UTC"
		expiration_date = "2099-12-31 00:00:00 UTC"
	END
}

# selfsign NAME LINE...
selfsign() {
	template "$@"
	new_key "$1"
	quietly certtool --generate-self-signed --load-privkey "$1.key" \
		--template "$1.cfg" --outfile "$1.pem"
}

# sign CA NAME LINE...: for the key made before, else for a new one
sign() {
	ca=$1
	shift
	template "$@"
	[ -e "$1.key" ] || new_key "$1"
	quietly certtool --generate-certificate --load-privkey "$1.key" \
		--load-ca-certificate "$ca.pem" --load-ca-privkey "$ca.key" \
		--template "$1.cfg" --outfile "$1.pem" ${hash:+--hash="$hash"}
}

server='signing_key
tls_www_server'
localhost='cn = localhost
dns_name = localhost'
authority='ca
cert_signing_key
crl_signing_key'

selfsign ca 'cn = Test CA' "$authority"
selfsign otherca 'cn = Other Test CA' "$authority"

sign ca intermediate 'cn = Test Intermediate CA' "$authority"
sign intermediate good "$localhost" "$server" 'dns_name = smtp.example.com' \
	'ip_address = 127.0.0.1' 'ip_address = ::1'
cat intermediate.pem >>good.pem

sign ca expired "$localhost" "$server" \
	'activation_date = "2020-01-01 00:00:00 UTC"' \
	'expiration_date = "2021-01-01 00:00:00 UTC"'
sign ca notyet "$localhost" "$server" \
	'activation_date = "2098-01-01 00:00:00 UTC"' \
	'expiration_date = "2099-01-01 00:00:00 UTC"'
sign ca wrongname 'cn = other.example.com' 'dns_name = other.example.com' \
	"$server"
sign ca wildcard 'cn = wildcard' 'dns_name = *.example.com' "$server"
sign ca idn 'cn = idn' 'dns_name = xn--kln-sna.example' "$server"
sign otherca unknownca "$localhost" "$server"
selfsign selfsigned "$localhost" "$server"

# A name in the subject alone is no name (RFC 9525 section 2).
sign ca cnonly 'cn = localhost' "$server"

# Good for a client only.
sign ca clientonly "$localhost" signing_key tls_www_client

# Signed by one that may not sign.
sign ca noca 'cn = No CA' signing_key
sign noca noca-intermediate "$localhost" "$server"
cat noca.pem >>noca-intermediate.pem

new_key weak --key-type=rsa --bits=1024
hash=SHA1
sign ca weak "$localhost" "$server" encryption_key
hash=

# Its common name is who it logs in as by EXTERNAL.
sign ca client 'cn = alerts' signing_key tls_www_client

# ---- the rarer ways for a certificate to be wrong ----

# chain NAME CA...: the certificate is shown with these
chain() {
	name=$1
	shift
	for issuer; do
		cat "$issuer.pem" >>"$name.pem"
	done
}

# What an intermediate authority may not do, its certificates must not show.
sign ca expiredca 'cn = Expired CA' "$authority" \
	'activation_date = "2020-01-01 00:00:00 UTC"' \
	'expiration_date = "2021-01-01 00:00:00 UTC"'
sign expiredca under-expired "$localhost" "$server"
chain under-expired expiredca

sign ca elsewhereca 'cn = Elsewhere CA' "$authority" \
	'nc_permit_dns = example.org'
sign elsewhereca under-elsewhere "$localhost" "$server"
chain under-elsewhere elsewhereca

sign ca nothereca 'cn = Not Here CA' "$authority" 'nc_exclude_dns = localhost'
sign nothereca under-nothere "$localhost" "$server"
chain under-nothere nothereca

sign ca shortca 'cn = Short CA' "$authority" 'path_len = 0'
sign shortca lastca 'cn = Last CA' "$authority"
sign lastca under-short "$localhost" "$server"
chain under-short lastca shortca

sign ca crlca 'cn = CRL CA' ca crl_signing_key
sign crlca under-crl "$localhost" "$server"
chain under-crl crlca

sign ca clientca 'cn = Client CA' "$authority" tls_www_client
sign clientca under-client "$localhost" "$server"
chain under-client clientca

# The same name as the one that is trusted, but another key.
selfsign falseca 'cn = Test CA' "$authority"
sign falseca under-false "$localhost" "$server"

# The same, and it does not say which of the two keys is meant, so that only the
# signature tells. certtool always says it.
new_key under-mimic
printf '%s\n' 'subjectAltName = DNS:localhost' \
	'authorityKeyIdentifier = none' >under-mimic.cfg
openssl req -new -key under-mimic.key -subj /CN=localhost |
	openssl x509 -req -CA falseca.pem -CAkey falseca.key -days 20000 \
		-extfile under-mimic.cfg -out under-mimic.pem 2>log

sign intermediate alone "$localhost" "$server"

sign ca codesigner "$localhost" signing_key code_signing_key
sign ca critical "$localhost" "$server" \
	'add_critical_extension = "1.3.6.1.4.1.99999.1 0x0500"'

new_key smallrsa --key-type=rsa --bits=1024
sign ca smallrsa "$localhost" "$server" encryption_key
hash=SHA1
sign ca sha1 "$localhost" "$server"
hash=

# Names that are none. certtool writes no NUL, so this is DER: a dNSName,
# "localhost" NUL ".example.com".
nul=301882166c6f63616c686f7374002e6578616d706c652e636f6d
sign ca nul 'cn = nul' "$server" "add_extension = \"2.5.29.17 0x$nul\""
sign ca star 'cn = star' 'dns_name = *' "$server"
sign ca part 'cn = part' 'dns_name = smtp*.example.com' \
	'dns_name = *x.example.com' 'dns_name = smtp.*.com' \
	'dns_name = *.*.com' 'dns_name = *.com' "$server"
sign ca address 'cn = 127.0.0.1' 'dns_name = 127.0.0.1' \
	'dns_name = *.0.0.1' "$server"
sign ca idnname 'cn = idnname' 'dns_name = xn--bcher-kva.example' "$server"

# ---- OCSP ----

# A certificate that asks for a stapled answer (RFC 7633), and answers: good,
# revoked, too old, of another certificate, signed by a stranger.
sign ca staple "$localhost" "$server" 'tls_feature = 5'
sign ca revoked "$localhost" "$server" 'tls_feature = 5'

# serial NAME
serial() {
	certtool --infile "$1.pem" --certificate-info |
		sed -n 's/.*Serial Number (hex): //p' | tr a-f A-F
}

{
	printf 'V\t991231000000Z\t\t%s\tunknown\t/CN=localhost\n' \
		"$(serial staple)"
	printf 'R\t991231000000Z\t250101000000Z\t%s\tunknown\t/CN=localhost\n' \
		"$(serial revoked)"
} >index.txt

# answer NAME CERTIFICATE SIGNER [DAYS]: what the authority says of it today
answer() {
	quietly $when openssl ocsp -index index.txt -CA ca.pem \
		-rsigner "$3.pem" -rkey "$3.key" -issuer ca.pem \
		-cert "$2.pem" -respout "$1.ocsp" -ndays 7 -noverify
}

when=
answer good staple ca
answer revoked revoked ca
answer foreign staple otherca
when='faketime 2024-01-01'
answer stale staple ca

rm -f ./*.cfg log index.txt
: >done
