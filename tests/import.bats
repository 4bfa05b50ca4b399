# import.bats - moving in: the configuration of another program in our words
#
# tests/import/ holds for each program a file with every setting it documents,
# and beside it what it becomes, word for word.
load helper

setup() {
	prepare
	THEIRS=$TMP/theirs
	cp -R "$BATS_TEST_DIRNAME/import" "$THEIRS"
	chmod -R go= "$THEIRS"
}

# imports WHAT: as in the directory of the files
imports() {
	attempt bash -c \
		'cd "$1" && shift && exec "$@"' - "$THEIRS" \
		timeout 40 "$SENDOFF" --import "$@"
}

# becomes NAME: exactly what stands in NAME.becomes
becomes() {
	((status == 0)) || fail "status $status: $stderr"
	printf '%s\n' "$output" >"$TMP/becomes"
	diff -u "$THEIRS/$1.becomes" "$TMP/becomes" ||
		fail "not as in tests/import/$1.becomes"
}

# ours: what was told becomes the configuration. `aliases` waits for that
# setting to be there: only where it is not yet, its lines are left out.
ours() {
	printf '%s\n' "$output" >"$CONF"
	"$SENDOFF" --help | grep -qx '  aliases' ||
		sed -i '/^aliases = /d' "$CONF"
}

# shows LINE... -- ARGUMENT...: with these arguments a --dry-run has these lines
shows() {
	local line
	local -a lines=()

	while [[ $1 != -- ]]; do
		lines+=("$1")
		shift
	done
	shift
	attempt "$SENDOFF" -C "$CONF" --dry-run "$@" \
		to@example.net <<<$'Subject: x\n'
	[[ $status == 0 && -z $stderr ]] || fail "status $status: $stderr"
	for line in "${lines[@]}"; do
		assert_line "$line"
	done
}

# told GLOB...: these lines on stderr, no more
told() {
	lines_are "$stderr" "${@/#/sendoff: }"
}

# ---- each program ----

@test "ssmtp.conf with its revaliases" {
	imports ssmtp.conf
	becomes ssmtp
	told 'ssmtp.conf:20: "Colour" is not known: it is left out'
	ours
	shows 'account: default' 'smarthost: smtp.example.com:587' \
		'sender: <alerts@example.com>' -- -f root
	shows 'account: www-data' 'smarthost: smtp.example.com:587' \
		'sender: <web@example.com>' -- -f web@example.com
	shows 'account: backup' 'smarthost: relay.example.org:2525' \
		'sender: <backup@example.org>' -- -a backup
	shows 'recipient: <admin@example.com>' -- -- root
}

@test "a system's msmtprc" {
	imports msmtprc
	becomes msmtp-system
	told
	ours
	shows 'account: default' 'smarthost: mail.example.com:465' \
		'sender: <alerts@example.com>' -- -f else@example.org
}

@test "a user's msmtprc: accounts, defaults, inheritance" {
	imports user.msmtprc
	becomes msmtp-user
	told 'user.msmtprc:69: "colour" is not known: it is left out'
	ours
	shows 'account: default' 'smarthost: smtp.example.com:587' \
		'sender: <joe@example.com>' --
	shows 'account: work' 'sender: <joe@example.com>' -- -a work
	shows 'account: lists' 'smarthost: smtp.example.com:587' \
		'sender: <a@lists.example.com>' -- -f a@lists.example.com
	shows 'account: home' 'smarthost: mail.example.org:587' \
		-- -f joe@example.org
	shows 'smarthost: mail.example.net:587' -- -a card
	shows 'smarthost: smtp.example.net:587' -- -a tor
	shows 'smarthost: /run/dovecot/lmtp' -- -a store
}

