# interop.bash - what every test against a real server needs
#
# Everything lives under $BATS_FILE_TMPDIR; the servers' users must be able to
# walk there, which open_tmpdir_to sees to.

bats_require_minimum_version 1.5.0
load /usr/lib/bats/bats-support/load.bash
load /usr/lib/bats/bats-assert/load.bash
load ../trace.bash

export LC_ALL=C
export PATH="$PATH:/usr/sbin:/sbin"

PASSWORD='s3cr#t; "=x'

# begin_test: what a test's setup begins with
begin_test() {
	TMP=$BATS_TEST_TMPDIR
	message=$TMP/message
	text=$TMP/text
	trace_tests_alone
	empty_mailboxes
}

# need PROGRAM... fails unless all are there. It never skips: a server that
# nobody installed would go untested without anyone noticing.
need() {
	local program missing=''

	for program in "$@"; do
		command -v "$program" >/dev/null || missing+=" $program"
	done
	[[ -z $missing ]] || fail "missing:$missing (tests/run.sh installs it)"
}

need_root() {
	((EUID == 0)) || fail 'only root can start these servers'
}

find_sendoff() {
	export SENDOFF="${SENDOFF:-$BATS_TEST_DIRNAME/../../build/cmd/sendoff}"
	[[ -x $SENDOFF ]] || fail "no program $SENDOFF: build it or set SENDOFF"
}

# bats makes its directories for root alone, the servers run as others.
open_tmpdir_to() {
	chmod a+x "$BATS_RUN_TMPDIR" "${BATS_FILE_TMPDIR%/*}" \
		"$BATS_FILE_TMPDIR"
	setpriv --reuid "$1" --regid "$(id -g "$1")" --init-groups \
		test -x "$BATS_FILE_TMPDIR" ||
		fail "$1 cannot enter $BATS_FILE_TMPDIR: set another TMPDIR"
}

# make_certificates puts ca.pem, good.pem and good.key into $PKI, copies of those
# that are made once a run.
make_certificates() {
	local shared=${SENDOFF_TEST_PKI:-$BATS_RUN_TMPDIR/pki}

	mkdir -p "$shared"
	flock "$shared/lock" sh "$BATS_TEST_DIRNAME/../pki.sh" "$shared"
	export PKI="$BATS_FILE_TMPDIR/pki"
	cp -r "$shared" "$PKI"
	chmod 755 "$PKI"
	chmod 644 "$PKI"/*.pem
}

# free_ports COUNT prints ports of 127.0.0.1 that the kernel calls free now.
# Another process may still be quicker, so the caller must be ready to retry.
free_ports() {
	perl -MSocket -e '
		my @held;	# until the end, so that no port is given twice
		for (1 .. shift) {
			socket my $s, PF_INET, SOCK_STREAM, 0
				or die "socket: $!";
			bind $s, pack_sockaddr_in(0, INADDR_LOOPBACK)
				or die "bind: $!";
			push @held, $s;
		}
		print join(" ", map {
			(unpack_sockaddr_in(getsockname $_))[0]
		} @held), "\n"' "$1"
}

# wait_until COMMAND [ARGUMENT...] runs it until it succeeds, for 30 seconds.
wait_until() {
	local deadline=$((SECONDS + 30))

	until "$@"; do
		if ((SECONDS >= deadline)); then
			fail "waited 30 seconds in vain: $*"
			return 1
		fi
		sleep 0.05
	done
}

greets() {
	(
		exec {server}<>"/dev/tcp/127.0.0.1/$1" &&
			IFS= read -r -t 5 -u "$server" line &&
			[[ $line == 220* ]]
	) 2>/dev/null
}

# serves_or_ended PORT ID: a server that was started greets, or gave up.
serves_or_ended() {
	process_has_ended "$2" || greets "$1"
}

# stop_process ID ends it and waits until it has ended.
stop_process() {
	process_has_ended "$1" || kill "$1"
	wait_until process_has_ended "$1"
}

# Where nobody reaps orphans they keep their ids.
process_has_ended() {
	local stat

	! stat=$(cat "/proc/$1/stat" 2>/dev/null) || [[ $stat == *') Z '* ]]
}

# configure LINE... writes the test's sendoff.conf: these and the usual lines.
configure() {
	write_password "$PASSWORD"
	cat >"$BATS_TEST_TMPDIR/sendoff.conf" <<-END
		tls-ca-file   = $PKI/ca.pem
		user          = alerts@example.com
		password-file = $BATS_TEST_TMPDIR/secret
		from          = alerts@example.com
		domain        = example.com
		log           = none
		$(printf '%s\n' "$@")
	END
}

write_password() {
	(umask 077 && printf '%s\n' "$1" >"$BATS_TEST_TMPDIR/secret")
}

# A run that hangs ends with status 124.
sendoff() {
	timeout 60 "$SENDOFF" -C "$BATS_TEST_TMPDIR/sendoff.conf" "$@"
}

# A cron job mails every byte that is printed, so a success prints none.
assert_silent() {
	assert_output ''
	assert_equal "$stderr" ''
}

assert_stderr_has() {
	[[ $stderr == *"$1"* ]] || fail "no '$1' on stderr: $stderr"
}

refute_stderr_has() {
	[[ $stderr != *"$1"* ]] || fail "'$1' on stderr: $stderr"
}

# Of an arrived mail: its header, one field of it (name and value), its body.
header() {
	sed '/^$/,$d' "$1"
}

field() {
	header "$1" | perl -0777 -pe 's/\n[ \t]+/ /g' | grep -i "^$2:"
}

body() {
	sed '1,/^$/d' "$1"
}

# assert_body MAIL FILE: the mail's body is FILE, byte for byte.
assert_body() {
	body "$1" >"$BATS_TEST_TMPDIR/arrived"
	cmp "$2" "$BATS_TEST_TMPDIR/arrived" ||
		fail "the body of $1 is not $2, see the first difference above"
}
