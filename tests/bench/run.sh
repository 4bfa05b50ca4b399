#!/bin/sh
# run.sh [BUILD] - what a submission costs, beside the least it can cost
#
# Compares sendoff with a minimal program on GnuTLS (floor.c) and with msmtp:
# round trips over a long line (delay.c), then instructions, system calls,
# memory, time and shared objects. The budgets stand beside, "ok" or "OVER";
# whatever the numbers are, the exit status is 0. Machines differ: compare
# within one run. Without BUILD it builds, with optimisation, in build/bench.
#
# TABLES="trips work" says what to measure, RUNS how often each of five rounds
# takes a time. Both tables take about five minutes.
# shellcheck disable=SC1091,SC2034,SC2046,SC2086
set -eu
cd "$(dirname "$0")/../.."
. tests/setup.sh

tables=${TABLES:-trips work}
runs=${RUNS:-5}
directory=${1:-build/bench}
[ $# -gt 0 ] || build "$directory" --buildtype=release

sendoff=$(realpath "$directory/cmd/sendoff")
smarthost=$(realpath "$directory/tests/smarthost/smarthost")
tools=$(realpath "$directory/tests/bench")
work=$(mktemp -d)
started=
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export HOME="$work" LC_ALL=C
umask 077

# ---- what there is to measure with ----

lacks() {
	echo "$1 is missing ($2): install it with 'apt-get install $1'" >&2
}

programs='sendoff floor'
if command -v msmtp >/dev/null; then
	programs="$programs msmtp"
else
	lacks msmtp 'its column is left out'
fi
command -v strace >/dev/null || lacks strace 'no system calls are counted'
command -v valgrind >/dev/null || lacks valgrind 'instructions may be missing'
command -v certtool >/dev/null || {
	lacks gnutls-bin 'it makes the certificates'
	exit 0
}

# The processor's own counter where the machine lends it.
counter=valgrind
if command -v perf >/dev/null &&
	perf stat -x, -e instructions:u true 2>&1 | grep -q '^[0-9]'; then
	counter=perf
fi

# ---- servers ----

# start NAME COMMAND...: one that says "port N"; sets port
start() {
	rm -f "$work/$1.port"
	mkfifo "$work/$1.port"
	name=$1
	shift
	"$@" >"$work/$name.port" 2>>"$work/servers.err" </dev/null &
	started="$started $!"
	read -r _ port <"$work/$name.port"
}

stop() {
	for process in $started; do
		kill "$process" 2>/dev/null || :
	done
	started=
}

# serve NAME OPTION...
serve() {
	name=$1
	shift
	start "$name" "$smarthost" serve --certificate "$work/pki/good.pem" \
		--key "$work/pki/good.key" "$@"
}

# ---- clients ----

# configure PROGRAM MODE PORT FILE
configure() {
	case $1-$2 in
	sendoff-plain) scheme=smtp tls='tls = off' ;;
	sendoff-tls*) scheme=submissions tls= ;;
	sendoff-*) scheme=submission tls= ;;
	msmtp-plain) tls='tls off' ;;
	msmtp-tls*) tls='tls on
tls_starttls off' ;;
	msmtp-*) tls='tls on
tls_starttls on' ;;
	esac
	case $1-$2 in
	sendoff-*auth) login='user = u
password = p' ;;
	msmtp-*auth) login='auth plain
user u
password p' ;;
	*) login= ;;
	esac
	case $1 in
	sendoff) cat >"$4" <<-END ;;
		smarthost = $scheme://localhost:$3
		$tls
		$login
		family = ipv4
		tls-ca-file = $work/bundle.pem
		from = alerts@example.com
		domain = example.com
		helo-name = client.example.com
	END
	msmtp) cat >"$4" <<-END ;;
		account default
		host localhost
		port $3
		from alerts@example.com
		domain client.example.com
		tls_trust_file $work/bundle.pem
		$tls
		$login
	END
	esac
}

