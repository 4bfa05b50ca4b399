# gate.bats - mail for others: a local socket, devices, and who may come
load helper

# Whoever serves clients, and waits for more, is ended here.
teardown() {
	[[ -z ${GATE:-} ]] || end_gate
	clean_up
}

end_gate() {
	kill "$GATE" 2>/dev/null || :
	wait "$GATE" 2>/dev/null || :
	GATE=''
}

# gate_settings SCHEME [LINE...]: as configure, for the gate
gate_settings() {
	CONF=$TMP/gate.conf configure "$@"
}

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
	run --separate-stderr as_nobody timeout 40 "$SENDOFF" -C "$CONF" "$@" \
		<"$TMP/sent"
}

as_nobody() {
	setpriv --reuid nobody --regid nogroup --clear-groups \
		--no-new-privs env HOME=/nonexistent "$@"
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
	run --separate-stderr unshare -mn bash -c '
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
	exits 75 '*421 4.3.5 the gate knows no user no-such-user *'
}
