# mailers.bats - mail programs and filters that hand their mail to sendmail
bats_require_minimum_version 1.5.0
load callers

setup_file() {
	callers_file
	unpack maildrop courier-authlib libcourier-unicode4 rmail
}

# ---- programs that people write mail with ----

@test "the house has our sendmail under every name, and no other" {
	local name

	for name in /usr/sbin/sendmail /usr/lib/sendmail /usr/bin/mailq \
		/usr/bin/newaliases; do
		run -0 as_alice sh -c "readlink -f $name && $name --version"
		assert_output --regexp \
			$'^/usr/sbin/sendoff\nsendoff 0\\.1\\.0(, with DANE)?$'
	done
}

@test "mutt" {
	text 'Hello Jörg'
	smarthost
	run -0 --separate-stderr as_alice mutt -s 'für dich' \
		-e 'set write_bcc' -e 'set send_charset=utf-8' \
		-b hidden@example.net -- to@example.net \
		<"$TMP/text"
	silent
	came '<alice@example.com>' '<to@example.net>' '<hidden@example.net>'
	has 'From: Alice Liddell <alice@example.com>' 'To: to@example.net' \
		'Subject: =?utf-8?Q?f=C3=BCr?= dich'
	body_is text
	heard 'MAIL FROM:<*> * BODY=8BITMIME'
}

@test "mutt with a sender of its own and the wish for no notification" {
	text
	smarthost
	run -0 --separate-stderr as_alice mutt -s hi \
		-e 'set use_envelope_from from=list@example.org' \
		-e 'set dsn_notify=never dsn_return=hdrs' \
		-- to@example.net <"$TMP/text"
	silent
	came '<list@example.org>' '<to@example.net>'
	has 'From: Alice Liddell <list@example.org>'
	heard 'MAIL FROM:<list@example.org> * RET=HDRS' \
		'RCPT TO:<to@example.net> NOTIFY=NEVER *'
}

@test "mutt says why it failed" {
	text
	smarthost --refuse-recipient "*=$NO_SUCH_USER"
	run -1 as_alice mutt -s hi -- to@example.net <"$TMP/text"
	assert_output --partial "to@example.net was refused: $NO_SUCH_USER"
	assert_output --partial 'child exited 67 (User unknown.)'
	nothing_came
}

@test "s-nail" {
	text
	smarthost
	run -0 --separate-stderr as_alice s-nail -S sendwait \
		-r 'Alice <alice@example.org>' -b hidden@example.net -s hi \
		to@example.net <"$TMP/text"
	silent
	came '<alice@example.org>' '<to@example.net>' '<hidden@example.net>'
	has 'From: Alice <alice@example.org>' 'To: to@example.net' 'Subject: hi'
	body_decodes_to text
}

@test "s-nail that waits says why it failed" {
	text
	smarthost --refuse-recipient "*=$NO_SUCH_USER"
	run -4 as_alice s-nail -S sendwait -s hi to@example.net <"$TMP/text"
	assert_output --partial "to@example.net was refused: $NO_SUCH_USER"
	nothing_came
}

@test "bsd-mailx" {
	text
	smarthost
	run -0 --separate-stderr as_alice bsd-mailx -s hi \
		-c copy@example.net -b hidden@example.net to@example.net \
		<"$TMP/text"
	silent
	came '<alice@example.com>' '<to@example.net>' '<copy@example.net>' \
		'<hidden@example.net>'
	has 'From: Alice Liddell <alice@example.com>' 'To: to@example.net' \
		'Cc: copy@example.net' 'Subject: hi'
	body_is text
}

@test "bsd-mailx -v shows the dialogue, but no secret" {
	text
	smarthost
	run -0 --separate-stderr as_alice bsd-mailx -v -s hi to@example.net \
		<"$TMP/text"
	assert_equal "$output" ''
	[[ $stderr == *'C: RCPT TO:<to@example.net>'* ]]
	[[ $stderr != *"$SECRET"* ]]
	came '<alice@example.com>' '<to@example.net>'
}

# It ends its input at a lone dot itself, and we get no standard error.
@test "GNU mailutils" {
	text
	smarthost
	run -0 --separate-stderr as_alice mail.mailutils -s hi \
		-a 'Bcc: hidden@example.net' to@example.net <"$TMP/text"
	silent
	came '<alice@example.com>' '<to@example.net>' '<hidden@example.net>'
	has 'From: Alice Liddell <alice@example.com>' 'To: <to@example.net>' \
		'Subject: hi'
	assert_equal "$(body)" hello
}

