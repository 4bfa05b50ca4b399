# helper.bash - the real program against the real test server
#
# A test starts a server, configures, runs the program once, and says what it
# expects of all three:
#
#	play <<-END
#		$(hello PIPELINING)
#		...
#	END
#	configure smtp
#	send to@example.net
#	exits 0
#	server_agrees
#
# Everything lies in the test's own directory, the kernel chooses the ports,
# and nothing sleeps. The program is $SENDOFF, the server $SMARTHOST.

bats_require_minimum_version 1.5.0
# As bats_load_library would, but for its thirty processes a test.
for file in "${BATS_LIB_PATH%%:*}"/bats-{support,assert}/src/*.bash; do
	source "$file"
done

TESTS=${BASH_SOURCE[0]%/*}
source "$TESTS/trace.bash"
BUILD=$TESTS/../build
: "${SENDOFF:=$BUILD/cmd/sendoff}"
: "${SMARTHOST:=$BUILD/tests/smarthost/smarthost}"
[[ $SENDOFF == /* ]] || SENDOFF=$PWD/$SENDOFF
[[ $SMARTHOST == /* ]] || SMARTHOST=$PWD/$SMARTHOST

# ---- before and after ----

setup() {
	prepare
}

teardown() {
	clean_up
}

prepare() {
	[[ -x $SENDOFF ]] || fail "no program $SENDOFF: set SENDOFF"
	[[ -x $SMARTHOST ]] || fail "no server $SMARTHOST: set SMARTHOST"
	TMP=$BATS_TEST_TMPDIR
	CONF=$TMP/sendoff.conf
	LOG=$TMP/log
	TRANSCRIPT=$TMP/transcript
	MESSAGE=$TMP/message
	MAILBOX=$TMP/mailbox
	SERVER=''
	umask 077
	tame_environment
	make_pki
	trace_tests_alone
}

# What the caller's machine has set must not reach the test.
tame_environment() {
	unset SENDOFF_CONFIG XDG_CONFIG_HOME CREDENTIALS_DIRECTORY NAME EMAIL
	export HOME=$TMP LC_ALL=C TZ=UTC
}

# The certificates are made once a run, whichever file comes first.
make_pki() {
	PKI=${SENDOFF_TEST_PKI:-$BATS_RUN_TMPDIR/pki}
	[[ -e $PKI/done ]] && return
	mkdir -p "$PKI"
	flock "$PKI/lock" sh "$TESTS/pki.sh" "$PKI"
}

clean_up() {
	[[ -n ${BATS_TEST_COMPLETED:-} ]] || show_what_happened
	[[ -z $SERVER ]] || stop_server
}

show_what_happened() {
	local file

	for file in "$CONF" "$TMP/script" "$TMP/server.err" "$TRANSCRIPT" \
		"$LOG"; do
		[[ -s $file ]] || continue
		echo "== ${file##*/}"
		head -c 8192 "$file" | cat -v
	done
	[[ -z ${status:-} ]] || show_run
}

show_run() {
	echo "== the program: status $status"
	printf 'stdout: %.2000s\n' "${output:-}"
	printf 'stderr: %.4000s\n' "${stderr:-}"
}

need() {
	local program

	for program; do
		command -v "$program" >/dev/null || fail "$program is missing"
	done
}

# limit_memory KIB: what follows in this test gets no more. The sanitizers
# cannot live with any limit.
limit_memory() {
	[[ -n ${SENDOFF_SANITIZED:-} ]] || ulimit -v "$1"
}

# Skips where we cannot mount, as in a container without the right to.
need_mounts() {
	((EUID == 0)) && unshare -m true 2>/dev/null || skip 'no mounts here'
}

# ---- the server ----

