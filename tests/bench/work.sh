# work.sh - instructions, system calls, memory and time; run.sh reads it

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
