# faults.bats - nothing is lost, wherever a run ends or whatever fails
#
# $FAULTS, if set to "all", lets every call meet every error, which takes four
# times as long.
load ../helper

@test "each call of keeping, sending and giving up: the last, or failing" {
	run python3 -B "$TESTS/faults/faults.py" "$SENDOFF" "$SMARTHOST" \
		"${FAULT:-$BUILD/tests/faults/fault.so}" "$TMP/faults" \
		${FAULTS:-}
	echo "$output" | sed 's/^/# /' >&3
	assert_success
	assert_line --regexp \
		'^[0-9]{4,} points, 0 lost, [0-9]+ doubled .*, 0 wrong$'
}
