# spool.bats - what cannot be sent now waits, and is sent, returned or kept
load helper
load spool
load gate

# ---- kept ----

@test "a smarthost that is away: the message is kept, whole, and the status 0" {
	away
	send -N failure -R hdrs -V id1 to@example.net two@example.net
	exits 0 "${KEPT}cannot connect to localhost port $PORT *"
	logs 'status=0' "kept=*" 'later=to@example.net' \
		'later=two@example.net' 'queue-id=*'
	waiting 1
	run grep -a '' "$FILE"
	assert_line 'account default'
	assert_line 'sender alerts@example.com'
	assert_line 'notify FAILURE'
	assert_line 'return HDRS'
	assert_line 'envelope-id id1'
	assert_line 'recipient to@example.net'
	assert_line 'recipient two@example.net'
	[[ $(stat -c %a "$FILE" "$SPOOL" | tr '\n' ' ') == '600 700 ' ]]
}

@test "the sum in the file is that of all above it" {
	local above

	away
	send to@example.net
	waiting 1
	above=$(grep -abo '^sha256 ' "$FILE" | cut -d: -f1)
	run grep -a '^sha256' "$FILE"
	assert_output "sha256 $(head -c "$above" "$FILE" | sha256sum |
		cut -d' ' -f1)"
}

@test "what is kept is sent by the next run, the same bytes" {
	away
	printf 'Subject: caf\303\251\n\nna\303\257ve\n.\nends without' \
		>"$TMP/sent"
	sendoff -i to@example.net <"$TMP/sent"
	exits 0 "$KEPT*"
	serve_mail
	spooled smtp
	run_queue
	exits 0
	waiting 0
	arrivals 1
	run body
	assert_output "$(printf 'na\303\257ve\n.\nends without')"
	logs 'status=0' 'to=to@example.net' 'queue-id=*'
}

@test "what was encoded for one server waits, and leaves, as it was given" {
	play < <(
		hello
		printf '%s\n' 'C: MAIL FROM:<alerts@example.com>' \
			'S: 250 ok' 'C: RCPT TO:<to@example.net>' 'S: 250 ok' \
			'C: DATA' 'S: 354 go' BODY 'S: 452 4.3.1 full' \
			'C: QUIT' 'S: 221 bye'
	)
	spooled smtp
	message "$(printf 'na\303\257ve')" >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 0 "$KEPT*"
	server_agrees
	grep -q '^Content-Transfer-Encoding: base64' "$MESSAGE"
	waiting 1
	grep -aq "$(printf 'na\303\257ve')" "$FILE"
	! grep -aq Transfer-Encoding "$FILE"
	serve_mail
	spooled smtp
	run_queue
	exits 0
	run body
	assert_output "$(printf 'na\303\257ve')"
}

@test "without a spool nothing is kept and the status is the old one" {
	away 'spool = off'
	send to@example.net
	exits 75 'cannot connect to *'
	[[ ! -e $SPOOL ]]
}

@test "where no setting says so, a spool that is there and ours is used" {
	local -a as=()

	away '-spool'
	mkdir -m 700 "$SPOOL"
	send to@example.net
	exits 0 "$KEPT*"
	waiting 1
}

