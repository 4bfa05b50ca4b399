# gate.bats - programs that speak SMTP themselves send through a gate
#
# Each delivers one mail, and shows its user what the smarthost has said of a
# recipient whom it refuses.
bats_require_minimum_version 1.5.0
load ../helper
load ../gate
load nodemailer

NO_SUCH_USER='550 5.1.1 no such user'

# gate: between these clients and a smarthost
gate() {
	rm -f "$MAILBOX"/*
	serve --refuse-recipient "bad@*=$NO_SUCH_USER"
	gate_settings smtp
	listen
}

# came: the one mail, and a gate that has logged it
came() {
	server_agrees
	assert_equal "$(sed 's/^[a-z]*: \(<.*>\).*/\1/' "$MAILBOX/1.env")" \
		$'<me@example.com>\n<to@example.net>'
	assert_equal "$(field Subject)" 'Subject: hi'
	assert_equal "$(body)" $'hello\n.\n..x'
	logs status=0 client=127.0.0.1 'reply="250 2.0.0 kept as 1"'
	ends 0
}

# shows TEXT...: the program failed and said so, and nothing went on
shows() {
	local text

	for text; do
		[[ $output == *"$text"* ]] || fail "no '$text' in: $output"
	done
	server_agrees
	[[ ! -e $MAILBOX/1.eml ]] || fail 'it came'
	ends 0
}

# letter: TMP/letter, as a file for those who want one
letter() {
	message hello . ..x | sed -e 's/^Subject:.*/Subject: hi/' "$@" \
		>"$TMP/letter"
}

# ---- by TCP ----

# smtplib STATUS RECIPIENT
smtplib() {
	letter
	run "-$1" python3 - "${WHERE%:*}" "${WHERE##*:}" "$2" "$TMP/letter" \
		<<-'END'
			import smtplib, sys

			host, port, recipient, letter = sys.argv[1:]
			with smtplib.SMTP(host, int(port), "me") as gate:
			    gate.sendmail("me@example.com", [recipient],
			        open(letter).read())
		END
}

@test "Python: smtplib" {
	gate
	smtplib 0 to@example.net
	came
	gate
	smtplib 1 bad@example.net
	shows "{'bad@example.net': (550, b'5.1.1 no such user')}"
}

# by_curl STATUS RECIPIENT
by_curl() {
	letter -e 's/$/\r/'
	run "-$1" curl -sSv --url "smtp://$WHERE/me" --upload-file "$TMP/letter" \
		--mail-from me@example.com --mail-rcpt "$2"
}

@test "curl" {
	need curl
	gate
	by_curl 0 to@example.net
	came
	gate
	by_curl 55 bad@example.net
	shows "$NO_SUCH_USER" 'RCPT failed: 550'
}

# by_msmtp STATUS RECIPIENT
by_msmtp() {
	letter
	run "-$1" msmtp --host="${WHERE%:*}" --port="${WHERE##*:}" \
		--from=me@example.com -- "$2" <"$TMP/letter"
}

@test "msmtp" {
	need msmtp
	gate
	by_msmtp 0 to@example.net
	came
	gate
	by_msmtp 65 bad@example.net
	shows "server message: $NO_SUCH_USER"
}

# by_swaks STATUS RECIPIENT [OPTION...]
by_swaks() {
	letter
	run "-$1" swaks --server "$WHERE" --helo me --from me@example.com \
		--to "$2" --data "@$TMP/letter" "${@:3}"
}

@test "swaks" {
	need swaks
	gate
	by_swaks 0 to@example.net
	came
	gate
	by_swaks 0 to@example.net --pipeline
	came
	gate
	by_swaks 24 bad@example.net
	shows "<** $NO_SUCH_USER"
}

# nodemailer STATUS RECIPIENT
nodemailer() {
	install_nodemailer
	cat >"$TMP/program.js" <<-'END'
		const [modules, host, port, to] = process.argv.slice(2);
		const mailer = require(modules + '/nodemailer');
		mailer.createTransport({ host, port, name: 'me' }).sendMail({
			from: 'me@example.com', to, subject: 'hi',
			text: 'hello\n.\n..x\n'
		}, (error, info) => {
			console.log(error ? error.message : info.response);
			process.exit(error ? 3 : 0);
		});
	END
	run "-$1" node "$TMP/program.js" "$NODE/node_modules" "${WHERE%:*}" \
		"${WHERE##*:}" "$2"
}

@test "JavaScript: nodemailer" {
	need npm node
	gate
	nodemailer 0 to@example.net
	assert_output '250 2.0.0 kept as 1'
	came
	gate
	nodemailer 3 bad@example.net
	shows "$NO_SUCH_USER"
}

# ---- on standard input ----

# nmh STATUS RECIPIENT: its post talks to sendmail -bs
nmh() {
	need /usr/bin/mh/send
	mkdir -p "$TMP/Mail"
	echo "Path: $TMP/Mail" >"$TMP/.mh_profile"
	printf '%s\n' 'From: me@example.com' "To: $2" 'Subject: hi' '' hello \
		. ..x >"$TMP/Mail/draft"
	run "-$1" env SENDOFF_CONFIG="$TMP/gate.conf" /usr/bin/mh/send \
		-mts sendmail/smtp -sendmail "$SENDOFF" "$TMP/Mail/draft"
}

@test "nmh" {
	serve
	gate_settings smtp
	nmh 0 to@example.net
	server_agrees
	assert_equal "$(body)" $'hello\n.\n..x'
	serve --refuse-recipient "bad@*=$NO_SUCH_USER"
	gate_settings smtp
	nmh 1 bad@example.net
	[[ $output == *"$NO_SUCH_USER"* ]] || fail "$output"
	server_agrees
}
