# many.sh - what each of many messages costs that leave in one session, by a
# queue run and by -bs; run.sh reads it
#
# Round trips are told from two numbers of messages: what a session costs as
# such is in both.

LINE=20 FEW=50 MANY=150 # the long line's RTT in milliseconds, and messages
FLOOD=3000              # on loopback

# dialogue MESSAGES: what a client says that pipelines all it can
dialogue() {
	echo 'EHLO client.example.com'
	for n in $(seq "$1"); do
		printf '%s\n' 'MAIL FROM:<alerts@example.com>' \
			"RCPT TO:<to$n@example.net>" DATA
		cat "$work/small"
		echo .
	done
	echo QUIT
}

# settle PORT: sendoff's configuration for it
settle() {
	configure sendoff plain "$1" "$work/many.conf"
	printf '%s\n' 'spool = on-failure' "spool-directory = $work/spool" \
		>>"$work/many.conf"
}

# A gate before one that refuses to listen fills the spool.
fill() {
	settle 1
	"$sendoff" -C "$work/many.conf" -bs <"$work/dialogue" >/dev/null
}

# of_queue PORT MESSAGES, of_gate PORT MESSAGES: milliseconds, MiB at most
of_queue() {
	dialogue "$2" >"$work/dialogue"
	rm -rf "$work/spool"
	fill
	settle "$1"
	"$tools/stopwatch" 1 /dev/null "$sendoff" -C "$work/many.conf" -q |
		awk '{ print $2, $3 / 1024 }'
}

of_gate() {
	dialogue "$2" >"$work/dialogue"
	settle "$1"
	"$tools/stopwatch" 1 "$work/dialogue" sh -c '"$@" >/dev/null' sh \
		"$sendoff" -C "$work/many.conf" -bs |
		awk '{ print $2, $3 / 1024 }'
}

# many_row WAY VERB TRIPS OPTION...: TRIPS is the budget for each message
many_row() {
	way=$1 verb=$2 most=$3
	shift 3
	serve "many-$way-$verb" --no-starttls "$@"
	near=$port
	start "many-far-$way-$verb" "$tools/delay" $LINE "$near"
	echo "$way" "$verb" "$most" $("of_$way" "$port" $FEW) \
		$("of_$way" "$port" $MANY) $("of_$way" "$near" $FLOOD)
}

# Whom a gate asks for gets the smarthost's own answer to RCPT before he says
# DATA: that is one trip more.
show_many() {
	echo 'Many messages of 1 KiB in one session: a queue run, and -bs'
	echo
	{
		many_row queue BDAT 1
		many_row queue DATA 2 --without CHUNKING
		many_row gate BDAT 2
		many_row gate DATA 3 --without CHUNKING
	} | awk -v rtt=$LINE -v more=$((MANY - FEW)) -v flood=$FLOOD '
		NR == 1 {
			printf "%-14s %18s %12s %8s | %s\n", "", \
				"trips a message", "a second", "RSS MiB", \
				"budget"
		}
		{
			trips = ($6 - $4) / rtt / more
			rate = flood / $8 * 1000
			over = trips > $3 + 0.3 || rate < 3000 || $9 > 7
			printf "%-7s %-6s %18.2f %12d %8.1f | %d 3000 7 %s\n", \
				$1, $2, trips, rate, $9, $3, over ? "OVER" : "ok"
		}'
	stop
	echo
}
