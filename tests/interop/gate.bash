# gate.bash - a gate before a real server, and programs that speak to it
#
# The file of the server has left its URL in $SUBMISSION; the secret for it is
# the gate's alone.

load ../gate.bash

# open_gate [LINE...]: with these settings, too; it listens at WHERE. Of others
# that speak to its configuration, by -bs, the name is $SENDOFF_CONFIG.
open_gate() {
	gate_settings "$@"
	listen
}

gate_settings() {
	configure "smarthost = ${smarthost:-$SUBMISSION}" "$@"
	sed -i "s|^log  *=.*|log = $TMP/log|" \
		"$TMP/sendoff.conf"
	mv "$TMP/sendoff.conf" "$TMP/gate.conf"
	export SENDOFF_CONFIG=$TMP/gate.conf
}

# use_gate: the sendoff of deliveries.bash has it for a smarthost, and knows
# nothing of who is behind it.
use_gate() {
	printf '%s\n' "smarthost = smtp://$WHERE" 'tls = off' \
		'from = alerts@example.com' 'domain = example.com' \
		'log = none' >"$TMP/sendoff.conf"
}

# ---- what clients send, and what becomes of it ----

# letter: $message with a text that has seen trouble before
letter() {
	printf '%s\n' hello . ..x 'From here on' ' blanks ' '' \
		$'na\303\257ve' 'the end' >"$text"
	write_message 'Subject: hi' 'To: root@example.com' \
		'MIME-Version: 1.0' 'Content-Transfer-Encoding: 8bit' \
		'Content-Type: text/plain; charset=utf-8'
	sed 's/$/\r/' "$message" >"$message.crlf"
}

# came NAME: $message to NAME, and behind what the server has put in front of it
# byte for byte
came() {
	await_mail "$1"
	perl -0777 -pe 's/\A((Return-Path|X-Original-To|Delivered-To|Received
		|Envelope-to|Delivery-date):.*\n([ \t].*\n)*)+//xi' "$mail" \
		>"$TMP/arrived"
	cmp "$message" "$TMP/arrived" ||
		fail "it is another: $(<"$mail")"
}

# shows TEXT...: the program told its user, and nothing more has come
shows() {
	local text

	for text; do
		[[ $output == *"$text"* ]] || fail "no '$text' in: $output"
	done
	wait_until queue_is_empty
	assert_equal "$(find "$MAILDIRS" -path '*/new/*' -type f | wc -l)" \
		"${arrived:-1}"
}

# ---- a client that is replayed ----

# replay COMMAND... <script: root runs it, and speaks with it line by line. C: it
# says this; S: it waits for this; MESSAGE: $message. Nothing may come on
# stderr, which is what ends a session for some of these callers.
replay() {
	local line pid

	mkfifo "$TMP/in" "$TMP/out"
	as_root "$@" <"$TMP/in" >"$TMP/out" 2>"$TMP/said" 3>&- 4>&- &
	pid=$!
	exec 6>"$TMP/in" 7<"$TMP/out"
	while IFS= read -r line; do
		case $line in
		'C: '*) printf '%s\r\n' "${line#C: }" >&6 ;;
		'S: '*) answers "${line#S: }" ;;
		MESSAGE) text_of_mail >&6 ;;
		esac
	done
	exec 6>&- 7<&-
	wait "$pid" || fail "it ended with $?"
	[[ ! -s $TMP/said ]] || fail "on stderr: $(cat "$TMP/said")"
}

# answers GLOB: the whole answer has come, its last line is such
answers() {
	local line

	while read -r -t 30 line <&7; do
		line=${line%$'\r'}
		[[ ${line:3:1} == - ]] && continue
		# shellcheck disable=SC2053
		[[ $line == $1 ]] || fail "$line, not $1"
		return
	done
	fail "no answer, wanted: $1"
}

# text_of_mail: $message as DATA has it
text_of_mail() {
	sed 's/^\./../' "$message.crlf"
	printf '.\r\n'
}
