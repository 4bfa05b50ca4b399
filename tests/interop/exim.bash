# exim.bash - an Exim of our own, in a root of its own, with mailboxes
#
# It serves example.com. All of it is in $ROOT, and the paths in its
# configuration are meant there.

# start_exim needs $PKI, and leaves the URLs of its two services in
# $SUBMISSION (STARTTLS) and $SUBMISSIONS (TLS at once).
start_exim() {
	local ports attempt

	export ROOT="$BATS_FILE_TMPDIR/exim"
	export MAILDIRS="$ROOT/mail"
	make_root exim4-daemon-light || return
	write_exim_files
	make_exim_mailboxes

	for attempt in 1 2 3 4 5; do
		read -ra ports <<<"$(free_ports 2)"
		write_exim_config "${ports[@]}"
		if launch_exim "${ports[0]}"; then
			export SUBMISSION="submission://localhost:${ports[0]}"
			export SUBMISSIONS="submissions://localhost:${ports[1]}"
			return
		fi
		grep -q 'Address already in use' "$ROOT/log/"* || break
	done
	show_exim_log
	fail 'Exim does not start'
}

# It stays in the foreground to tell when it cannot bind. Descriptor 3 is
# bats's own; who inherits it keeps bats waiting.
launch_exim() {
	rm -f "$ROOT"/log/*
	chroot "$ROOT" /usr/sbin/exim4 -bdf -oP /run/exim.pid \
		>"$ROOT/log/start" 2>&1 </dev/null 3>&- &
	echo $! >"$ROOT/pid"
	wait_until serves_or_ended "$1" "$(<"$ROOT/pid")"
	! process_has_ended "$(<"$ROOT/pid")"
}

write_exim_files() {
	mkdir -p "$ROOT/etc/exim4" "$ROOT/run" "$ROOT/log" "$ROOT/mail" \
		"$ROOT/var/spool/exim4"
	cp "$PKI/good.pem" "$PKI/good.key" "$ROOT/etc/exim4/"
	printf '%s\n' "alerts@example.com: $PASSWORD" >"$ROOT/etc/exim4/users"
	give_in_root Debian-exim etc/exim4/good.key etc/exim4/users log \
		var/spool/exim4
}

# They must be there, for Exim takes the path of a mailbox only from the names
# in this directory, never from what a stranger writes.
make_exim_mailboxes() {
	local name

	for name in $MAILBOXES; do
		mkdir -p "$ROOT/mail/$name/"{new,cur,tmp}
	done
	give_in_root Debian-exim mail
}

write_exim_config() {
	cat >"$ROOT/etc/exim4/exim4.conf" <<-END
		PASSWORD_OF1 = \${lookup{\$auth1}lsearch{/etc/exim4/users}{\$value}fail}
		PASSWORD_OF2 = \${lookup{\$auth2}lsearch{/etc/exim4/users}{\$value}fail}

		primary_hostname = mail.example.com
		local_interfaces = 127.0.0.1
		daemon_smtp_ports = $1 : $2
		tls_on_connect_ports = $2
		daemon_startup_retries = 0
		spool_directory = /var/spool/exim4
		log_file_path = /log/%slog
		log_selector = +all
		keep_environment =
		timezone = UTC

		# There is no set-uid Exim here, so the mail is delivered by the
		# user that received it.
		deliver_drop_privilege = true

		host_lookup =
		rfc1413_hosts =
		smtp_enforce_sync = true
		smtp_max_synprot_errors = 0
		smtp_accept_max = 0

		tls_advertise_hosts = *
		tls_certificate = /etc/exim4/good.pem
		tls_privatekey = /etc/exim4/good.key
		auth_advertise_hosts = \${if eq{\$tls_in_cipher}{}{}{*}}
		chunking_advertise_hosts = *
		dsn_advertise_hosts = *
		pipelining_connect_advertise_hosts = *
		smtputf8_advertise_hosts = *

		acl_smtp_rcpt = check_recipient

		begin acl
		check_recipient:
		  deny message = log in first
		       !authenticated = *
		  deny message = no such user
		       !verify = recipient
		  accept

		begin routers
		mailboxes:
		  driver = accept
		  domains = example.com
		  local_parts = dsearch,filter=dir;/mail
		  transport = mailbox

		begin transports
		mailbox:
		  driver = appendfile
		  directory = /mail/\$local_part_data
		  maildir_format
		  return_path_add
		  envelope_to_add
		  user = Debian-exim
		  group = Debian-exim

		begin authenticators
		plain:
		  driver = plaintext
		  public_name = PLAIN
		  server_prompts = :
		  server_condition = \${if eq{\$auth3}{PASSWORD_OF2}}
		  server_set_id = \$auth2
		login:
		  driver = plaintext
		  public_name = LOGIN
		  server_prompts = Username:: : Password::
		  server_condition = \${if eq{\$auth2}{PASSWORD_OF1}}
		  server_set_id = \$auth1
		cram:
		  driver = cram_md5
		  public_name = CRAM-MD5
		  server_secret = PASSWORD_OF1
		  server_set_id = \$auth1
	END
}

stop_exim() {
	[[ -f ${ROOT:-}/pid ]] || return 0
	stop_process "$(<"$ROOT/pid")"
}

# A message is there in two files before Exim says that it has it, and until
# the last delivery is done and every notification is taken on.
queue_is_empty() {
	[[ ! -d $ROOT/var/spool/exim4/input ||
		-z $(find "$ROOT/var/spool/exim4/input" -type f) ]]
}

logged() {
	grep -qE -- "$1" "$ROOT/log/mainlog"
}

# assert_received REGEX: what the log says behind "<=" of the last message
# that was submitted.
assert_received() {
	local line

	line=$(grep ' <= alerts@example.com ' "$ROOT/log/mainlog" | tail -n 1)
	[[ $line =~ $1 ]] || fail "no '$1' in: $line"
}

mark_exim_log() {
	log_start=$(($(wc -l <"$ROOT/log/mainlog") + 1))
}

show_exim_log() {
	local file

	for file in "${ROOT:-}"/log/*; do
		echo "--- Exim, ${file##*/}"
		tail -n "+${log_start:-1}" "$file"
	done
}