# start WORD... runs the server and learns its PORT. "--pair NAME" stands for
# a certificate of the PKI with its key.
start() {
	local -a words=()

	while (($# > 0)); do
		if [[ $1 == --pair ]]; then
			words+=(--certificate "$PKI/$2.pem"
				--key "$PKI/$2.key")
			shift 2
		else
			words+=("$1")
			shift
		fi
	done
	[[ -z $SERVER ]] || stop_server
	: >"$TRANSCRIPT" >"$MESSAGE" >"$LOG"
	[[ -p $TMP/port ]] || mkfifo "$TMP/port"
	"$SMARTHOST" "${words[@]}" --lifetime 60 \
		>"$TMP/port" 2>"$TMP/server.err" 3>&- 4>&- </dev/null &
	SERVER=$!
	read -r _ PORT <"$TMP/port" || fail "$(cat "$TMP/server.err")"
}

# play [OPTION...] <script: a server that keeps to the script, and wants the
# client to do so too
play() {
	local script

	IFS= read -r -d '' script || :
	printf %s "$script" >"$TMP/script"
	start play --transcript "$TRANSCRIPT" --message "$MESSAGE" \
		--patience 10 "$@" "$TMP/script"
}

# serve [OPTION...]: a true little server, for one connection
serve() {
	[[ -d $MAILBOX ]] || mkdir "$MAILBOX"
	start serve --transcript "$TRANSCRIPT" --message "$MESSAGE" \
		--patience 10 --mailbox "$MAILBOX" --connections 1 "$@"
}

# Waits for the server's end, which must be a good one.
server_agrees() {
	local ended=0

	wait "$SERVER" || ended=$?
	SERVER=''
	((ended == 0)) || fail "the server: $(cat "$TMP/server.err") ($ended)"
}

stop_server() {
	kill "$SERVER" 2>/dev/null || :
	wait "$SERVER" 2>/dev/null || :
	SERVER=''
}

# Nobody may have said a word to it.
server_was_left_alone() {
	stop_server
	[[ ! -s $TRANSCRIPT ]] || fail "the server heard: $(cat "$TRANSCRIPT")"
}

# heard GLOB...: each of them was said to the server, as a whole line
heard() {
	local glob line found

	for glob; do
		found=no
		while IFS= read -r line; do
			[[ $line != "C: "$glob ]] || found=yes
		done <"$TRANSCRIPT"
		[[ $found == yes ]] ||
			fail "never heard '$glob' in: $(cat "$TRANSCRIPT")"
	done
}

# never_heard REGEX
never_heard() {
	! grep -Eq -- "^C: ($1)" "$TRANSCRIPT" ||
		fail "heard '$1' in: $(cat "$TRANSCRIPT")"
}

# arrived <text: exactly this message, with CRLF for each LF
arrived() {
	sed 's/$/\r/' >"$TMP/expected"
	cmp -s "$TMP/expected" "$MESSAGE" ||
		fail "$(diff <(cat -A "$TMP/expected") <(cat -A "$MESSAGE"))"
}

# field NAME: its lines, as they arrived, in the header
field() {
	sed -e 's/\r$//' -e '/^$/q' "$MESSAGE" |
		awk -v name="$1:" 'tolower(substr($0, 1, length(name))) \
			== tolower(name) { on = 1; print; next }
			/^[ \t]/ { if (on) print; next } { on = 0 }'
}

# The body, as it arrived, with LF.
body() {
	sed -e 's/\r$//' "$MESSAGE" | sed '1,/^$/d'
}

# ---- pieces of scripts ----

# hello KEYWORD...: from the greeting to the answer to EHLO
hello() {
	echo 'S: 220 mx ready'
	ehlo "$@"
}

ehlo() {
	echo 'C: EHLO client.example.com'
	echo 'S: 250-mx greets you'
	(($# == 0)) || printf 'S: 250-%s\n' "$@"
	echo 'S: 250 HELP'
}

# secure: STARTTLS and the handshake; EHLO comes next
secure() {
	printf '%s\n' 'C: STARTTLS' 'S: 220 go ahead' 'TLS'
}

# delivery [RECIPIENT...]: one message, command by command
delivery() {
	envelope "$@"
	printf '%s\n' 'C: DATA' 'S: 354 go ahead' 'BODY' \
		'S: 250 2.0.0 kept' 'C: QUIT' 'S: 221 farewell'
}

envelope() {
	local recipient

	printf '%s\n' 'C: MAIL FROM:<alerts@example.com>*' 'S: 250 sender ok'
	for recipient in "${@:-to@example.net}"; do
		printf '%s\n' "C: RCPT TO:<$recipient>*" 'S: 250 recipient ok'
	done
}

# ---- the program ----

# configure SCHEME [LINE...]: a configuration for the server, and these lines.
# A line that sets what we set replaces ours; -KEY only takes ours away.
configure() {
	local scheme=$1 line
	shift

	for line in "smarthost = $scheme://${HOST:-localhost}:$PORT" \
		'family = ipv4' "tls-ca-file = $PKI/ca.pem" \
		'from = alerts@example.com' 'domain = example.com' \
		'aliases = none' 'helo-name = client.example.com' \
		"log = $LOG"; do
		is_ours "${line%% = *}" "$@" || echo "$line"
	done >"$CONF"
	for line; do
		[[ $line == -* ]] || printf '%s\n' "$line"
	done >>"$CONF"
}

is_ours() {
	local key=$1 line
	shift

	for line; do
		[[ $line != '[account'* ]] || return 1
		[[ $line != "-$key" && $line != "$key "*=* ]] || return 0
	done
	return 1
}

# message [LINE...]: one that lacks no field; the lines are its body
message() {
	printf '%s\n' 'From: alerts@example.com' 'To: to@example.net' \
		'Date: Thu, 01 Jan 2026 00:00:00 +0000' \
		'Message-ID: <1@example.com>' 'Subject: test' ''
	printf '%s\n' "${@:-hello}"
}

# sendoff ARGUMENT... <message
sendoff() {
	attempt timeout 40 "$SENDOFF" -C "$CONF" "$@"
}

# attempt COMMAND...: as run --separate-stderr does, but for the processes that
# bats needs for it
attempt() {
	local - IFS=$'\n'

	status=0
	output=$("$@" 2>"$TMP/stderr") || status=$?
	stderr=''
	[[ ! -s $TMP/stderr ]] || stderr=$(<"$TMP/stderr")
	set -f
	# shellcheck disable=SC2206
	lines=($output)
}

# send ARGUMENT...: the message that lacks nothing
send() {
	message >"$TMP/sent"
	sendoff "$@" <"$TMP/sent"
}

# exits STATUS [GLOB...]: with that status, nothing on stdout, and on stderr
# one line for each glob, no more. A backslash at the end of a line joins it
# with the next, also within single quotes.
exits() {
	local expected=$1
	shift

	((status == expected)) || fail "status $status, not $expected"
	[[ -z $output ]] || fail "unexpected on stdout: $output"
	lines_are "$stderr" "${@/#/sendoff: }"
}

# prints STATUS [GLOB...]: the same of stdout, with nothing on stderr
prints() {
	local expected=$1
	shift

	((status == expected)) || fail "status $status, not $expected"
	[[ -z $stderr ]] || fail "unexpected on stderr: $stderr"
	lines_are "$output" "$@"
}

lines_are() {
	local text=$1 line
	local -a found=() globs=()
	shift

	globs=("${@//\\$'\n'/}")
	[[ -z $text ]] || mapfile -t found <<<"$text"
	for line in "${found[@]}"; do
		((${#globs[@]} > 0)) || fail "one line too many: $line"
		# shellcheck disable=SC2053
		[[ $line == ${globs[0]} ]] ||
			fail "wanted: ${globs[0]}"$'\n'"found:  $line"
		globs=("${globs[@]:1}")
	done
	((${#globs[@]} == 0)) || fail "a line is missing: ${globs[0]}"
}

# logs GLOB...: the one line of this run bears each of them
logs() {
	local -a lines
	local glob

	mapfile -t lines <"$LOG"
	((${#lines[@]} == 1)) || fail "not one line: $(cat "$LOG")"
	for glob; do
		# shellcheck disable=SC2053
		[[ "${lines[0]} " == *' '$glob' '* ]] ||
			fail "no '$glob' in: ${lines[0]}"
	done
}
