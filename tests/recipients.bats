# recipients.bats - who gets the mail, who does not, and what the status says
load helper

# refused_at_rcpt REPLY STATUS: the only recipient is answered so
refused_at_rcpt() {
	play <<-END
		$(hello)
		C: MAIL FROM:<alerts@example.com>
		S: 250 ok
		C: RCPT TO:<to@example.net>
		S: $1
		C: QUIT
	END
	configure smtp
	send to@example.net
	exits "$2" "to@example.net was refused: $1"
	server_agrees
}

# refused_at_mail REPLY STATUS
refused_at_mail() {
	play <<-END
		$(hello)
		C: MAIL FROM:<alerts@example.com>
		S: $1
		C: QUIT
	END
	configure smtp
	send to@example.net
	exits "$2" "localhost:$PORT refused the sender alerts@example.com: $1"
	server_agrees
}

# refused_at_data REPLY STATUS
refused_at_data() {
	play <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: $1
		C: QUIT
	END
	configure smtp
	send to@example.net
	exits "$2" "localhost:$PORT refused the message: $1"
	server_agrees
}

# refused_at_dot REPLY STATUS
refused_at_dot() {
	play <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		BODY
		S: $1
		C: QUIT
	END
	configure smtp
	send to@example.net
	exits "$2" "localhost:$PORT refused the message: $1"
	server_agrees
}

# ---- replies and statuses ----

@test "a refused recipient: the status follows the enhanced one" {
	refused_at_rcpt '550 no such user' 67
	refused_at_rcpt '553 no such user' 67
	refused_at_rcpt '550 5.0.0 no' 67
	refused_at_rcpt '550 5.1.1 no such user' 67
	refused_at_rcpt '550 5.1.6 has moved' 67
	refused_at_rcpt '550 5.1.0 bad address' 65
	refused_at_rcpt '550 5.1.2 no such domain' 68
	refused_at_rcpt '501 5.1.3 bad syntax' 64
	refused_at_rcpt '550 5.1.4 ambiguous' 69
	refused_at_rcpt '552 5.2.2 mailbox full' 69
	refused_at_rcpt '552 5.2.3 too big for this one' 65
	refused_at_rcpt '550 5.3.0 broken' 71
	refused_at_rcpt '550 5.4.4 no route' 76
	refused_at_rcpt '550 5.4.6 loop' 78
	refused_at_rcpt '550 5.5.1 bad command' 76
	refused_at_rcpt '550 5.6.0 media' 69
	refused_at_rcpt '550 5.7.1 relaying denied' 65
}

@test "a status that is none, or of another class, is only text" {
	refused_at_rcpt '550 5.1 short' 67
	refused_at_rcpt '550 5.1.1.1 long' 67
	refused_at_rcpt '550 4.7.1 of another class' 67
	refused_at_rcpt '550 5..1 empty' 67
}

@test "a deferred recipient is temporary, whatever else it says" {
	refused_at_rcpt '450 greylisted' 75
	refused_at_rcpt '451 4.7.1 come again' 75
	refused_at_rcpt '452 4.2.2 full' 75
	refused_at_rcpt '450 5.1.1 of another class' 75
}

@test "a refused sender" {
	refused_at_mail '451 later' 75
	refused_at_mail '452 4.3.1 disk full' 75
	refused_at_mail '550 not you' 69
	refused_at_mail '552 5.3.4 too big' 71
	refused_at_mail '550 5.1.8 no such domain' 68
	refused_at_mail '550 5.7.1 not yours' 65
}

@test "530, which wants a login, is a matter of the configuration" {
	refused_at_mail '530 5.7.0 authentication required' 78
}

@test "a refused DATA" {
	refused_at_data '451 4.3.0 later' 75
	refused_at_data '554 no' 69
	refused_at_data '554 5.7.1 not this one' 65
}

@test "a refused message" {
	refused_at_dot '451 4.3.0 later' 75
	refused_at_dot '452 disk full' 75
	refused_at_dot '552 too big' 69
	refused_at_dot '554 spam' 69
	refused_at_dot '554 5.6.0 broken' 69
	refused_at_dot '554 5.7.1 spam' 65
}

@test "success of the wrong kind is no success" {
	local reply

	for reply in '250 ok' '220 ok' '334 ok'; do
		refused_at_data "$reply" 76
	done
	refused_at_dot '354 go on' 76
}

@test "a refusal is logged with the words of the server" {
	refused_at_rcpt '550 5.1.1 no "such" user' 67
	logs status=67 'refused=to@example.net' 'tls=none' \
		'why="550 5.1.1 no \\"such\\" user"'
}

