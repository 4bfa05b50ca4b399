# dovecot-lmtp.bash - Dovecot delivering what it is given by LMTP

load mailbox.bash

# start_dovecot_lmtp needs $PKI, and leaves in $LMTP_SOCKET and $LMTP_TCP the
# URLs of the same service. The mailbox "full" takes no more than 1000 octets,
# and "broken" cannot be opened.
start_dovecot_lmtp() {
	local ports

	start_dovecot_services 1 write_lmtp_config || return
	write_lmtp_mailboxes
	export MAILDIRS="$DOVECOT/mail"
	export LMTP_SOCKET="lmtp:$DOVECOT/lmtp"
	export LMTP_TCP="lmtp://localhost:${ports[0]}"
	wait_until greets "${ports[0]}"
}

write_lmtp_config() {
	cat <<-END
		protocols = lmtp
		hostname = mail.example.com
		postmaster_address = postmaster@example.com
		ssl = yes
		ssl_cert = <$PKI/good.pem
		ssl_key = <$PKI/good.key
		service lmtp {
		  unix_listener $DOVECOT/lmtp {
		    mode = 0666
		  }
		  inet_listener lmtp {
		    address = 127.0.0.1
		    port = $1
		  }
		}
		userdb {
		  driver = passwd-file
		  args = $DOVECOT/mailboxes
		}
		mail_location = maildir:$DOVECOT/mail/%n:INDEX=MEMORY
		mail_plugins = quota
		plugin {
		  quota = dict:user::file:$DOVECOT/mail/%n.quota
		  quota_rule = *:storage=100M
		}
	END
}

write_lmtp_mailboxes() {
	local name

	mkdir "$DOVECOT/mail"
	chown nobody "$DOVECOT/mail"
	for name in $MAILBOXES full broken; do
		printf '%s@example.com::%s:%s::%s::' "$name" "$(id -u nobody)" \
			"$(id -g nobody)" "$DOVECOT/mail/$name"
		[[ $name != full ]] || printf 'userdb_quota_rule=*:bytes=1000'
		echo
	done >"$DOVECOT/mailboxes"
	: >"$DOVECOT/mail/broken"
}

# A mail is in its mailbox before Dovecot says so.
queue_is_empty() {
	true
}
