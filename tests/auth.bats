# auth.bats - who we are, shown only to whom it may be shown
load helper

PASSWORD='o,p=n "s#same;'

# login [LINE...]: configures for a server under STARTTLS
login() {
	printf '%s\n' "$PASSWORD" >"$TMP/secret"
	configure submission "user = ${LOGIN:-alerts}" \
		"password-file = $TMP/secret" "$@"
}

# server MECHANISMS [OPTION...]: a true one, that wants the login
server() {
	serve --pair good --user alerts --password "$PASSWORD" \
		--mechs "$1" "${@:2}"
}

# Nothing that was printed or logged holds the password, in any clothes.
stays_secret() {
	local clothes word

	clothes=$(printf %s "$PASSWORD" | base64 -w0)
	for word in "$PASSWORD" "${clothes%%=*}" \
		"$(printf '\0alerts\0%s' "$PASSWORD" | base64 -w0)"; do
		! grep -Fq -- "$word" <<<"$output$stderr" ||
			fail "it says '$word'"
		! grep -Fq -- "$word" "$LOG" || fail "the log says '$word'"
	done
}

# decoded: what the client said behind the first AUTH and its mechanism
decoded() {
	sed -n 's/^C: AUTH [^ ]* //p' "$TRANSCRIPT" | head -n 1 | base64 -d
}

# dialogue <script lines: after TLS and EHLO with these AUTH mechanisms
dialogue() {
	play --pair good <<-END
		$(hello STARTTLS)
		$(secure)
		$(ehlo "AUTH $1")
		$(cat)
	END
}

encode() {
	printf "$@" | base64 -w0
}

# ---- each mechanism, for real ----

# logs_in_by MECHANISM [LINE...]: says so in the log and nothing elsewhere
logs_in_by() {
	server "$1"
	login "${@:2}"
	send -v to@example.net
	assert_equal "$status" 0
	server_agrees
	heard "AUTH $1*"
	logs "auth=$1" status=0
	stays_secret
}

@test "SCRAM-SHA-256-PLUS" {
	logs_in_by SCRAM-SHA-256-PLUS
}

@test "SCRAM-SHA-1-PLUS" {
	logs_in_by SCRAM-SHA-1-PLUS
}

@test "SCRAM-SHA-256" {
	logs_in_by SCRAM-SHA-256
}

@test "SCRAM-SHA-1" {
	logs_in_by SCRAM-SHA-1
}

@test "PLAIN" {
	logs_in_by PLAIN
}

@test "LOGIN" {
	logs_in_by LOGIN
}

@test "CRAM-MD5" {
	logs_in_by CRAM-MD5
}

@test "DIGEST-MD5, by name" {
	logs_in_by DIGEST-MD5 'auth = DIGEST-MD5'
}

@test "EXTERNAL, with a client certificate and nothing else" {
	serve --pair good --client-ca "$PKI/ca.pem" --user alerts \
		--mechs EXTERNAL
	configure submission "tls-certificate = $PKI/client.pem" \
		"tls-key = $PKI/client.key" 'auth = EXTERNAL'
	send to@example.net
	exits 0
	server_agrees
	heard 'AUTH EXTERNAL ='
	logs auth=EXTERNAL

	serve --pair good --client-ca "$PKI/ca.pem" --user alerts \
		--mechs EXTERNAL
	configure submission "tls-certificate = $PKI/client.pem" \
		"tls-key = $PKI/client.key" 'auth = EXTERNAL' 'user = alerts'
	send to@example.net
	exits 0
	server_agrees
	heard "AUTH EXTERNAL $(encode alerts)"
}

@test "channel binding under TLS 1.2 too" {
	server SCRAM-SHA-256-PLUS \
		--tls-priority 'NORMAL:-VERS-ALL:+VERS-TLS1.2'
	login
	send to@example.net
	exits 0
	server_agrees
	logs auth=SCRAM-SHA-256-PLUS
}

# flag: what the first message of SCRAM says of the channel
flag() {
	decoded | head -c 1
}

