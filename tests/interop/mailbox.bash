# mailbox.bash - the mailboxes that every real server delivers into
#
# The file of a server exports $MAILDIRS, where NAME's maildir is NAME, and
# defines queue_is_empty: true when nothing is left that could still arrive.

HUNDRED=$(printf 'u%03d ' {1..100})
MAILBOXES="alerts root audit hidden müller $HUNDRED"

# mails NAME prints the files in NAME's mailbox.
mails() {
	local new="$MAILDIRS/$1/new"

	[[ ! -d $new ]] || find "$new" -type f
}

has_mail() {
	[[ -n $(mails "$1") ]]
}

# have_mail NAME...: each of them, seen without a process for each
have_mail() {
	local name
	local -a found

	for name; do
		found=("$MAILDIRS/$name/new/"*)
		[[ -f ${found[0]} ]] || return 1
	done
}

# await_mail NAME waits for mail in NAME's mailbox, makes sure that it came
# once, and leaves its path in $mail.
await_mail() {
	wait_until has_mail "$1"
	wait_until queue_is_empty
	mail=$(mails "$1")
	[[ -f $mail ]] || fail "$1 got more than one mail: $mail"
}

# Once the queue is empty nothing can arrive any more.
assert_no_mail() {
	wait_until queue_is_empty
	! has_mail "$1" || fail "$1 got mail: $(mails "$1")"
}

# What is in flight belongs to the test before.
empty_mailboxes() {
	wait_until queue_is_empty
	find "$MAILDIRS" -path '*/new/*' -type f -delete
}
