# gate.bats - mail for others: a local socket, devices, and who may come
load helper
load gate

# activate [OPTION...]: a service manager that accepts at SOCKET, and runs a
# gate for each client
activate() {
	local line

	need systemd-socket-activate
	SOCKET=$TMP/submit.sock
	mkfifo "$TMP/ready"
	systemd-socket-activate --accept -l "$SOCKET" "$@" "$SENDOFF" \
		-C "$TMP/gate.conf" -bs >/dev/null 2>"$TMP/ready" 3>&- 4>&- &
	GATE=$!
	exec 9<"$TMP/ready"
	while read -r line <&9; do
		[[ $line != *'Listening on'* ]] || break
	done
	[[ -S $SOCKET ]] || fail "nobody listens: $line"
	chmod 666 "$SOCKET"
}

# The user's side: nothing but where the socket is.
reaches_socket() {
	printf '%s\n' "smarthost = unix:$SOCKET" 'domain = example.com' \
		'aliases = none' 'log = none' 'spool = off' >"$CONF"
}

# The smarthost wants a password that only the gate can read.
SECRET='only the gate knows'

guarded_smarthost() {
	serve --pair good --user me --mechs PLAIN --password "$SECRET" "$@"
	echo "$SECRET" >"$TMP/secret"
	gate_settings submission 'user = me' "password-file = $TMP/secret" \
		"${settings[@]}"
}

need_root() {
	((EUID == 0)) || skip 'only root can be somebody else'
	need setpriv
}

# nobody_sends ARGUMENT...: by a user who can read neither settings nor secret
# of the gate
nobody_sends() {
	chmod a+x "$BATS_RUN_TMPDIR" "${TMP%/*}" "$TMP"
	chmod a+r "$CONF"
	message >"$TMP/sent"
	! as_nobody cat "$TMP/secret" 2>/dev/null || fail 'the secret is open'
	attempt as_nobody timeout 40 "$SENDOFF" -C "$CONF" "$@" \
		<"$TMP/sent"
}

as_nobody() {
	setpriv --reuid nobody --regid nogroup --clear-groups \
		--no-new-privs env HOME=/nonexistent "$@"
}

# refuses_to_start GLOB ARGUMENT...
refuses_to_start() {
	attempt timeout 20 "$SENDOFF" -C "$TMP/gate.conf" -bd \
		"${@:2}" </dev/null
	exits 78 "$1"
}

# ---- the local socket ----

@test "who cannot read the secret sends through the gate, and hears the truth" {
	need_root
	guarded_smarthost
	activate
	reaches_socket
	nobody_sends to@example.net
	exits 0
	server_agrees
	arrived <"$TMP/sent"
	logs status=0 caller=nobody "client=\"uid $(id -u nobody)\"" auth=PLAIN
}

@test "the smarthost's refusal is the user's, word and status" {
	need_root
	guarded_smarthost --refuse-recipient 'bad*=550 5.1.1 no such user'
	activate --inetd
	reaches_socket
	nobody_sends bad@example.net
	exits 67 '*550 5.1.1 no such user*'
	server_agrees
}

@test "the gate's own trouble is for now" {
	need_root
	guarded_smarthost
	gate_settings submission 'user = me' 'password = wrong'
	chmod 600 "$TMP/gate.conf"
	activate
	reaches_socket
	nobody_sends to@example.net
	exits 75 '*451 *'
}

@test "only the socket is mounted: that is enough" {
	need_root
	need_mounts
	guarded_smarthost
	activate
	reaches_socket
	mkdir "$TMP/room"
	cp "$CONF" "$TMP/room/conf"
	chmod 755 "$TMP/room"
	chmod 644 "$TMP/room/conf"
	chmod a+x "$BATS_RUN_TMPDIR" "${TMP%/*}" "$TMP"
	message >"$TMP/sent"
	attempt unshare -mn bash -c '
		touch "$1/room/submit.sock" &&
		mount --bind "$1/submit.sock" "$1/room/submit.sock" &&
		mount --rbind "$1/room" "$1" && cd / &&
		sed -i "s,unix:.*,unix:$1/submit.sock," "$1/conf" &&
		[[ ! -e $1/secret ]] && exec setpriv --reuid nobody \
			--regid nogroup --clear-groups --no-new-privs \
			"$2" -C "$1/conf" to@example.net' - "$TMP" \
		"$SENDOFF" <"$TMP/sent"
	exits 0
	server_agrees
	arrived <"$TMP/sent"
}