@test "SCRAM without -PLUS says whether it could have bound the channel" {
	server 'SCRAM-SHA-256'
	login
	send to@example.net
	exits 0
	server_agrees
	assert_equal "$(flag)" y

	# Who saw -PLUS and was told not to use it has nothing to report.
	server 'SCRAM-SHA-256-PLUS SCRAM-SHA-256'
	login 'auth = SCRAM-SHA-256'
	send to@example.net
	exits 0
	server_agrees
	assert_equal "$(flag)" n
}

@test "a -PLUS that somebody cut out of EHLO is found out" {
	server 'SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN' --hide-plus
	login
	send to@example.net
	exits 77 'localhost:* refused the login alerts: 535 *'
	server_agrees
	assert_equal "$(flag)" y
	never_heard 'AUTH PLAIN|MAIL'
	stays_secret
}

@test "a password of UTF-8" {
	local mechanism

	PASSWORD='Grüße aus Köln'
	for mechanism in PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256; do
		server "$mechanism"
		login
		send to@example.net
		exits 0
		server_agrees
	done
}

@test "a user with the marks of SCRAM in it" {
	LOGIN=a,b=c@example.com
	serve --pair good --user "$LOGIN" --password "$PASSWORD" \
		--mechs SCRAM-SHA-256
	login
	send to@example.net
	exits 0
	server_agrees
}

@test "the user of the URL is the one" {
	server PLAIN
	LOGIN=somebody login \
		"smarthost = submission://alerts@localhost:$PORT"
	send to@example.net
	exits 0
	server_agrees
	assert_equal "$(decoded | tr '\0' '|')" "|alerts|$PASSWORD"
}

# ---- words on the wire ----

@test "PLAIN rides on AUTH; LOGIN answers two questions" {
	dialogue PLAIN <<-END
		C: AUTH PLAIN $(encode '\0alerts\0%s' "$PASSWORD")
		S: 235 2.7.0 ok
		$(delivery)
	END
	login
	send to@example.net
	exits 0
	server_agrees

	dialogue LOGIN <<-END
		C: AUTH LOGIN
		S: 334 VXNlcm5hbWU6
		C: $(encode alerts)
		S: 334 UGFzc3dvcmQ6
		C: $(encode %s "$PASSWORD")
		S: 235 2.7.0 ok
		$(delivery)
	END
	login
	send to@example.net
	exits 0
	server_agrees
}

@test "what would make AUTH longer than 512 octets waits to be asked" {
	PASSWORD=$(printf '%0400d' 7)
	dialogue PLAIN <<-END
		C: AUTH PLAIN
		S: 334 
		C: $(encode '\0alerts\0%s' "$PASSWORD")
		S: 235 2.7.0 ok
		$(delivery)
	END
	login
	send to@example.net
	exits 0
	server_agrees
}

@test "the old AUTH= is understood, and several lines are one list" {
	play --pair good <<-END
		$(hello STARTTLS)
		$(secure)
		$(ehlo 'AUTH=LOGIN' 'auth NTLM X-OTHER' 'AUTH plain')
		AUTH PLAIN alerts $PASSWORD
		$(delivery)
	END
	login
	send to@example.net
	exits 0
	server_agrees
}

@test "235 twice 334: PLAIN is over only with 235" {
	dialogue PLAIN <<-END
		C: AUTH PLAIN *
		S: 334 
		C: 
		S: 235 ok
		$(delivery)
	END
	login
	send to@example.net
	exits 0
	server_agrees
}

# ---- the choice ----

# chooses OFFERED CHOSEN [LINE...]
chooses() {
	server "$1"
	login "${@:3}"
	send to@example.net
	exits 0
	server_agrees
	logs "auth=$2"
	[[ $(grep -c '^C: AUTH' "$TRANSCRIPT") == 1 ]]
}

@test "of several the strongest" {
	local all='DIGEST-MD5 CRAM-MD5 LOGIN PLAIN SCRAM-SHA-1 SCRAM-SHA-256'

	chooses "$all SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS" SCRAM-SHA-256-PLUS
	chooses "$all SCRAM-SHA-1-PLUS" SCRAM-SHA-1-PLUS
	chooses "$all" SCRAM-SHA-256
	chooses 'CRAM-MD5 LOGIN PLAIN SCRAM-SHA-1' SCRAM-SHA-1
	chooses 'CRAM-MD5 LOGIN PLAIN' PLAIN
	chooses 'CRAM-MD5 LOGIN' LOGIN
	chooses 'DIGEST-MD5 CRAM-MD5' CRAM-MD5
}

