# units.bats - what is installed for systemd
load helper

# installed: everything, below $TREE, as if /usr were the prefix
installed() {
	need meson systemd-analyze
	TREE=$TMP/tree
	meson setup "$TMP/build" "$TESTS/.." --prefix=/usr -Dtests=false \
		>"$TMP/meson.log" || fail "$(cat "$TMP/meson.log")"
	mkdir -p "$TREE/usr/sbin" "$TREE/usr/lib/systemd/system"
	# What every unit depends on, though it does not say so.
	cp -a /usr/lib/systemd/system/*.target "$TREE/usr/lib/systemd/system"
	DESTDIR=$TREE meson install -C "$TMP/build" --no-rebuild \
		--tags units >"$TMP/meson.log" ||
		fail "$(cat "$TMP/meson.log")"
	cp "$SENDOFF" "$TREE/usr/sbin/sendoff"
}

# verified UNIT...: systemd has nothing to say of it
verified() {
	local unit text

	for unit; do
		text=$(SYSTEMD_LOG_LEVEL=warning systemd-analyze verify \
			--man=no --root="$TREE" "$unit" 2>&1) ||
			fail "$unit: $text"
		[[ -z $text ]] || fail "$unit: $text"
	done
}

@test "systemd understands every unit" {
	installed
	local -a units

	mapfile -t units < <(find "$TREE/usr/lib/systemd/system" \
		-name 'sendoff*')
	((${#units[@]} >= 2)) || fail "not there: ${units[*]}"
	verified "${units[@]}"
}

@test "units name the program where it was installed" {
	installed
	run grep -rh '^ExecStart=' "$TREE/usr/lib/systemd"
	assert_success
	refute_output --regexp '@|=[^/]'
	assert_line --regexp '^ExecStart=/usr/sbin/sendoff '
}

@test "what runs by itself may do little" {
	installed
	local unit level

	for unit in "$TREE"/usr/lib/systemd/system/*.service; do
		run systemd-analyze security --offline=true --threshold=45 \
			--root="$TREE" "$unit"
		((status == 0)) || fail "${unit##*/}: $output"
	done
}