@test "gate-allow: users and groups that are not named are refused" {
	need_root
	local allow
	local -a settings

	for allow in user:root group:root 'user:root group:root'; do
		settings=("gate-allow = $allow")
		guarded_smarthost
		activate
		reaches_socket
		nobody_sends to@example.net
		exits 69 "*554 5.7.1 uid $(id -u nobody) may not send mail here"
		server_was_left_alone
		logs status=77 caller=nobody
		end_gate
		rm "$SOCKET" "$TMP/ready"
	done
}

@test "gate-allow: who is named may come" {
	need_root
	local allow
	local -a settings

	for allow in user:nobody group:nogroup 'user:root group:nogroup'; do
		settings=("gate-allow = $allow")
		guarded_smarthost
		activate
		reaches_socket
		nobody_sends to@example.net
		exits 0
		server_agrees
		end_gate
		rm "$SOCKET" "$TMP/ready"
	done
}

@test "gate-sender: whatever a user says, the sender is his own" {
	need_root
	local -a settings=('gate-sender = user:root root@example.com'
		'gate-sender = user:nobody web@example.com')
	guarded_smarthost
	activate
	reaches_socket
	nobody_sends -f forged@example.org to@example.net
	exits 0
	server_agrees
	heard 'MAIL FROM:<web@example.com>*'
	[[ $(field From) == 'From: '*'<web@example.com>' ]]
	[[ $(field Reply-To) == *alerts@example.com* ]]
}

@test "a gate whose settings are wrong says so to its client" {
	echo 'gate-allow = user:no-such-user' >"$TMP/gate.conf"
	echo 'smarthost = smtp://localhost' >>"$TMP/gate.conf"
	activate
	reaches_socket
	send to@example.net
	exits 75 "*421 4.3.5 $TMP/gate.conf:1: gate-allow: there is no user \
no-such-user on this machine*"
}

# a_stranger_is_not_told LINE GLOB: what this setting causes is for the log
a_stranger_is_not_told() {
	PORT=9 gate_settings smtp "$1"
	attempt timeout 20 perl "$TESTS/inetd.pl" "$SENDOFF" \
		-C "$TMP/gate.conf" -bs
	prints 78 '421 4.3.5 something is wrong with our configuration?'
	logs status=78 "error=\"*/gate.conf:*: $2"
}

@test "... but not to a stranger: what is wrong is for the log" {
	a_stranger_is_not_told 'gate-allow = user:no-such-user' \
		'there is no user *'
}

@test "... also what is wrong with the certificate, and nothing leaks" {
	a_stranger_is_not_told "gate-tls-certificate = $TMP/none" \
		'cannot open */none: *'
}

@test "... and who may not come hears that" {
	PORT=9 gate_settings smtp 'gate-allow = 192.0.2.1'
	attempt timeout 20 perl "$TESTS/inetd.pl" "$SENDOFF" \
		-C "$TMP/gate.conf" -bs
	prints 77 '554 5.7.1 127.0.0.1 may not send mail here?'
}

# ---- -bd: a daemon for devices ----

@test "-bd: one after another is served, and the end is peaceful" {
	serve --connections 2
	gate_settings smtp
	listen
	device_sends to@example.net
	exits 0
	device_sends to@example.net
	exits 0
	server_agrees
	(($(grep -c 'status=0 .*client=127.0.0.1 ' "$LOG") == 2)) ||
		fail "$(cat "$LOG")"
	ends 0
}

@test "-bd: several at once, each in its own time" {
	serve
	gate_settings smtp
	listen
	knock
	hears '220 *'
	device_sends to@example.net
	exits 0
	server_agrees
	says NOOP
	hears '250 *'
	ends 0
	hears '421 4.3.2 *'
	hangs_up
}