@test "a setting narrows the choice, in its own order and any case" {
	chooses 'LOGIN PLAIN SCRAM-SHA-256' LOGIN 'auth = login'
	chooses 'LOGIN PLAIN CRAM-MD5' CRAM-MD5 'auth = SCRAM-SHA-256 CRAM-MD5'
	chooses 'LOGIN PLAIN CRAM-MD5' LOGIN 'auth = login, plain'
}

# unusable OFFERED GLOB [LINE...]: nothing is tried
unusable() {
	server "$1"
	login "${@:3}"
	send to@example.net
	exits 69 "$2"
	server_agrees
	never_heard 'AUTH|MAIL'
}

@test "nothing that can be used is offered: 69, nothing is sent" {
	unusable PLAIN 'localhost:* offers no login we can use: it has PLAIN, \
but auth allows only SCRAM-SHA-256 CRAM-MD5' \
		'auth = SCRAM-SHA-256 CRAM-MD5'
	unusable DIGEST-MD5 \
		'localhost:* offers no login we can use: it has DIGEST-MD5'
	serve --pair good
	login
	send to@example.net
	exits 69 'localhost:* offers no login'
	server_agrees
	never_heard MAIL
}

@test "auth = none logs in nowhere, whatever is set" {
	serve --pair good
	login 'auth = none'
	send to@example.net
	exits 0
	server_agrees
	never_heard AUTH
	logs auth=none
}

@test "neither login nor certificate nor AUTH= unless it is configured" {
	printf '%s\n' 'machine localhost login alerts password secret' \
		>"$TMP/.netrc"
	play --pair good --client-ca "$PKI/ca.pem" <<-END
		$(hello STARTTLS)
		$(secure)
	END
	configure submission 'spool = off'
	send to@example.net
	exits 77 "localhost:*: the peer demands a certificate of ours: set \
tls-certificate and tls-key"
	wait "$SERVER" || SERVER=''
	assert_regex "$(cat "$TMP/server.err")" 'Certificate is required'

	dialogue 'PLAIN EXTERNAL' < <(delivery)
	configure submission
	send to@example.net
	exits 0
	server_agrees
	never_heard 'AUTH|MAIL.* AUTH='

	server PLAIN
	login
	send to@example.net
	exits 0
	server_agrees
	heard 'AUTH PLAIN*'
	never_heard 'MAIL.* AUTH='
}

@test "504 and 534 speak of the mechanism: the next one is tried" {
	local reply

	for reply in '504 5.5.4 not that one' '534 5.7.9 too weak' \
		'535 5.7.9 too weak'; do
		dialogue 'SCRAM-SHA-256 PLAIN' <<-END
			C: AUTH SCRAM-SHA-256 *
			S: $reply
			AUTH PLAIN alerts $PASSWORD
			$(delivery)
		END
		login
		send to@example.net
		exits 0
		server_agrees
	done
}

@test "when none is left the last answer counts" {
	dialogue 'SCRAM-SHA-256 PLAIN' <<-END
		C: AUTH SCRAM-SHA-256 *
		S: 504 5.5.4 not that one
		C: AUTH PLAIN *
		S: 534 5.7.9 nor that
		C: QUIT
	END
	login
	send to@example.net
	exits 77 'localhost:* refused the login alerts: 534 5.7.9 nor that'
	server_agrees
}

# ---- refusals ----

@test "535: 77, said once, and nothing weaker is tried" {
	local mechanism

	for mechanism in SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN \
		CRAM-MD5; do
		serve --pair good --user alerts --password other \
			--mechs "$mechanism LOGIN PLAIN"
		login "auth = $mechanism PLAIN LOGIN"
		send to@example.net
		exits 77 'localhost:* refused the login alerts: 535 5.7.8 *'
		server_agrees
		[[ $(grep -c '^C: AUTH' "$TRANSCRIPT") == 1 ]]
		never_heard MAIL
		logs status=77 'error="*refused the login alerts: 535*"'
		stays_secret
	done
}

