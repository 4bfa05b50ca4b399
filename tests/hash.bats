# hash.bats - --hash-password: lines for the file of those who may log in
load helper

hash() {
	attempt "$SENDOFF" --hash-password "$@"
}

# at_terminal ANSWER ANSWER: typed when each is asked for
at_terminal() {
	run python3 - "$SENDOFF" "$@" <<-'END'
		import os, pty, sys
		child, terminal = pty.fork()
		if child == 0:
		    os.execv(sys.argv[1],
		        ['sendoff', '--hash-password', 'printer'])
		seen, answers = b'', sys.argv[2:]
		while True:
		    try:
		        piece = os.read(terminal, 4096)
		    except OSError:
		        break
		    seen += piece
		    while answers and seen.count(b': ') > 2 - len(answers):
		        os.write(terminal, answers.pop(0).encode() + b'\n')
		print(seen.decode())
		sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
	END
}

@test "the lines hold salted keys, and not the password" {
	hash printer <<<'open sesame'
	prints 0 'printer SCRAM-SHA-256$65536:*$*:*' \
		'printer SCRAM-SHA-1$65536:*$*:*'
	[[ $output != *sesame* ]]
	local first=$output
	hash printer <<<'open sesame'
	[[ $output != "$first" ]]
}

@test "the keys are those of RFC 5802" {
	hash printer <<<'open sesame'
	python3 - "$output" <<-'END'
		import base64, hashlib, hmac, sys
		for line in sys.argv[1].splitlines():
		    user, entry = line.split(' ')
		    name, info, keys = entry.split('$')
		    hash = 'sha256' if name == 'SCRAM-SHA-256' else 'sha1'
		    count, salt = info.split(':')
		    salted = hashlib.pbkdf2_hmac(hash, b'open sesame',
		        base64.b64decode(salt), int(count))
		    key = hmac.digest(salted, b'Client Key', hash)
		    stored = hashlib.new(hash, key).digest()
		    server = hmac.digest(salted, b'Server Key', hash)
		    assert keys == ':'.join(base64.b64encode(k).decode()
		        for k in (stored, server)), line
	END
}

@test "CRLF ends the line too, and what follows is left" {
	hash printer < <(printf 'open sesame\r\nmore\n')
	assert_equal "$status" 0
}

@test "at a terminal nothing is shown of it" {
	at_terminal 'open sesame' 'open sesame'
	assert_equal "$status" 0
	[[ $output == *password:*more:*'printer SCRAM-SHA-256$'* ]]
	[[ $output != *sesame* ]]
	at_terminal 'open sesame' 'open barley'
	assert_equal "$status" 65
	[[ $output == *'they are not the same'* ]]
}

@test "what is no password, or no user" {
	hash printer <<<''
	exits 65 'there is no password'
	hash printer </dev/null
	exits 65 'there is no password'
	hash printer < <(printf 'a\0b\n')
	exits 65 'the password is too long, or holds a NUL'
	hash printer <<<$'a\001b'
	exits 78 'the password holds characters that SCRAM-SHA-256 cannot *'
	hash 'a printer' <<<'open sesame'
	exits 64 'a user is one word without blanks and controls'
	hash printer sesame <<<''
	exits 64 '--hash-password takes a user and nothing behind it: *'
	hash
	exits 64 '--hash-password needs a value behind it'
}