@test "-bd: by a local socket, whose path goes with it" {
	need_root
	serve
	gate_settings smtp 'gate-socket-mode = 666'
	SOCKET=$TMP/own.sock
	listen --listen "unix:$SOCKET"
	[[ $WHERE == "unix:$SOCKET" && $(stat -c %a "$SOCKET") == 666 ]]
	reaches_socket
	touch "$TMP/secret"
	nobody_sends to@example.net
	exits 0
	server_agrees
	logs "client=\"uid $(id -u nobody)\"" caller=nobody
	ends 0
	[[ ! -e $SOCKET ]]
}

@test "-bd: never an open relay" {
	PORT=9 gate_settings smtp
	refuses_to_start 'everybody who reaches 0.0.0.0:* could send mail \
through us: set gate-allow *' --listen 0.0.0.0:0
	PORT=9 gate_settings smtp 'gate-listen = [::]:0' \
		'gate-allow = user:root'
	refuses_to_start 'everybody who reaches * could send mail through us*'
	PORT=9 gate_settings smtp
	refuses_to_start '-bd has nowhere to listen: *'
}

@test "an address within a network: what was meant is told" {
	local setting

	for setting in 'gate-allow = user:root, 192.0.2.5/24' \
		'gate-sender = 192.0.2.5/24 printer@example.com'; do
	PORT=9 gate_settings smtp "$setting"
		refuses_to_start "$TMP/gate.conf:*: ${setting%% *} must be \
networks, and 192.0.2.5/24 is an address in one: write 192.0.2.0/24 for the \
network, or 192.0.2.5 for that address alone"
	done
}

@test "-bd: what is missing is told, with the setting that names it" {
	PORT=9 gate_settings smtp
	refuses_to_start "cannot listen on unix:$TMP/none/x: No such file *" \
		--listen "unix:$TMP/none/x"
	PORT=9 gate_settings smtp "gate-password-file = $TMP/none"
	refuses_to_start "$TMP/gate.conf:9: gate-password-file: cannot open \
$TMP/none: *" \
		--listen 127.0.0.1:0
	PORT=9 gate_settings smtp "gate-tls-certificate = $TMP/none"
	refuses_to_start "$TMP/gate.conf:9: gate-tls-certificate: cannot open \
$TMP/none: *" \
		--listen 127.0.0.1:0
	PORT=9 gate_settings smtp "gate-tls-certificate = \
pkcs11:token=none?pin-value=hunter2"
	refuses_to_start "$TMP/gate.conf:9: gate-tls-certificate: cannot use \
the certificate pkcs11:token=none with the key pkcs11:token=none: *" \
		--listen 127.0.0.1:0
}