# answered REPLY STATUS GLOB: to AUTH
answered() {
	dialogue PLAIN <<-END
		C: AUTH PLAIN *
		S: $1
		C: QUIT
	END
	login
	send to@example.net
	exits "$2" "$3"
	server_agrees
	stays_secret
}

@test "a server that cannot look just now: 75" {
	answered '454 4.7.0 later' 75 'localhost:* refused the login alerts: \
454 4.7.0 later'
	answered '432 4.7.12 password change' 75 '*: 432 4.7.12 *'
}

@test "other refusals are for good: 77" {
	answered '500 5.5.1 no AUTH here' 77 '*: 500 5.5.1 no AUTH here'
	answered '530 5.7.0 more TLS' 78 '*: 530 5.7.0 more TLS'
}

@test "a success that is none" {
	answered '250 ok' 76 '*refused the login alerts: 250 ok'
	answered '220 ok' 76 '*refused the login alerts: 220 ok'
}

@test "421 in the middle of a login" {
	dialogue LOGIN <<-END
		C: AUTH LOGIN
		S: 334 VXNlcm5hbWU6
		C: $(encode alerts)
		S: 421 4.3.2 going down
	END
	login
	send to@example.net
	exits 75 'localhost:* ended the session: 421 4.3.2 going down'
	server_agrees
}

@test "a server that falls silent in the middle of a login" {
	dialogue LOGIN <<-END
		C: AUTH LOGIN
		S: 334 VXNlcm5hbWU6
		C: $(encode alerts)
		WAIT
	END
	login 'timeout = 1'
	send to@example.net
	exits 75 'localhost:*: timed out while logging in'
	server_agrees
}

# ---- servers that cheat ----

@test "235 before SCRAM is done: an impostor would say that" {
	local mechanism

	for mechanism in SCRAM-SHA-1 SCRAM-SHA-256; do
		dialogue "$mechanism PLAIN" <<-END
			C: AUTH $mechanism *
			S: 235 2.7.0 welcome
			C: QUIT
		END
		login
		send to@example.net
		exits 77 "localhost:* said yes to $mechanism before it had \
proved that it knows the password: it may be an impostor"
		server_agrees
		never_heard MAIL
	done
}

@test "235 before CRAM-MD5 or LOGIN has said anything" {
	local mechanism

	for mechanism in CRAM-MD5 LOGIN; do
		dialogue "$mechanism" <<-END
			C: AUTH $mechanism
			S: 235 2.7.0 welcome
			C: QUIT
		END
		login
		send to@example.net
		exits 77 'localhost:* said yes to *: it may be an impostor'
		server_agrees
	done
}

# cancels MECHANISM CHALLENGE GLOB: the exchange ends with a star
cancels() {
	dialogue "$1" <<-END
		C: AUTH $1*
		S: 334 $2
		C: \*
		S: 501 5.7.0 cancelled
		C: QUIT
	END
	login
	send to@example.net
	exits 76 "$3"
	server_agrees
	never_heard MAIL
	stays_secret
}

@test "challenges that are nonsense are cancelled with a star" {
	cancels SCRAM-SHA-256 '!!! not base64' '*is not base64'
	cancels CRAM-MD5 'PDFAeD' '*'
	cancels SCRAM-SHA-256 "$(encode nonsense)" \
		'cannot log in with SCRAM-SHA-256: *'
	cancels SCRAM-SHA-256 '' 'cannot log in with SCRAM-SHA-256: *'
	cancels SCRAM-SHA-256 "$(encode 'r=other,s=c2FsdA==,i=4096')" \
		'cannot log in with SCRAM-SHA-256: *'
	cancels PLAIN "$(encode more)" \
		'the server asks on after the login with PLAIN was complete'
}

