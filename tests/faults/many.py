# many.py - the one message of a spool, so many times
#
#	many.py SPOOL COUNT
import os
import sys

import message

SPOOL, COUNT = sys.argv[1], int(sys.argv[2])
WAITING = os.path.join(SPOOL, "waiting").encode()

template = message.read_only_one(SPOOL)
os.unlink(os.path.join(WAITING, template[0]))
for number in range(COUNT):
    name, data = message.again(template, number)
    with open(os.path.join(WAITING, name), "wb") as file:
        file.write(data)
