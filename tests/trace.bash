# trace.bash - what bats notes while it runs a test

# Before each command bats notes where it is, in case it fails, which takes more
# time than most of them: it does so in a test, and not in what a test calls.
trace_tests_alone() {
	set +T
	declare -ft "$BATS_TEST_NAME"
}
