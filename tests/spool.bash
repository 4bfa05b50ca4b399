# spool.bash - a spool, and what lies in it (helper.bash comes first)

# spooled LINE...: a configuration with a spool for the server that runs last;
# PLACE is what an error of its directory begins with
spooled() {
	local scheme=$1 line
	local -a ours=()
	shift

	SPOOL=$TMP/spool
	for line in 'spool = on-failure' "spool-directory = $SPOOL"; do
		is_ours "${line%% = *}" "$@" || ours+=("$line")
	done
	configure "$scheme" "${ours[@]}" "$@"
	PLACE=$CONF:$(sed -n '/^spool-directory/=' "$CONF"):\ spool-directory:
}

# away LINE...: the same, with nobody at the port
away() {
	local listener

	exec {listener}< <(:)
	exec {listener}<&-
	PORT=$(free_port)
	spooled smtp "$@"
}

# A port that the kernel has just given and taken back.
free_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# serve_mail [OPTION...]: a true server, as long as the test
serve_mail() {
	serve --connections 1000 "$@"
}

# waiting COUNT [DIRECTORY]
waiting() {
	local -a files

	mapfile -t files < <(find "$SPOOL/${2:-waiting}" -type f)
	((${#files[@]} == $1)) || fail "not $1: $(ls -R "$SPOOL")"
	FILE=${files[0]:-}
	ID=${FILE##*/}
}

# run_queue [OPTION...]: a queue run, whose status is in $status
run_queue() {
	: >"$LOG"
	attempt timeout 40 "$SENDOFF" -C "$CONF" "${@:--q}"
}

# arrivals COUNT: so many messages have reached the mailbox
arrivals() {
	local -a files

	mapfile -t files < <(find "$MAILBOX" -name '*.eml')
	((${#files[@]} == $1)) || fail "not $1: $(ls "$MAILBOX")"
}

KEPT='kept as *, will be sent later: '
