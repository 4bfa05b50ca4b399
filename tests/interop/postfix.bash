# postfix.bash - a Postfix of our own, with submission and mailboxes
#
# It serves example.com. Its configuration, queue, log and mailboxes are in
# $POSTFIX; of the installed Postfix it uses only the programs.

load mailbox.bash
load dovecot.bash

# What it says of ghost@example.com.
GHOST="550 5.1.1 <ghost@example.com>: Recipient address rejected: \
User unknown in virtual mailbox table"

# serve_postfix, as setup_file: with a Dovecot that keeps the passwords.
serve_postfix() {
	# One server and its mailboxes serve all these tests.
	export BATS_NO_PARALLELIZE_WITHIN_FILE=true

	need postfix dovecot certtool perl setpriv timeout cmp
	need_root
	find_sendoff
	open_tmpdir_to postfix
	open_tmpdir_to nobody
	make_certificates
	start_dovecot_auth
	start_postfix
}

teardown_file() {
	stop_postfix
	stop_dovecot
}

# start_postfix needs $PKI and $DOVECOT, and leaves the URLs of its services in
# $SUBMISSION (STARTTLS), $SUBMISSIONS (TLS at once) and $NARROW (STARTTLS; 30
# recipients and 2000000 octets at a time).
start_postfix() {
	local ports attempt

	export POSTFIX="$BATS_FILE_TMPDIR/postfix"
	export MAILDIRS="$POSTFIX/mail"
	mkdir -p "$POSTFIX/etc" "$POSTFIX/queue" "$POSTFIX/mail"
	chown nobody "$POSTFIX/mail"
	write_main_cf

	for attempt in 1 2 3 4 5; do
		read -ra ports <<<"$(free_ports 3)"
		write_master_cf "${ports[@]}"
		if launch_postfix; then
			export SUBMISSION="submission://localhost:${ports[0]}"
			export SUBMISSIONS="submissions://localhost:${ports[1]}"
			export NARROW="submission://localhost:${ports[2]}"
			wait_until greets "${ports[0]}"
			return
		fi
		port_was_taken || break
	done
	cat "$POSTFIX/start.log"
	show_postfix_log
	fail 'Postfix does not start'
}

# Descriptor 3 is bats's own; who inherits it keeps bats waiting.
launch_postfix() {
	: >"$POSTFIX/log"
	postfix -c "$POSTFIX/etc" start >"$POSTFIX/start.log" 2>&1 3>&-
}

port_was_taken() {
	grep -q 'Address already in use' "$POSTFIX/log" "$POSTFIX/start.log"
}

write_main_cf() {
	cat >"$POSTFIX/etc/main.cf" <<-END
		compatibility_level = 3.6
		queue_directory = $POSTFIX/queue
		data_directory = $POSTFIX/data
		maillog_file = $POSTFIX/log
		maillog_file_prefixes = $POSTFIX

		myhostname = mail.example.com
		mydestination =
		local_recipient_maps =
		alias_maps =
		alias_database =
		inet_protocols = ipv4
		mynetworks =
		default_transport = error:5.4.4 only example.com lives here

		virtual_mailbox_domains = example.com
		virtual_mailbox_base = $POSTFIX/mail
		virtual_mailbox_maps = inline:{$(mailbox_map)}
		virtual_uid_maps = static:$(id -u nobody)
		virtual_gid_maps = static:$(id -g nobody)

		smtpd_tls_chain_files = $PKI/good.key, $PKI/good.pem
		smtpd_tls_auth_only = yes
		smtpd_sasl_auth_enable = yes
		smtpd_sasl_type = dovecot
		smtpd_sasl_path = $DOVECOT/auth
		smtpd_relay_restrictions = permit_sasl_authenticated, reject
		smtpd_client_restrictions = permit_sasl_authenticated, reject

		# As strict as Postfix can be with who breaks the rules.
		smtpd_forbid_unauth_pipelining = yes
		smtpd_forbid_bare_newline = reject
		smtpd_forbid_bare_newline_exclusions =
		strict_rfc821_envelopes = yes

		# Postfix would add missing fields and drop Bcc for us, and so
		# hide that we did not.
		local_header_rewrite_clients =
		message_drop_headers =

		# A refusal must not slow down the tests after it.
		smtpd_error_sleep_time = 0
	END

	# Postfix waits for seconds before it trusts a file just written.
	touch -d '1 minute ago' "$POSTFIX/etc/main.cf"
}

mailbox_map() {
	local name

	for name in $MAILBOXES; do
		printf ' {%s@example.com = %s/}' "$name" "$name"
	done
}

write_master_cf() {
	cat >"$POSTFIX/etc/master.cf" <<-END
		127.0.0.1:$1 inet n - n - - smtpd
		  -o syslog_name=postfix/submission
		  -o smtpd_tls_security_level=encrypt
		127.0.0.1:$2 inet n - n - - smtpd
		  -o syslog_name=postfix/submissions
		  -o smtpd_tls_wrappermode=yes
		127.0.0.1:$3 inet n - n - - smtpd
		  -o syslog_name=postfix/narrow
		  -o smtpd_tls_security_level=encrypt
		  -o smtpd_recipient_limit=30
		  -o message_size_limit=2000000
		cleanup   unix       n - n -    0 cleanup
		qmgr      unix       n - n 300  1 qmgr
		tlsmgr    unix       - - n 1000 1 tlsmgr
		rewrite   unix       - - n -    - trivial-rewrite
		bounce    unix       - - n -    0 bounce
		defer     unix       - - n -    0 bounce
		trace     unix       - - n -    0 bounce
		error     unix       - - n -    - error
		retry     unix       - - n -    - error
		virtual   unix       - n n -    - virtual
		anvil     unix       - - n -    1 anvil
		postlog   unix-dgram n - n -    1 postlogd
	END
}

postfix_is_gone() {
	! postfix -c "$POSTFIX/etc" status >/dev/null 2>&1
}

stop_postfix() {
	[[ -f ${POSTFIX:-}/etc/master.cf ]] || return 0
	postfix_is_gone && return
	postfix -c "$POSTFIX/etc" abort >"$POSTFIX/stop.log" 2>&1 3>&-
	wait_until postfix_is_gone
}

# Whatever Postfix has taken on is in one of these until it is delivered.
queue_is_empty() {
	[[ -z $(cd "$POSTFIX/queue" &&
		find incoming active deferred hold corrupt -type f) ]]
}

logged() {
	grep -q -- "$1" "$POSTFIX/log"
}

# assert_login MAIL SERVICE MECHANISM: so says the log of the queue id that
# stands in the mail's Received field.
assert_login() {
	local id

	id=$(field "$1" Received |
		sed -n 's/.* with ESMTPSA id \([^ ;]*\).*/\1/p')
	[[ -n $id ]] || fail "not received with TLS and AUTH: $(header "$1")"
	wait_until logged "/$2/smtpd.* $id: .*sasl_method=$3, \
sasl_username=alerts@example.com\$"
}

mark_postfix_log() {
	log_start=$(($(wc -l <"$POSTFIX/log") + 1))
}

show_postfix_log() {
	echo '--- Postfix'
	tail -n "+${log_start:-1}" "$POSTFIX/log"
}
