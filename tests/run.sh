#!/bin/sh
# run.sh - installs what is missing, builds every way and runs every test.
#
# All that runs speaks TAP into a file of build/results; the last line counts
# them. A tool that is missing fails, nothing is skipped.
set -u
cd "$(dirname "$0")/.."
. tests/setup.sh

results=$PWD/build/results
jobs=2

install $build_packages clang libclang-rt-14-dev clang-format mandoc valgrind \
	bats bats-support bats-assert gnutls-bin procps iproute2 gnupg openssl \
	python3-dkim faketime softhsm2 \
	postfix dovecot-core dovecot-lmtpd dovecot-submissiond util-linux \
	clang-tidy cppcheck gcovr \
	libdb5.3 libevent-2.1-7 libgnutls-dane0 libidn12 libnsl2 libpam0g \
	libpcre2-8-0 libssl3
# What tests/callers lets send mail. npm may have come with another nodejs.
install git git-email mutt s-nail bsd-mailx mailutils nmh mpack sendemail \
	mime-construct procmail vacation php-cli php-mail php-pear \
	libphp-phpmailer libemail-sender-perl libmime-lite-perl \
	libmailtools-perl libmime-tools-perl python3 python3-apt \
	python3-distro-info mercurial ruby-mail emacs-nox lsb-release cpp \
	systemd libaudit1 libbsd0 libcap-ng0 libselinux1 libsystemd0 libudev1
command -v npm >/dev/null || install nodejs npm
rm -rf "$results"
mkdir -p "$results"

# check NAME COMMAND...: one test of its own; its output shows when it fails.
check() {
	name=$1
	shift
	if "$@" >"$results/output" 2>&1; then
		echo "ok 1 $name" >"$results/$name.tap"
	else
		{
			echo "not ok 1 $name"
			sed 's/^/# /' "$results/output"
		} >"$results/$name.tap"
	fi
	cat "$results/$name.tap"
}

lint_manual() {
	mandoc -T lint -W warning man/sendoff*.[58]
}

# unit DIRECTORY NAME [WRAPPER...]: every unit test of a build.
unit() {
	directory=$1 as=$2
	shift 2
	for program in "$directory"/tests/unit/unit-*; do
		[ -x "$program" ] && [ -f "$program" ] || continue
		# valgrind knows nothing of Landlock and seccomp.
		case $as-$program in
		*valgrind*unit-sandbox) continue ;;
		esac
		output=$results/$as-$(basename "$program").tap
		"$@" "$program" >"$output" 2>"$output.err"
		status=$?
		if [ $status -ne 0 ] && ! grep -q '^not ok' "$output"; then
			echo "not ok - $program ended with status $status" \
				>>"$output"
			sed 's/^/# /' "$output.err" >>"$output"
		fi
		rm -f "$output.err"
	done
}

# whole NAME FILE...: bats files, several at a time.
whole() {
	as=$1
	shift
	printf '%s\n' "$@" | xargs -P "$jobs" -I FILE sh -c '
		output=$2/$1-$(basename "$3" .bats).tap
		bats --tap "$3" >"$output" 2>&1 </dev/null
		grep -q "^1\.\." "$output" ||
			echo "not ok - $3 did not run" >>"$output"
		grep -v "^ok" "$output" | sed "s|^1\.\.\(.*\)|$1 $3: \1 tests|"
	' sh "$as" "$results" FILE
}

# replay BUILD: every harness of tests/fuzz on its corpus.
replay() {
	for corpus in tests/fuzz/corpus/*; do
		name=$(basename "$corpus")
		output=$results/replay-$name.tap
		"$1/tests/fuzz/replay-$name" "$corpus" \
			>"$output" 2>"$output.err" ||
			{ echo "not ok - $name" && sed 's/^/# /' "$output.err"; } \
				>>"$output"
		rm -f "$output.err"
	done
}

count() {
	cat "$results"/*.tap | grep -c "$1"
}

check build-gcc build build -Dwerror=true
check build-clang env CC=clang sh -c \
	'. tests/setup.sh; build build/clang -Dwerror=true'
# No werror here: gcc warns of paths that only the sanitizers' checks make.
check build-sanitized sh -c '. tests/setup.sh;
	build build/sanitized -Db_sanitize=address,undefined'
check manual lint_manual

export SENDOFF_TEST_PKI="$results/pki"
export SENDOFF="$PWD/build/cmd/sendoff"
export SMARTHOST="$PWD/build/tests/smarthost/smarthost"
unit build unit
# Of a thread that is ending, its stack is still to be seen: "possibly lost".
unit build unit-valgrind valgrind -q --leak-check=full --error-exitcode=99 \
	--show-leak-kinds=definite --errors-for-leak-kinds=definite
unit build/sanitized unit-sanitized
replay build/sanitized
whole whole tests/*.bats tests/interop/*.bats tests/callers/*.bats \
	tests/faults/*.bats

export SENDOFF="$PWD/build/sanitized/cmd/sendoff"
export SENDOFF_SANITIZED=1
whole sanitized tests/*.bats

check analysis sh tests/analyse.sh
check coverage sh tests/coverage.sh "$results/coverage.txt"
cat "$results/coverage.txt"

passed=$(count '^ok')
failed=$(count '^not ok')
skipped=$(cat "$results"/*.tap | grep -ci '^ok.*# skip')
passed=$((passed - skipped))
failed=$((failed + skipped))
grep -h '^not ok' "$results"/*.tap
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