@test "SCRAM: iterations that would take for ever" {
	cancels SCRAM-SHA-256 \
		"$(encode 'r=x,s=c2FsdA==,i=99999999')" \
		'the server wants less than 4096 or more than 1000000 \
iterations of SCRAM-SHA-256, which is not safe'
	cancels SCRAM-SHA-256 \
		"$(encode 'r=x,s=c2FsdA==,i=99999999999999999999999')" \
		'the server wants less than 4096 or more than 1000000 \
iterations of SCRAM-SHA-256, which is not safe'
}

@test "challenges without end" {
	dialogue LOGIN <<-END
		C: AUTH LOGIN
		S: 334 VXNlcm5hbWU6
		C: $(encode alerts)
		S: 334 UGFzc3dvcmQ6
		C: $(encode %s "$PASSWORD")
		$(printf 'S: 334 \nC: \n%.0s' {1..18})
		S: 334 
		C: \*
		S: 501 5.7.0 cancelled
		C: QUIT
	END
	login
	send to@example.net
	exits 76 'the login with LOGIN has no end'
	never_heard MAIL
}

@test "a server that quotes the command it refuses gives nothing away" {
	local plain

	plain=$(encode '\0alerts\0%s' "$PASSWORD")
	play --pair good <<-END
		$(hello STARTTLS)
		C: STARTTLS
		S: 220 go
		TLS
		C: EHLO *
		S: 250-mx
		S: 250 AUTH PLAIN
		C: AUTH PLAIN $plain
		S: 535 bad command: AUTH PLAIN $plain
		C: QUIT
	END
	login
	send -v to@example.net
	assert_equal "$status" 77
	[[ $stderr == *'535 bad command: AUTH PLAIN ***'* ]]
	server_agrees
	[[ $stderr != *$plain* ]]
	! grep -F "$plain" "$LOG"
}

@test "whatever stands around what it quotes, or within it" {
	local mark plain

	plain=$(encode '\0alerts\0%s' "$PASSWORD")
	for mark in . '`' '|' '{' '!' '?' =; do
		dialogue PLAIN <<-END
			C: AUTH PLAIN $plain
			S: 535-no $mark$plain$mark ($PASSWORD)
			S: 535-or ${plain:0:20}
			S: 535 ${plain:20:3}
			C: QUIT
		END
		login
		send -v to@example.net
		assert_equal "$status" 77
		[[ $stderr == *"S: 535-no $mark***"*"***$mark (***"* ]]
		[[ $stderr == *"login alerts: 535 no $mark***"* ]]
		stays_secret
		! grep -F "${plain:20:3}" <<<"$stderr" "$LOG"
		server_agrees
	done
}

@test "a token that is quoted in its refusal" {
	local token=ya29.a0Af-secret_token

	dialogue XOAUTH2 <<-END
		C: AUTH XOAUTH2 *
		S: 334 $(encode '{"status":"401","scope":"%s"}' "$token")
		C: 
		S: 535 5.7.8 not $token
		C: QUIT
	END
	login 'auth = XOAUTH2'
	printf '%s\n' "$token" >"$TMP/secret"
	send -v to@example.net
	assert_equal "$status" 77
	[[ $stderr == *'the token of alerts: 535 5.7.8 not ***'* ]]
	[[ $stderr != *"$token"* ]]
	! grep -F "$token" "$LOG"
	server_agrees
}

# ---- tokens ----

# token_command: prints a token, another one each time, and notes what it was
# told
token_command() {
	cat >"$TMP/token" <<-END
		#!/bin/sh
		echo "refused=\${SENDOFF_REFUSED:-no}" >>"$TMP/calls"
		echo "token\$(grep -c . "$TMP/calls")"
	END
	chmod 700 "$TMP/token"
	configure submission 'user = alerts' \
		"password-command = $TMP/token" "$@"
}

@test "XOAUTH2 says the token" {
	dialogue XOAUTH2 <<-END
		C: AUTH XOAUTH2 $(encode \
			'user=alerts\001auth=Bearer token1\001\001')
		S: 235 2.7.0 ok
		$(delivery)
	END
	token_command 'auth = XOAUTH2'
	send -v to@example.net
	assert_equal "$status" 0
	server_agrees
	refute_regex "$output$stderr$(cat "$LOG")" 'token1|dG9rZW4'
	logs auth=XOAUTH2
}

