# pipeconnect.bats - speaking before one is spoken to, where that is offered
load helper

setup() {
	prepare
	mkdir -m 700 "$TMP/cache"
}

# early: what is said at once over the next connection
early() {
	printf '%s\n' CONNECTION 'C: EHLO client.example.com' \
		'C: MAIL FROM:<alerts@example.com>*' \
		'C: RCPT TO:<to@example.net>*' 'C: DATA'
}

# answers: how it goes on when all is as it was
answers() {
	printf '%s\n' 'S: 250 sender ok' 'S: 250 recipient ok' \
		'S: 354 go ahead' BODY 'S: 250 2.0.0 kept' 'C: QUIT' \
		'S: 221 farewell'
}

# greeting KEYWORD...: with the answer to EHLO, to whom has said it already
greeting() {
	hello "$@" | sed '/^C:/d'
}

# first: how the server is met, by hearing one thing after the other
first() {
	hello "$@"
	printf '%s\n' 'C: MAIL FROM:<alerts@example.com>*' \
		'C: RCPT TO:<to@example.net>*' 'C: DATA'
	answers
}

@test "the second run says all of it before the greeting" {
	play < <(
		first PIPELINING PIPECONNECT
		early
		greeting PIPELINING PIPECONNECT
		answers
	)
	configure smtp "cache = $TMP/cache" 'tls = off'
	send to@example.net
	exits 0
	send to@example.net
	exits 0
	server_agrees
}

@test "what is known already is not written again" {
	local before file

	play < <(
		first PIPELINING PIPECONNECT
		early
		greeting PIPELINING PIPECONNECT
		answers
	)
	configure smtp "cache = $TMP/cache" 'tls = off'
	send to@example.net
	exits 0
	file=$(find "$TMP/cache" -type f)
	touch -d '1 hour ago' "$file"
	before=$(stat -c '%i %Y' "$file")
	send to@example.net
	exits 0
	server_agrees
	assert_equal "$(stat -c '%i %Y' "$file")" "$before"
}

@test "where TLS is wished for, no envelope leaves before EHLO was answered" {
	play < <(
		first PIPELINING PIPECONNECT
		printf '%s\n' CONNECTION 'C: EHLO client.example.com'
		greeting PIPELINING PIPECONNECT
		printf '%s\n' 'C: MAIL FROM:<alerts@example.com>*' \
			'C: RCPT TO:<to@example.net>*' 'C: DATA'
		answers
	)
	configure smtp "cache = $TMP/cache" 'tls = opportunistic'
	send to@example.net
	exits 0
	send to@example.net
	exits 0
	server_agrees
}

@test "that there was no STARTTLS yesterday is no reason today" {
	play --pair good < <(
		hello PIPELINING PIPECONNECT
		printf '%s\n' 'C: QUIT' CONNECTION 'C: EHLO client.example.com'
		greeting PIPELINING PIPECONNECT STARTTLS
		printf '%s\n' CONNECTION
		hello STARTTLS
		secure
		first PIPELINING | sed 1d
	)
	configure submission "cache = $TMP/cache"
	send to@example.net
	exits 69 'localhost:* does not offer STARTTLS*'
	send to@example.net
	exits 0
	server_agrees
}

@test "a message never leaves before EHLO was answered" {
	chunk() {
		printf '%s\n' 'C: MAIL FROM:<alerts@example.com>*' \
			'C: RCPT TO:<to@example.net>*' 'C: BDAT * LAST' \
			CHUNK 'C: QUIT' 'S: 250 sender ok' \
			'S: 250 recipient ok' 'S: 250 kept' 'S: 221 farewell'
	}
	play < <(
		hello PIPELINING CHUNKING PIPECONNECT
		chunk
		early
		greeting PIPELINING CHUNKING PIPECONNECT
		answers
	)
	configure smtp "cache = $TMP/cache" 'tls = off'
	send to@example.net
	exits 0
	send to@example.net
	exits 0
	server_agrees
}

@test "not without a cache of our own" {
	play < <(
		first PIPELINING PIPECONNECT
		echo CONNECTION
		first PIPELINING PIPECONNECT
	)
	configure smtp
	send to@example.net
	exits 0
	send to@example.net
	exits 0
	server_agrees
}

