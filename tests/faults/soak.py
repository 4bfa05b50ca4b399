# soak.py - fifty submitters and two queue runs at once, a smarthost that flaps
#
#	soak.py SENDOFF SMARTHOST DIRECTORY SECONDS
#
# It prints figures, and exits 1 when a message was lost, came twice without a
# run that had to doubt, or was neither taken nor kept.
import collections
import concurrent.futures
import itertools
import os
import random
import re
import subprocess
import sys
import threading

import message
from server import Server

SENDOFF, SMARTHOST, DIRECTORY, SECONDS = sys.argv[1:5]
SUBMITTERS = 50
RUNS = 2
RUNS_MOST = 50  # until the spool is quiet
# Clients have another address, so none of them can sit on the port.
HOST = "127.0.0.2"
MOODS = [
    [],
    None,  # nobody there
    ["--refuse-sender", "*=451 4.3.2 not now"],
    [],
    ["--refuse-recipient", "*=421 4.3.2 closing"],
    ["--reply-to-dot", "451 4.3.0 cannot keep it"],
    ["--without", "CHUNKING"],
    ["--without", "PIPELINING"],
]
CONF = """smarthost = smtp://{host}:{port}
from = alerts@example.com
domain = example.com
aliases = none
helo-name = client.example.com
log = {path}/log
spool = on-failure
spool-directory = {path}/spool
"""

over = threading.Event()
numbers = itertools.count(1)
mailbox = os.path.join(DIRECTORY, "mailbox")
conf = os.path.join(DIRECTORY, "conf")


def run(words, text=b""):
    return subprocess.run(
        [SENDOFF, "-C", conf, *words],
        input=text,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"HOME": DIRECTORY, "LC_ALL": "C", "TZ": "UTC"},
    ).returncode


def submit():
    """The status that each message was answered with."""
    answers = {}
    while not over.is_set():
        number = next(numbers)
        text = message.number(message.TEXT, number)
        answers[number] = run(["one@example.net"], text)
    return answers


def flush():
    runs = 0
    while not over.is_set():
        run(["-q"])
        runs += 1
    return runs


def flap(server, chance):
    """Another mood every now and then, until the end finds it a good one."""
    at = f"{HOST}:{server.port}"
    moods = 0
    while not over.wait(chance.uniform(0.1, 1)):
        server.end()
        server = Server(SMARTHOST, mailbox, MOODS[moods % len(MOODS)], at)
        moods += 1
    server.end()
    return Server(SMARTHOST, mailbox, [], at), moods


def flushed():
    return any(run(["-q"]) == 0 for _ in range(RUNS_MOST))


def in_doubt():
    """The numbers of which a run said that they may come twice."""
    with open(os.path.join(DIRECTORY, "log")) as file:
        lines = [l for l in file if "delivered=perhaps" in l or "delivered all" in l]
    return {int(n) for l in lines for n in re.findall(r"message-id=<(\d+)@", l)}


def judge(answers, counts, doubts, quiet):
    lost = [n for n, status in answers.items() if status == 0 and not counts[n]]
    denied = [n for n, status in answers.items() if status != 0]
    doubled = [n for n, count in counts.items() if count > 1]
    wrong = [n for n in doubled if n not in doubts]
    print(
        f"{len(answers)} submitted, {sum(counts.values())} arrived, "
        f"{len(doubts)} in doubt, {len(lost)} lost, {len(doubled)} doubled, "
        f"{len(wrong)} without cause, {len(denied)} neither taken nor kept"
    )
    for name, numbers in ("lost", lost), ("twice", wrong), ("denied", denied):
        if numbers:
            print(name, numbers[:20], {answers[n] for n in numbers})
    return bool(lost or wrong or denied or not quiet)


def main():
    os.umask(0o077)
    os.makedirs(DIRECTORY)
    server = Server(SMARTHOST, mailbox, [], HOST)
    with open(conf, "w") as file:
        file.write(CONF.format(host=HOST, port=server.port, path=DIRECTORY))
    with concurrent.futures.ThreadPoolExecutor(SUBMITTERS + RUNS + 1) as pool:
        weather = pool.submit(flap, server, random.Random(1))
        runs = [pool.submit(flush) for _ in range(RUNS)]
        jobs = [pool.submit(submit) for _ in range(SUBMITTERS)]
        over.wait(float(SECONDS))
        over.set()
        answers = {n: s for job in jobs for n, s in job.result().items()}
        server, moods = weather.result()
        count = sum(job.result() for job in runs)
    quiet = flushed()
    counts = collections.Counter(
        int(re.search(rb"Message-ID: <(\d+)@", text)[1])
        for _, text in server.arrivals()
    )
    server.end()
    left = {r: os.listdir(f"{DIRECTORY}/spool/{r}") for r in message.ROOMS}
    print(f"{SECONDS} s, {moods} moods of the smarthost, {count} queue runs")
    print("left:", {room: len(names) for room, names in left.items()})
    return judge(answers, counts, in_doubt(), quiet and not any(left.values()))


sys.exit(main())