@test "OAUTHBEARER says the token, to whom and where" {
	play --pair good <<-END
		$(hello STARTTLS)
		$(secure)
		$(ehlo 'AUTH OAUTHBEARER')
		C: AUTH OAUTHBEARER *
		S: 235 2.7.0 ok
		$(delivery)
	END
	token_command 'auth = OAUTHBEARER'
	send to@example.net
	exits 0
	server_agrees
	assert_equal "$(decoded | tr '\001' '|')" \
		"n,a=alerts,|host=localhost|port=$PORT|auth=Bearer token1||"
}

@test "a token that is refused is fetched anew, once" {
	local json='{"status":"401","schemes":"bearer"}'

	dialogue XOAUTH2 <<-END
		C: AUTH XOAUTH2 $(encode \
			'user=alerts\001auth=Bearer token1\001\001')
		S: 334 $(encode %s "$json")
		C: 
		S: 535 5.7.8 no
		C: AUTH XOAUTH2 $(encode \
			'user=alerts\001auth=Bearer token2\001\001')
		S: 334 $(encode %s "$json")
		C: 
		S: 535 5.7.8 no
		C: QUIT
	END
	token_command 'auth = XOAUTH2'
	send to@example.net
	exits 77 'localhost:* refused the token of alerts: 535 5.7.8 no \
(status 401, *)'
	server_agrees
	assert_equal "$(cat "$TMP/calls")" $'refused=no\nrefused=1'
}

@test "OAUTHBEARER takes a refusal with ^A" {
	dialogue OAUTHBEARER <<-END
		C: AUTH OAUTHBEARER *
		S: 334 $(encode '{"status":"invalid_token"}')
		C: AQ==
		S: 535 5.7.8 no
		C: QUIT
	END
	login 'auth = OAUTHBEARER'
	send to@example.net
	exits 77 'localhost:* refused the token of alerts: 535 5.7.8 no (*)'
	server_agrees
}

# ---- what cannot work is said before anybody is dialled ----

# cannot_work GLOB LINE...
cannot_work() {
	serve --pair good
	configure submission "${@:2}"
	send to@example.net
	exits 78 "$1"
	server_was_left_alone
}

@test "half a login is a mistake in the configuration" {
	cannot_work "$CONF:9: user is set but no password: add \
password-file, or auth = none" 'user = alerts'
	cannot_work "$CONF:9: a password is set but no user: add user" \
		'password = x'
	cannot_work "$CONF:*: auth must be auto, none, or mechanisms *" \
		'auth = PLANE'
}

# ---- secrecy ----

@test "-v shows the dialogue of a login without its words" {
	server 'LOGIN'
	login
	send -v to@example.net
	assert_equal "$status" 0
	server_agrees
	stays_secret
	grep -qx 'C: AUTH LOGIN' <<<"$stderr"
	grep -qx 'S: 334 \*' <<<"$stderr"
	grep -qx 'C: \*' <<<"$stderr"
	! grep -Fq "$(encode alerts)" <<<"$stderr" || fail 'the user is shown'
}

@test "neither arguments nor core dumps nor debuggers see the password" {
	local said pid

	mkfifo "$TMP/said"
	exec 7<>"$TMP/said"
	TRANSCRIPT=$TMP/said play --pair good <<-END
		$(hello STARTTLS)
		$(secure)
		$(ehlo 'AUTH LOGIN')
		C: AUTH LOGIN
		S: 334 VXNlcm5hbWU6
		WAIT
	END
	login
	message >"$TMP/sent"
	"$SENDOFF" -C "$CONF" to@example.net <"$TMP/sent" \
		2>/dev/null 3>&- 7>&- &
	pid=$!
	until [[ $said == 'C: AUTH LOGIN' ]]; do
		read -r -t 20 said <&7 || fail 'no AUTH was said'
	done
	run cat -v "/proc/$pid/cmdline"
	refute_output --partial 'same'
	run grep 'Max core file size' "/proc/$pid/limits"
	assert_output --regexp 'size +0 +0 '
	kill "$pid"
	wait "$pid" || :
}
