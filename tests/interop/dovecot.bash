# dovecot.bash - a Dovecot of our own, as the keeper of passwords or more
#
# Its configuration, log, sockets and mailboxes are in $DOVECOT; of the
# installed Dovecot it uses only the programs.

# start_dovecot_auth serves Dovecot's auth protocol on the socket
# $DOVECOT/auth and knows one user, alerts@example.com.
start_dovecot_auth() {
	make_dovecot
	write_dovecot_config >"$DOVECOT/dovecot.conf"
	launch_dovecot || {
		show_dovecot_log
		fail 'Dovecot does not start'
		return 1
	}
	wait_until dovecot_offers SCRAM-SHA-256
}

make_dovecot() {
	export DOVECOT="$BATS_FILE_TMPDIR/dovecot"
	mkdir "$DOVECOT"
	printf '%s\n' "alerts@example.com:{PLAIN}$PASSWORD" >"$DOVECOT/users"
}

# Descriptor 3 is bats's own; who inherits it keeps bats waiting.
launch_dovecot() {
	dovecot -c "$DOVECOT/dovecot.conf" 3>&-
}

# start_dovecot_services COUNT WRITER starts it with COUNT ports, for which
# WRITER prints the configuration that goes behind the usual one. It leaves
# them in the array $ports.
start_dovecot_services() {
	local attempt

	make_dovecot
	for attempt in 1 2 3 4 5; do
		read -ra ports <<<"$(free_ports "$1")"
		{
			write_dovecot_config
			"$2" "${ports[@]}"
		} >"$DOVECOT/dovecot.conf"
		launch_dovecot && return
		grep -q 'Address already in use' "$DOVECOT/log" || break
		rm "$DOVECOT/log"
	done
	show_dovecot_log
	fail 'Dovecot does not start'
}

write_dovecot_config() {
	cat <<-END
		base_dir = $DOVECOT/run
		state_dir = $DOVECOT/state
		log_path = $DOVECOT/log
		auth_verbose = yes
		protocols =
		ssl = no

		auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
		passdb {
		  driver = passwd-file
		  args = $DOVECOT/users
		}
		service auth {
		  user = root
		  unix_listener $DOVECOT/auth {
		    mode = 0666
		  }
		}

		# A wrong password must not slow down the tests after it.
		auth_failure_delay = 0
		service anvil {
		  unix_listener anvil-auth-penalty {
		    mode = 0
		  }
		}
	END
}

# Dovecot speaks first: a line for each mechanism, and DONE.
dovecot_offers() {
	perl -MSocket -e '
		my ($path, $mechanism) = @ARGV;
		socket my $auth, PF_UNIX, SOCK_STREAM, 0 or die;
		connect $auth, pack_sockaddr_un($path) or exit 1;
		while (<$auth>) {
			$offered = 1 if /^MECH\t\Q$mechanism\E\t/;
			exit !$offered if /^DONE$/;
		}
		exit 1' "$DOVECOT/auth" "$1"
}

# Dovecot removes the file last of all. Its process id would not do: where
# nobody reaps orphans it stays taken.
dovecot_is_gone() {
	[[ ! -e $DOVECOT/run/master.pid ]]
}

stop_dovecot() {
	[[ -n ${DOVECOT:-} ]] || return 0
	dovecot_is_gone && return
	kill "$(<"$DOVECOT/run/master.pid")"
	wait_until dovecot_is_gone
}

show_dovecot_log() {
	echo '--- Dovecot'
	[[ ! -f $DOVECOT/log ]] || tail -n 30 "$DOVECOT/log"
}
