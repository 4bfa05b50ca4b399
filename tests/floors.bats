# floors.bats - the plan of the house, held against the house
bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert

setup() {
	export LC_ALL=C
	cd "$BATS_TEST_DIRNAME/.."
}

# Which rooms each room may look into, itself aside.
declare -gA may=(
	[base]=''
	[mail]='base'
	[net]='base'
	[auth]='base net'
	[smtp]='base mail net auth'
	[queue]='base mail'
	[conf]='base mail net auth smtp queue'
	[import]='base conf'
	[cmd]='base mail net auth smtp queue conf import'
)

# files ROOM: its sources, by the path from the top
files() {
	local room=$1

	[[ $room == cmd ]] || room=src/$room
	[[ ! -d $room ]] || find "$room" -name '*.[ch]'
}

# includes: "FILE:INCLUDED" for each include in quotes
includes() {
	grep -Ho '^ *# *include *"[^"]*"' "$@" /dev/null |
		sed 's/^\([^:]*\):.*"\(.*\)"/\1:\2/'
}

# none OF-WHAT <lines: there must be none
none() {
	local found

	found=$(cat)
	[[ -z $found ]] || fail "$1:"$'\n'"$found"
}

# "FILE:LINE:" and the line, comments and texts aside, for looking at what the
# code does.
code() {
	awk '{
		gsub(/"([^"\\]|\\.)*"/, "\"\"")
		sub(/^[ \t]*(\/\*|\*[ \/]|\*$).*/, "")
		print FILENAME ":" FNR ":" $0
	}' "$@"
}

@test "every room has its floor here" {
	local room

	for room in src/*/; do
		room=$(basename "$room")
		[[ -v may[$room] ]] || fail "src/$room is on no floor"
	done
}

@test "includes point down only" {
	local room file included target

	for room in "${!may[@]}"; do
		while IFS=: read -r file included; do
			[[ -n $file ]] || continue
			target=${included%%/*}
			[[ $included == */* || $room != cmd ]] || target=cmd
			[[ $included == */* || $room == cmd ]] ||
				echo "$file: \"$included\" lacks its room"
			[[ " $room ${may[$room]} " == *" $target "* ]] ||
				echo "$file may not include \"$included\""
		done < <(includes $(files "$room"))
	done | none 'includes that the plan does not know'
	(($(includes $(files smtp) | wc -l) > 10)) || fail 'nothing was read'
}

@test "what is included is there" {
	local file included

	while IFS=: read -r file included; do
		[[ -e src/$included || -e cmd/$included ]] ||
			echo "$file: \"$included\""
	done < <(includes $(find src cmd -name '*.[ch]')) | none 'not there'
}

@test "inside a room there is no ring" {
	local room

	for room in "${!may[@]}"; do
		includes $(files "$room") | sed -E 's,^src/,,; s,^cmd/,,' |
			sed -E 's,\.[ch]:, ,; s,\.h$,,' |
			awk -v room="$room" '
				function is_sibling(file) {
					return file !~ /\// ||
						index(file, room "/") == 1
				}
				$1 != $2 && is_sibling($2)' |
			tsort 2>&1 >/dev/null || :
	done | none 'rings'
}

@test "a file includes its own header first" {
	local file first own

	awk 'FNR == 1 { seen = 0 }
		/^ *# *include/ && !seen++ { print FILENAME ":" $0 }' \
		src/*/*.c cmd/*.c | while IFS=: read -r file first; do
		own=${file#src/}
		own=${own#cmd/}
		own=${own%.c}.h
		[[ -e src/$own || -e cmd/$own ]] || continue
		[[ $first == "#include \"$own\"" ]] || echo "$file: $first"
	done | none 'their own header is not first'
}

@test "then the system's headers, then ours" {
	awk 'FNR == 1 { n = ours = 0 }
		/^#include "/ { if (n++ > 0) ours = 1 }
		/^#include </ { n++; if (ours) print FILENAME ": " $0 }
	' src/*/*.c cmd/*.c | none 'a header of the system behind one of ours'
}

@test "only cmd/ prints, logs or exits" {
	local words='printf|vprintf|puts|putchar|fputs|perror|syslog'

	words+='|openlog|exit|_exit|_Exit|abort|err|errx|warn|warnx'
	code $(find src -name '*.[ch]') |
		grep -E "[^a-z_0-9]($words)\(|std(out|err)\\b" |
		grep -v -e 'src/base/child.c:.*_exit(' \
		-e 'src/base/memory.c:.*\(abort\|_exit\)(' |
		none 'words that belong into cmd/'
}

@test "memory is given back in base/ and in *_close, *_free" {
	awk '/^[a-z_0-9]+\(/ { name = $0; sub(/\(.*/, "", name) }
		/(^|[^a-z_0-9])free\(/ && name !~ /_(close|free)$/ {
			print FILENAME ":" FNR ": " name
		}' $(find src cmd -name '*.c' ! -path 'src/base/*') |
		none 'free() elsewhere'
}

@test "words that the house does not use" {
	local words='strcpy|strcat|sprintf|vsprintf|gets|alloca|setjmp|longjmp'

	words+='|strtok|malloc|calloc|realloc|strdup|strndup|system|popen'
	code $(find src cmd -name '*.[ch]' ! -name memory.c) |
		grep -E "[^a-z_0-9]($words)\(" | none 'functions we do not call'
	grep -nE '(^|[^a-z_])typedef ' $(find src cmd -name '*.[ch]') |
		grep -v 'typedef [^{]*(' | grep -v 'typedef .* [a-z_]*;$' |
		none 'typedefs of structs'
}

@test "no file is a heap: about 300 lines" {
	wc -l $(find src cmd -name '*.[ch]') |
		awk '$2 != "total" && $1 > 400' | none 'files that are too long'
}

@test "a header says first what it is for" {
	local file line

	for file in $(find src cmd -name '*.h'); do
		read -r line <"$file"
		[[ $line == "/* ${file##*/} - "* ]] || echo "$file"
	done | none 'no first line of its own'
}

# Within the scripts of bats files a blank at the end means something.
@test "no line is wider than 80 columns, none ends in blanks" {
	awk '{
			line = $0
			gsub(/[\200-\277]/, "", line)
			while ((tab = index(line, "\t")) > 0)
				line = sprintf("%s%*s%s",
					substr(line, 1, tab - 1),
					8 - (tab - 1) % 8, "",
					substr(line, tab + 1))
		}
		length(line) > 80 { print FILENAME ":" FNR }
		FILENAME !~ /bats$/ && /[ \t]$/ { print FILENAME ":" FNR }' \
		$(find src cmd tests -name '*.[ch]') tests/*.ba* | none 'lines'
}

@test "the top of the tree holds what the plan names" {
	{
		git ls-files --cached --others --exclude-standard 2>/dev/null ||
			ls
	} | sed 's,/.*,,' | sort -u | grep -v '^\.' |
		grep -vxE 'cmd|src|man|tests|meson\.build|meson_options\.txt' |
		grep -vxE 'README|COPYING' | none 'not in the plan'
}

@test "clang-format has nothing to say" {
	command -v clang-format >/dev/null || fail 'clang-format is missing'
	run clang-format --dry-run -Werror $(find src cmd tests -name '*.[ch]')
	assert_success
}