@test "nullmailer's directory, or the file remotes in it" {
	imports nullmailer
	becomes nullmailer
	told 'nullmailer/remotes:5: the protocol is not smtp, and there is no *'
	ours
	shows 'account: default' 'smarthost: smtp.example.com:465' \
		'smarthost: backup.example.com:587' \
		'sender: <alerts@example.com>' \
		'recipient: <admin@example.com>' -- -f else@example.com root
	shows 'smarthost: relay.example.org:465' -- -a remote-4
	imports nullmailer/remotes
	assert_success
	[[ ${output#*$'\n'} == "$(sed 1d "$THEIRS/nullmailer.becomes")" ]]
}

@test "a file in nullmailer's directory that nobody knows" {
	echo S3CRET >"$THEIRS/nullmailer/remotes~"
	echo S3CRET >"$THEIRS/nullmailer/$(printf 'a\nb')"
	imports nullmailer
	assert_success
	told 'nullmailer/remotes:5: *' \
		'nullmailer/a\\x0Ab is not known: it is left out' \
		'nullmailer/remotes~ is not known: it is left out'
	assert_line '# nullmailer/remotes~ is not known: it is left out'
	refute_output --partial S3CRET
}

@test "dma.conf with its auth.conf" {
	imports dma.conf
	becomes dma
	told 'dma.conf:17: "COLOUR" is not known: it is left out'
	ours
	shows 'account: default' 'smarthost: smtp.example.com:587' \
		'sender: <alerts@web1.example.com>' -- -f else@example.com
}

@test "esmtprc with its identities" {
	imports esmtprc
	becomes esmtp
	told 'esmtprc:24: "colour" is not known: it is left out'
	ours
	shows 'account: default' 'smarthost: smtp.example.com:587' \
		'sender: <bounces@example.com>' --
	shows 'account: joe@example.org' 'smarthost: mail.example.org:25' \
		'sender: <bounces@example.com>' -- -f joe@example.org
	shows 'account: lists@example.net' 'smarthost: mail.example.net:587' \
		-- -f lists@example.net
}

# ---- and it works ----

@test "what was imported logs in and sends" {
	play --pair good <<-END
		$(hello 'AUTH PLAIN' STARTTLS)
		$(secure)
		$(ehlo 'AUTH PLAIN')
		C: AUTH PLAIN *
		S: 235 ok
		$(delivery)
	END
	cat >"$THEIRS/some.msmtprc" <<-END
		defaults
		tls on
		tls_trust_file $PKI/ca.pem
		logfile $LOG
		account default
		host localhost
		port $PORT
		source_ip 127.0.0.1
		domain client.example.com
		from alerts@example.com
		auth on
		user alerts
		password hunter2
	END
	imports some.msmtprc
	assert_success
	ours
	[[ $output != *hunter2* ]]
	printf '%s\n' hunter2 >"$TMP/sendoff.secret"
	send to@example.net
	exits 0
	server_agrees
	logs 'status=0' 'auth=PLAIN'
}

@test "before the password is in its file nothing is sent" {
	imports ssmtp.conf
	assert_success
	ours
	send to@example.net
	exits 78 "$CONF:*: password-file: cannot open $TMP/sendoff.secret: No \
such file or directory: \
write the secret into it, for nobody else to read (install -m 600)"
}

# ---- whose file it is ----

# content NAME WHOSE <file
content() {
	cat >"$THEIRS/$1"
	imports "$1"
	assert_success
	assert_line --index 0 "# what $2 had in $1"
}

@test "by its name, its content, or because it is said" {
	content old msmtp <<-END
		account default
		host smtp.example.com
	END
	content old.conf ssmtp <<-END
		mailhub=smtp.example.com
		UseTLS=YES
	END
	content old esmtp <<-END
		identity = a@example.com
		hostname = smtp.example.com
	END
	content old dma <<-END
		SMARTHOST smtp.example.com
		SECURETRANSFER
	END
	mkdir "$THEIRS/msmtp"
	content msmtp/config msmtp <<<'host smtp.example.com'
	content .msmtprc msmtp <<<'host smtp.example.com'
	echo 'smtp.example.com' >"$THEIRS/list"
	imports nullmailer:list
	assert_line 'smarthost = smtp://smtp.example.com'
	imports ./msmtp:list
	exits 66 'cannot open ./msmtp:list: No such file or directory'
}

@test "a program that is not known" {
	imports msmpt:msmtprc
	exits 64 'unknown program "msmpt": did you mean "msmtp"? known are \
ssmtp, msmtp, nullmailer, dma and esmtp'
	content msmpt:old msmtp <<<'host smtp.example.com'
}

@test "root's hub in revaliases that is the hub of all" {
	imports ssmtp.conf
	becomes ssmtp
	sed -i 's/^root:.*/&:smtp.example.com:587/' "$THEIRS/revaliases"
	imports ssmtp.conf
	becomes ssmtp
}

@test "a file that is nobody's, or two's" {
	printf '%s\n' 'some text' 'of no program' >"$THEIRS/text"
	imports text
	exits 65 'text does not look like a configuration of ssmtp, msmtp, \
nullmailer, dma or esmtp: say which, as in --import=msmtp:text'
	printf 'password x\n' >"$THEIRS/two"
	imports two
	exits 65 'two does not look like a configuration of *'
}

@test "a pipe can be read once, so its program must be said" {
	attempt bash -c "printf 'host smtp.example.com\n' |
		'$SENDOFF' --import msmtp:/dev/stdin"
	assert_success
	assert_line 'smarthost = smtp://smtp.example.com'
	attempt bash -c "printf 'host smtp.example.com\n' |
		'$SENDOFF' --import /dev/stdin"
	exits 65 '/dev/stdin can be read only once: say whose it is, as in \
--import=msmtp:/dev/stdin'
}

@test "of a file others can read the password is no secret" {
	chmod 644 "$THEIRS/ssmtp.conf"
	imports ssmtp.conf
	assert_line --partial 'ssmtp.conf holds a password and could be read by'
	chmod 640 "$THEIRS/ssmtp.conf"
	imports ssmtp.conf
	refute_line --partial 'could be read by everybody'
}

@test "no password of any file shows" {
	local file

	for file in ssmtp.conf msmtprc user.msmtprc nullmailer dma.conf \
		esmtprc; do
		imports "$file"
		assert_success
		[[ "$output$stderr" != *hunter* ]] || fail "$file shows one"
	done
}

# ---- hostile files ----

@test "files that cannot be opened are 66" {
	imports msmtp:none
	exits 66 'cannot open none: No such file or directory'
	imports msmtp:nullmailer
	exits 66 'cannot read nullmailer: Is a directory'
	mkdir "$THEIRS/empty"
	imports empty
	exits 66 "cannot open empty/remotes: No such file or directory: a \
directory is taken for nullmailer's; of another program name the file"
	ln -s loop "$THEIRS/loop"
	imports msmtp:loop
	exits 66 'cannot open loop: Too many levels of symbolic links'
	imports loop
	exits 66 'cannot open loop: Too many levels of symbolic links'
}

@test "files that are no text, too large or empty are 65" {
	printf 'host a\n\0\n' >"$THEIRS/nul.msmtprc"
	imports nul.msmtprc
	exits 65 'nul.msmtprc holds a NUL: is this a text file?'
	truncate -s 2M "$THEIRS/zeros"
	imports msmtp:zeros
	exits 65 'zeros is larger than 1048576 octets: is this the right file?'
	imports msmtp:/dev/zero
	exits 65 '/dev/zero is larger than 1048576 octets: *'
	: >"$THEIRS/ssmtp.conf"
	imports ssmtp.conf
	exits 65 'ssmtp.conf holds no setting of ssmtp that could be taken over'
}

@test "a login that cannot be read is told" {
	rm "$THEIRS/auth.conf"
	mkdir "$THEIRS/auth.conf"
	imports dma.conf
	assert_success
	told 'dma.conf:17: *' 'cannot read auth.conf: Is a directory' \
		'cannot open /nonexistent/dma/auth.conf: No such file or *'
	assert_line '# cannot read auth.conf: Is a directory'
}

@test "words of a file do not become lines of ours" {
	cat >"$THEIRS/esmtprc" <<-'END'
		hostname="a\ntls = off" helo="b\ninclude = /etc/passwd"
		username = "joe\npassword-file = /x" starttls=required
	END
	imports esmtprc
	exits 65 'esmtprc holds no setting of esmtp that could be taken over'
	printf '%s\n' 'host smtp.example.com' 'x\e[2J\r y' \
		$'\e[31mred z' >"$THEIRS/msmtprc"
	imports msmtprc
	assert_success
	[[ "$output$stderr" != *$'\e'* ]]
	assert_line '# msmtprc:3: "\x1B[31mred" is not known: it is left out'
}

@test "nothing is run" {
	printf '%s\n' "eval touch $TMP/ran" 'account default' \
		'host smtp.example.com' 'auth on' 'user joe' \
		"passwordeval touch $TMP/ran" >"$THEIRS/msmtprc"
	imports msmtprc
	assert_success
	[[ ! -e $TMP/ran ]]
	assert_line "password-command = touch $TMP/ran"
}

# ---- the option ----

@test "--import needs a file, and takes no other word" {
	attempt "$SENDOFF" --import
	exits 64 '--import needs a value behind it'
	imports ssmtp.conf revaliases
	exits 64 '--import takes one file and nothing behind it'
}

@test "a stdout that cannot be written is 74" {
	attempt bash -c \
		"'$SENDOFF' --import '$THEIRS/msmtprc' >/dev/full"
	exits 74 'cannot write to standard output: No space left on device'
}
