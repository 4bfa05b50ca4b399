#!/bin/sh
# enter.sh COMMAND... - makes the house of house.bash in the mount namespace
# that it was started in, and becomes COMMAND there.
#
# $HOUSE_LAYERS are the layers below, the uppermost first, parted by colons;
# $HOUSE_KEPT is the one directory in which a test sees what was written.
set -eu
umask 022

# Several have one directory only, and overlayfs takes no missing one.
layers_of() {
	printf '%s\n' "$HOUSE_LAYERS" | tr : '\n' | while read -r layer; do
		[ ! -d "$layer$1" ] || printf '%s:' "$layer$1"
	done
	echo "$1"
}

mount --make-rprivate /
echo web1 >/proc/sys/kernel/hostname
mount -t tmpfs house /run
mkdir -p /run/lock /run/house/kept
mount --bind "$HOUSE_KEPT" /run/house/kept
for directory in /etc /usr /var; do
	new=/run/house$directory
	mkdir -p "$new/upper" "$new/work"
	mount -t overlay house -o "lowerdir=$(layers_of $directory)" \
		-o "upperdir=$new/upper,workdir=$new/work" $directory
done
for directory in /home /root /tmp; do
	mount -t tmpfs house $directory
done
chmod 1777 /tmp
chmod 700 /root
cp -rp /etc/skel /home/alice
chown -R alice:alice /home/alice
mkdir -p "$HOUSE_KEPT"
mount --bind /run/house/kept "$HOUSE_KEPT"
cd /
exec "$@"