@test "-bd: a network that is allowed, and one that is not" {
	serve
	gate_settings smtp 'gate-allow = 127.0.0.0/8' \
		'gate-sender = 127.0.0.1 printer@example.com'
	listen --listen 0.0.0.0:0
	WHERE=127.0.0.1:${WHERE##*:}
	device_sends -f scan@example.org to@example.net
	exits 0
	server_agrees
	heard 'MAIL FROM:<printer@example.com>*'
	end_gate
	serve
	gate_settings smtp 'gate-allow = 192.0.2.0/24'
	listen
	knock
	hears '554 5.7.1 127.0.0.1 may not send mail here'
	hangs_up
	server_was_left_alone
	logs status=77 client=127.0.0.1
}

@test "-bd: too many at once, too often" {
	PORT=9 gate_settings smtp 'gate-max-connections = 1'
	listen
	knock
	hears '220 *'
	knock 6
	read -r line <&6
	[[ $line == '421 4.3.2 too many clients'* ]]
	says QUIT
	hears '221 *'
	hangs_up
	end_gate
	logs status=75 client=127.0.0.1 \
		'error="turned away: 421 4.3.2 too many clients"'
	: >"$LOG"
	PORT=9 gate_settings smtp 'gate-rate = 2'
	listen
	for _ in 1 2; do
		knock
		hears '220 *'
	done
	knock
	hears '421 4.7.0 you come too often*'
	hangs_up
	knock
	hears '421 4.7.0 you come too often*'
	hangs_up
	logs status=75 client=127.0.0.1 \
		'error="turned away: 421 4.7.0 you come too often"'
}

@test "-bd: Received names the client, not us" {
	serve
	gate_settings smtp 'received = yes'
	listen
	device_sends to@example.net
	exits 0
	server_agrees
	[[ $(field Received) == *'(sendoff, from client 127.0.0.1);'* ]] ||
		fail "$(field Received)"
	ends 0
}

@test "-bd: our configuration is for the log, not for strangers" {
	PORT=9 gate_settings submission 'user = me' 'password-file = none'
	listen
	knock
	hears '220 *'
	says 'MAIL FROM:<me@example.com>' 'RCPT TO:<to@example.net>' QUIT
	hears '451 4.3.5 something is wrong with our configuration' '503 *' \
		'221 *'
	hangs_up
	ends 0
	logs status=78 'error="*/gate.conf:*: password-file: cannot open *'
}

@test "-bd: who has gone makes room" {
	PORT=9 gate_settings smtp 'gate-max-connections = 2'
	listen
	for _ in {1..20}; do
		knock
		hears '220 *'
		says QUIT
		hears '221 *'
		hangs_up
		until ! pgrep -P "$GATE" >/dev/null ||
			pgrep -P "$GATE" -r Z >/dev/null; do :; done
	done
}

@test "-bd: sockets that a service manager has opened" {
	need systemd-socket-activate
	serve
	gate_settings smtp
	WHERE=$TMP/manager.sock
	mkfifo "$TMP/ready"
	systemd-socket-activate -l "$WHERE" "$SENDOFF" -C "$TMP/gate.conf" \
		-bd >/dev/null 2>"$TMP/ready" 3>&- 4>&- &
	GATE=$!
	exec 9<"$TMP/ready"
	until read -r line <&9 && [[ $line == *'Listening on'* ]]; do :; done
	SOCKET=$WHERE
	reaches_socket
	send to@example.net
	exits 0
	server_agrees
	ends 0
}

@test "-bd -q30m: what waits is sent, too" {
	serve
	gate_settings smtp "spool-directory = $TMP/spool"
	mkdir -m 700 "$TMP/spool"
	CONF=$TMP/gate.conf send -odq to@example.net
	exits 0
	listen -q30m
	server_agrees
	arrived <"$TMP/sent"
	ends 0
}

# In a network of its own, where port 25 is nobody else's.
@test "-bd: a user that root has given the right to listen on port 25" {
	need_root
	need ip
	unshare -n true 2>/dev/null || skip 'no networks here'
	PORT=9 gate_settings smtp
	chmod a+x "$BATS_RUN_TMPDIR" "${TMP%/*}" "$TMP"
	chmod a+r "$TMP/gate.conf"
	run timeout 40 unshare -n bash -c 'ip link set lo up
		coproc setpriv --reuid nobody --regid nogroup --clear-groups \
			--inh-caps +net_bind_service \
			--ambient-caps +net_bind_service \
			"$1" -C "$2" -bd --listen 127.0.0.1:25 2>&1
		gate=$COPROC_PID
		read -r line <&"${COPROC[0]}" && echo "$line"
		exec 5<>/dev/tcp/127.0.0.1/25
		read -r line <&5 && echo "$line"
		kill "$gate" && wait "$gate"' - "$SENDOFF" "$TMP/gate.conf"
	assert_success
	assert_line 'sendoff: listening on 127.0.0.1:25'
	assert_line --partial ' ESMTP sendoff'
}

@test "-bd: a place that is none is refused as an option" {
	attempt "$SENDOFF" -bd --listen=localhost:25
	exits 64 '--listen=localhost:25 is no place: *'
}

@test "--listen is for -bd, and -bd for clients: nothing is sent" {
	serve --connections 1
	configure smtp
	send --listen 127.0.0.1:25 to@example.net
	exits 64 '--listen is for -bd, *'
	send -bs --listen 127.0.0.1:25
	exits 64 '--listen is for -bd, *'
	send -bd --due
	exits 64 '--due is for a queue run, *'
	send -bd --listen 127.0.0.1:0 to@example.net
	exits 64 'what about to@example.net? -bd takes no operand: *'
	server_was_left_alone
}

# ---- TLS and logins ----

# printer_may_log_in [LINE...]: the gate's settings, with a password file
printer_may_log_in() {
	echo 'let me in' | "$SENDOFF" --hash-password printer >"$TMP/users"
	echo 'printer CLEAR$let me in' >>"$TMP/users"
	gate_settings smtp "gate-password-file = $TMP/users" "$@"
}

# device_settings SCHEME [LINE...]: another machine's sendoff, that logs in
device_settings() {
	PORT=${WHERE##*:} configure "$1" 'user = printer' 'log = none' \
		'spool = off' "${@:2}"
}

certified() {
	printf '%s\n' "gate-tls-certificate = $PKI/good.pem" \
		"gate-tls-key = $PKI/good.key"
}

@test "STARTTLS and every mechanism: a login sends, as whom it may" {
	local mechanism
	local -a lines

	mapfile -t lines < <(certified)
	serve --connections 5
	printer_may_log_in "${lines[@]}" \
		'gate-sender = login:printer printer@example.com'
	listen
	for mechanism in PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256; do
		device_settings submission 'password = let me in' \
			"auth = $mechanism"
		send to@example.net
		exits 0
	done
	server_agrees
	heard 'MAIL FROM:<printer@example.com>*'
	(($(grep -c 'status=0 .*caller=printer client=127.0.0.1 ' "$LOG") \
		== 5)) || fail "$(cat "$LOG")"
}

@test "TLS at once" {
	local -a lines

	mapfile -t lines < <(certified)
	serve
	printer_may_log_in "${lines[@]}" 'gate-tls = at-once'
	listen
	device_settings submissions 'password = let me in'
	send to@example.net
	exits 0
	server_agrees
}

@test "a certificate that has expired is told when the gate begins" {
	local line

	PORT=9 gate_settings smtp "gate-tls-certificate = $PKI/expired.pem" \
		"gate-tls-key = $PKI/expired.key"
	listen
	read -r line <&9
	[[ $line == "sendoff: $TMP/gate.conf:"*': gate-tls-certificate: the'* ]]
	[[ $line == *'certificate has expired: clients that look at it will'* ]]
	ends 0
}

@test "a wrong password is refused for good" {
	local -a lines

	mapfile -t lines < <(certified)
	PORT=9 printer_may_log_in "${lines[@]}"
	listen
	device_settings submission 'password = let me out' 'auth = PLAIN'
	send to@example.net
	exits 77 '*535 5.7.8 *'
}

# offers SIZE: EHLO is answered with it
offers() {
	local line

	says 'EHLO me'
	until [[ $line == '250 '* ]]; do
		read -r -t 30 line <&5 || fail 'no answer to EHLO'
		line=${line%$'\r'}
		[[ $line != 250?SIZE* || $line == 250?"SIZE $1" ]] ||
			fail "$line, not $1"
	done
}

@test "gate-max-size: a limit for each device, and another for who logs in" {
	PORT=9 printer_may_log_in 'gate-auth-in-clear = yes' \
		'gate-allow = 127.0.0.1' 'max-size = 150' \
		'gate-max-size = login:printer 200' \
		'gate-max-size = 127.0.0.1 100'
	listen
	knock
	hears '220 *'
	offers 100
	says 'MAIL FROM:<me@example.com> SIZE=101'
	hears '552 5.3.4 *'
	says "AUTH PLAIN $(printf '\0printer\0let me in' | base64)"
	hears '235 *'
	offers 150
	says 'MAIL FROM:<me@example.com> SIZE=151'
	hears '552 5.3.4 *'
	says QUIT
	hears '221 *'
	hangs_up
	ends 0
}

@test "who has not logged in sends nothing" {
	PORT=9 printer_may_log_in
	listen
	knock
	hears '220 *'
	says 'MAIL FROM:<a@example.com>' 'RCPT TO:<b@example.net>' DATA
	hears '530 5.7.0 log in first' '503 *' '503 *'
}

@test "who would have to log in within TLS is told so" {
	local -a lines

	mapfile -t lines < <(certified)
	PORT=9 printer_may_log_in "${lines[@]}"
	listen
	knock
	hears '220 *'
	says 'MAIL FROM:<a@example.com>' 'AUTH LOGIN'
	hears '530 5.7.0 say STARTTLS, then log in: no password is taken in *' \
		'504 5.5.4 this mechanism is not offered before STARTTLS'
}

@test "in clear no password is asked for, unless a setting allows it" {
	PORT=9 printer_may_log_in
	listen
	knock
	hears '220 *'
	says 'EHLO me' 'AUTH PLAIN AHByaW50ZXIAbGV0IG1lIGlu'
	hears '250-*' 250-PIPELINING 250-8BITMIME 250-SMTPUTF8 250-CHUNKING \
		250-DSN 250-ENHANCEDSTATUSCODES \
		'250-AUTH SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5' '250 SIZE' \
		'504 5.5.4 *'
	end_gate
	PORT=9 printer_may_log_in 'gate-auth-in-clear = yes'
	listen
	knock
	hears '220 *'
	says 'AUTH PLAIN AHByaW50ZXIAbGV0IG1lIGlu' 'AUTH PLAIN =' \
		'RSET' 'STARTTLS'
	hears '235 2.7.0 *' '503 5.5.1 *' '250 *' '502 5.5.1 *'
}

@test "three logins may fail" {
	PORT=9 printer_may_log_in 'gate-auth-in-clear = yes'
	listen
	knock
	hears '220 *'
	says 'AUTH LOGIN' cHJpbnRlcg== d3Jvbmc=
	hears '334 VXNlcm5hbWU6' '334 UGFzc3dvcmQ6' '535 5.7.8 *'
	says 'AUTH PLAIN' '*' 'AUTH PLAIN ???' 'AUTH PLAIN AGEAYg=='
	hears '334 *' '501 5.7.0 *' '501 5.5.2 *' '535 5.7.8 *'
	says 'AUTH PLAIN AG5vYm9keQBi' NOOP
	hears '535 5.7.8 *' '421 4.7.0 too many logins have failed'
	hangs_up
	assert_equal 3 \
		"$(grep -c 'status=77 .*client=127.0.0.1 .*refused' "$LOG")"
	grep -q 'error="refused the login printer"' "$LOG" ||
		fail "$(cat "$LOG")"
	! grep caller= "$LOG" || fail 'nobody has said who he is'
}

@test "gate-tls = required: nothing before it, and what came before is gone" {
	local -a lines

	mapfile -t lines < <(certified)
	PORT=9 printer_may_log_in "${lines[@]}" 'gate-tls = required' \
		'gate-auth-in-clear = yes'
	listen
	knock
	hears '220 *'
	says 'MAIL FROM:<a@example.com>' 'AUTH PLAIN AHByaW50ZXIAbGV0IG1lIGlu'
	hears '530 5.7.0 say STARTTLS first' '530 5.7.0 say STARTTLS first'
	says 'STARTTLS now' 'STARTTLS' 'NOOP'
	hears '501 5.5.4 *' '220 2.0.0 go ahead'
	says garbage
	! grep -aq '^2' <&5
}

@test "nonsense where TLS should begin ends that client alone" {
	local -a lines

	mapfile -t lines < <(certified)
	PORT=9 printer_may_log_in "${lines[@]}" 'gate-tls = at-once'
	listen
	knock
	yes nonsense | head -c 4096 >&5
	timeout 30 cat <&5 >/dev/null || (($? != 124)) || fail 'it waits'
	exec 5>&-
	kill -0 "$GATE"
}
