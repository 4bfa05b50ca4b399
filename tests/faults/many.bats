# many.bats - ten thousand messages wait: memory for one, time in proportion
load ../helper
load ../spool

MORE=4096 # KiB that ten thousand names may take

# wait_in_spool COUNT
wait_in_spool() {
	rm -rf "$SPOOL"
	send to@example.net
	python3 -B "$TESTS/faults/many.py" "$SPOOL" "$1"
	waiting "$1"
}

# measure NAME ARGUMENT...: the program must end well; prints the figures and
# leaves them in $took and $memory
measure() {
	local name=$1 stopwatch=${STOPWATCH:-$BUILD/tests/bench/stopwatch}
	shift

	"$stopwatch" 1 /dev/null "$SENDOFF" -C "$CONF" "$@" >"$TMP/told" 2>&1 ||
		fail "$name: status $?: $(head "$TMP/told")"
	read -r took _ memory < <(tail -n 1 "$TMP/told")
	echo "# $name: $took ms, $memory KiB" >&3
}

# flush COUNT: they wait, are sent, and every one arrives
flush() {
	away 'log = none'
	wait_in_spool "$1"
	start serve --message "$MESSAGE"
	spooled smtp 'log = none'
	measure "-q with $1" -q
	waiting 0
	[[ $(grep -c '^Subject: ' "$MESSAGE") -eq $1 ]] ||
		fail "arrived: $(grep -c '^Subject: ' "$MESSAGE")"
}

@test "a run sends ten thousand, in the memory of a hundred" {
	local little

	flush 100
	little=$memory
	flush 10000
	((memory < little + MORE)) || fail "$memory, not $little KiB"
}

@test "mailq and --check-spool list ten thousand, in the memory of a hundred" {
	local little

	away
	wait_in_spool 100
	measure 'mailq of 100' -bp
	little=$memory
	wait_in_spool 10000
	measure 'mailq of 10000' -bp
	grep -q 'in 10000 Requests' "$TMP/told" || fail "$(tail "$TMP/told")"
	((memory < little + MORE)) || fail "$memory, not $little KiB"
	measure '--check-spool with 10000' --check-spool
	grep -q '10000 waiting' "$TMP/told" || fail "$(cat "$TMP/told")"
	((memory < little + MORE)) || fail "$memory, not $little KiB"
}