@test "GNU mailutils fails where we do" {
	text
	smarthost --refuse-recipient "*=$NO_SUCH_USER"
	run ! as_alice mail.mailutils -s hi to@example.net <"$TMP/text"
	assert_output --partial 'exited with a non-zero status'
	nothing_came
}

@test "nmh, which sends the blind copy by itself" {
	smarthost --connections 2
	run -0 as_alice sh -c 'cd && mkdir Mail && echo Path: Mail >.mh_profile
		printf "%s\n" "From: alice@example.org" "To: to@example.net" \
			"Bcc: hidden@example.net" "Subject: hi" "" hello \
			>Mail/draft
		exec /usr/bin/mh/send -mts sendmail/pipe \
			-sendmail /usr/sbin/sendmail ~/Mail/draft'
	server_agrees
	letter 1
	came_on '<alice@example.com>' '<to@example.net>'
	has 'From: alice@example.org' 'To: to@example.net'
	assert_equal "$(body)" hello
	letter 2
	came_on '<alice@example.com>' '<hidden@example.net>'
}

@test "mpack" {
	seq 1 500 >"$TMP/numbers"
	put /etc/numbers <"$TMP/numbers"
	smarthost
	run -0 --separate-stderr as_alice mpack -s hi /etc/numbers \
		to@example.net
	silent
	came '<alice@example.com>' '<to@example.net>'
	has 'From: Alice Liddell <alice@example.com>' 'To: to@example.net' \
		'Content-Type: multipart/mixed; boundary="-"'
	body | sed -n '/^Content-MD5/,/^--/ { /^[A-Za-z0-9+\/=]*$/p }' |
		base64 -d | cmp "$TMP/numbers"
}

@test "sendEmail -S" {
	smarthost
	run -0 as_alice sendemail -S /usr/sbin/sendmail -f alice@example.org \
		-t to@example.net -u hi -m 'hello there'
	came '<alice@example.com>' '<to@example.net>'
	has 'From: "alice@example.org" <alice@example.org>' 'Subject: hi'
	[[ $(body) == *'hello there'* ]]
}

@test "mime-construct" {
	smarthost
	run -0 --separate-stderr as_alice mime-construct --to to@example.net \
		--bcc hidden@example.net --subject hi --string 'hello'
	silent
	came '<alice@example.com>' '<to@example.net>' '<hidden@example.net>'
	has 'From: Alice Liddell <alice@example.com>' 'To: to@example.net' \
		'Content-Transfer-Encoding: base64'
	assert_equal "$(body | base64 -d)" hello
}

# ---- programs that pass mail on ----

# as_it_was: the message of TMP/sent came as it was given
as_it_was() {
	arrived <"$TMP/sent"
}

@test "procmail forwards" {
	message 'From here on' ..x >"$TMP/sent"
	printf ':0\n! forward@example.net\n' | put /etc/forward
	smarthost
	run -0 --separate-stderr as_alice procmail -m /etc/forward \
		<"$TMP/sent"
	silent
	came '<alice@example.com>' '<forward@example.net>'
	echo >>"$TMP/sent" # which procmail adds
	as_it_was
}

@test "maildrop forwards, with the null sender" {
	message 'From here on' ..x >"$TMP/sent"
	smarthost
	run -0 --separate-stderr as_alice sh -c 'cd && umask 077 &&
		echo "to \"!forward@example.net\"" >filter &&
		exec maildrop filter' <"$TMP/sent"
	silent
	came '<>' '<forward@example.net>'
	as_it_was
}

@test "vacation answers" {
	{
		echo 'From bob@example.org Thu Jan  1 00:00:00 2026'
		message | sed 's/^To:.*/To: alice@example.com/'
	} >"$TMP/sent"
	smarthost
	run -0 --separate-stderr as_alice sh -c 'cd && vacation -I &&
		printf "Subject: away\n\nI am not here.\n" >.vacation.msg &&
		exec vacation alice' <"$TMP/sent"
	silent
	came '<alice@example.com>' '<bob@example.org>'
	has 'From: Alice Liddell <alice@example.com>' 'To: bob@example.org' \
		'Subject: away'
	assert_equal "$(body)" 'I am not here.'
}

@test "rmail passes on what came by UUCP" {
	message 'From here on' ..x >"$TMP/sent"
	smarthost
	run -0 --separate-stderr as_root rmail to@example.net < <(
		echo 'From bob Thu Jan  1 00:00:00 2026 remote from far'
		cat "$TMP/sent"
	)
	silent
	came '<far!bob@example.com>' '<to@example.net>'
	as_it_was
}
