# submit.bats - a mail on its way: the dialogue, its flights, its bytes
load helper

# ---- the three ways in ----

@test "plain: one straight dialogue, each command after its answer" {
	play <<-END
		$(hello)
		C: MAIL FROM:<alerts@example.com>
		S: 250 sender ok
		C: RCPT TO:<to@example.net>
		S: 250 recipient ok
		C: DATA
		S: 354 go ahead
		BODY
		S: 250 2.0.0 kept
		C: QUIT
		S: 221 farewell
	END
	configure smtp
	send to@example.net
	exits 0
	server_agrees
	arrived <"$TMP/sent"
}

@test "STARTTLS: what was promised in clear is forgotten and asked again" {
	play --pair good <<-END
		$(hello STARTTLS PIPELINING 'SIZE 10' DSN 8BITMIME)
		$(secure)
		$(ehlo)
		C: MAIL FROM:<alerts@example.com>
		S: 250 sender ok
		C: RCPT TO:<to@example.net>
		S: 250 recipient ok
		C: DATA
		S: 354 go ahead
		BODY
		S: 250 kept
		C: QUIT
		S: 221 farewell
	END
	configure submission
	send -N never to@example.net
	exits 0
	server_agrees
	arrived <"$TMP/sent"
}

@test "TLS at once: the greeting comes within it" {
	play --pair good <<-END
		TLS
		$(hello STARTTLS)
		$(delivery)
	END
	configure submissions
	send to@example.net
	exits 0
	server_agrees
	never_heard STARTTLS
	arrived <"$TMP/sent"
}

@test "smtp:// to ourselves takes STARTTLS when it is offered" {
	serve --pair good
	configure smtp
	send to@example.net
	exits 0
	server_agrees
	heard STARTTLS
	logs 'tls="TLS1.*"'
}

@test "a server that knows only HELO is good enough without TLS and login" {
	local code

	for code in 500 501 502 504 550; do
		play <<-END
			S: 220 old ready
			C: EHLO client.example.com
			S: $code what?
			C: HELO client.example.com
			S: 250 old
			C: MAIL FROM:<alerts@example.com>
			S: 250 ok
			C: RCPT TO:<to@example.net>
			S: 250 ok
			C: DATA
			S: 354 go ahead
			BODY
			S: 250 kept
			C: QUIT
			S: 221 farewell
		END
		configure smtp
		send to@example.net
		exits 0
		server_agrees
	done
}

@test "HELO offers no TLS and no login, so it is no way out when one is due" {
	local setting

	for setting in 'tls = required' 'password = secret'; do
		play --pair good <<-END
			S: 220 old ready
			C: EHLO client.example.com
			S: 502 what?
			C: QUIT
			S: 221 farewell
		END
		configure smtp "$setting" 'user = alerts'
		[[ $setting == password* ]] || configure smtp "$setting"
		send to@example.net
		exits 69 "localhost:$PORT refused EHLO: 502 what[?]"
		server_agrees
	done
}

@test "without a full host name EHLO says our address" {
	play <<-END
		S: 220 mx ready
		C: EHLO [127.0.0.1]
		S: 250 mx
		$(delivery)
	END
	configure smtp -helo-name
	[[ $(hostname) != *.* ]] || sed -i "3s/.*/C: EHLO $(hostname)/" \
		"$TMP/script"
	send to@example.net
	exits 0
	server_agrees
}

@test "replies of many lines, without text, and unknown 2xx are replies" {
	play <<-END
		S: 220-mx
		S: 220-is
		S: 220
		C: EHLO client.example.com
		S: 250-STARTTLS
		S: 250-pipelining
		S: 250-Size 1000000
		S: 250
		C: MAIL FROM:<alerts@example.com> SIZE=*
		C: RCPT TO:<to@example.net>
		C: DATA
		S: 299-fine
		S: 299 fine
		S: 251 will forward
		S: 354
		BODY
		S: 250
		C: QUIT
	END
	configure smtp
	send to@example.net
	exits 0
	server_agrees
}

# ---- flights ----

