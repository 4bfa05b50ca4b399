# sandbox.bats - what a run gives up before it listens to strangers
#
# That it bites is shown by tests/unit/sandbox.c.
load helper
load gate

# held [LINE...]: runs until the server stalls it, and shows its status then.
# @PORT@ in a line is the server's.
held() {
	local said='' pid

	mkfifo "$TMP/said"
	exec 7<>"$TMP/said"
	TRANSCRIPT=$TMP/said play <<-END
		$(hello)
		C: MAIL FROM:*
		WAIT
	END
	configure smtp "${@//@PORT@/$PORT}"
	message >"$TMP/sent"
	"$SENDOFF" -C "$CONF" to@example.net <"$TMP/sent" \
		2>/dev/null 3>&- 7>&- &
	pid=$!
	until [[ $said == 'C: MAIL FROM'* ]]; do
		read -r -t 20 said <&7 || fail 'no MAIL was said'
	done
	run cat "/proc/$pid/status"
	kill "$pid"
	wait "$pid" || :
	exec 7>&-
}

@test "a run that needs no other program has given up its rights" {
	held
	assert_line --regexp '^NoNewPrivs:[[:space:]]1$'
	assert_line --regexp '^Seccomp:[[:space:]]2$'
}

@test "a tunnel keeps the rights it may need" {
	held "tunnel = bash -c 'exec 5<>/dev/tcp/127.0.0.1/\$1; cat <&5 & \
exec cat >&5' - @PORT@"
	assert_line --regexp '^NoNewPrivs:[[:space:]]0$'
	assert_line --regexp '^Seccomp:[[:space:]]0$'
}

@test "a password-command keeps the rights it may need" {
	printf '#!/bin/sh\ngrep -E "NoNew|Seccomp:" /proc/self/status >%s\n%s' \
		"$TMP/rights" 'echo secret' >"$TMP/command"
	chmod 700 "$TMP/command"
	serve --pair good --user alerts --password secret --mechs PLAIN
	configure submission 'user = alerts' "password-command = $TMP/command"
	send to@example.net
	exits 0
	server_agrees
	run cat "$TMP/rights"
	assert_line --regexp '^NoNewPrivs:[[:space:]]0$'
	assert_line --regexp '^Seccomp:[[:space:]]0$'
}

@test "log, session cache and temporary files are written all the same" {
	mkdir -m 700 "$TMP/cache" "$TMP/temporary"
	serve --pair good --implicit-tls --connections 2 --without 8BITMIME
	configure submissions "cache = $TMP/cache"
	{
		message
		head -c 2000000 /dev/zero | tr '\0' '\351' | fold -b -w 70
	} >"$TMP/sent"
	export TMPDIR=$TMP/temporary
	sendoff to@example.net <"$TMP/sent"
	exits 0
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	grep -q resumed "$LOG"
}

# ---- at the gate ----

# given_up PID, kept_by PID
given_up() {
	run cat "/proc/$1/status"
	assert_line --regexp '^NoNewPrivs:[[:space:]]1$'
	assert_line --regexp '^Seccomp:[[:space:]]2$'
}

kept_by() {
	run cat "/proc/$1/status"
	assert_line --regexp '^NoNewPrivs:[[:space:]]0$'
	assert_line --regexp '^Seccomp:[[:space:]]0$'
}

# enter_by_stdin [OPTION...]: -bs, its client on descriptor 5; its PID
enter_by_stdin() {
	rm -f "$TMP/in" "$TMP/out"
	mkfifo "$TMP/in" "$TMP/out"
	"$SENDOFF" -C "$TMP/gate.conf" -bs "$@" <"$TMP/in" >"$TMP/out" \
		2>/dev/null 3>&- 4>&- &
	PID=$!
	exec 6>"$TMP/in" 5<"$TMP/out"
	hears '220 *'
}

leaves() {
	exec 5>&- 6>&-
	wait "$PID" || :
}

# other_account LINE...: settings of a second account, that a sender chooses
other_account() {
	printf '%s\n' '[account other]' 'from = *@example.org' "$@"
}

