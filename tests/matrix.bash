# matrix.bash - what the files that hold the matrix of sendmail share
#
# matrix-options.bats holds its command line and its exit statuses,
# matrix-message.bats what becomes of a message; each test bears the number of
# the section and the name of the row.
load helper

full='From: a@example.com\nDate: Thu, 01 Jan 2026 00:00:00 +0000\n'
full+='Message-ID: <1@example.com>\n'

# dry ARGUMENT... [<$INPUT]: what would be sent, without network
dry() {
	message >"$TMP/sent"
	sendoff --dry-run "$@" <"${INPUT:-$TMP/sent}"
	[[ $status == 0 && -z $stderr ]] ||
		fail "status $status for $*: $stderr"
}

# header ARGUMENT... <message: the recipients of -t
header() {
	cat >"$TMP/head"
	INPUT=$TMP/head dry -t "$@"
}

# asks_for ADDRESS...: the recipients of a dry run, these and no more
asks_for() {
	assert_equal "$(sed -n 's/^recipient: <\(.*\)>$/\1/p; /^$/q' \
		<<<"$output")" "$(printf '%s\n' "$@")"
}

# sender_is ADDRESS
sender_is() {
	assert_line "sender: <$1>"
}

# given: the message is what printf makes of these, one after the other
given() {
	printf "$@" >"$TMP/sent"
}

# deliver [LINE...] -- ARGUMENT...: TMP/sent to a true server, with these
# lines in the configuration
deliver() {
	local -a lines=()

	while [[ $1 != -- ]]; do
		lines+=("$1")
		shift
	done
	serve
	configure smtp "${lines[@]}"
	sendoff "${@:2}" <"$TMP/sent"
	exits 0
	server_agrees
}

# has LINE...: these lines are in the header as it arrived
has() {
	local line

	for line; do
		sed 's/\r$//; /^$/q' "$MESSAGE" | grep -qxF -- "$line" ||
			fail "no '$line' in: $(cat -A "$MESSAGE")"
	done
}

# lacks REGEX: no line of the message matches it, in any case
lacks() {
	! grep -Eqi -- "$1" "$MESSAGE" || fail "it holds '$1'"
}
