#!/bin/sh
# analyse.sh [WHAT] - static analysis of src/ and cmd/ with WHAT: gcc, cppcheck,
# tidy (clang-tidy) or paths (clang's analyzer); with all of them when it is not
# said
#
# gcc and paths look for the same kinds of mistakes, and paths takes the longest
# of all, so that run.sh leaves it out.
#
# Any finding fails. What is not looked for, or wrong, stands with its reason in
# .clang-tidy and tests/cppcheck.supp.
set -u
cd "$(dirname "$0")/.."
. tests/setup.sh

with_gcc() {
	build build/analysed -Dc_args=-fanalyzer -Dwerror=true -Dtests=false
}

with_cppcheck() {
	cppcheck -q --std=c11 --error-exitcode=1 \
		--enable=warning,style,performance,portability \
		--suppressions-list=tests/cppcheck.supp \
		-D_GNU_SOURCE '-DVERSION=""' '-DSYSCONFDIR=""' \
		'-DSPOOLDIR=""' -Isrc -Icmd src cmd
}

# One file at a time: version 14 mixes up variable arguments of several.
clang_tidy() {
	[ -f build/tidy/build.ninja ] || CC=clang meson setup build/tidy \
		-Dtests=false >/dev/null || return 1
	find src cmd -name '*.c' | xargs -P 2 -I FILE \
		clang-tidy -p build/tidy --quiet "--checks=$1" FILE 2>/dev/null
}

with_tidy() {
	clang_tidy '-clang-analyzer-*'
}

with_paths() {
	clang_tidy "-bugprone-*,-cert-*,-concurrency-*,-misc-*,-performance-*,\
-portability-*"
}

install $build_packages clang-tidy cppcheck
mkdir -p build
well=true
for what in ${1:-gcc cppcheck tidy paths}; do
	"with_$what" || well=false
done
$well
