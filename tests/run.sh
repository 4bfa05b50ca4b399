#!/bin/sh
# run.sh - installs what is missing, builds every way and runs every test.
#
# Three builds: gcc's, which is what users get; one with gcc's sanitizers that
# also counts which lines are run through, and so has no sandbox; and clang's,
# for its warnings, with clang's sanitizers for the sandbox, and without DANE.
# Then every test is a job, and some jobs run at the same time, the long ones
# first. Each speaks TAP into a file of build/results; the last line counts
# them. A tool that is missing fails, nothing is skipped, and so does a job or a
# test that came to no result.
#
#	tests/run.sh             everything
#	tests/run.sh job WHAT... one job, as the list below has it
set -u
cd "$(dirname "$0")/.."
. tests/setup.sh

# Debian's python3 first, whose modules are installed below, and which starts at
# once; many tests ask for it.
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH
results=$PWD/build/results
jobs=$(($(nproc) + 1)) # many tests wait for something
limit='timeout -k 10 900' # one that hangs must not hold up the rest

# What strangers say is heard under the sanitizers: all unit tests, all corpora,
# and all of tests/*.bats but these. Nothing of ours runs in floors and units;
# faketime, which clock and spool-hard need, and the sanitizers both want to be
# first; the others are about words that users write, whose readers have unit
# tests and corpora.
unsanitized='floors units clock spool-hard
	config import matrix-message matrix-options report'

# Without them run these, tests/*/*.bats, the spool, for what is lost by the build
# that users get is lost, and the tests that bound the memory (test_tags=memory),
# with which the sanitizers cannot live.
sanitized_too='spool'

# Of these every test takes long.
long='tests/faults/faults.bats tests/callers/languages.bats
	tests/interop/postfix.bats tests/interop/exim.bats
	tests/matrix-options.bats tests/faults/soak.bats tests/spool.bats'

install_all() {
	install $build_packages clang libclang-rt-14-dev clang-format mandoc \
		valgrind bats bats-support bats-assert gnutls-bin procps \
		iproute2 gnupg openssl python3-dkim faketime softhsm2 postfix \
		dovecot-core dovecot-lmtpd dovecot-submissiond util-linux \
		clang-tidy cppcheck gcovr systemd libdb5.3 libevent-2.1-7 \
		libgnutls-dane0 libidn12 libnsl2 libpam0g libpcre2-8-0 libssl3
	# DANE, and a zone that is signed and served.
	install libunbound-dev ldnsutils nsd
	# What tests/callers lets send mail. npm may have come with another
	# nodejs.
	install git git-email mutt s-nail bsd-mailx mailutils nmh mpack \
		sendemail mime-construct procmail vacation php-cli php-mail \
		php-pear libphp-phpmailer libemail-sender-perl \
		libmime-lite-perl libmailtools-perl libmime-tools-perl python3 \
		python3-apt python3-distro-info mercurial ruby-mail emacs-nox \
		swaks msmtp curl lsb-release cpp libaudit1 libbsd0 libcap-ng0 \
		libselinux1 libsystemd0 libudev1
	command -v npm >/dev/null || install nodejs npm
}

# ---- jobs ----

# check NAME COMMAND...: one test of its own; its output shows when it fails.
check() {
	name=$1
	shift
	if "$@" >"$results/$name.out" 2>&1; then
		echo "ok 1 $name" >"$results/$name.tap"
	else
		{
			echo "not ok 1 $name"
			sed 's/^/# /' "$results/$name.out"
		} >"$results/$name.tap"
	fi
	cat "$results/$name.tap"
}

# judge OUTPUT: one more failure where not every planned test has a result.
judge() {
	awk '
		/^1\.\.[0-9]/ { planned = substr($1, 4) }
		/^(not )?ok/ { results++ }
		END {
			if (planned == "" || results + 0 != planned + 0)
				printf "not ok - %d results, planned: %s\n",
					results, planned
		}' "$1" >>"$1"
}

# program NAME COMMAND...: one that speaks TAP, but may die instead.
program() {
	output=$results/$1.tap
	shift
	$limit "$@" >"$output" 2>"$output.err"
	status=$?
	if [ $status -ne 0 ] && ! grep -q '^not ok' "$output"; then
		echo "not ok - $* ended with status $status" >>"$output"
		sed 's/^/# /' "$output.err" >>"$output"
	fi
	rm -f "$output.err"
	judge "$output"
	grep -A9 '^not ok' "$output"
}

# whole AS FILE [OPTION...]: a bats file.
whole() {
	as=$1
	file=$2
	shift 2
	output=$results/$as-$(echo "${file#tests/}" | tr / -).tap
	$limit bats --tap "$@" "$file" >"$output" 2>&1 </dev/null
	judge "$output"
	grep -v '^ok' "$output" |
		sed "s|^1\.\.\(.*\)|$as $file: \1 tests|"
}

# All of it is compiled, for clang's warnings, and linked is what is run.
build_clang() {
	CC=clang configure build/clang -Dwerror=true -Ddane=disabled \
		-Doptimization=0 -Db_sanitize=address,undefined \
		-Db_lundef=false || return 1
	quietly build/clang ninja -C build/clang cmd/sendoff \
		tests/unit/unit-gate tests/unit/unit-sandbox \
		$(ninja -C build/clang -t targets rule c_COMPILER)
}

