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

rm -f ./*.cfg log
: >done
