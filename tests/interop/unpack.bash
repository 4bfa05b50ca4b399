# unpack.bash - servers whose packages cannot be installed beside Postfix
#
# Such a server gets a root directory of its own, made of its unpacked package
# and the shared libraries of this system, and runs there by chroot: whatever
# path is compiled into it is then a path of the test, and the users it wants
# need not exist outside.
#
# Fetched packages are kept in $SENDOFF_PACKAGES, or in build/packages.

# make_root PACKAGE... makes such a root in $ROOT, which must not exist.
make_root() {
	local package

	mkdir -p "$ROOT/dev" "$ROOT/etc" "$ROOT/tmp"
	chmod 1777 "$ROOT/tmp"
	for package in "$@"; do
		unpack_into_root "$package" || return
	done
	make_devices && copy_libraries && write_users
	echo '127.0.0.1 localhost' >"$ROOT/etc/hosts"
}

# Nothing here needs a set-uid program, and one would outlive the test.
unpack_into_root() {
	fetch_package "$1" &&
		dpkg -x "$packages/$1.deb" "$ROOT" &&
		find "$ROOT" -type f -perm /6000 -exec chmod ug-s {} +
}

# fetch_package PACKAGE puts PACKAGE.deb into $packages, once for all tests
# however many of them ask at a time.
fetch_package() {
	packages="${SENDOFF_PACKAGES:-$BATS_TEST_DIRNAME/../../build/packages}"
	mkdir -p "$packages"
	packages=$(cd "$packages" && pwd)
	(
		exec {lock}>"$packages/.lock" && flock "$lock" || exit
		[[ -f $packages/$1.deb ]] || download "$1"
	) || fail "cannot fetch the package $1"
}

# Lists of packages may be missing or too old to be of use.
download() {
	local new="$packages/.new"

	rm -rf "$new"
	mkdir "$new"
	(cd "$new" && apt-get -q download "$1") >"$packages/.log" 2>&1 ||
		(apt-get -q update && cd "$new" && apt-get -q download "$1") \
			>"$packages/.log" 2>&1 ||
		{
			cat "$packages/.log"
			return 1
		}
	mv "$new/$1"_*.deb "$packages/$1.deb"
}

make_devices() {
	mknod -m 666 "$ROOT/dev/null" c 1 3 &&
		mknod -m 666 "$ROOT/dev/urandom" c 1 9 &&
		: 2>/dev/null >"$ROOT/dev/null" ||
		fail "no devices in $ROOT: set another TMPDIR"
}

programs_of_root() {
	find "$ROOT" -type f -perm /111 -exec grep -l $'^\x7fELF' {} +
}

# copy_libraries copies what the programs in $ROOT are linked with.
copy_libraries() {
	local needed missing

	needed=$(programs_of_root | xargs ldd)
	missing=$(sed -n 's/ => not found//p' <<<"$needed" | sort -u)
	[[ -z $missing ]] || {
		fail "missing:" $missing "(tests/run.sh installs them)"
		return 1
	}
	sed -n 's,^[^/]*\(/[^ ]*\) (0x.*,\1,p' <<<"$needed" | sort -u |
		while read -r library; do
			mkdir -p "$ROOT${library%/*}"
			cp -L "$library" "$ROOT$library"
		done
}

# add_program PROGRAM copies a program of this system and its libraries.
add_program() {
	mkdir -p "$ROOT${1%/*}"
	cp -L "$1" "$ROOT$1"
	copy_libraries
}

# The users that Debian's servers want, all of them in group 65534.
write_users() {
	local name id=60000

	echo 'root:x:0:0::/:/bin/sh' >"$ROOT/etc/passwd"
	echo "nobody:x:65534:65534::/:/bin/sh" >>"$ROOT/etc/passwd"
	printf '%s\n' 'root:x:0:' 'nogroup:x:65534:' >"$ROOT/etc/group"
	for name in Debian-exim opensmtpd opensmtpq; do
		((++id))
		echo "$name:x:$id:$id::/:/bin/false" >>"$ROOT/etc/passwd"
		echo "$name:x:$id:" >>"$ROOT/etc/group"
	done
}

# give_in_root USER FILE... gives these, and what is in them, to a user whom
# only the root knows.
give_in_root() {
	local id

	id=$(sed -n "s/^$1:x:\([0-9]*:[0-9]*\):.*/\1/p" "$ROOT/etc/passwd")
	(cd "$ROOT" && chown -R "$id" "${@:2}")
}
