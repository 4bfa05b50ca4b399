# house.bash - a house in which sendmail is ours
#
# Most callers have /usr/sbin/sendmail compiled in, and want files in /etc and
# /var. So each runs in a mount namespace of its own, where /etc, /usr and /var
# are made of layers, the uppermost first:
#
#	a tmpfs		what is written there, gone with its last process
#	$HOUSE		what the test has put there
#	$PACKAGES	packages that had better not be installed on a machine:
#			daemons, and what cannot stand beside another mailer
#	$INSTALLED	sendoff, as meson installs it
#	/		the machine
#
# /run, /tmp, /root and /home are empty but for alice's home; the host is
# called web1. The machine's own sendmail is not to be seen.

CALLERS=$TESTS/callers
INSTALLED=$TESTS/../build/installed/root
PACKAGES=$BATS_FILE_TMPDIR/packages

load ../interop/unpack

# install_sendoff builds and installs into $INSTALLED, once for all who ask at
# a time.
install_sendoff() {
	local build=$TESTS/../build/installed log=$BATS_FILE_TMPDIR/install.log

	mkdir -p "$build"
	(
		exec {lock}>"$build/lock" && flock "$lock" || exit
		[[ -f $build/build.ninja ]] ||
			meson setup "$build" "$TESTS/.." --prefix=/usr \
				--sysconfdir=/etc -Dtests=false
		ninja -C "$build" &&
			DESTDIR=$(realpath "$build")/root \
				meson install -C "$build" --no-rebuild
	) >"$log" 2>&1 || fail "cannot install sendoff: $(cat "$log")"
}

# unpack PACKAGE... puts them into $PACKAGES, without running their scripts.
unpack() {
	local package

	umask 022
	mkdir -p "$PACKAGES/usr/"{bin,sbin,lib}
	ln -s usr/bin usr/sbin usr/lib "$PACKAGES"
	for package; do
		fetch_package "$package"
		dpkg-deb --fsys-tarfile "$packages/$package.deb" |
			tar -x --keep-directory-symlink -C "$PACKAGES" ||
			fail "cannot unpack $package"
	done
}

need_house() {
	((EUID == 0)) || fail 'only root can build the house'
	unshare --mount --uts true || fail 'no mount namespaces here'
	chmod a+x "$BATS_RUN_TMPDIR" "${BATS_FILE_TMPDIR%/*}" \
		"$BATS_FILE_TMPDIR"
}

# make_house: what every test's house has
make_house() {
	HOUSE=$TMP/house
	chmod a+x "${TMP%/*}" "$TMP"
	(
		umask 022
		mkdir -p "$HOUSE/etc"
		cd "$HOUSE/etc"
		echo example.com >mailname
		printf '%s\n' '127.0.0.1 localhost' '127.0.1.1 web1' >hosts
		add_alice
	)
}

# Whoever is in the group mailsubmit can read the password, as in README. The
# group crontab is what the package cron would have added.
add_alice() {
	local home=/home/alice

	cp -p /etc/passwd /etc/group /etc/shadow .
	echo "alice:x:4321:4321:& Liddell,Room 5,:$home:/bin/sh" >>passwd
	echo 'alice:*:20000:0:99999:7:::' >>shadow
	printf '%s\n' 'alice:x:4321:' 'mailsubmit:x:4322:alice' \
		'crontab:x:4323:' >>group
}

# put FILE [MODE] <text: in the house
put() {
	(umask 022 && mkdir -p "$HOUSE${1%/*}")
	cat >"$HOUSE$1"
	chmod "${2:-644}" "$HOUSE$1"
}

# as_root COMMAND..., as_alice COMMAND...: in the house, with the environment
# that a login gives
as_root() {
	enter env -i HOME=/root USER=root LOGNAME=root "${FURNITURE[@]}" "$@"
}

as_alice() {
	enter setpriv --reuid alice --regid alice --groups 4321,4322 \
		env -i HOME=/home/alice USER=alice LOGNAME=alice \
		"${FURNITURE[@]}" "$@"
}

FURNITURE=(PATH=/usr/sbin:/usr/bin:/sbin:/bin SHELL=/bin/sh TZ=UTC
	LC_ALL=C.UTF-8 timeout 40)

enter() {
	HOUSE_LAYERS=$HOUSE:$PACKAGES:$INSTALLED \
		HOUSE_KEPT=$BATS_RUN_TMPDIR \
		unshare --mount --uts -- sh "$CALLERS/enter.sh" "$@"
}
