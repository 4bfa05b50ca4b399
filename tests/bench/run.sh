#!/bin/sh
# run.sh [BUILD] - what a submission costs, beside the least it can cost
#
# Compares sendoff with a minimal program on GnuTLS (floor.c) and with msmtp:
# round trips over a long line (delay.c), then instructions, system calls,
# memory, time and shared objects, then many messages in one session. The budgets stand beside, "ok" or "OVER";
# whatever the numbers are, the exit status is 0. Machines differ: compare
# within one run. Without BUILD it builds, with optimisation, in build/bench.
#
# TABLES="trips work many" says what to measure, RUNS how often each of five
# rounds takes a time. All tables take about six minutes.
# shellcheck disable=SC1090,SC1091,SC2034,SC2046,SC2086
set -eu
cd "$(dirname "$0")/../.."
. tests/setup.sh

tables=${TABLES:-trips work many}
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

message 1024 >"$work/small"
message 1048576 >"$work/large"
message 52428800 >"$work/huge"

for table in $tables; do
	. "tests/bench/$table.sh"
	"show_$table"
done
if [ -s "$work/clients.err" ]; then
	echo
	echo 'What clients that failed said:'
	sort "$work/clients.err" | uniq -c | head
fi