# client PROGRAM MODE PORT RECIPIENTS WRAPPER...: runs the wrapper with the
# program's command line behind it. MODE is plain, starttls or tls, with -auth
# behind when it logs in.
client() {
	program=$1 mode=$2 port=$3 recipients=$4
	shift 4
	conf=$work/$program-$mode-$port.conf
	user=-
	case $mode in
	*auth) user=u ;;
	esac
	[ -e "$conf" ] || configure "$program" "$mode" "$port" "$conf"
	case $program in
	sendoff) set -- "$@" "$sendoff" -C "$conf" ;;
	msmtp) set -- "$@" msmtp -C "$conf" ;;
	floor) set -- "$@" "$tools/floor" "${mode%-auth}" localhost "$port" \
		"$work/pki/ca.pem" "$work/bundle.pem" "$user" p \
		alerts@example.com ;;
	esac
	"$@" $(seq -f 'to%g@example.net' "$recipients")
}

# message OCTETS: with a header that lacks nothing, in lines of 76
message() {
	printf '%s\n' 'From: alerts@example.com' 'To: to@example.net' \
		'Date: Thu, 01 Jan 2026 00:00:00 +0000' \
		'Message-ID: <1@example.com>' 'Subject: test' ''
	yes "$(printf '%076d' 0 | tr 0 x)" | head -c "$(($1 - 150))"
	echo
}

sh tests/pki.sh "$work/pki"
cat /etc/ssl/certs/ca-certificates.crt "$work/pki/ca.pem" \
	>"$work/bundle.pem" 2>/dev/null || {
	lacks ca-certificates 'there is no bundle to read'
	exit 0
}

# ---- round trips ----

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

# ---- work ----

# Each prints one number, or "-" where it cannot be had.

# valgrind counts each octet of a "rep movsb" as one, so the C library
# is asked to copy and wipe without them.
plain_loops=glibc.cpu.x86_rep_movsb_threshold=1000000000
plain_loops=$plain_loops:glibc.cpu.x86_rep_stosb_threshold=1000000000

# instructions PROGRAM MODE PORT INPUT: in millions
instructions() {
	if [ $counter = perf ]; then
		client "$1" "$2" "$3" 1 perf stat -x, -e instructions:u \
			-o "$work/count" <"$4" >/dev/null 2>&1 || :
		awk -F, '$1 ~ /^[0-9]+$/ { n = $1 }
			END { print (n > 0 ? n / 1e6 : "-") }' "$work/count"
	elif command -v valgrind >/dev/null; then
		client "$1" "$2" "$3" 1 env GLIBC_TUNABLES="$plain_loops" \
			valgrind --tool=callgrind --callgrind-out-file=/dev/null \
			--log-file="$work/count" <"$4" >/dev/null 2>&1 || :
		awk '/Collected :/ { n = $NF }
			END { print (n > 0 ? n / 1e6 : "-") }' "$work/count"
	else
		echo -
	fi
}

# calls PROGRAM MODE PORT INPUT: system calls, its start included
calls() {
	command -v strace >/dev/null || { echo - && return; }
	client "$1" "$2" "$3" 1 strace -f -c -o "$work/count" <"$4" \
		>/dev/null 2>&1 || :
	awk '$NF == "total" { n = $4 } END { print (n > 0 ? n : "-") }' \
		"$work/count"
}

# objects PROGRAM MODE PORT INPUT: shared objects loaded, whoever asked
objects() {
	command -v strace >/dev/null || { echo - && return; }
	client "$1" "$2" "$3" 1 strace -f -e trace=openat -o "$work/count" \
		<"$4" >/dev/null 2>&1 || :
	grep -o '[^"]*\.so[.0-9]*", .*= [0-9]*$' "$work/count" | sort -u |
		wc -l
}

# timed PROGRAM MODE PORT INPUT TIMES: median milliseconds, MiB at most
timed() {
	client "$1" "$2" "$3" 1 "$tools/stopwatch" "$5" "$4" \
		2>>"$work/clients.err" |
		awk '{ print $2, ($3 == "-" ? $3 : $3 / 1024) }'
}