# nobodys DIRECTORY...: there are these, for a user's own spool to lie below
nobodys() {
	((EUID == 0)) || fail 'needs root, to become somebody else'
	chmod 755 "$TMP" "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test"
	chmod 644 "$CONF"
	install -d -m 755 -o nobody "$TMP/state"
	(($# == 0)) || install -d -m 700 -o nobody "$@"
	SPOOL=$TMP/state/sendoff/spool
}

# as_nobody ARGUMENT...: a build that counts lines may write its counts only
# there.
as_nobody() {
	install -d -m 777 "$TMP/counts"
	XDG_STATE_HOME=$TMP/state GCOV_PREFIX=$TMP/counts \
		attempt setpriv --reuid nobody --clear-groups \
		"$SENDOFF" -C "$CONF" "$@"
}

nobody_sends() {
	message >"$TMP/sent"
	as_nobody to@example.net <"$TMP/sent"
}

@test "of a user it lies below XDG_STATE_HOME" {
	away '-spool' '-spool-directory'
	nobodys "$TMP/state/sendoff"{,/spool}
	nobody_sends
	assert_success
	waiting 1
}

@test "where the directory is not there, none is used unless told" {
	away '-spool' '-spool-directory'
	nobodys
	nobody_sends
	exits 75 'cannot connect to *'
	[[ ! -e $SPOOL ]]
}

# An unmounted disk, or a mistake: what watches must not be content.
@test "one that is named and not there is told" {
	local missing

	away '-spool'
	missing="$PLACE the spool directory $SPOOL is not there, *: make it \
with install -d -m 700 $SPOOL"
	send to@example.net
	exits 75 "$missing" 'cannot connect to *'
	run_queue
	exits 78 "$missing"
	sendoff --check-spool
	prints 3 "SPOOL UNKNOWN - $missing"
	[[ ! -e $SPOOL ]]
}

@test "one that is named and cannot be used is told" {
	away '-spool'
	echo >"$SPOOL"
	send to@example.net
	exits 75 "$PLACE cannot open the directory $SPOOL: Not a directory" \
		'cannot connect to *'
	rm "$SPOOL"
	mkdir -m 700 "$SPOOL"
	nobodys
	nobody_sends
	exits 75 "$PLACE cannot open the directory $TMP/spool: Permission \
denied" \
		'cannot connect to *'
}

@test "a spool others may look into is not used, and that is told" {
	away
	mkdir -m 755 "$SPOOL"
	send to@example.net
	exits 75 "$PLACE other users can look into $SPOOL: chmod 700 $SPOOL" \
		'cannot connect to *'
	serve_mail
	spooled smtp
	send to@example.net
	exits 0 "$PLACE other users can look into $SPOOL: chmod 700 $SPOOL"
	arrivals 1
}

@test "only who was refused for now is kept, who was refused for good is told" {
	serve_mail --refuse-recipient 'later@*=451 4.2.1 busy' \
		--refuse-recipient 'never@*=550 5.1.1 unknown'
	spooled smtp
	send to@example.net later@example.net never@example.net
	exits 67 'never@example.net was refused: 550 5.1.1 unknown' \
		"${KEPT}later@example.net was refused: 451 4.2.1 busy"
	waiting 1
	run grep -a '^recipient' "$FILE"
	assert_output 'recipient later@example.net'
}

@test "all or nothing: a recipient refused for now keeps the whole" {
	serve_mail --refuse-recipient 'later@*=451 4.2.1 busy'
	spooled smtp 'reject-partial = yes'
	send to@example.net later@example.net
	exits 0 "$KEPT*"
	waiting 1
	run grep -ac '^recipient' "$FILE"
	assert_output 2
	arrivals 0
}

@test "a refusal for good is not kept" {
	serve_mail --refuse-sender '*=550 5.7.1 not you'
	spooled smtp
	send to@example.net
	((status != 0))
	waiting 0
}

@test "a wrong password is not kept: it must be heard of" {
	serve_mail --pair good --user alerts --password secret
	spooled submission 'user = alerts' 'password = wrong'
	send to@example.net
	((status == 77)) || fail "status $status"
	waiting 0
}

@test "spool = always: kept before it is sent, gone afterwards" {
	serve_mail
	spooled smtp 'spool = always'
	send to@example.net
	exits 0
	arrivals 1
	waiting 0
}

@test "spool = always that cannot be used: told once, and sent" {
	serve_mail
	spooled smtp 'spool = always'
	mkdir -m 755 "$SPOOL"
	send to@example.net
	exits 0 "$PLACE other users can look into $SPOOL: chmod 700 $SPOOL"
	arrivals 1
}

@test "spool = always keeps what fails by no fault of the message" {
	serve_mail --pair good --user alerts --password secret
	spooled submission 'spool = always' 'user = alerts' 'password = wrong'
	send to@example.net
	exits 0 "$KEPT*535*"
	waiting 1
}

@test "-odq and -odd leave it to the next run" {
	away
	for option in -odq -odd -ODeliveryMode=queue; do
		send "$option" to@example.net
		exits 0
	done
	waiting 3
	serve_mail
	spooled smtp
	run_queue
	exits 0
	arrivals 3
}

@test "-odb and -odi send at once" {
	serve_mail
	spooled smtp
	send -odb to@example.net
	exits 0
	send -odi to@example.net
	exits 0
	arrivals 2
}

@test "lost between dot and verdict: kept, marked, and sent again" {
	play <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		BODY
		CLOSE
	END
	spooled smtp
	send to@example.net
	exits 0 "$KEPT*may have been delivered all the same, and twice then"
	waiting 1
	run "$SENDOFF" -C "$CONF" -bp
	assert_line --partial 'may have been delivered already'
	serve_mail
	spooled smtp
	run_queue
	exits 0
	arrivals 1
	run field Message-ID
	assert_output 'Message-ID: <1@example.com>'
}

# ---- sent later ----

@test "options of the run hold for the later one too" {
	away 'from = *@example.com' '[account other]' \
		'from = other@example.com'
	send -a other --helo-name=told.example.com to@example.net
	exits 0 "$KEPT*"
	serve_mail
	spooled smtp '[account other]' 'from = other@example.com'
	run_queue
	exits 0
	heard 'EHLO told.example.com'
	logs 'account=other'
}

@test "what is refused for now stays, and the status says so" {
	away
	send to@example.net
	serve_mail --refuse-recipient 'to@*=451 4.2.1 busy'
	spooled smtp
	run_queue
	exits 75 '* waits: to@example.net was refused: 451 4.2.1 busy'
	waiting 1
	run grep -ac ' tried ' "$FILE"
	assert_output 2
}

@test "--due leaves what has its time to come, -q does not" {
	away
	send to@example.net
	serve_mail
	spooled smtp
	run_queue --due
	exits 75
	arrivals 0
	run_queue
	exits 0
	arrivals 1
}

@test "a smarthost that is down is asked once, whatever waits" {
	away
	for i in 1 2 3; do
		send to@example.net
	done
	run_queue
	exits 75 'cannot connect to *'
	waiting 3
	[[ $(wc -l <"$LOG") -eq 0 ]] || fail "tried: $(cat "$LOG")"
}

@test "one message that ends every session does not stop the others" {
	away
	for name in a b c; do
		send "$name@example.net"
	done
	serve_mail --refuse-recipient 'b@*=421 4.3.0 no more of this'
	spooled smtp
	run_queue
	exits 75 '* waits: *421 4.3.0 no more of this'
	arrivals 2
	waiting 1
}

@test "senders that are refused for now, and sessions that end at it" {
	away
	for name in one two; do
		send -f "$name@example.com" "$name@example.net"
	done
	send -f three@example.com three@example.net
	play <<-END
		$(refused_for_now one)
		CONNECTION
		$(refused_for_now two)
		CONNECTION
		$(hello)
		C: MAIL FROM:<three@example.com>
		S: 250 ok
		C: RCPT TO:<three@example.net>
		S: 250 ok
		C: DATA
		S: 354 go
		BODY
		S: 250 kept
		C: QUIT
		S: 221 bye
	END
	spooled smtp
	run_queue
	((status == 75))
	server_agrees
	waiting 2
}

refused_for_now() {
	hello
	printf '%s\n' "C: MAIL FROM:<$1@example.com>" 'S: 450 not now' \
		'C: RSET' 'S: 421 enough' CLOSE
}

@test "a submission takes along what waits, over the same session" {
	for scheme in smtp submission; do
		away
		send one@example.net
		send two@example.net
		serve_mail --pair good
		spooled smtp
		send three@example.net
		exits 0
		gone_from waiting
		[[ $(grep -c '^S: 220.*ESMTP' "$TRANSCRIPT") == 1 ]] ||
			fail "$(cat "$TRANSCRIPT")"
	done
	arrivals 6
}

# gone_from DIRECTORY: waits until nothing is there
gone_from() {
	timeout 20 python3 - "$SPOOL/$1" <<-'END'
		import os, select, sys
		while os.listdir(sys.argv[1]):
		    select.select([], [], [], 0.02)
	END
}

@test "a submission whose session does not go on leaves what waits" {
	away
	send one@example.net
	play <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		BODY
		S: 250 2.0.0 kept
		CLOSE
	END
	spooled smtp
	send to@example.net
	exits 0
	waiting 1
}

@test "-qI, -qR and -qS limit a run, ! turns them round" {
	away
	send one@example.net
	send two@example.net
	send -f else@example.com three@example.net
	serve_mail
	spooled smtp
	run_queue -qRtwo@
	exits 0
	arrivals 1
	run_queue -qSelse
	exits 0
	arrivals 2
	run_queue '-q!Rone'
	exits 0
	arrivals 2
	waiting 1
	run_queue "-qI$ID"
	exits 0
	arrivals 3
}

@test "-qI, -qR and -qS limit a list, which begins no run" {
	local what

	away
	send one@example.net
	send -f else@example.com two@example.net
	serve_mail
	spooled smtp
	for what in '-bp -qRtwo@' '-qRtwo@ -bp' '-bp -q!Rone@' '-bp -qSelse'; do
		# shellcheck disable=SC2086
		sendoff $what </dev/null
		assert_equal "$status" 0
		assert_line --partial two@example.net
		refute_line --partial one@example.net
		assert_line --partial ' in 1 Request.'
	done
	ln -s "$SENDOFF" "$TMP/mailq"
	attempt "$TMP/mailq" -C "$CONF" -qRthree
	prints 0 '-- 0 Kbytes in 0 Requests.'
	attempt "$TMP/mailq" -C "$CONF" --json -qSelse
	prints 0 '{*two@example.net*}'
	arrivals 0
	waiting 2
}

@test "-q with what is no queue run, or limits nothing, is refused" {
	local what

	away
	send to@example.net
	serve_mail
	spooled smtp
	for what in Zfoo one Tone I R S '!I' '!f' '!G' '!zz' '!30m' 5x 0 \
		foo; do
		run_queue "-q$what"
		exits 64 "-q$what is no queue run: *"
	done
	arrivals 0
	waiting 1
}

@test "-q1s sends what is kept in a spool that is made after it began" {
	local run

	serve
	spooled smtp
	"$SENDOFF" -C "$CONF" -q1s 3>&- &
	run=$!
	# It has looked for the spool when it waits.
	until [[ /proc/$run/exe -ef $SENDOFF ]] &&
		grep -q '^State:.S' "/proc/$run/status"; do :; done
	send -odq to@example.net
	exits 0
	server_agrees
	arrived <"$TMP/sent"
	kill "$run"
	wait "$run"
}

@test "-q30m goes on until it is bid to end" {
	local pid

	away
	send to@example.net
	serve_mail
	spooled smtp
	mkfifo "$TMP/end"
	"$SENDOFF" -C "$CONF" -v -q30m 2>"$TMP/end" 3>&- &
	pid=$!
	grep -q -m 1 'sent$' "$TMP/end"
	kill "$pid"
	wait "$pid"
	arrivals 1
}

@test "two runs at once send each message once" {
	away
	for i in {1..20}; do
		send to@example.net
	done
	serve_mail
	spooled smtp
	"$SENDOFF" -C "$CONF" -q 3>&- &
	"$SENDOFF" -C "$CONF" -q 3>&- || :
	wait $! || :
	run_queue
	exits 0
	arrivals 20
}

@test "an account that is gone keeps its messages, and is named" {
	away '[account other]' 'from = other@example.com'
	send -a other to@example.net
	serve_mail
	spooled smtp
	run_queue
	exits 75 '*has no account other*'
	waiting 1
}

@test "a configuration that is gone: that of the run is used, and it is told" {
	away
	cp "$CONF" "$TMP/other"
	message >"$TMP/sent"
	for _ in 1 2; do
		"$SENDOFF" -C "$TMP/other" to@example.net <"$TMP/sent"
	done
	rm "$TMP/other"
	run_queue
	exits 75 'cannot connect to *'
	serve_mail
	spooled smtp
	run_queue
	exits 0 "the configuration $TMP/other is not there any more: what was \
kept with it is sent with that of this run"
	arrivals 2
}

# ---- given up ----

@test "refused for good: the sender is told, and gets the message back" {
	away
	send to@example.net
	serve_mail --refuse-recipient 'to@*=550 5.1.1 no such user'
	spooled smtp
	run_queue
	exits 0
	waiting 0
	waiting 0 failed
	heard 'MAIL FROM:<>*' 'RCPT TO:<alerts@example.com>*'
	run cat "$MESSAGE"
	assert_line --partial 'report-type=delivery-status'
	assert_line --partial 'Final-Recipient: rfc822; to@example.net'
	assert_line --partial 'Action: failed'
	assert_line --partial 'Status: 5.1.1'
	assert_line --partial 'Diagnostic-Code: smtp; 550 5.1.1 no such user'
	assert_line --partial 'Auto-Submitted: auto-replied'
	assert_line --partial 'Message-ID: <1@example.com>'
	assert_line --partial 'hello'
	refute_line --partial 'MAY HAVE REACHED'
}

@test "a notice names no local socket as a host in DNS" {
	away "smarthost = unix:$TMP/socket"
	send to@example.net
	serve_mail --listen "unix:$TMP/socket" \
		--refuse-recipient 'to@*=550 5.1.1 no such user'
	run_queue
	exits 0
	run cat "$MESSAGE"
	assert_line --partial 'Action: failed'
	refute_line --partial 'Remote-MTA'
}

@test "a notice is well-formed for those who take it apart" {
	away
	send to@example.net
	serve_mail --refuse-recipient 'to@*=550 5.1.1 no such user'
	spooled smtp
	run_queue
	exits 0
	run python3 - "$MESSAGE" <<-'END'
		import email, email.policy, sys
		m = email.message_from_binary_file(open(sys.argv[1], 'rb'),
		    policy=email.policy.default)
		print(m.get_content_type(), not m.defects)
		for part in m.iter_parts():
		    print(part.get_content_type(), not part.defects)
		print(m.get_payload(1).get_payload(1)['Status'])
		print(m.get_payload(2).get_payload(0)['Message-ID'])
	END
	assert_output "$(printf '%s\n' 'multipart/report True' \
		'text/plain True' 'message/delivery-status True' \
		'message/rfc822 True' '5.1.1' '<1@example.com>')"
}

# lost RECIPIENT [OPTION...]: kept, since the answer to its end was lost
lost() {
	local recipient=$1

	shift
	play <<-END
		$(hello)
		C: MAIL FROM:*
		S: 250 ok
		C: RCPT TO:<$recipient>
		S: 250 ok
		C: DATA
		S: 354 go ahead
		BODY
		CLOSE
	END
	spooled smtp
	send "$@" "$recipient"
	exits 0 "$KEPT*"
}

@test "a notice, and a line, of what may have arrived say so" {
	lost to@example.net
	serve_mail --refuse-recipient 'to@*=550 5.1.1 no such user'
	spooled smtp
	run_queue
	exits 0
	arrivals 1
	run tr -d '\r' <"$MESSAGE"
	assert_line --partial 'It MAY HAVE REACHED them all the same'
	lost to@example.net -f '<>'
	serve_mail --refuse-recipient 'to@*=550 5.1.1 no such user'
	spooled smtp
	run_queue
	exits 0 '* may or may not have been delivered, and nobody could be *'
}

@test "NOTIFY=NEVER and the null sender: nobody is told, it is in failed/" {
	away
	send -N never to@example.net
	send -f '<>' to@example.net
	serve_mail --refuse-recipient 'to@*=550 5.1.1 no such user'
	spooled smtp
	run_queue
	exits 0 '* could not be delivered, and nobody could be told: *' \
		'* could not be delivered, and nobody could be told: *'
	arrivals 0
	waiting 0
	waiting 2 failed
	run "$SENDOFF" -C "$CONF" -bp
	assert_line --regexp "^[0-9a-f]{20} *# "
	assert_line --partial '550 5.1.1 no such user'
}

@test "a notice that cannot leave: the message is in failed/, not lost" {
	away
	send to@example.net
	serve_mail --refuse-recipient '*=550 5.1.1 no such user'
	spooled smtp
	run_queue
	exits 0 "* could not be delivered, and nobody could be told: *"
	waiting 0
	waiting 1 failed
}

@test "some refused, some for now: the sender is told at once, once" {
	away
	send never@example.net later@example.net
	serve_mail --refuse-recipient 'never@*=550 5.1.1 unknown' \
		--refuse-recipient 'later@*=451 4.2.1 busy'
	spooled smtp
	run_queue
	exits 75 '* waits: later@example.net was refused: 451 *'
	arrivals 1
	run_queue
	exits 75 '* waits: later@example.net was refused: 451 *'
	arrivals 1
	waiting 1
	run grep -ac ' told 0' "$FILE"
	assert_output 1
}

@test "too old: given up when it was tried often enough" {
	away 'spool-lifetime = 1s' 'spool-warning = 0'
	send to@example.net
	backdate 3600
	serve_mail --refuse-recipient 'to@*=451 4.2.1 busy'
	spooled smtp 'spool-lifetime = 1s' 'spool-warning = 0'
	run_queue
	exits 75 '* waits: *'
	waiting 1
	run_queue
	exits 0
	waiting 0
	run cat "$MESSAGE"
	assert_line --partial 'Status: 4.4.7'
	assert_line --partial '451 4.2.1 busy'
}

# backdate SECONDS: the only message came so much earlier
backdate() {
	waiting 1
	python3 - "$FILE" "$1" <<-'END'
		import datetime, hashlib, re, sys
		path, age = sys.argv[1], int(sys.argv[2])
		data = open(path, 'rb').read()
		at = data.index(b'\nsha256 ') + 1
		head, rest = data[:at], data[at:]
		when = datetime.datetime.now(datetime.timezone.utc) \
		    - datetime.timedelta(seconds=age)
		head = re.sub(rb'(?m)^kept .*$',
		    when.strftime('kept %Y-%m-%dT%H:%M:%SZ').encode(), head, 1)
		rest = rest.split(b'\n', 1)[1]
		open(path, 'wb').write(head + b'sha256 '
		    + hashlib.sha256(head).hexdigest().encode() + b'\n' + rest)
	END
}

# aged SETTING PATTERN: how it is said of what has waited for 50 minutes
aged() {
	away "$1"
	send to@example.net
	backdate 3000
	play < <(
		hello FUTURERELEASE DELIVERBY
		printf '%s\n' "C: MAIL FROM:<alerts@example.com>*" \
			'S: 250 ok' 'C: RCPT TO:<to@example.net>' 'S: 250 ok' \
			'C: DATA' 'S: 354 go' BODY 'S: 250 kept' 'C: QUIT' \
			'S: 221 bye'
	)
	spooled smtp "$1"
	run_queue
	exits 0
	server_agrees
	waiting 0
	grep -Eq "^C: MAIL FROM:<alerts@example.com>$2\$" "$TRANSCRIPT" ||
		fail "not '$2'"
}

@test "times asked for from now on grow shorter while a message waits" {
	aged 'hold-until = 1h' ' HOLDFOR=(600|5..)'
	aged 'hold-until = 5m' ''
	aged 'deliver-by = 1h' ' BY=(600|5..);R'
	aged 'deliver-by = 5m;notify' ' BY=-27..;N'
}

@test "a message that was to be delivered by now or come back comes back" {
	away 'deliver-by = 5m'
	send to@example.net
	backdate 600
	serve_mail
	spooled smtp 'deliver-by = 5m'
	run_queue
	exits 0
	waiting 0
	heard 'MAIL FROM:<>*' 'RCPT TO:<alerts@example.com>*'
	never_heard 'RCPT TO:<to@example.net>*'
	run cat "$MESSAGE"
	assert_line --partial 'Status: 5.4.7'
	assert_line --partial 'its time of deliver-by has passed'
}

@test "waiting for hours: the sender is warned once" {
	away
	send to@example.net
	backdate 18000
	serve_mail --refuse-recipient 'to@*=451 4.2.1 busy'
	spooled smtp
	run_queue
	exits 75 '* waits: *'
	arrivals 1
	run cat "$MESSAGE"
	assert_line --partial 'Action: delayed'
	assert_line --partial 'Will-Retry-Until: '
	run_queue
	exits 75 '* waits: *'
	arrivals 1
}

# ---- seen and steered ----

@test "the list, as people and as programs read it" {
	away
	send to@example.net two@example.net
	waiting 1
	run "$SENDOFF" -C "$CONF" -bp
	assert_line --index 0 --partial 'Queue ID'
	assert_line --index 1 --regexp "^$ID .* alerts@example.com$"
	assert_line --index 2 --partial 'cannot connect'
	assert_line --index 3 --regexp '^ +to@example.net$'
	assert_line --index 5 --regexp '^-- [0-9]+ Kbytes in 1 Request\.$'
	"$SENDOFF" -C "$CONF" -bp --json >"$TMP/json"
	run python3 -c 'import json, sys
for line in sys.stdin:
	m = json.loads(line)
	print(m["id"], m["state"], m["sender"], m["tries"],
	    [r["address"] for r in m["recipients"]])' <"$TMP/json"
	assert_output "$ID waiting alerts@example.com 1 \
['to@example.net', 'two@example.net']"
}

@test "the time in the list has a year where it is not this one" {
	local day='[A-Z][a-z]{2} [ 0-9]{2}' word='[A-Z][a-z]{2}'

	away
	send to@example.net
	waiting 1
	run "$SENDOFF" -C "$CONF" -bp
	assert_line --regexp "^$ID +[0-9]+ $word $day [0-9:]{8} +al"
	backdate 34560000
	run "$SENDOFF" -C "$CONF" -bp
	assert_line --regexp "^$ID +[0-9]+ $day 20[0-9]{2} [0-9:]{8} +al"
}

@test "the list moves aside what is damaged, and says so" {
	away
	send to@example.net
	waiting 1
	printf 'no message\n' >"$FILE"
	run_queue -bp
	assert_success
	assert_output 'Mail queue is empty'
	lines_are "$stderr" "sendoff: $ID in the spool is damaged: *; it is \
now $SPOOL/damaged/$ID"
	waiting 0
	waiting 1 damaged
}

@test "an operand of what is about all is refused, and nothing is done" {
	away
	send to@example.net
	serve_mail
	spooled smtp
	run_queue -q to@example.net
	exits 64 'what about to@example.net? a queue run takes no operand: \
-qI, -qR and -qS with a text, as in -qRexample.net, limit it'
	run_queue --due to@example.net
	exits 64 'what about to@example.net? a queue run takes no operand: *'
	run_queue -bp to@example.net
	exits 64 'what about to@example.net? the list of what waits takes no \
operand: --spool-show shows one message'
	run_queue --check-spool to@example.net
	exits 64 'what about to@example.net? --check-spool takes no operand'
	ln -s "$SENDOFF" "$TMP/mailq"
	attempt "$TMP/mailq" to@example.net
	assert_failure 64
	arrivals 0
	waiting 1
}

@test "JSON is for the list, and refused elsewhere" {
	local option

	away
	send to@example.net
	for option in -q -bs --check-spool -bm; do
		run_queue "$option" --json
		exits 64 '--json is for -bp, the list of what waits'
	done
	waiting 1
}

@test "--dry-run is for a message: a queue run with it sends nothing" {
	local option

	away
	send to@example.net
	serve_mail
	spooled smtp
	for option in -q --due -bs -bd -bp; do
		run_queue "$option" --dry-run
		exits 64 '--dry-run is for a message, *'
	done
	arrivals 0
	waiting 1
}

@test "a lifetime of nothing is refused" {
	away 'spool-lifetime = 0'
	send to@example.net
	exits 78 '*spool-lifetime must be more than 0, since what waits would \
be returned at once; where nothing shall wait, say spool = off'
}

@test "an empty list says so, where there is a spool and where there is none" {
	away
	run "$SENDOFF" -C "$CONF" -bp
	assert_output 'Mail queue is empty'
	mkdir -m 700 "$SPOOL"
	run "$SENDOFF" -C "$CONF" -bp
	assert_output 'Mail queue is empty'
}

@test "what is held is not sent until it is released" {
	away
	send to@example.net
	waiting 1
	sendoff --spool-hold "$ID"
	prints 0 "$ID"
	run "$SENDOFF" -C "$CONF" -bp
	assert_line --regexp "^$ID *! "
	serve_mail
	spooled smtp
	run_queue
	exits 0
	arrivals 0
	sendoff --spool-release "${ID:0:12}*"
	prints 0 "$ID"
	sendoff --spool-release "$ID"
	((status == 0)) || fail "status $status"
	lines_are "$stderr" "sendoff: $ID is not held"
	run_queue
	exits 0
	arrivals 1
}

@test "delete by address, by pattern; a name nothing has is an error" {
	away
	send one@example.net
	send two@example.org
	sendoff --spool-delete '*@example.org'
	((status == 0)) || fail "$stderr"
	waiting 1
	sendoff --spool-delete "$ID" nothing
	exits 64 'no message in the spool is nothing: mailq lists them'
	sendoff --spool-delete
	exits 64 'which message? *'
	waiting 1
}

@test "show prints the file" {
	away
	send to@example.net
	waiting 1
	"$SENDOFF" -C "$CONF" --spool-show "$ID" >"$TMP/shown"
	cmp "$TMP/shown" "$FILE"
}

@test "retry brings back what had failed" {
	away
	send -f '<>' to@example.net
	serve_mail --refuse-recipient 'to@*=550 5.1.1 no such user'
	spooled smtp
	run_queue
	waiting 1 failed
	sendoff --spool-retry "$ID"
	prints 0 "$ID"
	waiting 0 failed
	serve_mail
	spooled smtp
	run_queue
	exits 0
	arrivals 1
}

@test "counts for monitoring" {
	away
	sendoff --check-spool
	prints 0 'SPOOL OK - 0 waiting*'
	send to@example.net
	sendoff --check-spool
	prints 0 'SPOOL OK - 1 waiting*| waiting=1 *'
	backdate 18000
	sendoff --check-spool
	prints 1 'SPOOL WARNING - 1 waiting*'
	backdate 400000
	sendoff --check-spool
	prints 2 'SPOOL CRITICAL - 1 waiting*'
	chmod 755 "$SPOOL"
	run "$SENDOFF" -C "$CONF" --check-spool
	assert_failure 3
	assert_output --partial "SPOOL UNKNOWN - $PLACE other users can look"
}

@test "where there is no spool, monitoring is told" {
	away '-spool' '-spool-directory'
	nobodys
	as_nobody --check-spool
	prints 0 'SPOOL OK - no spool, 0 waiting, *| waiting=0 *'
}

@test "a file that is damaged is moved aside, the others are sent" {
	away
	send one@example.net
	waiting 1
	sed -i 's/hello/hallo/' "$FILE"
	send two@example.net
	sendoff --check-spool
	prints 0 'SPOOL OK - 2 waiting, 0 held, 0 failed, 0 damaged*'
	serve_mail
	spooled smtp
	run_queue
	exits 0 "$ID in the spool is damaged: it does not match its sum; \
it is now $SPOOL/damaged/$ID"
	arrivals 1
	waiting 0
	waiting 1 damaged
	sendoff --check-spool
	prints 2 'SPOOL CRITICAL - *1 damaged*'
}

# ---- of clients that speak SMTP ----

# client LINE...: what it says, and hears behind the answer to EHLO
client() {
	printf '%s\r\n' 'EHLO me' "$@" QUIT |
		timeout 40 "$SENDOFF" -C "$CONF" -bs >"$TMP/heard" ||
		fail "status $?"
	mapfile -t HEARD < <(tr -d '\r' <"$TMP/heard" |
		sed '1,/^250 /d')
}

@test "-bs keeps a mail when the smarthost is away, and says so" {
	away
	client 'MAIL FROM:<alerts@example.com>' \
		'RCPT TO:<to@example.net> NOTIFY=NEVER' \
		'RCPT TO:<two@example.net> ORCPT=rfc822;x@example.net' DATA \
		'Subject: hi' '' hello .
	lines_are "$(printf '%s\n' "${HEARD[@]}")" '250 *' '250 *' '250 *' \
		'354 *' '250 2.0.0 kept as *, will be sent later' '221 *'
	waiting 1
	run grep -a '^recipient' "$FILE"
	assert_output "$(printf '%s\n' 'recipient to@example.net' \
		'recipient-notify NEVER' 'recipient two@example.net' \
		'recipient-original rfc822;x@example.net')"
	serve_mail --refuse-recipient '*@example.net=550 5.1.1 unknown'
	spooled smtp
	run_queue
	exits 0 "$ID could not be delivered, and nobody could be told: *"
	run cat "$MESSAGE"
	assert_line --partial 'Original-Recipient: rfc822;x@example.net'
	refute_line --partial 'Final-Recipient: rfc822; to@example.net'
}

# loses_mail: a smarthost that refuses one of two for now, and is lost then
loses_mail() {
	play <<-END
		$(hello)
		C: MAIL FROM:<alerts@example.com>*
		S: 250 ok
		C: RCPT TO:<to@example.net>*
		S: 250 ok
		C: RCPT TO:<busy@example.net>*
		S: 451 4.2.1 busy
		C: DATA
		S: 354 go ahead
		BODY
		CLOSE
	END
	spooled smtp
}

kept_is_only_the_other() {
	waiting 1
	run grep -a '^recipient' "$FILE"
	assert_output 'recipient to@example.net'
}

@test "-bs keeps what is lost on the way, but not whom it refused" {
	loses_mail
	client 'MAIL FROM:<alerts@example.com>' 'RCPT TO:<to@example.net>' \
		'RCPT TO:<busy@example.net>' DATA 'Subject: hi' '' hello .
	lines_are "$(printf '%s\n' "${HEARD[@]}")" '250 *' '250 *' '451 *' \
		'354 *' '250 2.0.0 kept as *' '221 *'
	kept_is_only_the_other
}

@test "and so does -bd" {
	loses_mail
	cp "$CONF" "$TMP/gate.conf"
	listen
	knock
	hears '220 *'
	says 'MAIL FROM:<alerts@example.com>' 'RCPT TO:<to@example.net>' \
		'RCPT TO:<busy@example.net>' DATA
	hears '250 *' '250 *' '451 *' '354 *'
	says 'Subject: hi' '' hello .
	hears '250 2.0.0 kept as *'
	kept_is_only_the_other
	ends 0
}

@test "-bs without a spool says 451 where it is away" {
	away 'spool = off'
	client 'MAIL FROM:<alerts@example.com>' 'RCPT TO:<to@example.net>'
	[[ ${HEARD[0]} == 451* ]] || fail "${HEARD[*]}"
}
