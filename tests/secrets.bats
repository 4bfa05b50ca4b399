# secrets.bats - where the password comes from, and who else can read it
load helper

PASSWORD='#p4ss=w0rd; "x"'

# The server that wants it, and what we are without it.
server() {
	serve --pair good --user alerts --password "$PASSWORD" --mechs PLAIN
}

# logs_in LINE...: these settings give the password
logs_in() {
	server
	configure submission 'user = alerts' "$@"
	send to@example.net
	exits 0
	server_agrees
	logs auth=PLAIN
}

# gives_none GLOB LINE...: these do not, and nobody is dialled
gives_none() {
	serve --pair good
	configure submission 'user = alerts' "${@:2}"
	send to@example.net
	exits 78 "$1"
	server_was_left_alone
}

secret() {
	printf "${1-%s\n}" "$PASSWORD" >"$TMP/secret"
}

need_root() {
	((EUID == 0)) || skip 'only root can be somebody else'
}

# as_nobody COMMAND...: in a directory of its own that it can enter
as_nobody() {
	need setpriv
	attempt setpriv --reuid nobody --regid nogroup \
		--clear-groups env HOME="$TMP" "$@"
}

open_to_nobody() {
	chmod a+x "$BATS_RUN_TMPDIR" "${TMP%/*}" "$TMP"
	chown nobody "$@"
	setpriv --reuid nobody --regid nogroup --clear-groups \
		test -r "$SENDOFF" || fail "nobody cannot read $SENDOFF"
}

# ---- password ----

@test "password: every byte of the line counts" {
	logs_in "password = $PASSWORD"
}

@test "password: quotes around the whole keep blanks" {
	PASSWORD='  blanks  '
	logs_in "password = \"$PASSWORD\""
}

@test "password: never as an option" {
	serve --pair good
	configure submission 'user = alerts'
	send --password=secret to@example.net
	exits 64 '--password can only be set in the configuration: a command \
line is seen by everybody and sometimes made by strangers'
	server_was_left_alone
}

@test "password: only one of the sources" {
	gives_none "$CONF:11: password-file: password is set already at *:10" \
		'password = a' "password-file = $TMP/secret"
}

@test "a configuration that holds it must be private" {
	serve --pair good
	configure submission 'user = alerts' "password = $PASSWORD"
	chmod 644 "$CONF"
	send to@example.net
	exits 78 "$CONF holds a secret but other users can read or change it: \
chmod 640 $CONF"
	chmod 604 "$CONF"
	send to@example.net
	exits 78 "*: chmod 600 $CONF"
	chmod 660 "$CONF"
	send to@example.net
	exits 78 "*: chmod 640 $CONF"
	server_was_left_alone
}

@test "the chmod that is told mends it" {
	server
	configure submission 'user = alerts' "password = $PASSWORD"
	chmod 666 "$CONF"
	send to@example.net
	exits 78 "*: chmod * $CONF"
	eval "${stderr##*: }"
	send to@example.net
	exits 0
	server_agrees
}

@test "a configuration without a secret may be read by all, written by none" {
	serve
	configure smtp
	chmod 646 "$CONF"
	send to@example.net
	exits 78 "$CONF can be written by everybody: chmod o-w $CONF"
	chmod 644 "$CONF"
	send to@example.net
	exits 0
	server_agrees
}

@test "an included file that holds it must be private, the other need not" {
	server
	echo "password = $PASSWORD" >"$TMP/part"
	configure submission 'user = alerts' 'include = part'
	chmod 644 "$CONF"
	send to@example.net
	exits 0
	server_agrees

	chmod 644 "$TMP/part"
	send to@example.net
	exits 78 "$TMP/part holds a secret but *: chmod 640 $TMP/part"
}

# ---- password-file ----

@test "password-file: the first line, without its line end" {
	local form

	for form in '%s' '%s\n' '%s\r\n' '%s\nnotes of a manager\n'; do
		secret "$form"
		logs_in "password-file = $TMP/secret"
	done
}

@test "password-file: blanks in it count" {
	PASSWORD='  two  '
	secret
	logs_in "password-file = $TMP/secret"
}