# take_times MODE PORT INPUT TIMES: the programs take turns in five rounds, so
# that what else the machine does hits them alike; $work/PROGRAM.times has a
# line for each round.
take_times() {
	rm -f "$work"/*.times
	for round in 1 2 3 4 5; do
		for program in $programs; do
			timed "$program" "$@" >>"$work/$program.times"
		done
	done
}

# middle PROGRAM COLUMN: the median of the rounds
middle() {
	cut -d ' ' -f "$2" "$work/$1.times" | sort -n | sed -n 3p
}

# show_row NAME BUDGET PROGRAM-NUMBER...: BUDGET is "xN" of the floor, "N", or -
show_row() {
	title=$1 budget=$2
	shift 2
	echo "$@" | awk -v title="$title" -v budget="$budget" '
		function number(n) {
			return n == "-" ? n : \
				sprintf(n < 1000 ? "%.1f" : "%.0f", n)
		}
		function ratio(a, b) {
			return a == "-" || b == "-" || b == 0 ? "-" : \
				sprintf("%.2f", a / b)
		}
		# sendoff, floor, msmtp
		function judge() {
			most = budget
			if (sub("x", "", most))
				most = $2 == "-" ? "-" : most * $2
			if (budget == "-" || most == "-")
				return ""
			return $1 != "-" && $1 + 0 <= most + 0 ? "ok" : "OVER"
		}
		{
			printf "%-22s", title
			for (i = 1; i <= NF; i++)
				printf " %9s", number($i)
			printf " | %7s", ratio($1, $2)
			if (NF > 2)
				printf " %7s", ratio($1, $3)
			print " | " budget, judge()
		}'
}

# each FUNCTION ARGUMENT...: its number for every program
each() {
	function=$1
	shift
	for program in $programs; do
		"$function" "$program" "$@"
	done
}

# measure WORK MODE PORT INPUT TIMES WALL INSTRUCTIONS CALLS: the last three are
# budgets; without INSTRUCTIONS only time and memory are taken.
measure() {
	take_times "$2" "$3" "$4" "$5"
	show_row "$1, wall ms" "$6" $(each middle 1)
	show_row "$1, RSS MiB" 7 $(each middle 2)
	[ $# -gt 6 ] || return 0
	show_row "$1, M instructions" "$7" $(each instructions "$2" "$3" "$4")
	show_row "$1, system calls" "$8" $(each calls "$2" "$3" "$4")
}

show_work() {
	echo "Work, with the system's CA bundle: instructions by $counter," \
		'wall time the median'
	echo '1 KiB by STARTTLS and AUTH PLAIN; the large ones by TLS at once' \
		'and AUTH PLAIN, to a sink'
	echo
	printf '%-22s' ''
	for program in $programs; do
		printf ' %9s' "$program"
	done
	printf ' | %7s' /floor
	case $programs in
	*msmtp) printf ' %7s' /msmtp ;;
	esac
	echo ' | budget'
	serve small --user u --password p --mechs PLAIN
	small=$port
	start large "$tools/sink" "$work/pki/good.pem" "$work/pki/good.key"
	large=$port
	measure '1 KiB' starttls-auth "$small" "$work/small" "$runs" \
		x1.25 x1.15 -
	show_row '1 KiB, shared objects' - \
		$(each objects starttls-auth "$small" "$work/small")
	measure '1 MiB' tls-auth "$large" "$work/large" "$runs" - x1.3 400
	measure '50 MiB' tls-auth "$large" "$work/huge" 1 x1.5
	stop
}

message 1024 >"$work/small"
message 1048576 >"$work/large"
message 52428800 >"$work/huge"

for table in $tables; do
	case $table in
	trips)
		measure_trips
		show_trips
		;;
	work) show_work ;;
	esac
done
if [ -s "$work/clients.err" ]; then
	echo
	echo 'What clients that failed said:'
	sort "$work/clients.err" | uniq -c | head
fi
