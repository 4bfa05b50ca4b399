# config.bats - which file, what it may say, and which account it gives
load helper

# config <text: a configuration that needs no server
config() {
	cat >"$CONF"
}

# good LINE...: with what every account needs
good() {
	printf '%s\n' 'smarthost = submission://mx.example.com' 'log = none' \
		'from = alerts@example.com' 'domain = example.com' "$@" >"$CONF"
}

# shows ARGUMENT...: what would be sent, without network
shows() {
	send --dry-run "$@" to@example.net
	[[ $status == 0 && -z $stderr ]] || fail "status $status: $stderr"
}

# wrong GLOB: where CONF stands for the file, and it is 78
wrong() {
	send --dry-run to@example.net
	exits 78 "${1/CONF/$CONF}"
}

# wrong_line LINE GLOB: in line 5
wrong_line() {
	good "$1"
	wrong "CONF:5: $2"
}

# picks ACCOUNT [ARGUMENT...]
picks() {
	shows "${@:2}"
	assert_line --index 0 "account: $1"
}

# ---- which file ----

# marked FILE NAME: a configuration that can be told by its smarthost
marked() {
	mkdir -p "${1%/*}"
	printf '%s\n' "smarthost = smtp://$2.example.com" 'log = none' >"$1"
}

# found NAME ARGUMENT...: that one is used
found() {
	message >"$TMP/sent"
	attempt "$SENDOFF" --dry-run "${@:2}" to@example.net \
		<"$TMP/sent"
	assert_success
	assert_line "smarthost: $1.example.com:25"
}

@test "the first that is there: -C, SENDOFF_CONFIG, the user's" {
	marked "$TMP/c" option
	marked "$TMP/e" environment
	marked "$TMP/xdg/sendoff/config" xdg
	marked "$TMP/.config/sendoff/config" home

	found home
	XDG_CONFIG_HOME='' found home
	XDG_CONFIG_HOME=relative found home
	export XDG_CONFIG_HOME=$TMP/xdg
	found xdg
	SENDOFF_CONFIG='' found xdg
	export SENDOFF_CONFIG=$TMP/e
	found environment
	found option -C "$TMP/c"
	found option -C"$TMP/c"
	found option --config "$TMP/c"
	found option --config="$TMP/c"
}

@test "a file that was named and is not there is not passed over" {
	marked "$TMP/.config/sendoff/config" home
	message >"$TMP/sent"
	attempt "$SENDOFF" -C "$TMP/none" to@example.net \
		<"$TMP/sent"
	exits 78 "-C: cannot open $TMP/none: No such file or directory"
	SENDOFF_CONFIG=$TMP/none attempt "$SENDOFF" \
		to@example.net <"$TMP/sent"
	exits 78 "SENDOFF_CONFIG: cannot open $TMP/none: No such file or \
directory"
}

@test "a user's file that cannot be read is not passed over" {
	mkdir -p "$TMP/.config/sendoff/config"
	message >"$TMP/sent"
	attempt "$SENDOFF" to@example.net <"$TMP/sent"
	exits 78 "cannot read $TMP/.config/sendoff/config: Is a directory"
}