@test "a refusal of what left with the envelope" {
	local all='PIPELINING CHUNKING'

	play <<-END
		$(hello $all)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net>
		C: RCPT TO:<b@example.net>
		C: BDAT * LAST
		CHUNK
		S: 250 ok
		S: 550 5.1.1 no a
		S: 250 ok
		S: 554 5.6.0 no such thing
		C: QUIT
		S: 221 bye
	END
	configure smtp
	send a@example.net b@example.net
	exits 69 'localhost:* refused the message: 554 5.6.0 no such thing' \
		'a@example.net was refused: 550 5.1.1 no a'
	server_agrees

	play <<-END
		$(hello $all)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net>
		C: BDAT * LAST
		CHUNK
		S: 250 ok
		S: 450 4.2.1 later
		S: 554 5.5.1 no valid recipients
		C: QUIT
		S: 221 bye
	END
	configure smtp
	send a@example.net
	exits 75 'a@example.net was refused: 450 4.2.1 later'
	server_agrees
}

# ---- several recipients ----

@test "who is accepted gets the mail, who is refused is named: 67" {
	serve --refuse-recipient 'bad@*=550 5.1.1 no such user'
	configure smtp
	send good@example.net bad@example.net fine@example.net
	exits 67 'bad@example.net was refused: 550 5.1.1 no such user'
	server_agrees
	run cat "$MAILBOX/1.env"
	assert_line 'to: <good@example.net>'
	assert_line 'to: <fine@example.net>'
	refute_line --partial bad
	logs status=67 to=good@example.net refused=bad@example.net \
		'reply="250 *"'
}

@test "who is deferred is named: 75, though others have the mail" {
	serve --refuse-recipient 'slow@*=450 4.2.1 greylisted'
	configure smtp
	send good@example.net slow@example.net
	exits 75 'slow@example.net was refused: 450 4.2.1 greylisted'
	server_agrees
	[[ -s $MAILBOX/1.eml ]]
}

@test "refused for good is worse than deferred, in either order" {
	local first second

	for first in slow bad; do
		second=bad
		[[ $first == slow ]] || second=slow
		serve --refuse-recipient 'slow@*=450 4.2.1 greylisted' \
			--refuse-recipient 'bad@*=550 5.1.1 no such user'
		configure smtp
		send "$first@example.net" good@example.net \
			"$second@example.net"
		exits 67 "$first@example.net was refused: *" \
			"$second@example.net was refused: *"
		server_agrees
	done
}

@test "the same holds without PIPELINING" {
	serve --without PIPELINING \
		--refuse-recipient 'bad@*=550 5.1.1 no such user'
	configure smtp
	send bad@example.net good@example.net
	exits 67 'bad@example.net was refused: 550 5.1.1 no such user'
	server_agrees
	run cat "$MAILBOX/1.env"
	assert_line 'to: <good@example.net>'
}

@test "all refused, without PIPELINING: no DATA is said" {
	play <<-END
		$(hello)
		C: MAIL FROM:<alerts@example.com>
		S: 250 ok
		C: RCPT TO:<a@example.net>
		S: 550 5.1.1 no a
		C: RCPT TO:<b@example.net>
		S: 450 4.2.1 b later
		C: QUIT
	END
	configure smtp
	send a@example.net b@example.net
	exits 67 'a@example.net was refused: 550 5.1.1 no a' \
		'b@example.net was refused: 450 4.2.1 b later'
	server_agrees
}