# No werror here: gcc warns of paths that only the sanitizers' checks make.
build_sanitized() {
	build build/sanitized -Doptimization=1 -Db_coverage=true \
		-Db_sanitize=address,undefined
}

lint_manual() {
	mandoc -T lint -W warning man/sendoff*.[58]
}

# with_sanitizers TEST: the build where they hear it. Other users, as whom some
# tests run, cannot write how often a line was run through.
with_sanitizers() {
	case $1 in
	gate | sandbox | secrets | trouble) echo build/clang ;;
	*) echo build/sanitized ;;
	esac
}

use() {
	export SENDOFF="$PWD/$1/cmd/sendoff"
	export SENDOFF_WITHOUT_DANE="$PWD/build/clang/cmd/sendoff"
	export SMARTHOST="$PWD/build/tests/smarthost/smarthost"
	export FAULT="$PWD/build/tests/faults/fault.so"
	export SENDOFF_TEST_PKI="$results/pki"
}

job() {
	what=$1
	shift
	case $what in
	unit)
		program "unit-$1" "build/tests/unit/unit-$1"
		;;
	valgrind)
		# Of a thread that is ending, its stack is still to be seen:
		# "possibly lost".
		program "valgrind-$1" valgrind -q --leak-check=full \
			--error-exitcode=99 --show-leak-kinds=definite \
			--errors-for-leak-kinds=definite \
			"build/tests/unit/unit-$1"
		;;
	unit-sanitized)
		program "unit-sanitized-$1" \
			"$(with_sanitizers "$1")/tests/unit/unit-$1"
		;;
	replay)
		program "replay-$1" "build/sanitized/tests/fuzz/replay-$1" \
			"tests/fuzz/corpus/$1"
		;;
	whole)
		use build
		whole whole "$1"
		;;
	memory)
		use build
		whole memory "$1" --filter-tags memory
		;;
	whole-sanitized)
		use "$(with_sanitizers "$(basename "$1" .bats)")"
		# Leaks are heard by the unit tests, twice; to look for them
		# here costs as much as all the rest of a run.
		export SENDOFF_SANITIZED=1 ASAN_OPTIONS=detect_leaks=0
		whole sanitized "$1"
		;;
	analysis)
		check "analysis-$1" sh tests/analyse.sh "$1"
		;;
	manual)
		check manual lint_manual
		;;
	esac
}

# is_in WORD WORD...
is_in() {
	wanted=$1
	shift
	for word; do
		[ "$word" != "$wanted" ] || return 0
	done
	return 1
}

# One a line, the long ones first.
list() {
	printf 'whole %s\n' $long
	printf 'analysis %s\n' tidy gcc cppcheck
	for file in tests/*.bats; do
		name=$(basename "$file" .bats)
		is_in "$name" $unsanitized || echo "whole-sanitized $file"
		is_in "$file" $long ||
			! is_in "$name" $unsanitized $sanitized_too ||
			echo "whole $file"
	done
	grep -l '^# bats test_tags=memory' tests/*.bats | sed 's/^/memory /'
	for file in tests/*/*.bats; do
		is_in "$file" $long || echo "whole $file"
	done
	for path in build/tests/unit/unit-*; do
		[ -f "$path" ] || continue # meson's directories
		unit=${path##*/unit-}
		# valgrind knows nothing of Landlock and seccomp.
		[ "$unit" = sandbox ] || echo "valgrind $unit"
		echo "unit-sanitized $unit"
		echo "unit $unit"
	done
	for corpus in tests/fuzz/corpus/*; do
		echo "replay $(basename "$corpus")"
	done
	echo manual
}

if [ "${1:-}" = job ]; then
	shift
	since=$(date +%s)
	job "$@"
	echo "$(($(date +%s) - since)) $*" >>"$results/done"
	exit 0
fi

# ---- all of it ----

count() {
	cat "$results"/*.tap | grep -c "$1"
}

# A job that was killed, with its shell or before it had one, is missing here.
all_done() {
	sort "$results/jobs" >"$results/jobs.sorted"
	cut -d ' ' -f 2- "$results/done" | sort | diff "$results/jobs.sorted" -
}

install_all
rm -rf "$results"
mkdir -p "$results"
check build-gcc build build -Dwerror=true
check build-clang build_clang
check build-sanitized build_sanitized
find build/sanitized -name '*.gcda' -delete

list >"$results/jobs"
# Started in the background, as by a CI, we may have to ignore some signals;
# tests look at what signals do.
xargs -P "$jobs" -I JOB env --default-signal \
	sh -c 'exec sh tests/run.sh job $1' sh JOB <"$results/jobs"
check all-done all_done

check coverage sh tests/coverage.sh build/sanitized
cat "$results/coverage.out"
echo 'The jobs that took longest, in seconds:'
sort -rn "$results/done" | head

passed=$(count '^ok')
failed=$(count '^not ok')
skipped=$(cat "$results"/*.tap | grep -ci '^ok.*# skip')
passed=$((passed - skipped))
failed=$((failed + skipped))
grep -h '^not ok' "$results"/*.tap
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
