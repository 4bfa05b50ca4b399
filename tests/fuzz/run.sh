#!/bin/sh
# run.sh - searches for inputs that break a reader of strangers' octets
#
#	tests/fuzz/run.sh                  the names of the harnesses
#	tests/fuzz/run.sh HARNESS SECONDS  searches with libFuzzer
#	tests/fuzz/run.sh -a HARNESS SECONDS
#	                                   the same with AFL++
#	tests/fuzz/run.sh -m HARNESS       puts of what was found so far into the
#	                                   corpus what reaches further than it
#
# It needs clang and libclang-rt-14-dev, for AFL++ afl++ too. What a search
# learns is kept in build/fuzz/found/HARNESS, where the next one goes on; what
# broke something lies in build/fuzz/broken and its name tells the harness.
# Look at such a file, mend the bug, and put the file into
# tests/fuzz/corpus/HARNESS: every run of the tests replays that.
#
#	build/sanitized/tests/fuzz/replay-HARNESS FILE
#
# shows what it does, in a debugger if need be.
set -eu
cd "$(dirname "$0")/../.."
. tests/setup.sh

fail() {
	echo "$0: $*" >&2
	exit 1
}

how=libfuzzer
case ${1:-} in
-a) how=afl && shift ;;
-m) how=merge && shift ;;
esac
if [ $# -eq 0 ]; then
	ls tests/fuzz/corpus
	exit
fi
name=$1 seconds=${2:-60}
corpus=tests/fuzz/corpus/$name
found=build/fuzz/found/$name
dictionary=tests/fuzz/dictionary/$name
[ -f "$dictionary" ] || dictionary=
[ -d "$corpus" ] || fail "there is no harness $name"
mkdir -p build

# program COMPILER DIRECTORY: builds the harness there
program() {
	install $build_packages clang libclang-rt-14-dev
	[ -f "$2/build.ninja" ] ||
		CC=$1 meson setup "$2" -Dfuzz=true -Db_lundef=false \
			-Db_sanitize=address,undefined >/dev/null
	ninja -C "$2" "tests/fuzz/fuzz-$name" >/dev/null
	mkdir -p "$found" build/fuzz/broken
}

case $how in
libfuzzer)
	program clang build/fuzz
	export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
	exec "build/fuzz/tests/fuzz/fuzz-$name" \
		${dictionary:+"-dict=$dictionary"} \
		"-max_total_time=$seconds" -timeout=20 -print_final_stats=1 \
		"-artifact_prefix=build/fuzz/broken/$name-" "$found" "$corpus"
	;;
afl)
	install afl++
	program afl-clang-fast build/afl
	export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1
	export AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
	export ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0
	export UBSAN_OPTIONS=abort_on_error=1:halt_on_error=1:symbolize=0
	exec afl-fuzz -i "$corpus" -o "build/fuzz/afl-$name" -V "$seconds" \
		${dictionary:+-x "$dictionary"} \
		-- "build/afl/tests/fuzz/fuzz-$name"
	;;
merge)
	program clang build/fuzz
	exec "build/fuzz/tests/fuzz/fuzz-$name" -merge=1 -timeout=20 \
		"$corpus" "$found"
	;;
esac
