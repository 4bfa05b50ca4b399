# callers.bash - real programs send mail, and the smarthost says what came
#
#	@test "mutt" {
#		smarthost
#		run -0 as_alice mutt -s hi to@example.net <"$TMP/text"
#		came '<alice@example.com>' '<to@example.net>'
#		has 'Subject: hi'
#		body_is text
#	}
#
# The smarthost wants STARTTLS and a login, and lives for one connection; to
# wait for its end is to wait for the mail.

load ../helper
load house

SECRET='s3cr#t; "=x'
NO_SUCH_USER='550 5.1.1 no such user'

callers_file() {
	need_house
	install_sendoff
}

setup() {
	prepare
	make_house
}

# smarthost [OPTION...]: a server with these, and our configuration for it
smarthost() {
	new_mailbox
	serve --pair good --user alerts@example.com --password "$SECRET" "$@"
	use submission <<-END
		tls-ca-file   = /etc/ssl/ca.pem
		user          = alerts@example.com
		password-file = /etc/sendoff.secret
	END
	put /etc/ssl/ca.pem <"$PKI/ca.pem"
	put /etc/sendoff.secret 640 <<<"$SECRET"
	chgrp 4322 "$HOUSE/etc/sendoff.secret"
}

# open_smarthost [OPTION...]: one that wants neither TLS nor a login
open_smarthost() {
	new_mailbox
	serve "$@"
	use smtp </dev/null
}

# The server begins what MESSAGE names anew, which must not be a letter.
new_mailbox() {
	MESSAGE=$TMP/message
	rm -f "$MAILBOX"/*
}

# use SCHEME <lines: the configuration of the house
use() {
	{
		printf '%s\n' "smarthost = $1://localhost:$PORT" \
			'family = ipv4' 'log = none'
		cat
	} | put /etc/sendoff.conf
}

# came FROM TO...: one message, with this envelope, and it is sound
came() {
	server_agrees
	letter 1
	came_on "$@"
}

# letter NUMBER: of this message the next questions are
letter() {
	MESSAGE=$MAILBOX/$1.eml
	[[ -e $MESSAGE ]] || fail "no message: $(cat "$TRANSCRIPT")"
}

came_on() {
	local envelope=${MESSAGE%.eml}.env

	assert_equal "$(sed 's/^[a-z]*: \(<.*>\).*/\1/' "$envelope")" \
		"$(printf '%s\n' "$@")"
	is_sound
}

# What every message must be, whoever sent it.
is_sound() {
	local name

	for name in From Date Message-ID; do
		assert_equal "$name $(field "$name" | grep -ci "^$name:")" \
			"$name 1"
	done
	for name in Bcc Resent-Bcc; do
		assert_equal "$(field "$name")" ''
	done
	! sed 's/\r$//' "$MESSAGE" | grep -q $'\r' || fail 'a bare CR'
	! grep -qv $'\r$' "$MESSAGE" || fail 'a bare LF'
}

# has FIELD...: each as it stands in the header, unfolded
has() {
	local wanted

	for wanted; do
		assert_equal "$(field "${wanted%%:*}" | unfold)" "$wanted"
	done
}

unfold() {
	sed -z 's/\n[ \t]/ /g'
}

# body_is FILE: it came as it is in TMP/FILE
body_is() {
	body | diff -a "$TMP/$1" - >"$TMP/difference" ||
		fail "the body is another: $(cat -A "$TMP/difference")"
}

# text [LINE...]: TMP/text, with lines that have seen trouble before
text() {
	printf '%s\n' "${@:-hello}" '.' '..' 'From here on' '' 'the end' \
		>"$TMP/text"
}

# body_decodes_to FILE: from quoted-printable
body_decodes_to() {
	body | perl -MMIME::QuotedPrint -0777 -pe '$_ = decode_qp($_)' |
		cmp "$TMP/$1"
}

# silent: the caller said nothing, since we said nothing
silent() {
	assert_equal "$output$stderr" ''
}

# nothing_came: the smarthost was asked, and has taken no message
nothing_came() {
	server_agrees
	[[ ! -e $MAILBOX/1.eml ]] || fail "it came: $(cat "$MAILBOX/1.eml")"
}
