# dovecot-submission.bash - Dovecot's submission service before another server

# start_dovecot_submission needs $PKI and $SUBMISSION, which is the server that
# it relays to, and then leaves its own URLs there and in $SUBMISSIONS.
start_dovecot_submission() {
	local ports

	start_dovecot_services 2 write_submission_config || return
	export SUBMISSION="submission://localhost:${ports[0]}"
	export SUBMISSIONS="submissions://localhost:${ports[1]}"
	wait_until greets "${ports[0]}"
}

write_submission_config() {
	cat <<-END
		protocols = submission
		hostname = front.example.com
		ssl = required
		ssl_cert = <$PKI/good.pem
		ssl_key = <$PKI/good.key
		service submission-login {
		  inet_listener submission {
		    address = 127.0.0.1
		    port = $1
		  }
		  inet_listener submissions {
		    address = 127.0.0.1
		    port = $2
		    ssl = yes
		  }
		}
		userdb {
		  driver = static
		  args = uid=$(id -u nobody) gid=$(id -g nobody) home=/nonexistent
		}
		mail_location = maildir:$DOVECOT/mail:INDEX=MEMORY

		submission_relay_host = localhost
		# Without this Dovecot offers DSN only behind the login.
		submission_backend_capabilities = 8BITMIME CHUNKING DSN SIZE
		submission_relay_port = ${SUBMISSION##*:}
		submission_relay_ssl = starttls
		ssl_client_ca_file = $PKI/ca.pem
		submission_relay_user = alerts@example.com
		submission_relay_password = "${PASSWORD//\"/\\\"}"
	END
}

# assert_login MECHANISM: so says the log of the last login.
assert_login() {
	local line

	line=$(grep ' submission-login: Info: Login: ' "$DOVECOT/log" |
		tail -n 1)
	[[ $line == *" user=<alerts@example.com>, method=$1,"*", TLS,"* ]] ||
		fail "no login with TLS and $1: $line"
}
