# system.bats - daemons and what an administrator lets run at night
bats_require_minimum_version 1.5.0
load callers

setup_file() {
	callers_file
	unpack cron anacron at sudo mdadm smartmontools logwatch \
		unattended-upgrades fail2ban calendar \
		monitoring-plugins-standard monitoring-plugins-common
}

# until_sent COMMAND...: a daemon in the house, until the mail has come. It
# lives as long as we hold the pipe open.
until_sent() {
	local open

	mkfifo "$TMP/until"
	as_root sh -c '"$@" & read -r _; kill $!; wait' sh "$@" \
		<"$TMP/until" >"$TMP/daemon" 2>&1 3>&- &
	exec {open}>"$TMP/until"
	server_agrees
	exec {open}>&-
	wait $!
}

# ---- jobs ----

@test "cron, for root" {
	printf '@reboot root printf ".\\n..\\nend\\n"\n' | put /etc/crontab
	smarthost
	until_sent cron -f
	letter 1
	came_on '<root@example.com>' '<root@example.com>'
	has 'From: root@example.com (Cron Daemon)' 'To: root@example.com' \
		'Subject: Cron <root@web1> printf ".\n..\nend\n"' \
		'Content-Type: text/plain; charset=UTF-8'
	assert_equal "$(body)" $'.\n..\nend'
}

@test "cron, for somebody else with a MAILTO" {
	printf '%s\n' MAILTO=alice,audit@example.net \
		'@reboot alice echo grüße' | put /etc/crontab
	smarthost
	until_sent cron -f
	letter 1
	came_on '<alice@example.com>' '<alice@example.com>' \
		'<audit@example.net>'
	has 'From: root@example.com (Cron Daemon)' \
		'To: alice@example.com,audit@example.net'
	assert_equal "$(body)" grüße
}

@test "anacron" {
	echo '1 0 nightly echo one; printf two' | put /etc/anacrontab
	smarthost
	run -0 as_root anacron -f -n -d
	came '<root@example.com>' '<root@example.com>'
	has 'From: Anacron <root@example.com>' 'To: root@example.com' \
		"Subject: Anacron job 'nightly' on web1"
	assert_equal "$(body)" $'one\ntwo'
}

@test "at" {
	smarthost
	as_root sh -c 'echo 0 >/var/spool/cron/atjobs/.SEQ
		chown daemon:daemon /var/spool/cron/atjobs/.SEQ
		echo "printf \".\\nend\"" | at now
		exec atd -d -s'
	came '<root@example.com>' '<root@example.com>'
	has 'From: root <root@example.com>' 'To: root@example.com' \
		'Subject: Output from your job        1'
	assert_equal "$(body)" $'.\nend'
}

@test "calendar" {
	smarthost
	run -0 --separate-stderr as_root sh -c 'mkdir ~/.calendar &&
		date "+%m/%d%tbirthday" >~/.calendar/calendar &&
		exec calendar -a'
	silent
	came '<root@example.com>' '<root@example.com>'
	has 'From: root@example.com (Reminder Service)' 'To: root@example.com'
	[[ $(body) == *birthday ]]
}

# ---- warnings ----

@test "sudo" {
	printf '%s\n' 'Defaults mail_always' 'root ALL=(ALL) ALL' |
		put /etc/sudoers 440
	smarthost
	run -0 --separate-stderr as_root sudo id -u
	assert_equal "$output$stderr" 0
	came '<root@example.com>' '<root@example.com>'
	has 'From: root@example.com' 'To: root@example.com' \
		'Subject: *** SECURITY information for web1 ***'
	[[ $(body) == *'USER=root ; COMMAND=/usr/bin/id -u'* ]]
}

@test "mdadm" {
	echo 'MAILADDR root' | put /etc/mdadm/mdadm.conf
	smarthost
	run -0 as_root mdadm --monitor --oneshot --test /dev/md127
	came '<root@example.com>' '<root@example.com>'
	has 'From: mdadm monitoring <root@example.com>' \
		'To: root@example.com' \
		'Subject: TestMessage event on /dev/md127:web1'
	[[ $(body) == *'A TestMessage event had been detected'* ]]
}

