#!/bin/sh
# demo.sh - installs what is missing, builds, starts the bundled smarthost and
# sends a real mail to it through STARTTLS and AUTH: the dialogue, and what
# arrived.
set -eu
cd "$(dirname "$0")/.."
. tests/setup.sh

install $build_packages gnutls-bin
build build

demo=$(mktemp -d)
trap 'kill $server 2>/dev/null || :; rm -rf "$demo"' EXIT
server=
mkdir "$demo/mailbox"
mkfifo "$demo/port"
sh tests/pki.sh "$demo/pki"

build/tests/smarthost/smarthost serve --mailbox "$demo/mailbox" \
	--user alerts@example.com --password 'a s3cret; with "odd" #signs' \
	--certificate "$demo/pki/good.pem" --key "$demo/pki/good.key" \
	>"$demo/port" &
server=$!
read -r _ port <"$demo/port"

(umask 077 && echo 'a s3cret; with "odd" #signs' >"$demo/secret")
cat >"$demo/sendoff.conf" <<END
smarthost     = submission://localhost:$port
tls-ca-file   = $demo/pki/ca.pem
user          = alerts@example.com
password-file = $demo/secret
from          = alerts@example.com
domain        = example.com
log           = $demo/log
END

echo
echo "== the configuration"
cat "$demo/sendoff.conf"
echo
printf '%s\n' "== printf 'Subject: disk full\n\n/var is at 97%%\n' |" \
	"	sendoff -v root"
printf 'Subject: disk full\n\n/var is at 97%%\n' |
	build/cmd/sendoff -C "$demo/sendoff.conf" -v root
echo "exit status $?"
echo
echo "== the log"
cat "$demo/log"
echo
echo "== the mail that arrived"
cat "$demo/mailbox/1.eml"
