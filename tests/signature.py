# signature.py - signs and verifies as a stranger's program does (python3-dkim)
#
#	signature.py sign KEY CANONICAL <message >signed	CANONICAL: relaxed, simple
#	signature.py verify PUBLIC <message			exit 0: it verifies
#
# PUBLIC is the record that DNS would hold; nobody is asked for it.
import sys

import dkim


def sign(key, canonical):
    message = sys.stdin.buffer.read().replace(b"\r\n", b"\n")
    message = message.replace(b"\n", b"\r\n")
    kind = canonical.encode()
    signature = dkim.sign(
        message,
        b"key",
        b"example.com",
        open(key, "rb").read(),
        canonicalize=(kind, kind),
        include_headers=[b"From", b"To", b"Subject", b"Date", b"Message-ID"],
    )
    sys.stdout.buffer.write((signature + message).replace(b"\r\n", b"\n"))


def verify(public):
    record = open(public, "rb").read().strip()
    message = sys.stdin.buffer.read()
    return dkim.verify(message, dnsfunc=lambda name, timeout=5: record)


if sys.argv[1] == "sign":
    sign(*sys.argv[2:])
else:
    sys.exit(0 if verify(sys.argv[2]) else 1)