# smartd starts this script, which takes all from its environment; no disk
# here would let smartd do so.
@test "smartd" {
	smarthost
	run -0 --separate-stderr as_root env SMARTD_MAILER=mail \
		SMARTD_ADDRESS=root SMARTD_FAILTYPE=Health \
		SMARTD_MESSAGE='Device: /dev/sda, FAILED SMART self-check' \
		SMARTD_DEVICE=/dev/sda SMARTD_DEVICESTRING=/dev/sda \
		SMARTD_DEVICETYPE=ata SMARTD_DEVICEINFO='a disk' \
		SMARTD_TFIRST=now SMARTD_TFIRSTEPOCH=1 SMARTD_PREVCNT=0 \
		/usr/share/smartmontools/smartd_warning.sh
	silent
	came '<root@example.com>' '<root@example.com>'
	has 'From: root <root@example.com>' 'To: root@example.com' \
		'Subject: SMART error (Health) detected on host: web1'
	[[ $(body) == *'Device: /dev/sda, FAILED SMART self-check'* ]]
}

@test "fail2ban" {
	printf '%s\n' '[DEFAULT]' 'dbfile = None' '[door]' 'enabled = true' \
		'filter = sshd' 'logpath = /etc/door.log' 'backend = polling' \
		'action = sendmail[name=door, dest=root, sender=fail2ban]' |
		put /etc/fail2ban/jail.local
	put /etc/door.log </dev/null
	smarthost --connections 3
	run -0 as_root sh -c 'rm -f /etc/fail2ban/jail.d/*
		mkdir /run/fail2ban
		fail2ban-client --logtarget /tmp/log start &&
		fail2ban-client set door banip 192.0.2.1 &&
		fail2ban-client stop && cat /tmp/log'
	refute_output --partial ERROR
	server_agrees
	for number in 1 2 3; do
		letter "$number"
		came_on '<fail2ban@example.com>' '<root@example.com>'
		has 'From: Fail2Ban <fail2ban@example.com>' \
			'To: root@example.com'
	done
	letter 2
	has 'Subject: [Fail2Ban] door: banned 192.0.2.1 from web1'
	[[ $(body) == *'The IP 192.0.2.1 has just been banned'* ]]
}

# ---- reports ----

@test "logwatch" {
	date '+%b %d 00:00:01 web1 sshd[1]: Failed password for root from
		192.0.2.1 port 1 ssh2' | tr -s '\n\t' ' ' |
		put /var/log/auth.log
	echo >>"$HOUSE/var/log/auth.log"
	smarthost
	run -0 as_root logwatch --output mail --mailto root --range today \
		--service sshd
	assert_output ''
	came '<root@example.com>' '<root@example.com>'
	has 'From: root@example.com' 'To: root@example.com' \
		'Subject: Logwatch for web1 (Linux)'
	[[ $(body) == *'192.0.2.1: 1 Time'* ]]
}

@test "unattended-upgrades" {
	printf '%s\n' '#clear Unattended-Upgrade::Allowed-Origins;' \
		'#clear Unattended-Upgrade::Origins-Pattern;' \
		'Unattended-Upgrade::Mail "root";' \
		'Unattended-Upgrade::MailReport "always";' |
		put /etc/apt/apt.conf.d/99callers
	smarthost
	run -0 as_root sh -c 'mkdir -p /var/log/unattended-upgrades
		rm -rf /var/lib/apt/lists/*
		exec unattended-upgrade'
	came '<root@example.com>' '<root@example.com>'
	has 'From: root@example.com' 'To: root@example.com' \
		'Subject: unattended-upgrades result for web1: SUCCESS'
	[[ $(body) == *'No packages found that can be upgraded'* ]]
}

@test "check_mailq reads our mailq" {
	local mailer

	for mailer in sendmail postfix exim; do
		run -0 --separate-stderr as_root \
			/usr/lib/nagios/plugins/check_mailq -w 1 -c 2 \
			-M "$mailer"
		assert_output --partial 'unsent=0'
	done
}
