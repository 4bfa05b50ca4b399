# clock.bats - a wall clock that is absurd, or moves while we run
load helper

# at FAKETIME ARGUMENT...: the program by that wall clock; deadlines have one of
# their own. Every look at an "i" clock moves it.
at() {
	local clock=$1
	shift

	need faketime
	message >"$TMP/sent"
	sed -i '/^Date:/d' "$TMP/sent"
	attempt timeout 40 faketime --exclude-monotonic \
		-f "$clock" "$SENDOFF" -C "$CONF" "$@" <"$TMP/sent"
}

# delivers FAKETIME REGEX: with every deadline as short as it can be; the stamp
# of the log tells that the clock did move
delivers() {
	serve
	configure smtp 'timeout = 20' 'deadline = 20'
	at "$1" to@example.net
	exits 0
	server_agrees
	logs 'seconds=[0-9].[0-9]*'
	assert_regex "$(cat "$LOG")" "^$2"
}

@test "a clock that jumps an hour ahead at every look ends nothing early" {
	delivers '@2026-01-01 00:00:00 i3600' 2026-01-01T0[1-9]:
}

@test "a clock that jumps back at every look ends nothing early" {
	delivers '@2026-01-01 00:00:00 i-3600' 2025-12-31T
}

# The server drips: silence poll(2) ends in time, whatever the clock says.
@test "a clock that stands still or goes back ends no wait late" {
	local late='timed out while waiting for the greeting*' clock

	for clock in '2026-01-01 00:00:00' \
		'@2026-01-01 00:00:00 i-3600'; do
		play <<<'DRIP 220-wait for it '
		configure smtp 'timeout = 1'
		at "$clock" to@example.net
		exits 75 "localhost:*: $late"
		server_agrees
		play <<<'DRIP 220-wait for it '
		configure smtp 'deadline = 1'
		at "$clock" to@example.net
		exits 75 "localhost:*: $late"
		server_agrees
	done
}

@test "behind the year 2038, and before 1970" {
	serve
	configure smtp
	at '2038-01-19 03:14:09' to@example.net
	exits 0
	server_agrees
	assert_equal "$(field Date)" 'Date: Tue, 19 Jan 2038 03:14:09 +0000'
	grep -q '^2038-01-19T03:14:09+0000 status=0 ' "$LOG"
	serve
	configure smtp
	at '1969-12-31 23:59:59' to@example.net
	exits 0
	server_agrees
	assert_equal "$(field Date)" 'Date: Wed, 31 Dec 1969 23:59:59 +0000'
}

@test "Date has the zone of its moment, however odd" {
	local zone

	while read -r zone offset; do
		serve
		configure smtp
		TZ=$zone at '2026-01-01 12:00:00' to@example.net
		exits 0
		server_agrees
		assert_equal "$(field Date)" \
			"Date: Thu, 01 Jan 2026 12:00:00 $offset"
	done <<-'END'
		<+1245>-12:45 +1245
		XYZ5:30 -0530
		:Asia/Nowhere +0000
		<+14>-14 +1400
		CET-1CEST,M3.5.0,M10.5.0/3 +0100
	END
}
