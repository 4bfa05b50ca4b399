# spool-hard.bats - a spool that somebody, or something, has tampered with
load helper
load spool

# The message is sent all the same, and the reason told why none is kept.
sent_without_spool() {
	send to@example.net
	exits 0 "$@"
	arrivals 1
}

@test "the directory is missing: it is made, private, where it is wanted" {
	umask 022
	away
	send to@example.net
	exits 0 "$KEPT*"
	waiting 1
	[[ $(stat -c %a "$SPOOL" "$SPOOL/waiting" "$FILE" | tr '\n' ' ') \
		== '700 700 600 ' ]]
}

@test "it cannot be made: told, and sent" {
	serve_mail
	echo >"$TMP/file"
	spooled smtp "spool-directory = $TMP/file/spool"
	sent_without_spool "$PLACE cannot make the directory $TMP/file*: \
Not a directory"
}

@test "a file, a symlink or a socket in its place: told, and sent" {
	serve_mail
	spooled smtp
	echo >"$SPOOL"
	sent_without_spool "$PLACE cannot open the directory $SPOOL: Not a \
directory"
	rm "$SPOOL"
	mkdir -m 700 "$TMP/elsewhere"
	ln -s "$TMP/elsewhere" "$SPOOL"
	send to@example.net
	exits 0 "$PLACE $SPOOL is a symbolic link, which is not followed: \
there must be a directory, or the place that it leads to be named"
	[[ -z $(ls "$TMP/elsewhere") ]]
}

@test "a symlink in place of a room: not followed" {
	away
	mkdir -m 700 "$SPOOL" "$TMP/elsewhere"
	ln -s "$TMP/elsewhere" "$SPOOL/waiting"
	send to@example.net
	exits 75 "$PLACE $SPOOL/waiting is a symbolic link, which is not \
followed: *" \
		'cannot connect to *'
	[[ -z $(ls "$TMP/elsewhere") ]]
}

@test "of somebody else: not used, and told" {
	((EUID == 0)) || fail 'needs root, to give it away'
	away
	install -d -m 700 -o nobody "$SPOOL"
	send to@example.net
	exits 75 "$PLACE $SPOOL belongs to uid *, not to you: chown it" \
		'cannot connect to *'
	rmdir "$SPOOL"
	mkdir -m 700 "$SPOOL"
	install -d -m 700 -o nobody "$SPOOL/incoming"
	send to@example.net
	exits 75 "$PLACE $SPOOL/incoming belongs to uid *, not to you: chown \
it" \
		'cannot connect to *'
}

@test "a room that others may look into: what mends it can be typed" {
	away
	mkdir -m 700 "$SPOOL"
	mkdir -m 755 "$SPOOL/waiting"
	send to@example.net
	exits 75 "$PLACE other users can look into $SPOOL/waiting: \
chmod 700 $SPOOL/waiting" 'cannot connect to *'
}

@test "unwritable: told, and the status is the old one" {
	((EUID == 0)) || fail 'needs root, to become somebody else'
	away
	chmod 755 "$TMP" "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test"
	chmod 644 "$CONF"
	install -d -m 500 -o nobody "$SPOOL"
	message >"$TMP/sent"
	attempt setpriv --reuid nobody --clear-groups \
		"$SENDOFF" -C "$CONF" to@example.net <"$TMP/sent"
	exits 75 "$PLACE cannot open the directory $SPOOL/incoming: *" \
		'cannot connect to *'
	install -d -m 700 -o nobody \
		"$SPOOL"/{incoming,waiting,failed,damaged,hosts}
	chmod 500 "$SPOOL/incoming"
	attempt setpriv --reuid nobody --clear-groups \
		"$SENDOFF" -C "$CONF" to@example.net <"$TMP/sent"
	exits 75 "cannot keep the message in the spool $SPOOL: \
Permission denied" 'cannot connect to *'
}

@test "some hundred damaged files: each is moved aside, the others are sent" {
	local bad good

	away
	send to@example.net
	waiting 1
	read -r bad good < <(python3 -B "$TESTS/faults/damage.py" "$SPOOL")
	((bad > 200 && good > 10)) || fail "$bad, $good"
	rm "$FILE"
	serve_mail
	spooled smtp
	run_queue
	((status == 0)) || fail "status $status: $stderr"
	arrivals "$good"
	waiting 0
	[[ $(ls "$SPOOL/damaged" | wc -l) -eq $bad ]] ||
		fail "not $bad: $(ls -l "$SPOOL/damaged" | head)"
	[[ $(grep -c "it is now $SPOOL/damaged/" <<<"$stderr") -eq $bad ]] ||
		fail "$stderr"
	[[ -r /etc/passwd && ! -s $TMP/elsewhere ]]
}

