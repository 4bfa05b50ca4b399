# soak.bats - everybody at once, and a smarthost that comes and goes
#
# $SOAK is how many seconds.
load ../helper

@test "fifty submitters and two queue runs at once, a smarthost that flaps" {
	run timeout "$((${SOAK:-20} + 90))" python3 -B "$TESTS/faults/soak.py" \
		"$SENDOFF" "$SMARTHOST" "$TMP/soak" "${SOAK:-20}"
	echo "$output" | sed 's/^/# /' >&3
	assert_success
	assert_output --partial ' 0 lost, '
	assert_output --partial ' 0 without cause, '
}