@test "-bs has given up its rights before it hears its client" {
	PORT=9 gate_settings smtp
	enter_by_stdin
	given_up "$PID"
	leaves
}

@test "-bd: each child has, and the parent can still serve" {
	PORT=9 gate_settings smtp
	listen
	knock
	hears '220 *'
	given_up "$(pgrep -P "$GATE")"
	kept_by "$GATE"
	says QUIT
	hears '221 *'
	hangs_up
	knock
	hears '220 *'
	ends 0
}

@test "-bs: any account that a mail may choose keeps the rights it may need" {
	local -a lines

	mapfile -t lines < <(other_account 'tunnel = cat')
	PORT=9 gate_settings smtp "${lines[@]}"
	enter_by_stdin
	kept_by "$PID"
	leaves
	enter_by_stdin -a default
	given_up "$PID"
	leaves
	mapfile -t lines < <(other_account 'user = me' \
		'password-command = cat')
	PORT=9 gate_settings submission "${lines[@]}"
	enter_by_stdin
	kept_by "$PID"
	leaves
	PORT=9 gate_settings smtp
	enter_by_stdin --auth=GSSAPI
	kept_by "$PID"
	leaves
}

# elsewhere: a directory outside of what all may write
elsewhere() {
	ELSEWHERE=$(mktemp -d /dev/shm/sandbox.XXXXXX)
}

teardown() {
	[[ -z ${ELSEWHERE:-} ]] || rm -rf "$ELSEWHERE"
	[[ -z ${GATE:-} ]] || end_gate
	clean_up
}

@test "-bd: log, cache, turns and spool of every account are written" {
	local -a lines

	elsewhere
	mkdir -m 700 "$ELSEWHERE"/{log,cache,state,spool}
	export XDG_STATE_HOME=$ELSEWHERE/state
	serve --pair good --implicit-tls
	mapfile -t lines < <(other_account 'max-sessions = 2' \
		"cache = $ELSEWHERE/cache" "log = $ELSEWHERE/log/other")
	gate_settings submissions "log = $ELSEWHERE/log/first" "${lines[@]}"
	listen
	device_sends -f me@example.org to@example.net
	exits 0
	server_agrees
	grep -q 'status=0 account=other' "$ELSEWHERE/log/other"
	[[ -n $(ls "$ELSEWHERE/cache") && -d $ELSEWHERE/state/sendoff/slots ]]
	end_gate
	mapfile -t lines < <(other_account)
	PORT=1 HOST=127.0.0.1 gate_settings smtp \
		"spool-directory = $ELSEWHERE/spool" "${lines[@]}"
	listen
	device_sends -f me@example.org to@example.net
	exits 0
	[[ -n $(ls "$ELSEWHERE/spool/waiting") ]]
}

@test "-bs: a log that is rotated meanwhile is written again" {
	elsewhere
	: >"$ELSEWHERE/log"
	serve --refuse-recipient '*=550 5.1.1 no'
	gate_settings smtp "log = $ELSEWHERE/log"
	enter_by_stdin
	mv "$ELSEWHERE/log" "$ELSEWHERE/log.1"
	printf '%s\r\n' 'MAIL FROM:<me@example.com>' \
		'RCPT TO:<to@example.net>' QUIT >&6
	hears '250 *' '550 *' '221 *'
	leaves
	grep -q 'refused=to@example.net' "$ELSEWHERE/log"
}

@test "-bs: what it did not know of at first it cannot write" {
	elsewhere
	HOST=127.0.0.1 PORT=1 gate_settings smtp \
		"spool-directory = $ELSEWHERE/spool"
	enter_by_stdin
	mkdir -m 700 "$ELSEWHERE/spool"
	printf '%s\r\n' 'MAIL FROM:<me@example.com>' QUIT >&6
	hears '451 4.4.1 *' '221 *'
	leaves
	[[ -z $(ls "$ELSEWHERE/spool") ]]
}
