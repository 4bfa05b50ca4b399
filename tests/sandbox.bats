# sandbox.bats - what a run gives up before it listens to strangers
#
# That it bites is shown by tests/unit/sandbox.c.
load helper

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