@test "password-file: missing, empty, or no text" {
	gives_none "$CONF:10: password-file: cannot open $TMP/secret: No such \
file or directory: *" \
		"password-file = $TMP/secret"
	gives_none "$CONF:10: password-file: $TMP holds a secret but is not a \
regular file" "password-file = $TMP"
	: >"$TMP/secret"
	gives_none "$CONF:10: password-file: there is no secret in \
$TMP/secret" \
		"password-file = $TMP/secret"
	printf '\nsecond\n' >"$TMP/secret"
	gives_none "$CONF:10: password-file: there is no secret in \
$TMP/secret" \
		"password-file = $TMP/secret"
	printf 'a\0b\n' >"$TMP/secret"
	gives_none "$CONF:10: password-file: the secret in $TMP/secret holds a \
NUL, which no login can carry" \
		"password-file = $TMP/secret"
}

@test "password-file: readable by others is refused, with what mends it" {
	secret
	chmod 644 "$TMP/secret"
	gives_none "$CONF:10: password-file: $TMP/secret holds a secret but \
other users can read or change it: chmod 640 $TMP/secret" \
		"password-file = $TMP/secret"
	chmod 640 "$TMP/secret"
	logs_in "password-file = $TMP/secret"
}

@test "password-file: a pipe that nobody fills is not waited for" {
	mkfifo "$TMP/secret"
	gives_none "$CONF:10: password-file: $TMP/secret holds a secret but is \
not a regular file" \
		"password-file = $TMP/secret"
}

@test "password-file: of a link it is the file that counts" {
	secret
	ln -s secret "$TMP/link"
	logs_in "password-file = $TMP/link"
	chmod 644 "$TMP/secret"
	gives_none "$CONF:10: password-file: $TMP/link holds a secret but \
other users can read *" \
		"password-file = $TMP/link"
}

@test "password-file: of somebody else is refused" {
	need_root
	secret
	chown nobody "$TMP/secret"
	gives_none "$CONF:10: password-file: $TMP/secret holds a secret but \
belongs to uid *, not to you or root: chown it" "password-file = $TMP/secret"
}

@test "password-file: what nobody may read, nobody cannot use" {
	need_root
	secret
	serve --pair good
	configure submission 'user = alerts' "password-file = $TMP/secret"
	message >"$TMP/sent"
	open_to_nobody "$CONF" "$TMP/sent"
	as_nobody "$SENDOFF" -C "$CONF" to@example.net <"$TMP/sent"
	exits 78 "$CONF:10: password-file: cannot open $TMP/secret: Permission \
denied: whoever sends mail must be able to read it"
	server_was_left_alone
}

@test "an ordinary user with files of their own" {
	need_root
	server
	secret
	mkdir -p "$TMP/.config/sendoff"
	configure submission 'user = alerts' 'log = none' \
		"password-file = $TMP/secret" "tls-ca-file = $TMP/ca.pem"
	mv "$CONF" "$TMP/.config/sendoff/config"
	cp "$PKI/ca.pem" "$TMP"
	message >"$TMP/sent"
	open_to_nobody -R "$TMP/.config" "$TMP/secret" "$TMP/sent" \
		"$TMP/ca.pem"
	as_nobody "$SENDOFF" to@example.net <"$TMP/sent"
	exits 0
	server_agrees
}

# ---- password-command ----

@test "password-command: what it prints, without a shell" {
	secret
	logs_in "password-command = cat $TMP/secret"
	logs_in "password-command = printf '%s' '#p4ss=w0rd; \"x\"'"
	logs_in "password-command = sh -c 'cat \"\$HOME\"/secret'"
}

@test "password-command: its end decides, not what it printed" {
	gives_none "$CONF:10: password-command: the command failed with status \
3; run it by hand as this user: sh" \
		'password-command = sh -c "echo x; exit 3"'
	gives_none "$CONF:10: password-command: the command could not be run \
(status 127): *" \
		"password-command = $TMP/none"
	gives_none "$CONF:10: password-command: there is no secret in what the \
command prints; run it by hand as this user: true" \
		'password-command = true'
	gives_none "$CONF:*: password-command must be a command whose quotes \
are closed*" "password-command = sh -c 'x"
}

@test "password-command: what passes is 75, by a signal or by its own word" {
	serve --pair good
	configure submission 'user = alerts' \
		"password-command = sh -c 'echo x; kill -9 \$\$'"
	send to@example.net
	exits 75 "$CONF:10: password-command: the command was killed by signal \
9; run it *: sh"
	configure submission 'user = alerts' \
		"password-command = sh -c 'echo x; exit 75'"
	send to@example.net
	exits 75 "$CONF:10: password-command: the command failed with status \
75; run it *: sh"
	server_was_left_alone
}