@test "not where it is not offered" {
	play < <(
		first PIPELINING
		echo CONNECTION
		first PIPELINING
	)
	configure smtp "cache = $TMP/cache" 'tls = off'
	send to@example.net
	exits 0
	send to@example.net
	exits 0
	server_agrees
	run ls "$TMP/cache"
	assert_output ''
}

@test "a server that is not as it was: nothing is lost but the connection" {
	play < <(
		first PIPELINING PIPECONNECT
		early
		greeting PIPELINING PIPECONNECT 'SIZE 1000000'
		printf 'S: %s\n' '250 sender ok' '250 recipient ok' \
			'354 go ahead'
		echo CONNECTION
		first PIPELINING PIPECONNECT 'SIZE 1000000'
		early
		greeting PIPELINING PIPECONNECT 'SIZE 1000000'
		answers
	)
	configure smtp "cache = $TMP/cache" 'tls = off'
	for _ in 1 2 3; do
		send to@example.net
		exits 0
	done
	server_agrees
}

@test "words that mislead and cannot be forgotten cost one connection" {
	need_mounts
	play < <(
		first PIPELINING PIPECONNECT
		early
		greeting PIPELINING PIPECONNECT 'SIZE 1000000'
		printf 'S: %s\n' '250 sender ok' '250 recipient ok' \
			'354 go ahead'
		echo CONNECTION
		first PIPELINING PIPECONNECT 'SIZE 1000000'
	)
	configure smtp "cache = $TMP/cache" 'tls = off'
	send to@example.net
	exits 0
	attempt unshare -m sh -c '
		mount --bind "$1/cache" "$1/cache" &&
		mount -o remount,ro,bind "$1/cache" || exit 1
		exec "$2" -C "$3" to@example.net <"$1/sent"' sh "$TMP" \
		"$SENDOFF" "$CONF"
	exits 0
	server_agrees
}

@test "a message that did not fit may fit today" {
	play < <(
		first PIPELINING PIPECONNECT 'SIZE 10000'
		echo CONNECTION
		echo 'C: EHLO client.example.com'
		greeting PIPELINING PIPECONNECT 'SIZE 1000000'
		echo CONNECTION
		first PIPELINING PIPECONNECT 'SIZE 1000000'
	)
	configure smtp "cache = $TMP/cache" 'tls = off'
	send to@example.net
	exits 0
	message "$(head -c 20000 /dev/zero | tr '\0' x | fold -w 70)" \
		>"$TMP/large"
	sendoff to@example.net <"$TMP/large"
	exits 0
	server_agrees
}

@test "a greeting that refuses may refuse our haste: asked once more, in turn" {
	play < <(
		first PIPELINING PIPECONNECT
		early
		echo 'S: 554 synchronization error'
		echo CONNECTION
		first PIPELINING
		echo CONNECTION
		first PIPELINING
	)
	configure smtp "cache = $TMP/cache" 'tls = off'
	for _ in 1 2 3; do
		send to@example.net
		exits 0
	done
	server_agrees
}

@test "a greeting that refuses all the same is the answer" {
	play < <(
		first PIPELINING PIPECONNECT
		early
		echo 'S: 421 4.3.2 busy'
		echo CONNECTION
		printf '%s\n' 'S: 554 5.3.2 not today' 'C: QUIT'
	)
	configure smtp "cache = $TMP/cache" 'tls = off'
	send to@example.net
	exits 0
	send to@example.net
	exits 69 'localhost:* does not serve us: 554 5.3.2 not today'
	server_agrees
}

@test "a server that hangs up on who speaks first is spoken to in turn" {
	play < <(
		first PIPELINING PIPECONNECT
		early
		echo CLOSE
		echo CONNECTION
		first PIPELINING PIPECONNECT
	)
	configure smtp "cache = $TMP/cache" 'tls = off'
	send to@example.net
	exits 0
	send to@example.net
	exits 0
	server_agrees
}

