#!/bin/sh
# coverage.sh - how much of src/ the tests run through, by rooms and in all
#
#	tests/coverage.sh [REPORT]
#
# Unit programs, replayed corpora and bats files run on a build that counts.
# Fails when less than LEAST of the lines were run through. Whether the tests
# pass is not judged here: the counters themselves get in the way of a few, of
# those where another user may not write the counts, for example. What
# tests/interop runs through is not counted.
#
# REPORT gets the table; build/coverage/report.txt names the lines that nothing
# runs through.
set -u
cd "$(dirname "$0")/.."
. tests/setup.sh

LEAST=90
report=${1:-/dev/null}
directory=$PWD/build/coverage

install $build_packages gcovr bats bats-support bats-assert gnutls-bin \
	procps iproute2 util-linux
mkdir -p build
build build/coverage -Db_coverage=true --buildtype=debug || exit 1
find "$directory" -name '*.gcda' -delete

export GCOV_ERROR_FILE=/dev/null
for program in "$directory"/tests/unit/unit-*; do
	[ ! -f "$program" ] || "$program" >/dev/null 2>&1
done
for corpus in tests/fuzz/corpus/*; do
	"$directory/tests/fuzz/replay-$(basename "$corpus")" "$corpus" \
		>/dev/null 2>&1
done

export SENDOFF="$directory/cmd/sendoff"
export SMARTHOST="$directory/tests/smarthost/smarthost"
printf '%s\n' tests/*.bats | grep -v floors.bats |
	xargs -P 2 -I FILE sh -c 'bats --tap "$1" </dev/null 2>&1' sh FILE \
		>"$directory/bats.log"

gcovr -r . --filter 'src/' --csv "$directory/lines.csv" \
	--txt "$directory/report.txt" "$directory" || exit 1
awk -F, -v least=$LEAST '
	NR == 1 { next }
	{
		split($1, path, "/")
		lines[path[2]] += $2
		run[path[2]] += $3
		all += $2
		all_run += $3
	}
	function row(name, run, of) {
		printf "%-6s %5d of %5d lines  %5.1f %%\n", name, run, of,
			100 * run / of
	}
	END {
		rooms = split("base mail net auth smtp queue conf", room, " ")
		for (i = 1; i <= rooms; i++)
			if (lines[room[i]] > 0)
				row(room[i], run[room[i]], lines[room[i]])
		row("src", all_run, all)
		if (all_run * 100 < least * all) {
			print "less than " least " %: see " \
				"build/coverage/report.txt"
			exit 1
		}
	}' "$directory/lines.csv" >"$directory/table"
status=$?
cp "$directory/table" "$report"
cat "$directory/table"
exit $status
