# turn.bats - max-sessions: at most so many at once at a smarthost
load helper

# occupy: another run has the one session there may be, and keeps it until
# RELEASE is closed. Its message comes to a server that answers slowly, since
# we are that server: it dials us over a tunnel of two pipes.
occupy() {
	mkfifo "$TMP/said" "$TMP/heard"
	configure smtp 'max-sessions = 1' "tunnel = sh -c 'cat $TMP/heard & \
exec cat >$TMP/said'"
	message | timeout 30 "$SENDOFF" -C "$CONF" to@example.net 2>/dev/null \
		3>&- 4>&- &
	OTHER=$!
	exec 8>"$TMP/heard" 7<"$TMP/said"
	echo '220 mx ready' >&8
	read -r _ <&7
}

let_go() {
	exec 8>&- 7<&-
	wait "$OTHER" || :
}

@test "who finds none free waits no longer than the deadline" {
	play <<<"$(hello)"
	occupy
	configure smtp 'max-sessions = 1' 'deadline = 1'
	send to@example.net
	exits 75 'others have all 1 sessions that max-sessions allows to *'
	let_go
	server_was_left_alone
}

@test "who waits goes on when one becomes free" {
	serve
	occupy
	configure smtp 'max-sessions = 1' 'deadline = 30'
	(
		until ls -l /proc/[0-9]*/fd 2>/dev/null |
			grep -q "inotify"; do :; done
		kill "$OTHER"
	) &
	send to@example.net
	exits 0
	server_agrees
	let_go
}

@test "two may go where two are allowed" {
	serve
	occupy
	configure smtp 'max-sessions = 2' 'deadline = 5'
	send to@example.net
	exits 0
	server_agrees
	let_go
}

@test "where turns cannot be taken a warning says so, and the mail is sent" {
	serve
	mkdir -p "$TMP/.local/state/sendoff/slots"
	chmod 755 "$TMP/.local/state/sendoff/slots"
	configure smtp 'max-sessions = 1'
	send to@example.net
	exits 0 'max-sessions is not kept to: other users can look into *'
	server_agrees
}