@test "PIPELINING: MAIL, all RCPT and DATA leave in one flight" {
	play <<-END
		$(hello PIPELINING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net>
		C: RCPT TO:<b@example.net>
		C: DATA
		S: 250 sender ok
		S: 250 recipient ok
		S: 250 recipient ok
		S: 354 go ahead
		BODY
		S: 250 kept
		C: QUIT
	END
	configure smtp
	send a@example.net b@example.net
	exits 0
	server_agrees
	arrived <"$TMP/sent"
}

@test "without PIPELINING nothing is said before it is due" {
	serve --without PIPELINING
	configure smtp
	send a@example.net b@example.net c@example.net
	exits 0
	server_agrees
	heard 'RCPT TO:<c@example.net>'
}

@test "QUIT leaves after the verdict and nobody waits for its answer" {
	play <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		BODY
		S: 250 kept
		C: QUIT
		WAIT
	END
	configure smtp
	send to@example.net
	exits 0
	server_agrees
}

@test "twelve hundred recipients fit into flights" {
	local -a many=(user{1..1200}@example.net)

	serve
	configure smtp
	send "${many[@]}"
	exits 0
	server_agrees
	run grep -c '^to: ' "$MAILBOX/1.env"
	assert_output 1200
}

@test "CHUNKING: a small message leaves with its envelope in one flight" {
	play <<-END
		$(hello PIPELINING CHUNKING)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net>
		C: RCPT TO:<b@example.net>
		C: BDAT $(message .dots ... | sed 's/$/\r/' | wc -c) LAST
		CHUNK
		S: 250 sender ok
		S: 250 recipient ok
		S: 250 recipient ok
		S: 250 kept
		C: QUIT
		S: 221 bye
	END
	configure smtp
	message .dots ... >"$TMP/sent"
	sendoff a@example.net b@example.net <"$TMP/sent"
	exits 0
	server_agrees
	arrived <"$TMP/sent"
}

@test "CHUNKING without PIPELINING saves nothing: DATA" {
	serve --without PIPELINING
	configure smtp
	send to@example.net
	exits 0
	server_agrees
	heard DATA
}

# ---- the bytes of the message ----

@test "every byte arrives: dots, blanks, tabs, empty lines, the last newline" {
	local keyword

	for keyword in NONE CHUNKING; do
		serve --without "$keyword"
		configure smtp
		message . .. ... .hidden ' .' '' '' $'a\tb  ' 'From here' \
			'>From' "$(printf '%0998d' 7)" '' >"$TMP/sent"
		sendoff -i to@example.net <"$TMP/sent"
		exits 0
		server_agrees
		arrived <"$TMP/sent"
	done
}

@test "a last line without its newline gets one, whatever its length" {
	local length

	for length in 1 76 998; do
		serve
		configure smtp
		message "$(printf "%0${length}d" 1)" >"$TMP/sent"
		sendoff to@example.net < <(head -c -1 "$TMP/sent")
		exits 0
		server_agrees
		arrived <"$TMP/sent"
	done
}

@test "dots at the seams of the buffers are doubled and undoubled" {
	serve
	configure smtp
	{
		message
		yes . | head -c 200001
		echo
	} >"$TMP/sent"
	sendoff -i to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	arrived <"$TMP/sent"
}

# bats test_tags=memory
@test "50 MiB pass through little memory, and no file is left" {
	serve
	mkdir "$TMP/tmp"
	configure smtp
	{
		message
		yes 'all work and no play makes jack a dull boy, and so on' |
			head -c $((50 << 20))
		echo
	} >"$TMP/sent"
	limit_memory 200000
	TMPDIR=$TMP/tmp sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	arrived <"$TMP/sent"
	run ls -A "$TMP/tmp"
	assert_output ''
}

@test "a TMPDIR that is missing or relative is passed over" {
	local directory

	for directory in "$TMP/missing" tmp ''; do
		serve
		configure smtp
		message "$(printf '%0900d\n' {1..2000})" >"$TMP/sent"
		TMPDIR=$directory sendoff to@example.net <"$TMP/sent"
		exits 0
		server_agrees
		arrived <"$TMP/sent"
	done
}

# ---- SIZE ----

@test "SIZE tells the octets of the message" {
	serve --size 100000
	configure smtp
	send to@example.net
	exits 0
	server_agrees
	heard "MAIL FROM:<alerts@example.com> SIZE=$(wc -c <"$MESSAGE")"
}

@test "a message larger than SIZE is refused before MAIL, with both numbers" {
	serve --size 100
	configure smtp
	send to@example.net
	exits 69 "the message has 1?? octets, but localhost:$PORT takes no \
more than 100"
	server_agrees
	never_heard MAIL
}

@test "SIZE without a number, or with an absurd one, is no limit" {
	local size

	for size in SIZE 'SIZE 0' 'SIZE -1' 'SIZE 10M' 'SIZE  ' \
		'SIZE 99999999999999999999999999'; do
		play <<-END
			$(hello "$size")
			C: MAIL FROM:<alerts@example.com> SIZE=*
			S: 250 ok
			C: RCPT TO:<to@example.net>
			S: 250 ok
			C: DATA
			S: 354 go ahead
			BODY
			S: 250 kept
			C: QUIT
		END
		configure smtp
		send to@example.net
		exits 0
		server_agrees
	done
}

@test "our own max-size refuses before anybody is dialled" {
	serve
	configure smtp 'max-size = 100'
	send to@example.net
	exits 65 'the message has 1?? octets, but max-size is 100'
	server_was_left_alone
}

# ---- eight bits ----

@test "8BITMIME: eight bits leave as they are, and MAIL says so" {
	serve
	configure smtp
	message 'Grüße aus Köln' >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	heard 'MAIL FROM:<alerts@example.com> SIZE=* BODY=8BITMIME'
	arrived <"$TMP/sent"
}

@test "8BITMIME: seven bits are not called eight, whatever -B says" {
	serve
	configure smtp
	send -B8BITMIME to@example.net
	exits 0
	server_agrees
	never_heard '.*BODY='
	arrived <"$TMP/sent"
}

@test "without 8BITMIME a text becomes quoted-printable, and says so" {
	serve --without 8BITMIME
	configure smtp
	message 'Grüße = gut, and a good deal of plain text too ' >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	never_heard '.*BODY='
	assert_equal "$(body)" \
		'Gr=C3=BC=C3=9Fe =3D gut, and a good deal of plain text too=20'
	assert_equal "$(field MIME-Version)" 'MIME-Version: 1.0'
	assert_equal "$(field Content-Type)" \
		'Content-Type: text/plain; charset=utf-8'
	assert_equal "$(field Content-Transfer-Encoding)" \
		'Content-Transfer-Encoding: quoted-printable'
	heard "MAIL FROM:<*> SIZE=$(wc -c <"$MESSAGE")"
}

@test "without 8BITMIME a text of many such bytes becomes base64" {
	serve --without 8BITMIME
	configure smtp
	message 'Привет, как дела?' 'Хорошо' >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	assert_equal "$(field Content-Transfer-Encoding)" \
		'Content-Transfer-Encoding: base64'
	assert_equal "$(body | base64 -d | tr -d '\r')" \
		$'Привет, как дела?\nХорошо'
}

@test "without 8BITMIME its own Content-Type and charset stay" {
	serve --without 8BITMIME
	configure smtp
	{
		echo 'Content-Type: text/html; charset=iso-8859-1'
		echo 'Content-Transfer-Encoding: 8bit'
		message $'<p>Gr\xfc\xdfe</p>'
	} >"$TMP/sent"
	sendoff to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	assert_equal "$(field Content-Type)" \
		'Content-Type: text/html; charset=iso-8859-1'
	assert_equal "$(field Content-Transfer-Encoding)" \
		'Content-Transfer-Encoding: quoted-printable'
	assert_equal "$(body)" '<p>Gr=FC=DFe</p>'
}

@test "without 8BITMIME what is signed or built of parts leaves as it is" {
	local structure

	for structure in 'Content-Type: multipart/mixed; boundary=b' \
		'DKIM-Signature: v=1; a=rsa-sha256' \
		'Content-Type: application/octet-stream'; do
		serve --without 8BITMIME
		configure smtp
		{
			echo "$structure"
			message --b '' 'Grüße' --b--
		} >"$TMP/sent"
		sendoff to@example.net <"$TMP/sent"
		exits 0
		server_agrees
		arrived <"$TMP/sent"
	done
}

# ---- SMTPUTF8 ----

@test "SMTPUTF8 is asked for when an address needs it" {
	serve
	configure smtp
	send grüße@example.net
	exits 0
	server_agrees
	heard 'MAIL FROM:<*> SIZE=* SMTPUTF8' 'RCPT TO:<grüße@example.net>'
}

@test "without SMTPUTF8 such an address is refused, and nothing sent" {
	serve --without SMTPUTF8
	configure smtp
	send grüße@example.net
	exits 69 "an address is not ASCII, and localhost:$PORT does not offer \
SMTPUTF8"
	server_agrees
	never_heard MAIL
}

@test "a domain that is not ASCII needs no SMTPUTF8" {
	serve --without SMTPUTF8
	configure smtp
	send to@köln.example
	exits 0
	server_agrees
	heard 'RCPT TO:<to@xn--kln-sna.example>'
}

# ---- DSN ----

@test "DSN: -N, -R and -V become parameters, the id as xtext" {
	serve
	configure smtp
	send -N success,Failure -R HDRS -V 'a+b=c d' to@example.net
	exits 0
	server_agrees
	heard 'MAIL FROM:<*> SIZE=* RET=HDRS ENVID=a+2Bb+3Dc+20d' \
		'RCPT TO:<to@example.net> NOTIFY=SUCCESS,FAILURE *' \
		'RCPT TO:<*> * ORCPT=rfc822;to@example.net'
}

@test "DSN: settings hold where no option speaks" {
	serve
	configure smtp 'dsn-notify = failure,delay' 'dsn-return = full'
	send -N never to@example.net
	exits 0
	server_agrees
	heard 'MAIL FROM:<*> SIZE=* RET=FULL' 'RCPT TO:<*> NOTIFY=NEVER*'
}

@test "DSN: where it is not offered the wish is dropped, not the mail" {
	serve --without DSN
	configure smtp 'dsn-notify = never'
	send -N success -R full -V id to@example.net
	exits 0
	server_agrees
	never_heard '.*(NOTIFY|RET|ENVID|ORCPT)='
}

@test "nothing is used that was not offered" {
	serve --without SIZE --without 8BITMIME --without DSN \
		--without SMTPUTF8 --without PIPELINING --without CHUNKING
	configure smtp
	message 'Grüße' >"$TMP/sent"
	sendoff -N never -R full -V id to@example.net <"$TMP/sent"
	exits 0
	server_agrees
	heard 'MAIL FROM:<alerts@example.com>' 'RCPT TO:<to@example.net>'
}

@test "a parameter of ours that is refused is left out, once" {
	play <<-END
		$(hello 'SIZE 100000' DSN)
		C: MAIL FROM:<alerts@example.com> SIZE=*
		S: 555 5.5.4 SIZE is not known here
		C: MAIL FROM:<alerts@example.com>
		S: 250 ok
		C: RCPT TO:<to@example.net>
		S: 250 ok
		C: DATA
		S: 354 go ahead
		BODY
		S: 250 kept
		C: QUIT
	END
	configure smtp
	send to@example.net
	exits 0
	server_agrees
}

@test "a refused parameter of a recipient is left out for that one" {
	play <<-END
		$(hello PIPELINING DSN)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net> NOTIFY=NEVER ORCPT=*
		C: RCPT TO:<b@example.net> NOTIFY=NEVER ORCPT=*
		C: DATA
		S: 250 ok
		S: 250 ok
		S: 501 5.5.4 no such parameter
		S: 354 go ahead
		BODY
		S: 250 kept
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<b@example.net>
		C: DATA
		S: 250 ok
		S: 250 ok
		S: 354 go ahead
		BODY
		S: 250 kept
		C: QUIT
	END
	configure smtp
	send -N never a@example.net b@example.net
	exits 0
	server_agrees
}

@test "a refused parameter under reject-partial: all are asked anew" {
	play <<-END
		$(hello PIPELINING DSN)
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net> NOTIFY=*
		C: RCPT TO:<b@example.net> NOTIFY=*
		S: 250 ok
		S: 250 ok
		S: 555 5.5.4 no such parameter
		C: RSET
		S: 250 ok
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net>
		C: RCPT TO:<b@example.net>
		S: 250 ok
		S: 250 ok
		S: 250 ok
		C: DATA
		S: 354 go ahead
		BODY
		S: 250 kept
		C: QUIT
	END
	configure smtp 'reject-partial = yes'
	send -N never a@example.net b@example.net
	exits 0
	server_agrees
}

@test "a refused parameter of what left for good: over another connection" {
	play <<-END
		$(hello PIPELINING CHUNKING 'SIZE 100000')
		C: MAIL FROM:<alerts@example.com> SIZE=*
		C: RCPT TO:<to@example.net>
		C: BDAT * LAST
		CHUNK
		C: QUIT
		S: 555 5.5.4 what is SIZE?
		S: 503 no
		S: 503 no
		S: 221 bye
		CONNECTION
		$(hello PIPELINING CHUNKING 'SIZE 100000')
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<to@example.net>
		C: BDAT * LAST
		CHUNK
		C: QUIT
		S: 250 ok
		S: 250 ok
		S: 250 kept
		S: 221 bye
	END
	configure smtp
	send to@example.net
	exits 0
	server_agrees
}

# logged_in REPLY...: what a server says to EHLO before and after the login
logged_in() {
	printf 'secret\n' >"$TMP/secret"
	play --pair good < <(
		hello STARTTLS
		secure
		ehlo 'AUTH PLAIN'
		printf '%s\n' 'AUTH PLAIN alerts secret' \
			'C: EHLO client.example.com' "$@"
		cat
	)
	configure submission 'user = alerts' "password-file = $TMP/secret"
}

@test "what is offered only after the login is asked for when it is wanted" {
	logged_in 'S: 250-mx' 'S: 250 DSN' <<-END
		C: MAIL FROM:<alerts@example.com> RET=HDRS
		S: 250 ok
		C: RCPT TO:<to@example.net> NOTIFY=SUCCESS ORCPT=*
		S: 250 ok
		C: DATA
		S: 354 go ahead
		BODY
		S: 250 kept
		C: QUIT
	END
	send -N success -R hdrs to@example.net
	exits 0
	server_agrees
}

@test "a second EHLO that is refused changes nothing" {
	logged_in 'S: 503 5.5.1 once is enough' < <(delivery)
	send -N success to@example.net
	exits 0
	server_agrees
	heard 'RCPT TO:<to@example.net>'
}

@test "LMTP: what is offered only after the login is asked for with LHLO" {
	printf 'secret\n' >"$TMP/secret"
	play --pair good <<-END
		S: 220 mx ready
		C: LHLO client.example.com
		S: 250-mx
		S: 250 STARTTLS
		$(secure)
		C: LHLO client.example.com
		S: 250-mx
		S: 250 AUTH PLAIN
		AUTH PLAIN alerts secret
		C: LHLO client.example.com
		S: 250-mx
		S: 250 DSN
		C: MAIL FROM:<alerts@example.com> RET=HDRS
		S: 250 ok
		C: RCPT TO:<to@example.net> NOTIFY=SUCCESS ORCPT=*
		S: 250 ok
		C: DATA
		S: 354 go ahead
		BODY
		S: 250 kept
		C: QUIT
	END
	configure lmtp 'user = alerts' "password-file = $TMP/secret"
	send -N success -R hdrs to@example.net
	exits 0
	server_agrees
}

# ---- other wishes ----

# wish SETTING KEYWORD PARAMETER: is said where it is offered
wish() {
	play <<-END
		$(hello "$2")
		C: MAIL FROM:<alerts@example.com> $3
		S: 250 ok
		C: RCPT TO:<to@example.net>
		S: 250 ok
		C: DATA
		S: 354 go ahead
		BODY
		S: 250 kept
		C: QUIT
		S: 221 farewell
	END
	configure smtp "$1"
	send to@example.net
	exits 0
	server_agrees
	arrived <"$TMP/sent"
}

# wish_needs SETTING KEYWORD: where it is not offered nothing is sent
wish_needs() {
	play <<-END
		$(hello)
		C: QUIT
		S: 221 farewell
	END
	configure smtp "$1"
	send to@example.net
	exits 69 "localhost:$PORT does not offer $2, which ${1%% *} asks for"
	server_agrees
}

# wish_dropped SETTING: where it is not offered the mail goes without
wish_dropped() {
	play <<-END
		$(hello)
		$(delivery)
	END
	configure smtp "$1"
	send to@example.net
	exits 0
	server_agrees
	heard 'MAIL FROM:<alerts@example.com>'
}

# wish_refused SETTING KEYWORD REPLY STATUS [WHAT]: the server's words are told
wish_refused() {
	local what=${5:-the sender alerts@example.com}

	play <<-END
		$(hello "$2")
		C: MAIL FROM:<alerts@example.com> *
		S: $3
		C: QUIT
		S: 221 farewell
	END
	configure smtp "$1"
	send to@example.net
	exits "$4" "localhost:$PORT refused $what: $3"
	server_agrees
}

# in_days DAYS: a date so many days from now, an hour east of Greenwich
in_days() {
	TZ=X-1 date -d "$1 days" +%Y-%m-%dT%H:%M:%S+01:00
}

@test "FUTURERELEASE: hold-until becomes HOLDFOR or HOLDUNTIL" {
	local offer until

	offer="FUTURERELEASE 86400 $(in_days 10)" until=$(in_days 9)
	wish 'hold-until = 2h' "$offer" HOLDFOR=7200
	wish "hold-until = $until" "$offer" "HOLDUNTIL=$until"
	wish_needs 'hold-until = 2h' FUTURERELEASE
	wish_refused 'hold-until = 8h' "$offer" '501 5.5.4 too long' 76 \
		'MAIL with HOLDFOR=28800 (change or unset hold-until)'
	wish_refused 'hold-until = 2h' "$offer" '555 what' 69 \
		'MAIL with HOLDFOR=7200 (change or unset hold-until)'
}

@test "FUTURERELEASE: what is longer than the smarthost holds is not sent" {
	play <<-END
		$(hello 'FUTURERELEASE 86400 2027-01-01T00:00:00Z')
		C: QUIT
		S: 221 farewell
	END
	configure smtp
	send --hold-until=25h to@example.net
	exits 69 "localhost:$PORT holds a message for 86400 seconds at most, \
but hold-until asks for HOLDFOR=90000"
	server_agrees
}

@test "hold-until: a date that has passed is a mistake" {
	local until

	until=$(in_days -1)
	serve
	configure smtp
	send "--hold-until=$until" to@example.net
	exits 64 "--hold-until: $until has passed already: say a later date, \
or leave it out"
	configure smtp "hold-until = $until"
	send to@example.net
	exits 78 "hold-until: $until has passed already: say a later date, \
or leave it out"
	server_was_left_alone
}

@test "DELIVERBY: deliver-by becomes BY" {
	wish 'deliver-by = 2h' DELIVERBY 'BY=7200;R'
	wish 'deliver-by = 30m;notify' 'DELIVERBY 60' 'BY=1800;N'
	wish_needs 'deliver-by = 2h' DELIVERBY
	wish_refused 'deliver-by = 1m' 'DELIVERBY 120' '555 5.5.4 too soon' 76 \
		'MAIL with BY=60;R (change or unset deliver-by)'
}

@test "MT-PRIORITY: priority is said, or left out" {
	wish 'priority = -3' 'MT-PRIORITY MIXER' MT-PRIORITY=-3
	wish 'priority = 9' MT-PRIORITY MT-PRIORITY=9
	wish_dropped 'priority = 3'
	wish_refused 'priority = 9' MT-PRIORITY '550 5.7.0 not for you' 65
}

@test "AUTH=: submitter is said as xtext, or left out" {
	wish 'submitter = joe+1@example.com' 'AUTH PLAIN' \
		AUTH=joe+2B1@example.com
	wish 'submitter = <>' 'AUTH PLAIN' 'AUTH=<>'
	wish_dropped 'submitter = joe@example.com'
	wish_refused 'submitter = joe@example.com' 'AUTH PLAIN' \
		'550 5.7.1 who is that' 65
}

@test "REQUIRETLS: require-tls is said within verified TLS only" {
	serve --pair good --with REQUIRETLS
	configure submission 'require-tls = yes'
	send to@example.net
	exits 0
	server_agrees
	heard 'MAIL FROM:<alerts@example.com> SIZE=* REQUIRETLS'
	serve --pair selfsigned --with REQUIRETLS
	configure submission 'require-tls = yes' 'tls = opportunistic'
	send to@example.net
	exits 69 "require-tls asks for verified TLS, which there is not with \
localhost:$PORT"
	server_agrees
	never_heard MAIL
	wish_needs 'require-tls = yes' REQUIRETLS
}

@test "a wish on the command line stands before that of the file" {
	serve --with 'MT-PRIORITY'
	configure smtp 'priority = 3'
	send --priority=-1 to@example.net
	exits 0
	server_agrees
	heard 'MAIL FROM:<*> SIZE=* MT-PRIORITY=-1'
}

# ---- LIMITS ----

@test "LIMITS: no more than RCPTMAX recipients in one transaction" {
	play <<-END
		$(hello PIPELINING 'LIMITS MAILMAX=50 RCPTMAX=2')
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<a@example.net>
		C: RCPT TO:<b@example.net>
		C: DATA
		S: 250 sender ok
		S: 250 recipient ok
		S: 250 recipient ok
		S: 354 go ahead
		BODY
		S: 250 kept
		C: MAIL FROM:<alerts@example.com>
		C: RCPT TO:<c@example.net>
		C: DATA
		S: 250 sender ok
		S: 550 5.1.1 who
		S: 503 5.5.1 nobody
		C: QUIT
	END
	configure smtp
	send a@example.net b@example.net c@example.net
	exits 67 'c@example.net was refused: 550 5.1.1 who'
	server_agrees
	logs to=a@example.net to=b@example.net refused=c@example.net
}

@test "LIMITS: all or nothing is one transaction, or none" {
	play <<-END
		$(hello PIPELINING 'LIMITS RCPTMAX=2')
		C: QUIT
	END
	configure smtp 'reject-partial = yes'
	send a@example.net b@example.net c@example.net
	exits 69 "localhost:$PORT takes 2 recipients at once, but there are 3 \
and reject-partial is set"
	server_agrees
}

# ---- several smarthosts ----

@test "the next smarthost is tried while nobody can have the mail" {
	serve
	configure smtp "smarthost = smtp://127.0.0.1:1 smtp://localhost:$PORT"
	send to@example.net
	exits 0
	server_agrees
	arrived <"$TMP/sent"
}

@test "-v shows that the next smarthost is tried, and why" {
	serve
	configure smtp "smarthost = smtp://127.0.0.1:1 smtp://localhost:$PORT"
	send -v to@example.net
	((status == 0)) || fail "status $status"
	[[ ${stderr%%$'\n'*} == "-: cannot connect to 127.0.0.1 port 1 "*"; \
now localhost:$PORT" ]] || fail "$stderr"
	server_agrees
}

@test "the next smarthost is tried after a 421, and each only once" {
	play <<-END
		S: 421 4.3.2 not now
		CLOSE
		CONNECTION
		S: 421 4.3.2 not now either
		CLOSE
	END
	configure smtp \
		"smarthost = smtp://localhost:$PORT smtp://127.0.0.1:$PORT"
	send to@example.net
	exits 75 'localhost:* ended the session: 421 4.3.2 not now' \
		'127.0.0.1:* ended the session: 421 4.3.2 not now either'
	server_agrees
	never_heard '(EHLO|MAIL)'
}

@test "the next smarthost is not tried once the mail may have been taken" {
	serve
	local second=$PORT first
	local second_server=$SERVER
	SERVER=''
	play <<-END
		$(hello)
		$(envelope)
		C: DATA
		S: 354 go ahead
		BODY
		CLOSE
	END
	first=$PORT
	configure smtp \
		"smarthost = smtp://localhost:$first smtp://localhost:$second"
	send to@example.net
	kill "$second_server"
	wait "$second_server" || :
	exits 75 "localhost:$first closed the connection while waiting for \
the verdict on the message; the message may have been delivered all the same"
	server_agrees
	run ls -A "$MAILBOX"
	assert_output ''
}
