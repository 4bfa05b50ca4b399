#!/bin/sh
# enter.sh COMMAND... - makes the house of house.bash in the mount namespace
# that it was started in, and becomes COMMAND there.
#
# $HOUSE_LAYERS are the layers below, the uppermost first, parted by colons;
# $HOUSE_KEPT is the one directory in which a test sees what was written.
set -eu
umask 022

# Several have one directory only, and overlayfs takes no missing one.
find_layers() {
	layers=
	IFS=:
	for layer in $HOUSE_LAYERS; do
		[ ! -d "$layer$1" ] || layers=$layers$layer$1:
	done
	unset IFS
	layers=$layers$1
}

echo web1 >/proc/sys/kernel/hostname
house=/run/house
mount -t tmpfs house /run
mkdir -p /run/lock $house/kept $house/etc/upper $house/etc/work \
	$house/usr/upper $house/usr/work $house/var/upper $house/var/work
mount --bind "$HOUSE_KEPT" $house/kept
for directory in /etc /usr /var; do
	find_layers $directory
	new=$house$directory
	mount -t overlay house -o "lowerdir=$layers" \
		-o "upperdir=$new/upper,workdir=$new/work" $directory
done
mount -t tmpfs -o mode=755 house /home
mount -t tmpfs -o mode=700 house /root
mount -t tmpfs -o mode=1777 house /tmp
cp -rp /etc/skel /home/alice
chown -R alice:alice /home/alice
mkdir -p "$HOUSE_KEPT"
mount --bind $house/kept "$HOUSE_KEPT"
cd /
exec "$@"