@test "password-command: its complaints reach stderr, nothing else does" {
	serve --pair good
	configure submission 'user = alerts' \
		"password-command = sh -c 'echo locked >&2; exit 1'"
	send to@example.net
	assert_equal "$status" 78
	lines_are "$stderr" locked \
		"sendoff: $CONF:10: password-command: the command failed with \
status 1; *: sh"
	server_was_left_alone
}

@test "password-command: has no stdin of ours, no descriptors, calm signals" {
	local child

	server
	secret
	cat >"$TMP/command" <<-END
		#!/bin/sh
		ls /proc/self/fd >"$TMP/fds"
		cat >"$TMP/stdin"
		grep Sig[BI] /proc/self/status >"$TMP/signals"
		cat "$TMP/secret"
	END
	chmod 700 "$TMP/command"
	configure submission 'user = alerts' \
		"password-command = $TMP/command"
	trap '' CHLD
	send to@example.net 8<"$CONF" 9>"$TMP/nine"
	trap - CHLD
	exits 0
	server_agrees
	assert_equal "$(cat "$TMP/stdin")" ''
	assert_equal "$(grep -c . "$TMP/fds")" 4
	assert_equal "$(awk '/SigBlk/ { print $2 }' "$TMP/signals")" \
		0000000000000000
	# Neither PIPE (13) nor XFSZ (25) is ignored.
	child=$(awk '/SigIgn/ { print $2 }' "$TMP/signals")
	assert_equal "$((0x$child & (1 << 12 | 1 << 24)))" 0
}

@test "password-command: while it runs, a crash of ours leaves no core" {
	server
	secret
	configure submission 'user = alerts' "password-command = sh -c \
'grep core /proc/\$PPID/limits >$TMP/limits; cat $TMP/secret'"
	ulimit -S -c unlimited || :
	send to@example.net
	exits 0
	server_agrees
	assert_regex "$(cat "$TMP/limits")" 'size +0 +0 '
}

@test "password-command: is not run when nothing is sent" {
	serve --pair good
	configure submission 'user = alerts' \
		"password-command = touch $TMP/ran"
	send --dry-run to@example.net
	assert_equal "$status" 0
	[[ ! -e $TMP/ran ]]
	server_was_left_alone
}

# ---- password-credential ----

@test "password-credential: a file that systemd hands over" {
	mkdir "$TMP/credentials"
	secret
	cp "$TMP/secret" "$TMP/credentials/smtp"
	export CREDENTIALS_DIRECTORY=$TMP/credentials
	logs_in 'password-credential = smtp'
	gives_none "$CONF:10: password-credential: cannot open \
$TMP/credentials/other: *" \
		'password-credential = other'
	gives_none "$CONF:10: password-credential: ../secret must be a name, \
not a path" \
		'password-credential = ../secret'
	unset CREDENTIALS_DIRECTORY
	gives_none "$CONF:10: password-credential: there is no \
[$]CREDENTIALS_DIRECTORY for smtp: does the unit have \
LoadCredential=smtp:… [?]" \
		'password-credential = smtp'
}

# ---- netrc ----

@test "netrc: the entry of the host" {
	PASSWORD='n3t"rc \x'
	cat >"$TMP/netrc" <<-'END'
		# the first one that fits
		machine other.example.com login alerts password wrong
		macdef init
		machine localhost login alerts password macro

		machine localhost
			login somebody
			password wrong
		machine LOCALHOST login alerts account x
			password "n3t\"rc \\x"
		default login alerts password last
	END
	logs_in "netrc = $TMP/netrc"
}

@test "netrc: tells the user too, and the default entry fits all" {
	cat >"$TMP/netrc" <<-END
		machine other.example.com login x password y
		default login alerts password hunter2
	END
	PASSWORD=hunter2 server
	configure submission "netrc = $TMP/netrc"
	send to@example.net
	exits 0
	server_agrees
	logs auth=PLAIN
}

@test "netrc: no entry, or open to others" {
	echo 'machine mx.example.com login alerts password x' >"$TMP/netrc"
	gives_none "$CONF:10: netrc: $TMP/netrc has no password for machine \
localhost, login alerts" "netrc = $TMP/netrc"
	chmod 644 "$TMP/netrc"
	gives_none "$CONF:10: netrc: $TMP/netrc holds a secret but *: chmod \
640 $TMP/netrc" \
		"netrc = $TMP/netrc"
}
