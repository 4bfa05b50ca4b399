# setup.sh - what both tests/run.sh and tests/demo.sh begin with: the packages
# they need, installed when they are missing, and a build. To be sourced, in
# the top of the tree.

build_packages='gcc libc6-dev meson ninja-build pkg-config libgnutls28-dev
	libgsasl-dev libidn2-dev'

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		echo "$0: needs root or sudo to install packages: $*" >&2
		exit 1
	fi
}

missing() {
	for package; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
			grep -q 'ok installed' || echo "$package"
	done
}

# install PACKAGE...: quietly, asking nothing, starting no service.
install() {
	packages=$(missing "$@")
	[ -n "$packages" ] || return 0
	command -v apt-get >/dev/null || {
		echo "$0: please install:" $packages >&2
		exit 1
	}
	log=$(mktemp)
	echo "installing" $packages
	printf '%s\n' 'postfix postfix/main_mailer_type select No configuration' |
		as_root debconf-set-selections 2>/dev/null || :
	{
		as_root apt-get update -q &&
		as_root env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -q --no-install-recommends $packages
	} </dev/null >"$log" 2>&1 || {
		cat "$log" >&2
		exit 1
	}
	rm -f "$log"
}

# quietly DIRECTORY COMMAND...: its output is for who has to mend it.
quietly() {
	log=$1.log
	shift
	"$@" >"$log" 2>&1 || {
		cat "$log" >&2
		return 1
	}
	rm -f "$log"
}

# configure DIRECTORY [MESON-OPTION...]: unless it is.
configure() {
	[ -f "$1/build.ninja" ] || quietly "$1" meson setup "$@"
}

# build DIRECTORY [MESON-OPTION...]: from scratch or anew.
build() {
	configure "$@" && quietly "$1" ninja -C "$1"
}
