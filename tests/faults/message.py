# message.py - a message, and the same one as it lies in the spool
import datetime
import hashlib
import os

ROOMS = ["incoming", "waiting", "damaged"]
MARK = b"00000000"
TEXT = (
    b"From: alerts@example.com\nTo: one@example.net\n"
    b"Date: Thu, 01 Jan 2026 00:00:00 +0000\n"
    b"Message-ID: <" + MARK + b"@example.com>\nSubject: test\n\n"
    b"hello\n.\n" + b"a line of the body\n" * 20
)


def id_of(number):
    return b"%08d@example.com" % number


def number(text, number):
    return text.replace(MARK + b"@", b"%08d@" % number)


def read_only_one(spool):
    waiting = os.path.join(spool, "waiting")
    (name,) = os.listdir(waiting)
    with open(os.path.join(waiting, name), "rb") as file:
        return name.encode(), file.read()


def split(data):
    """What is summed, the sum, and the journal."""
    at = data.rindex(b"\nsha256 ") + 1
    end = data.index(b"\n", at) + 1
    return data[:at], data[at:end], data[end:]


def sum_of(head):
    return b"sha256 %s\n" % hashlib.sha256(head).hexdigest().encode()


def entry(text):
    return hashlib.sha256(text).hexdigest()[:8].encode() + b" " + text + b"\n"


def stamp(age):
    now = datetime.datetime.now(datetime.timezone.utc)
    when = now - datetime.timedelta(seconds=age)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ").encode()


def again(template, number_of_it, age=0):
    """The template under another id, so old, tried thrice when it has aged."""
    name, data = template
    new = b"%012x%08x" % (int(name[:12], 16), number_of_it)
    head = number(split(data)[0].replace(b"id " + name, b"id " + new), number_of_it)
    tried = b""
    if age:
        kept = head.split(b"\nkept ")[1].split(b"\n")[0]
        head = head.replace(kept, stamp(age))
        tried = entry(b"tried %s %s down" % (stamp(9), stamp(9))) * 3
    return new, head + sum_of(head) + tried


def put(spool, template, number_of_it, age=0):
    waiting = os.path.join(spool, "waiting")
    os.makedirs(waiting, mode=0o700)
    name, data = again(template, number_of_it, age)
    with open(os.path.join(waiting.encode(), name), "wb") as file:
        file.write(data)