@test "mailq and --check-spool meet damage without harm" {
	local bad good

	away
	send to@example.net
	read -r bad good < <(python3 -B "$TESTS/faults/damage.py" "$SPOOL")
	attempt "$SENDOFF" -C "$CONF" --check-spool
	assert_failure 2
	assert_output --partial 'SPOOL CRITICAL'
	attempt "$SENDOFF" -C "$CONF" -bp
	assert_success
}

# ---- a full disk ----

# on_small_disk SCRIPT: in a place where the spool has a disk of its own, a copy
# of what waits; "$@" is the program, with its configuration.
on_small_disk() {
	attempt unshare -m bash -c '
		cp -a "$1" "$1.saved" && mount -t tmpfs -o size=160k,mode=700 \
			none "$1" && cp -a "$1.saved/." "$1" || exit 1
		spool=$1
		shift
		fill() { head -c 1M /dev/zero >"$spool/fill" 2>&-; }
		'"$1" - "$SPOOL" "$SENDOFF" -C "$CONF"
}

@test "a full disk: not sent where it could not be noted who has it" {
	need_mounts
	away
	send {1..100}@example.net later@example.net
	waiting 1
	serve_mail --refuse-recipient 'later@*=451 4.2.1 busy'
	spooled smtp
	on_small_disk 'fill; "$@" -q; "$@" -q'
	exits 75 "the spool $SPOOL has no room to note what becomes of $ID: it \
is full: make room there, or name another place with spool-directory; it is \
not sent now, and waits" "the spool $SPOOL has no room *"
	arrivals 0
	on_small_disk '"$@" -q; fill; "$@" -q; "$@" -q'
	exits 75 "$ID waits: *451 *" "$ID waits: *" "$ID waits: *"
	arrivals 1
}

@test "a full disk: what is for one, or can all be noted, leaves" {
	need_mounts
	away
	send to@example.net
	serve_mail
	spooled smtp
	on_small_disk 'fill; "$@" -q; ls "$spool/waiting"'
	exits 0
	arrivals 1
}

@test "a full disk keeps nothing for which there are no notes" {
	need_mounts
	away
	mkdir -m 700 "$SPOOL"
	message >"$TMP/sent"
	on_small_disk 'head -c 112k /dev/zero >"$spool/fill"
		"$@" {1..100}@example.net <"'"$TMP/sent"'"
		ls "$spool/waiting" >&2'
	exits 0 "the spool $SPOOL has no room *" 'cannot connect to *'
}

# ---- clocks ----

@test "kept in the future: due at once when the clock is set back" {
	need faketime
	away
	message >"$TMP/sent"
	run faketime -f +400d "$SENDOFF" -C "$CONF" to@example.net <"$TMP/sent"
	assert_success
	waiting 1
	run "$SENDOFF" -C "$CONF" -bp
	assert_success
	run "$SENDOFF" -C "$CONF" --check-spool
	assert_success
	serve_mail
	spooled smtp
	run_queue --due
	exits 0
	arrivals 1
}

@test "a clock a year ahead, and the smarthost away: nothing is given up yet" {
	need faketime
	away
	send before@example.net
	for _ in {1..5}; do
		run_queue
	done
	send to@example.net
	run faketime -f +400d "$SENDOFF" -C "$CONF" -q
	assert_failure 75
	waiting 2
	run faketime -f +401d "$SENDOFF" -C "$CONF" -q
	assert_failure 75
	waiting 2
	run faketime -f +402d "$SENDOFF" -C "$CONF" -q
	assert_output --partial 'could not be delivered, and nobody could be'
	waiting 0
	waiting 2 failed
}

@test "a clock a year ahead gives nothing up at the first attempts" {
	need faketime
	away
	send to@example.net
	serve_mail --refuse-recipient 'to@*=451 4.2.1 busy'
	spooled smtp
	run faketime -f +400d "$SENDOFF" -C "$CONF" -q
	assert_failure 75
	waiting 1
	serve_mail
	spooled smtp
	run_queue
	exits 0
	run body
	assert_output --partial hello
	waiting 0
}
