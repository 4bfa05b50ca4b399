# trips.sh - how many round trips a submission takes; run.sh reads it

# trips PROGRAM MODE RTT PORT RECIPIENTS TIMES: wall time / RTT
trips() {
	client "$1" "$2" "$4" "$5" "$tools/stopwatch" "$6" "$work/small" \
		2>>"$work/clients.err" |
		awk -v rtt="$3" '{ print $1 == "-" ? "failed" : $1 / rtt }'
}

# Pairs "MODE OFFERS"; OFFERS names what the server offers of the two.
rows() {
	for offers in both pipelining chunking neither; do
		for mode in plain starttls starttls-auth tls-auth; do
			echo "$mode $offers"
		done
	done
}

# row MODE OFFERS FILE: its nine numbers. Where each recipient costs a trip, the
# line is shorter.
row() {
	started=
	trap stop EXIT
	set -- "$1" "$2" "$3" "$1-$2"
	case $1 in
	*auth) user='--user u --password p --mechs PLAIN' ;;
	*) user= ;;
	esac
	case $1 in
	plain) user='--no-starttls' ;;
	tls*) user="$user --implicit-tls" ;;
	esac
	case $2 in
	both) without= ;;
	pipelining) without='--without CHUNKING' ;;
	chunking) without='--without PIPELINING' ;;
	neither) without='--without CHUNKING --without PIPELINING' ;;
	esac
	serve "$4" $user $without
	server=$port
	start "$4-far" "$tools/delay" 100 "$server"
	far=$port
	start "$4-near" "$tools/delay" 20 "$server"
	near=$port
	for program in $programs; do
		for recipients in 1 100 1000; do
			case $recipients-$2 in
			1-* | *-both | *-pipelining)
				trips "$program" "$1" 100 "$far" $recipients 2
				;;
			*) trips "$program" "$1" 20 "$near" $recipients 1 ;;
			esac
		done
	done >"$3"
	stop
}

# Few at a time where milliseconds count, and all at once where they do not.
measure_trips() {
	rows | grep -E 'both|pipelining' | while read -r mode offers; do
		(row "$mode" "$offers" "$work/trips-$mode-$offers")
	done
	rows | grep -E 'chunking|neither' >"$work/slow"
	while read -r mode offers; do
		(row "$mode" "$offers" "$work/trips-$mode-$offers") &
	done <"$work/slow"
	wait
}

show_trips() {
	measure_trips
	echo 'Round trips (wall / RTT, connecting included) for 1, 100 and' \
		'1000 recipients'
	echo
	{
		printf '%-14s %-10s' mode offers
		for program in $programs; do
			printf ' |%23s' "$program"
		done
		echo ' | budget'
		rows | while read -r mode offers; do
			echo "$mode" "$offers" \
				$(cat "$work/trips-$mode-$offers")
		done
	} | awk '
		function budget(mode, offers, more) {
			least["plain"] = 5; least["starttls"] = 8
			least["starttls-auth"] = 9; least["tls-auth"] = 7
			if (offers == "both")
				return least[mode] - 1 + more
			return offers == "pipelining" ? least[mode] + more : 0
		}
		# What the processor takes is no round trip.
		function mark(trips, most) {
			return trips == "failed" || trips >= most + 0.5
		}
		NR == 1 { print; next }
		{
			printf "%-14s %-10s", $1, $2
			for (i = 3; i <= NF; i++)
				printf "%s%7s", i % 3 == 0 ? " | " : " ", \
					$i == "failed" ? $i : sprintf("%.1f", $i)
			if ($2 == "chunking" || $2 == "neither") {
				print " | -"
				next
			}
			most = budget($1, $2, 0)
			over = mark($3, most) || mark($4, most) || \
				mark($5, most + 2)
			printf " | %d %d %d %s\n", most, most, most + 2, \
				over ? "OVER" : "ok"
		}'
	echo
}
