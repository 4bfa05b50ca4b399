# damage.py - the one message of a spool, again and again, damaged each time
#
#	damage.py SPOOL
#
# It prints how many are damaged, and how many are not: among them there are
# good ones, and some whose journal broke off.
import itertools
import os
import sys

import message

SPOOL = sys.argv[1]
WAITING = os.path.join(SPOOL, "waiting").encode()
STEP = 64  # between two cuts
numbers = itertools.count(1)
counts = {"bad": 0, "good": 0}
template = message.read_only_one(SPOOL)


def put(kind, change=lambda data: data):
    name, data = message.again(template, next(numbers))
    data += message.entry(b"held") + message.entry(b"released")
    with open(os.path.join(WAITING, name), "wb") as file:
        file.write(change(data))
    counts[kind] += 1


def cut(at):
    return lambda data: data[:at]


def flip(at, bit):
    return lambda data: data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


data = message.again(template, 0)[1]
head, its_sum, _ = message.split(data)
whole = len(head) + len(its_sum)
for at in range(0, whole, STEP):
    put("bad", cut(at))
for at in range(whole, whole + len(message.entry(b"held")), 5):
    put("good", cut(at))
# All of the first line and the sum, each third octet of the rest.
for at in itertools.chain(
    range(50), range(50, len(head), 3), range(len(head), whole - 1)
):
    put("bad", flip(at, at % 8))
    if at % 25 == 0:
        put("good")
# A line of the journal that is not the last.
for at in range(whole, whole + len(message.entry(b"held")) - 1):
    put("bad", flip(at, at % 8))
# What is no message at all.
os.mkdir(os.path.join(WAITING, b"directory"))
os.mkfifo(os.path.join(WAITING, b"fifo"))
os.symlink("/etc/passwd", os.path.join(WAITING, b"symlink"))
with open(os.path.join(WAITING, b"README"), "w") as file:
    file.write("do not remove\n")
counts["bad"] += 4
print(counts["bad"], counts["good"])
