# opensmtpd.bash - an OpenSMTPD of our own, in a root of its own, with mailboxes
#
# It serves example.com. All of it is in $ROOT, and the paths in its
# configuration are meant there.

# start_opensmtpd needs $PKI, and leaves the URLs of its two services in
# $SUBMISSION (STARTTLS) and $SUBMISSIONS (TLS at once).
start_opensmtpd() {
	local ports attempt

	export ROOT="$BATS_FILE_TMPDIR/opensmtpd"
	export MAILDIRS="$ROOT/mail"
	make_root opensmtpd && add_program /bin/sh && build_opensmtpd_fix ||
		return
	write_opensmtpd_files

	for attempt in 1 2 3 4 5; do
		read -ra ports <<<"$(free_ports 2)"
		write_smtpd_conf "${ports[@]}"
		if launch_opensmtpd "${ports[0]}"; then
			export SUBMISSION="submission://localhost:${ports[0]}"
			export SUBMISSIONS="submissions://localhost:${ports[1]}"
			return
		fi
		grep -q 'Address already in use' "$ROOT/log" || break
	done
	show_opensmtpd_log
	fail 'OpenSMTPD does not start'
}

# It stays in the foreground to keep its log out of syslog. Descriptor 3 is
# bats's own; who inherits it keeps bats waiting.
launch_opensmtpd() {
	chroot "$ROOT" /bin/sh -c \
		'LD_PRELOAD=/fix.so exec /usr/sbin/smtpd -d -v' \
		>"$ROOT/log" 2>&1 </dev/null 3>&- &
	echo $! >"$ROOT/pid"
	wait_until serves_or_ended "$1" "$(<"$ROOT/pid")"
	! process_has_ended "$(<"$ROOT/pid")"
}

write_opensmtpd_files() {
	local name

	mkdir -p "$ROOT/run" "$ROOT/var/spool/smtpd" "$ROOT/mail" \
		"$ROOT/var/lib/opensmtpd/empty"
	ln -s /run "$ROOT/var/run"
	chmod 711 "$ROOT/var/spool/smtpd"
	cp "$PKI/good.pem" "$PKI/good.key" "$ROOT/etc/"
	chmod 600 "$ROOT/etc/good.key"
	echo mail.example.com >"$ROOT/etc/mailname"
	perl -e 'print "alerts\@example.com ",
		crypt($ARGV[0], q($6$interop$)), "\n"' "$PASSWORD" \
		>"$ROOT/etc/credentials"
	for name in $MAILBOXES; do
		echo "$name 65534:65534:/mail/$name"
	done >"$ROOT/etc/mailboxes"
	give_in_root nobody mail
}

# Without it no handshake succeeds, see there.
build_opensmtpd_fix() {
	cc -shared -fPIC -O1 -o "$ROOT/fix.so" \
		"$BATS_TEST_DIRNAME/opensmtpd-openssl3.c" ||
		fail 'cannot build opensmtpd-openssl3.c'
}

write_smtpd_conf() {
	cat >"$ROOT/etc/smtpd.conf" <<-END
		pki mail cert "/etc/good.pem"
		pki mail key "/etc/good.key"
		table credentials file:/etc/credentials
		table mailboxes file:/etc/mailboxes

		listen on 127.0.0.1 port $1 hostname mail.example.com \\
			tls-require pki mail auth <credentials>
		listen on 127.0.0.1 port $2 hostname mail.example.com \\
			smtps pki mail auth <credentials>

		action mailbox maildir "/mail/%{user.username}" \\
			userbase <mailboxes>
		match auth from any for domain example.com action mailbox
		match from local for domain example.com action mailbox
	END
}

stop_opensmtpd() {
	[[ -f ${ROOT:-}/pid ]] || return 0
	stop_process "$(<"$ROOT/pid")"
}

# A message is in the queue before OpenSMTPD says that it has it, and until
# the last delivery is done and every notification is taken on.
queue_is_empty() {
	[[ -z $(find "$ROOT/var/spool/smtpd/queue" -type f) ]]
}

logged() {
	grep -qE -- "$1" <(tail -n "+$log_start" "$ROOT/log")
}

mark_opensmtpd_log() {
	log_start=$(($(wc -l <"$ROOT/log") + 1))
}

show_opensmtpd_log() {
	echo '--- OpenSMTPD'
	[[ ! -f ${ROOT:-}/log ]] || tail -n "+${log_start:-1}" "$ROOT/log"
}