# The directory of the system's file, as the program names it.
system_directory() {
	attempt env -i HOME=/nonexistent "$SENDOFF" x </dev/null
	[[ $stderr == *' nor '* ]] || skip 'this machine has a configuration'
	SYSTEM=${stderr##* nor }
	SYSTEM=${SYSTEM%%;*}
	SYSTEM=${SYSTEM%/*}
}

@test "no configuration: the error names where it was looked for" {
	system_directory
	attempt "$SENDOFF" to@example.net </dev/null
	exits 78 "no configuration: there is neither \
$TMP/.config/sendoff/config nor $SYSTEM/sendoff.conf; sendoff.conf(5) shows a \
first one"
}

@test "the system's file is the last, and HOME may be missing" {
	need_mounts
	system_directory
	[[ -d $SYSTEM ]] || skip "there is no $SYSTEM"
	marked "$TMP/system/sendoff.conf" system
	message >"$TMP/sent"
	attempt unshare -m sh -c "
		mount --bind '$TMP/system' '$SYSTEM' || exit 1
		env -u HOME XDG_CONFIG_HOME=/nonexistent \
			'$SENDOFF' --dry-run to@example.net <'$TMP/sent'"
	assert_success
	assert_line 'smarthost: system.example.com:25'
}

# ---- the grammar ----

@test "blanks, comments, empty lines, CRLF, a BOM, no newline at the end" {
	printf '\xef\xbb\xbf' >"$CONF"
	printf '%s\r\n' '# a comment' '' '   # another' \
		'  smarthost=submission://mx.example.com  ' \
		$'\thelo-name\t=\tme.example.com' >>"$CONF"
	printf 'log = none' >>"$CONF"
	picks default
	assert_line 'smarthost: mx.example.com:587'
}

@test "# within a value is part of it" {
	good 'password-command = echo #not a comment' 'user = a#b;c'
	picks default
}

@test "# within a value that is refused: the hint" {
	wrong_line 'family = ipv4 # only' \
		'family must be *; a comment must stand on a line of its own'
}

@test "there is no ~ in a path" {
	wrong_line 'tls-ca-file = ~/ca.pem' \
		'tls-ca-file: there is no ~ here: write ${HOME}/ instead'
}

@test "a quote that stands alone, and those that do not" {
	local begins='begins with a quote that is not closed: drop it, or \
close it at the end of the value'

	wrong_line 'user = "alerts' "user $begins"
	wrong_line 'user = "' "user $begins"
	wrong_line 'include = "part' "include $begins"
	wrong_line 'user = alerts"' 'user ends with a quote that is not \
opened: drop it, or open it at the beginning of the value'
	good 'user = "alerts"' 'password = "secret' \
		'local-recipient = "jane \"x\" doe"@example.net' \
		'tunnel = nc "a b"'
	picks default
	good 'user = ""alerts"' 'auth = none'
	picks default
}

@test "a text in UTF-16 is told as one" {
	good
	cp "$CONF" "$TMP/text"
	iconv -t UTF-16 "$TMP/text" >"$CONF"
	wrong 'CONF is a text in UTF-16: save it as UTF-8'
	iconv -t UTF-16LE "$TMP/text" >"$CONF"
	wrong 'CONF is a text in UTF-16: save it as UTF-8'
	iconv -t UTF-16BE "$TMP/text" >"$CONF"
	wrong 'CONF is a text in UTF-16: save it as UTF-8'
}

@test "what is no line of a configuration" {
	wrong_line 'smarthost' 'a line must read KEY = VALUE'
	wrong_line '[default]' 'a section must read [[]account NAME]'
	wrong_line '[account]' 'a section must read [[]account NAME]'
	wrong_line '[account a b]' 'a section must read [[]account NAME]'
	wrong_line '[account a' 'a section must read [[]account NAME]'
	wrong_line '= x' 'unknown setting; is this file a configuration[?]'
	good
	printf 'user = a\0b\n' >>"$CONF"
	wrong 'CONF:5: a NUL in the line: is this a text file[?]'
}

@test "an unknown setting, and the one that was meant" {
	wrong_line 'smarthots = x' \
		'unknown setting "smarthots": did you mean "smarthost"[?]'
	wrong_line 'pasword-file = x' \
		'unknown setting "pasword-file": did you mean \
"password-file"[?]'
	wrong_line 'TLS = required' \
		'unknown setting: write tls, in lower case and with hyphens'
	wrong_line 'tls_ca_file = x' \
		'unknown setting: write tls-ca-file, in lower case and *'
	wrong_line 'completely-different = x' \
		'unknown setting "completely-different": see sendoff.conf(5)'
	wrong_line $'a\033[31mb = x' \
		'unknown setting; is this file a configuration[?]'
}

@test "include: a secret that is no configuration is not shown" {
	local secret

	good 'include = secret'
	for secret in aHVudGVyMg== Hunter hunter2 hunter_ "hunter$(
		printf '%027d' 0 | tr 0 x)"; do
		echo "$secret=" >"$TMP/secret"
		wrong "$TMP/secret:1: unknown setting; is this file a \
configuration[?]"
	done
}

@test "values that cannot be, each with what it should have been" {
	wrong_line 'tls = yes' 'tls must be required, opportunistic or off'
	wrong_line 'tls-minimum = 1.1' 'tls-minimum must be 1.2 or 1.3'
	wrong_line 'sender-policy = no' \
		'sender-policy must be keep, fix or force'
	wrong_line 'family = 4' 'family must be any, ipv4 or ipv6'
	wrong_line 'reject-partial = true' 'reject-partial must be yes or no'
	wrong_line 'timeout = soon' \
		'timeout must be a time such as 30, 30s, 5m, 1h or 2d'
	wrong_line 'timeout = -1' 'timeout must be a time such as *'
	wrong_line 'timeout = 99999999999999999999' \
		'timeout must be a time such as *'
	wrong_line 'max-size = big' \
		'max-size must be a number of octets such as 500k or 25M'
	wrong_line 'helo-name = two words' 'helo-name must be one word of ASCII'
	wrong_line 'bind = köln' 'bind must be a numeric address such as *'
	wrong_line 'local-recipient = nobody' \
		'local-recipient must be one address such as admin@example.com'
	wrong_line 'dsn-notify = never,success' 'dsn-notify must be *'
	wrong_line 'dsn-return = some' 'dsn-return must be *'
}

@test "smarthosts that cannot be" {
	local url

	for url in mx.example.com http://mx.example.com smtp:// \
		smtp://mx:0 smtp://mx:65536 smtp://mx:smtp 'smtp://[::1' \
		smtp://user:secret@mx smtp://mx/path 'smtp://m x'; do
		printf '%s\n' "smarthost = $url" >"$CONF"
		wrong 'CONF:1: smarthost *'
		refute_regex "$stderr" secret
	done
}

@test "smarthosts as they may be written, with their ports" {
	local url

	while read -r url expected; do
		printf '%s\n' "smarthost = $url" 'log = none' >"$CONF"
		shows
		assert_line "smarthost: $expected"
	done <<-END
		submissions://mx.example.com mx.example.com:465
		submission://mx.example.com mx.example.com:587
		smtp://mx.example.com/ mx.example.com:25
		smtp://mx.example.com.:2525 mx.example.com:2525
		submissions://[2001:db8::1]:4650 2001:db8::1:4650
		submission://köln.example xn--kln-sna.example:587
	END
}

@test "what is said twice is said once too often" {
	good 'timeout = 1' 'user = x' 'timeout = 2'
	wrong "CONF:7: timeout is set already at $CONF:5"
	good '[account a]' '[account a]'
	wrong 'CONF:6: there is an account a already'
	good '[account default]'
	wrong 'CONF:5: there is an account default already'
}

@test "lists go on with further lines, and begin anew in an account" {
	config <<-END
		smarthost = smtp://a.example.com, smtp://b.example.com
		smarthost = smtp://c.example.com
		log = none
		[account other]
		smarthost = smtp://d.example.com
	END
	shows
	assert_equal "$(grep ^smarthost <<<"$output")" \
		"$(printf 'smarthost: %s.example.com:25\n' a b c)"
	shows -a other
	assert_equal "$(grep ^smarthost <<<"$output")" \
		'smarthost: d.example.com:25'
}

@test "nothing of a value is shown, for any may be a misplaced password" {
	wrong_line 'tls = hunter2' '*'
	refute_regex "$stderr" hunter2
	wrong_line 'hunter2' '*'
	refute_regex "$stderr" hunter2
	wrong_line 'smarthost = hunter2' '*'
	refute_regex "$stderr" hunter2
}

@test "what looks like a variable in a secret is a part of it" {
	local setting

	for setting in 'password = x${hunter2$1}x' 'password = a${hunter2}' \
		'proxy = socks5://u:${hunter2%41}@h' \
		'tls-key = pkcs11:object=o?pin-value=${hunter2}'; do
		wrong_line "$setting" "${setting%% *}: it holds \${ and } \
around what is no variable that is set; write [$][$]{ for \${ itself"
		refute_regex "$stderr" hunter2
	done
}

@test "a file beyond all measure is no configuration" {
	yes '# filled' | head -c 2000000 >"$CONF"
	wrong '-C: CONF is larger than 1048576 octets: is this the right \
file[?]'
}

@test "an account without a smarthost" {
	config <<-END
		log = none
	END
	wrong 'account default: no smarthost is set: add smarthost = *'
}

# ---- ${VAR} ----

@test "variables, their defaults, and a literal" {
	good 'helo-name = ${H}' 'dsn-return = ${R:-full}' \
		'user = $${H} $ {H} ${E:-}' 'auth = none'
	H=me.example.com E='' picks default
	wrong 'CONF:5: helo-name: the environment variable H is not set; *'
	H='two words' wrong 'CONF:5: helo-name must be one word of ASCII'
	H=x R='' picks default
	H=x R=bad wrong 'CONF:6: dsn-return *'
	good 'user = ${H'
	wrong 'CONF:5: user: ${ without }; write [$][$]{ if that is meant'
}

@test "a variable brings no second line" {
	good 'dsn-return = ${R}'
	R=$'full\nlog = /x' wrong 'CONF:5: dsn-return *'
}

# ---- include ----

@test "include reads another file in place, beside the one that says so" {
	mkdir "$TMP/parts"
	config <<-END
		include = parts/hosts
		include = $TMP/parts/accounts
	END
	printf '%s\n' 'smarthost = smtp://a.example.com' 'log = none' \
		'include = more' >"$TMP/parts/hosts"
	echo 'domain = example.org' >"$TMP/parts/more"
	printf '%s\n' '[account b]' 'smarthost = smtp://b.example.com' \
		>"$TMP/parts/accounts"
	shows root
	assert_line 'recipient: <root@example.org>'
	assert_line 'smarthost: a.example.com:25'
	shows -a b
	assert_line 'smarthost: b.example.com:25'
}

@test "include: a mistake there is told there" {
	good 'include = part'
	printf '\n\nnonsense = x\n' >"$TMP/part"
	wrong "$TMP/part:3: unknown setting \"nonsense\"*"
}

@test "include: of itself, or of a file that is not there" {
	echo 'include = sendoff.conf' >"$CONF"
	wrong "CONF:1: include: a loop: $CONF includes itself"
	echo 'include = other' >"$CONF"
	printf '%s\n' '# a comment' "include = $TMP/./sendoff.conf" \
		>"$TMP/other"
	wrong "$TMP/other:2: include: a loop: $TMP/./sendoff.conf includes \
itself by way of others"
	wrong_line 'include = none' \
		"include: cannot open $TMP/none: No such file or directory"
}

# ---- accounts ----

accounts() {
	config <<-END
		smarthost = smtp://mx.example.com
		log = none
		from = root@example.com

		[account exact]
		from = alerts@example.com

		[account detail]
		from = lists@example.com

		[account glob]
		from = *@example.org web?@example.net

		[account late]
		from = alerts+night@example.com *@example.com
	END
}

@test "an account by its name" {
	accounts
	picks glob -a glob
	picks glob -aglob
	picks late --account late
	picks late --account=late
	picks default -a default
	send --dry-run -a none to@example.net
	exits 78 "$CONF has no account none; there are: default, \
exact, detail, glob, late"
}

@test "an account by the sender: exact, then the detail, then a pattern" {
	accounts
	picks exact -f alerts@example.com
	picks exact -f alerts@EXAMPLE.com
	picks exact -f 'The Alerts <alerts@example.com>'
	picks late -f alerts+night@example.com
	picks exact -f alerts+day@example.com
	picks detail -f lists+announce-owner@example.com
	picks glob -f anybody@example.org
	picks glob -f anybody@EXAMPLE.ORG
	picks glob -f web1@example.net
	picks default -f web12@example.net
	picks late -f somebody@example.com
	picks default -f root@elsewhere.example
	picks default -f ''
	picks default -f '<>'
}

@test "an account by From, where -f says nothing; -a is above both" {
	accounts
	message >"$TMP/sent"
	sendoff --dry-run to@example.net <"$TMP/sent"
	assert_line --index 0 'account: exact'
	sendoff --dry-run -f x@example.org to@example.net <"$TMP/sent"
	assert_line --index 0 'account: glob'
	sendoff --dry-run -a late -f x@example.org to@example.net <"$TMP/sent"
	assert_line --index 0 'account: late'
	sed -i 's/^From:.*/From: "X, Y"\n <x@example.org>/' "$TMP/sent"
	sendoff --dry-run to@example.net <"$TMP/sent"
	assert_line --index 0 'account: glob'
}

@test "the sender is the account's own address, or the one of -f" {
	accounts
	picks exact
	assert_line 'sender: <alerts@example.com>'
	picks glob -f x@example.org
	assert_line 'sender: <x@example.org>'
	picks default -f ''
	assert_line 'sender: <>'
}

# ---- settings as options ----

@test "--KEY=VALUE and --KEY VALUE hold for this run" {
	good
	shows --smarthost=smtp://other.example.com:26
	assert_equal "$(grep ^smarthost <<<"$output")" \
		'smarthost: other.example.com:26'
	shows --smarthost smtp://third.example.com --domain=example.org root
	assert_line 'smarthost: third.example.com:25'
	assert_line 'recipient: <root@example.org>'
	shows --domain=a.example --domain=b.example root
	assert_line 'recipient: <root@b.example>'
}

# refuses ARGUMENT GLOB
refuses() {
	good
	send "$1" to@example.net
	exits 64 "$2"
}

@test "--KEY that cannot be: 64, and what was meant" {
	refuses --tls=yes '--tls must be required, opportunistic or off'
	refuses --smarthots=x 'unknown option --smarthots, did you mean \
--smarthost: see sendoff --help'
	refuses --completely-different 'unknown option --completely-different: \
see sendoff --help'
	refuses --dry-run=yes '--dry-run takes no value'
	good
	message >"$TMP/sent"
	sendoff --tls <"$TMP/sent"
	exits 64 '--tls needs a value behind it'
}

# ---- the table, --help and the manual ----

# include is no setting of an account.
@test "every setting of --help stands in sendoff.conf(5)" {
	local page=$BATS_TEST_DIRNAME/../man/sendoff.conf.5

	{
		"$SENDOFF" --help | sed -n 's/^  --\([a-z-]*\) VALUE$/\1/p'
		"$SENDOFF" --help | sed -n '/^These only/,$s/^   *//p' |
			tr ' ' '\n'
		echo include
	} | sort >"$TMP/known"
	sed -n 's/^\.It Ic \([a-z-]*\).*/\1/p' "$page" | sort -u >"$TMP/told"
	run diff "$TMP/known" "$TMP/told"
	assert_success
}

@test "every option of --help stands in sendoff(8)" {
	local page=$BATS_TEST_DIRNAME/../man/sendoff.8 option

	for option in $("$SENDOFF" --help | sed -n '/^These/q; s/^  -/-/p' |
		sed 's/   .*//' | grep -o -- '-[-a-zA-Z]*'); do
		option=${option#-}
		grep -Eq "Fl ${option/#-/(Fl |-|Fl -)}( |$)" "$page" ||
			fail "sendoff(8) does not tell of -$option"
	done
}