@test "STARTTLS and a login that is one command leave early, too" {
	printf 'secret\n' >"$TMP/secret"
	login=$(printf '\0alerts\0secret' | base64 -w0)
	within=(PIPELINING PIPECONNECT 'AUTH PLAIN')
	tell() {
		printf 'S: %s\n' '250 sender ok' '250 recipient ok' \
			'354 go ahead'
		printf '%s\n' BODY 'S: 250 kept' 'C: QUIT' 'S: 221 bye'
	}
	ask() {
		printf 'C: %s\n' 'MAIL FROM:<alerts@example.com>*' \
			'RCPT TO:<to@example.net>*' DATA
	}
	play --pair good < <(
		hello STARTTLS PIPECONNECT
		secure
		ehlo "${within[@]}"
		echo "C: AUTH PLAIN $login"
		echo 'S: 235 welcome'
		ask
		tell
		printf '%s\n' CONNECTION 'C: EHLO client.example.com' \
			'C: STARTTLS'
		greeting STARTTLS PIPECONNECT
		printf '%s\n' 'S: 220 go ahead' TLS \
			'C: EHLO client.example.com' "C: AUTH PLAIN $login"
		ask
		ehlo "${within[@]}" | sed '/^C:/d'
		echo 'S: 235 welcome'
		tell
	)
	configure submission "cache = $TMP/cache" 'user = alerts' \
		"password-file = $TMP/secret"
	send to@example.net
	exits 0
	send -v to@example.net
	assert_equal "$status" 0
	server_agrees
	[[ $stderr != *"$login"* ]] || fail "the login is shown: $stderr"
}

# early_login <SCRIPT: how the server goes on when the login was said early
early_login() {
	local rest

	rest=$(cat)
	printf 'secret\n' >"$TMP/secret"
	play --pair good < <(
		echo TLS
		hello PIPELINING PIPECONNECT 'AUTH PLAIN'
		printf '%s\n' 'C: AUTH PLAIN *' 'S: 235 welcome'
		envelope | grep '^C:'
		echo 'C: DATA'
		answers
		printf '%s\n' CONNECTION TLS 'C: EHLO client.example.com' \
			'C: AUTH PLAIN *'
		envelope | grep '^C:'
		echo 'C: DATA'
		greeting PIPELINING PIPECONNECT 'AUTH PLAIN'
		echo "$rest"
	)
	configure submissions "cache = $TMP/cache" 'user = alerts' \
		"password-file = $TMP/secret"
	send to@example.net
	exits 0
	send to@example.net
}

@test "a password that is refused: said once, and no message leaves" {
	early_login <<-END
		S: 535 5.7.8 no
		S: 250 sender ok
		S: 250 recipient ok
		S: 354 go ahead
	END
	exits 77 'localhost:* refused the login alerts: 535 5.7.8 no; \
check user and password; *'
	server_agrees
}

@test "a mechanism that is not there any more is no refusal" {
	early_login <<-END
		S: 504 5.5.4 what is PLAIN?
		S: 503 no
		S: 503 no
		S: 503 no
		CONNECTION
		TLS
		$(hello PIPELINING 'AUTH PLAIN')
		C: AUTH PLAIN *
		S: 235 welcome
		C: MAIL FROM:<alerts@example.com>*
		C: RCPT TO:<to@example.net>*
		C: DATA
		$(answers)
	END
	exits 0
	server_agrees
}

@test "a login that wants another word after all is had in its order" {
	early_login <<-END
		S: 334
		S: 503 no
		S: 503 no
		S: 503 no
		CONNECTION
		TLS
		$(hello PIPELINING PIPECONNECT 'AUTH PLAIN')
		C: AUTH PLAIN *
		S: 235 welcome
		C: MAIL FROM:<alerts@example.com>*
		C: RCPT TO:<to@example.net>*
		C: DATA
		$(answers)
	END
	exits 0
	server_agrees
}

@test "what another user left behind is not believed" {
	play < <(
		first PIPELINING PIPECONNECT
		echo CONNECTION
		first PIPELINING PIPECONNECT
	)
	configure smtp "cache = $TMP/cache" 'tls = off'
	send to@example.net
	exits 0
	chmod 640 "$TMP/cache/"*
	send to@example.net
	exits 0
	server_agrees
}