@test "all refused, DATA refused with them: nothing more is said" {
	play <<-END
		$(hello PIPELINING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net>
		C: RCPT TO:<b@example.net>
		C: DATA
		S: 250 ok
		S: 550 5.1.1 no a
		S: 550 5.1.1 no b
		S: 554 5.5.1 no valid recipients
		C: QUIT
	END
	configure smtp
	send a@example.net b@example.net
	exits 67 'a@example.net was refused: 550 5.1.1 no a' \
		'b@example.net was refused: 550 5.1.1 no b'
	server_agrees
}

@test "all refused, DATA granted: an empty message whose fate is nothing" {
	local verdict

	for verdict in '250 2.0.0 kept, whatever it was' '554 nothing there'; do
		play <<-END
			$(hello PIPELINING)
			C: MAIL FROM:<alerts@example.com>
			C: RCPT TO:<a@example.net>
			C: DATA
			S: 250 ok
			S: 450 4.2.1 later
			S: 354 go ahead
			C: .
			S: $verdict
			C: QUIT
		END
		configure smtp
		send a@example.net
		exits 75 'a@example.net was refused: 450 4.2.1 later'
		server_agrees
	done
}

@test "the sender refused in a flight is no fault of the recipients" {
	play <<-END
		$(hello PIPELINING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net>
		C: RCPT TO:<b@example.net>
		C: DATA
		S: 451 4.7.0 not now
		S: 503 5.5.1 MAIL first
		S: 503 5.5.1 MAIL first
		S: 503 5.5.1 MAIL first
		C: QUIT
	END
	configure smtp
	send a@example.net b@example.net
	exits 75 "localhost:$PORT refused the sender alerts@example.com: \
451 4.7.0 not now"
	server_agrees
}

@test "the sender refused and DATA granted: an empty message all the same" {
	play <<-END
		$(hello PIPELINING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net>
		C: DATA
		S: 550 not you
		S: 250 ok
		S: 354 go ahead
		C: .
		S: 250 kept
		C: QUIT
	END
	configure smtp
	send a@example.net
	exits 69 "localhost:$PORT refused the sender alerts@example.com: \
550 not you"
	server_agrees
}

@test "251 and 252 accept a recipient" {
	play <<-END
		$(hello)
		C: MAIL FROM:<alerts@example.com>
		S: 250 ok
		C: RCPT TO:<a@example.net>
		S: 251 will forward
		C: RCPT TO:<b@example.net>
		S: 252 will try
		C: DATA
		S: 354 go ahead
		BODY
		S: 250 kept
		C: QUIT
	END
	configure smtp
	send a@example.net b@example.net
	exits 0
	server_agrees
}

@test "421 to a recipient ends it all: nobody has the mail, 75" {
	play <<-END
		$(hello PIPELINING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net>
		C: RCPT TO:<b@example.net>
		C: DATA
		S: 250 ok
		S: 250 ok
		S: 421 4.3.2 going down
		CLOSE
	END
	configure smtp
	send a@example.net b@example.net
	exits 75 "localhost:$PORT ended the session: 421 4.3.2 going down"
	server_agrees
}

@test "too many recipients: the rest goes in further transactions" {
	local keyword

	for keyword in PIPELINING NONE; do
		rm -f "$MAILBOX"/*
		serve --max-recipients 2 --without "$keyword" \
			--without CHUNKING
		configure smtp
		send {a,b,c,d,e}@example.net
		exits 0
		server_agrees
		run cat "$MAILBOX"/{1,2,3}.env
		assert_line 'to: <a@example.net>'
		assert_line 'to: <e@example.net>'
	done
}

@test "too many for a chunk, unannounced: the rest over another connection" {
	play <<-END
		$(hello PIPELINING CHUNKING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net>
		C: RCPT TO:<b@example.net>
		C: BDAT * LAST
		CHUNK
		C: QUIT
		S: 250 ok
		S: 250 ok
		S: 452 4.5.3 one is enough
		S: 250 2.0.0 kept
		S: 221 bye
		CONNECTION
		$(hello PIPELINING CHUNKING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<b@example.net>
		C: BDAT * LAST
		CHUNK
		C: QUIT
		S: 250 ok
		S: 250 ok
		S: 250 2.0.0 kept
		S: 221 bye
	END
	configure smtp
	send a@example.net b@example.net
	exits 0
	server_agrees
	logs to=a@example.net to=b@example.net
}

@test "too many for a chunk to many: the rest over the same connection" {
	serve --max-recipients 15
	configure smtp
	send r{1..40}@example.net
	exits 0
	server_agrees
	heard 'RCPT TO:<r40@example.net>' 'BDAT * LAST'
}

@test "a recipient that is full is not one too many" {
	play <<-END
		$(hello PIPELINING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net>
		C: RCPT TO:<b@example.net>
		C: DATA
		S: 250 ok
		S: 250 ok
		S: 452 4.2.2 mailbox full
		S: 354 go ahead
		BODY
		S: 250 kept
		C: QUIT
	END
	configure smtp
	send a@example.net b@example.net
	exits 75 'b@example.net was refused: 452 4.2.2 mailbox full'
	server_agrees
}

@test "many in a chunk, a reply too many: QUIT is said to tell the verdict" {
	play < <(
		hello PIPELINING CHUNKING
		echo 'C: MAIL FROM:<alerts@example.com>'
		printf 'C: RCPT TO:<r%d@example.net>\n' {1..12}
		printf '%s\n' 'C: BDAT * LAST' CHUNK
		printf 'S: 250 ok\n%.0s' {1..14}
		printf '%s\n' 'C: QUIT' 'S: 554 refused' 'S: 221 bye'
	)
	configure smtp
	send r{1..12}@example.net
	assert_equal "$status" 75
	[[ $stderr == *'spoke out of turn'*'may have been delivered'* ]]
	server_agrees
}

# ---- all or nobody ----

@test "reject-partial: one refused, and nobody gets it" {
	local keyword

	for keyword in NONE PIPELINING; do
		serve --without "$keyword" \
			--refuse-recipient 'bad@*=550 5.1.1 no such user'
		configure smtp 'reject-partial = yes'
		send good@example.net bad@example.net fine@example.net
		exits 67 'good@example.net was not sent the message, *' \
			'bad@example.net was refused: 550 5.1.1 no such user' \
			'fine@example.net was not sent the message, since \
reject-partial is set'
		server_agrees
		never_heard 'DATA|BDAT'
		[[ ! -e $MAILBOX/1.eml ]]
		! grep -q ' to=' "$LOG" || fail 'the log says it was sent'
	done
}

@test "reject-partial: one deferred, and nobody gets it now" {
	serve --refuse-recipient 'slow@*=450 4.2.1 greylisted'
	configure smtp
	send --reject-partial=yes good@example.net slow@example.net
	exits 75 'good@example.net was not sent the message, *' \
		'slow@example.net was refused: 450 4.2.1 greylisted'
	server_agrees
	never_heard 'DATA|BDAT'
}

@test "reject-partial: all accepted, and all get it" {
	serve
	configure smtp 'reject-partial = yes'
	send good@example.net fine@example.net
	exits 0
	server_agrees
	run grep -c '^to:' "$MAILBOX/1.env"
	assert_output 2
}

# ---- who they are ----

@test "the same address is asked for once, the domain in any case" {
	serve
	configure smtp
	send a@example.net a@EXAMPLE.net 'A <a@example.net>' A@example.net
	exits 0
	server_agrees
	assert_equal "$(grep '^to: ' "$MAILBOX/1.env")" \
		$'to: <a@example.net>\nto: <A@example.net>'
}

@test "bare names are completed, or go to local-recipient" {
	serve
	configure smtp
	send root backup@localhost
	exits 0
	server_agrees
	heard 'RCPT TO:<root@example.com>' 'RCPT TO:<backup@example.com>'

	serve
	configure smtp 'local-recipient = admin@example.org'
	send root backup@localhost
	exits 0
	server_agrees
	assert_equal "$(grep '^to: ' "$MAILBOX/2.env")" \
		'to: <admin@example.org>'
}

@test "no address is changed on its way, odd as it may be" {
	serve
	configure smtp
	send '"a b"@example.net' '"x\"y"@example.net' \
		"o'brien+tag@example.net" 'u@[192.0.2.1]' '|cmd@example.net' \
		'<r@example.net>' 'Joe, <j@example.net>' '\s@example.net'
	exits 0
	server_agrees
	heard 'RCPT TO:<"a b"@example.net>' 'RCPT TO:<"x\\"y"@example.net>' \
		"RCPT TO:<o'brien+tag@example.net>" \
		'RCPT TO:<u@\[192.0.2.1\]>' 'RCPT TO:<|cmd@example.net>' \
		'RCPT TO:<r@example.net>' 'RCPT TO:<j@example.net>' \
		'RCPT TO:<s@example.net>'
}

# refused_address ADDRESS GLOB: before anybody is dialled
refused_address() {
	serve
	configure smtp
	send -- "$1"
	exits 64 "$2"
	server_was_left_alone
}

@test "an address that is none is refused before anybody is dialled" {
	refused_address $'a@b\r\nRCPT TO:<x@y>' '*holds a control character'
	refused_address $'a@b\nx@y' '*holds a control character'
	refused_address 'a@b> SIZE=1' '*'
	refused_address 'a b@example.net' '*has a blank where none may be'
	refused_address 'a@@example.net' '*has no proper domain'
	refused_address '@example.net' '*has nothing before its @'
	refused_address '"a@example.net' '*has a quote that is not closed'
	refused_address 'a@example.net>' '*does not belong there'
	refused_address '<a@example.net' '*has no closing >'
	refused_address '<>' '*nobody can receive'
	refused_address '' '*a recipient is empty*'
	refused_address ' ' '*a recipient is empty*'
	refused_address "$(printf '%01000d' 1)@example.net" '*is too long'
}
