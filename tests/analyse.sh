#!/bin/sh
# analyse.sh - static analysis of src/ and cmd/: gcc, cppcheck, clang-tidy
#
#	tests/analyse.sh
#
# Any finding fails. What is not looked for, or wrong, stands with its reason in
# .clang-tidy and tests/cppcheck.supp.
set -u
cd "$(dirname "$0")/.."
. tests/setup.sh

install $build_packages clang-tidy cppcheck
mkdir -p build
files=$(find src cmd -name '*.c')
well=true

build build/analysed -Dc_args=-fanalyzer -Dwerror=true -Dtests=false ||
	well=false

cppcheck -q -j 2 --std=c11 --error-exitcode=1 \
	--enable=warning,style,performance,portability \
	--suppressions-list=tests/cppcheck.supp \
	-D_GNU_SOURCE '-DVERSION=""' '-DSYSCONFDIR=""' -Isrc -Icmd \
	src cmd || well=false

# One file at a time: version 14 mixes up variable arguments of several.
[ -f build/tidy/build.ninja ] || CC=clang meson setup build/tidy \
	-Dtests=false >/dev/null || well=false
printf '%s\n' $files | xargs -P 2 -I FILE \
	clang-tidy -p build/tidy --quiet FILE 2>/dev/null || well=false
$well
