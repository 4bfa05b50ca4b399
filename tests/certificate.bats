# certificate.bats - the rarer ways for a certificate to be wrong
#
# The usual ones are in tls.bats; each certificate is explained in pki.sh.
load helper
load handshake

# ---- the chain ----

@test "an authority that has expired" {
	CERTIFICATE=under-expired refused 77 'the certificate of localhost \
has expired: *'
}

@test "an authority for other names" {
	CERTIFICATE=under-elsewhere refused 77 'the certificate of localhost \
breaks the constraints of its issuer (*)'
	CERTIFICATE=under-nothere refused 77 'the certificate of localhost \
breaks the constraints of its issuer (*)'
}

@test "an authority that may make no further ones" {
	CERTIFICATE=under-short refused 77 'the certificate of localhost *'
}

@test "an authority that may sign revocations only" {
	CERTIFICATE=under-crl refused 77 'the certificate of localhost *'
}

@test "an authority that is not for servers" {
	CERTIFICATE=under-client refused 77 'the certificate of localhost is \
not meant for a server (*)'
}

@test "another authority of the same name" {
	CERTIFICATE=under-false refused 77 'the certificate of localhost *'
}

@test "the intermediate is missing" {
	CERTIFICATE=alone refused 77 'the certificate of localhost is from an \
authority that is not trusted*issued by CN=Test Intermediate CA*'
}

# ---- the certificate ----

@test "good for signing code only" {
	CERTIFICATE=codesigner refused 77 'the certificate of localhost is \
not meant for a server (*)'
}

@test "a critical extension that nobody knows" {
	CERTIFICATE=critical refused 77 'the certificate of localhost has a \
critical extension that is not known (*)'
}

@test "a key too small, a hash too weak, each by itself" {
	CERTIFICATE=smallrsa refused 77 'the certificate of localhost uses a \
key or hash that is too weak (*)'
	CERTIFICATE=sha1 refused 77 'the certificate of localhost uses a \
key or hash that is too weak (*)'
}

# ---- names ----

@test "a name with a NUL in it is not what stands before the NUL" {
	CERTIFICATE=nul refused 77 'the certificate of localhost *'
}

@test "a star alone is no name" {
	CERTIFICATE=star refused 77 'the certificate of localhost is for \
another host: it bears [*] (*)'
}

@test "a wildcard is the whole first label and nothing else" {
	local name

	for name in smtp1.example.com mx.example.com smtp.mx.com a.b.com; do
		CERTIFICATE=part refused 77 "the certificate of $name is for \
another host: it bears smtp[*].example.com, *" "tls-name = $name"
	done
}

@test "an address spelt as a host name is no address" {
	HOST=127.0.0.1 CERTIFICATE=address refused 77 'the certificate of \
127.0.0.1 is for another host: *'
}

# The name is nowhere in DNS, so a tunnel leads there.
@test "a name that is not ASCII is compared as its A-label" {
	local lead="tunnel = bash -c 'exec 5<>/dev/tcp/127.0.0.1/\$1"

	lead+="; cat <&5 & exec cat >&5' - "
	play --pair idnname <<-END
		TLS
		$(hello)
		$(delivery)
	END
	HOST=bücher.example configure submissions "$lead$PORT"
	send to@example.net
	exits 0
	server_agrees

	serve --pair idnname --implicit-tls
	HOST=bucher.example configure submissions "$lead$PORT"
	send to@example.net
	exits 77 'the certificate of bucher.example is for another host: it \
bears xn--bcher-kva.example (*)'
	never_heard '.*'

	CERTIFICATE=idnname accepted 'tls-name = xn--bcher-kva.example'
}

# ---- revocation: where must-staple asks (RFC 7633) ----

@test "must-staple: nothing stapled" {
	CERTIFICATE=staple refused 77 'the certificate of localhost demands a \
stapled OCSP status, which was not sent (*)'
}

@test "must-staple: a good answer" {
	STAPLE=(--ocsp "$PKI/good.ocsp")
	CERTIFICATE=staple accepted
}

@test "must-staple: revoked" {
	STAPLE=(--ocsp "$PKI/revoked.ocsp")
	CERTIFICATE=revoked refused 77 'the certificate of localhost has been \
revoked (*)'
}

@test "must-staple: an answer that is too old" {
	STAPLE=(--ocsp "$PKI/stale.ocsp")
	CERTIFICATE=staple refused 77 'the certificate of localhost *'
}

@test "must-staple: an answer that somebody else has signed" {
	STAPLE=(--ocsp "$PKI/foreign.ocsp")
	CERTIFICATE=staple refused 77 'the certificate of localhost *'
}

@test "must-staple: a session that is taken up again staples nothing" {
	mkdir -m 700 "$TMP/cache"
	serve --pair staple --ocsp "$PKI/good.ocsp" --connections 2 \
		--implicit-tls
	configure submissions "cache = $TMP/cache"
	send to@example.net
	exits 0
	send to@example.net
	exits 0
	server_agrees
	grep -q resumed "$LOG"
}
