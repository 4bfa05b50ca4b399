# gate.bash - a gate that listens, and its clients (helper.bash comes first)

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

# listen [OPTION...]: sendoff -bd with the gate's settings, at WHERE
listen() {
	local line places=()

	[[ "$*" == *--listen* ]] || places=(--listen 127.0.0.1:0)
	[[ -p $TMP/said ]] || mkfifo "$TMP/said"
	"$SENDOFF" -C "$TMP/gate.conf" -bd "${places[@]}" "$@" \
		>/dev/null 2>"$TMP/said" 3>&- 4>&- </dev/null &
	GATE=$!
	exec 9<"$TMP/said"
	read -r line <&9 || fail 'it does not start'
	[[ $line == *'listening on '* ]] || fail "$line"
	WHERE=${line##* }
}

# knock [FD]: a connection to it, on descriptor 5 or this one
knock() {
	eval "exec ${1:-5}<>/dev/tcp/${WHERE/:/\/}"
}

# hears GLOB...: these lines come from it
hears() {
	local glob line

	for glob; do
		read -r -t 30 line <&5 || fail "nothing comes, wanted: $glob"
		# shellcheck disable=SC2053
		[[ ${line%$'\r'} == $glob ]] || fail "$line, not $glob"
	done
}

says() {
	printf '%s\r\n' "$@" >&5
}

# It ends the connection, and nothing more is said.
hangs_up() {
	local rest

	! read -r -t 30 rest <&5 || fail "one line too many: $rest"
	exec 5>&-
}

# ends STATUS: the gate, bidden to
ends() {
	local ended=0

	kill "$GATE"
	wait "$GATE" || ended=$?
	GATE=''
	((ended == $1)) || fail "the gate ended with $ended"
}

# device_sends ARGUMENT...: another machine's sendoff by TCP
device_sends() {
	printf '%s\n' "smarthost = smtp://${WHERE}" 'tls = off' \
		'domain = example.com' 'aliases = none' 'log = none' \
		'spool = off' >"$CONF"
	send "$@"
}
