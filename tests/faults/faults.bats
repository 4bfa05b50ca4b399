# faults.bats - nothing is lost, wherever a run ends or whatever fails
#
# $FAULTS, if set to "all", lets every call meet every error, which takes four
# times as long.
load ../helper

@test "each call of keeping, sending and giving up: the last, or failing" {
	local place

	# A disk that others use too would make it wait for most of its time.
	place=$(mktemp -d -p /dev/shm 2>/dev/null) || place=$TMP
	run python3 -B "$TESTS/faults/faults.py" "$SENDOFF" "$SMARTHOST" \
		"${FAULT:-$BUILD/tests/faults/fault.so}" "$place/faults" \
		${FAULTS:-}
	rm -rf "$place/faults"
	[[ $place == "$TMP" ]] || rmdir "$place"
	echo "$output" | sed 's/^/# /' >&3
	assert_success
	assert_line --regexp \
		'^[0-9]{4,} points, 0 lost, [0-9]+ doubled .*, 0 wrong$'
}
