# nodemailer.bash - JavaScript's mailer, by npm, its ordinary client

# Once for a file; it is in $NODE then.
install_nodemailer() {
	NODE=$BATS_FILE_TMPDIR/node

	[[ ! -e $NODE/done ]] || return 0
	mkdir -p "$NODE"
	(umask 022 && cd "$NODE" && npm install --no-audit --no-fund \
		--ignore-scripts nodemailer@7) >"$TMP/npm" 2>&1 ||
		fail "npm: $(cat "$TMP/npm")"
	chmod a+x "$NODE"
	: >"$NODE/done"
}
