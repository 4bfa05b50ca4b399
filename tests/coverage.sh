#!/bin/sh
# coverage.sh BUILD - how much of src/ tests have run through, by rooms and in
# all
#
# BUILD counts (-Db_coverage=true), and tests have been run with it. Fails when
# less than LEAST of the lines were run through. What only tests/interop,
# tests/callers and the bats files that run.sh spares the sanitizers run through
# is not counted. BUILD/report.txt names the lines that nothing runs through.
set -u
cd "$(dirname "$0")/.."

LEAST=90
build=$1

gcovr -r . --filter 'src/' --csv "$build/lines.csv" \
	--txt "$build/report.txt" "$build" || exit 1
awk -F, -v least=$LEAST -v report="$build/report.txt" '
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
		rooms = split("base mail net auth smtp queue conf import",
			room, " ")
		for (i = 1; i <= rooms; i++)
			if (lines[room[i]] > 0)
				row(room[i], run[room[i]], lines[room[i]])
		row("src", all_run, all)
		if (all_run * 100 < least * all) {
			print "less than " least " %: see " report
			exit 1
		}
	}' "$build/lines.csv"
