# faults.py - each call of a run is its last, or fails: no mail may be lost
#
#	faults.py SENDOFF SMARTHOST FAULT.SO DIRECTORY [all]
#
# It prints what was injected and what came of it, and exits 1 when a message
# was lost, doubled without cause, or left torn. Every call is killed at; of
# the errors each call meets one, in turn, or with "all" every one.
import collections
import concurrent.futures
import errno
import itertools
import os
import shutil
import struct
import subprocess
import sys
import threading

import message
import scenario
from server import Server

SENDOFF, SMARTHOST, FAULT, DIRECTORY = sys.argv[1:5]
NOTE = "2I24s"
ERRORS = ["ENOSPC", "EDQUOT", "EIO", "EROFS", "EMFILE"]
WAYS = ["kill", "tear", "full", *(ERRORS if "all" in sys.argv[5:] else ["error"])]
WORKERS = 2
WRONG_MOST = 40  # to print
RUNS_MOST = 5  # until the spool is quiet
CALLS_LEAST = {"kill": 40, "tear": 3, "full": 3}  # of any run worth the name
numbers = itertools.count(1)


class Worker:
    """A spool, and the servers that all its runs speak to."""

    def __init__(self, name):
        self.path = os.path.join(DIRECTORY, name)
        self.spool = os.path.join(self.path, "spool")
        self.note = os.path.join(self.path, "note")
        os.makedirs(self.path)
        self.servers = {
            name: Server(SMARTHOST, os.path.join(self.path, name), options)
            for name, options in scenario.SERVERS.items()
        }
        self.templates = {}

    def configure(self, server):
        """A message remembers the file, so it is always the same."""
        conf = os.path.join(self.path, "conf")
        with open(conf, "w") as file:
            file.write(scenario.CONF % (self.servers[server].port, self.path))
        return conf

    def run(self, server, words, text=b"", **fault):
        """The status of a run; negative when a signal ended it."""
        return subprocess.run(
            [SENDOFF, "-C", self.configure(server), *words],
            input=text,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"HOME": self.path, "LC_ALL": "C", "TZ": "UTC", **fault},
            timeout=60,
        ).returncode

    def template(self, case):
        """A message that waits, as the program itself has kept it."""
        if case.name not in self.templates:
            self.clear()
            words = ["-odq", "-f", case.sender, *case.recipients]
            self.run("away", words, message.TEXT)
            self.templates[case.name] = message.read_only_one(self.spool)
        return self.templates[case.name]

    def clear(self):
        shutil.rmtree(self.spool, ignore_errors=True)

    def files(self, room):
        path = os.path.join(self.spool, room)
        return os.listdir(path) if os.path.isdir(path) else []

    def begin(self, case, number):
        template = None if case.text else self.template(case)
        self.clear()
        with open(self.note, "wb") as file:
            file.write(bytes(struct.calcsize(NOTE)))
        if template:
            message.put(self.spool, template, number, case.age)

    def strike(self, case, way, call, number):
        """One run with a fault: its status, and what was struck."""
        fault = {
            "LD_PRELOAD": FAULT,
            "FAULT_NOTE": self.note,
            "FAULT_AT": str(call),
            "FAULT": str(getattr(errno, way)) if way in ERRORS else way,
        }
        text = message.number(message.TEXT, number) if case.text else b""
        status = self.run(case.server, case.words(), text, **fault)
        with open(self.note, "rb") as file:
            struck, doubt, what = struct.unpack(NOTE, file.read())
        return status, struck, doubt, what.rstrip(b"\0").decode()

    def recover(self, case):
        """What a timer does: runs, until nothing waits."""
        if not self.files("incoming") and not self.files("waiting"):
            return True
        return any(self.run(case.later, ["-q"]) == 0 for _ in range(RUNS_MOST))

    def end(self):
        for server in self.servers.values():
            server.end()

    def arrivals(self):
        return [a for s in self.servers.values() for a in s.arrivals()]


class Tally:
    def __init__(self):
        self.lock = threading.Lock()
        self.points = collections.Counter()
        self.calls = collections.Counter()
        self.doubled = self.lost = 0
        self.wrong = []

    def add(self, way, call, outcome, where):
        with self.lock:
            self.points[way] += 1
            self.calls[call] += 1
            self.doubled += outcome.doubled
            self.lost += outcome.lost
            self.wrong += [f"{where}: {what}" for what in outcome.wrong]

    def show(self):
        for counts in self.points, self.calls:
            print(", ".join(f"{n} {name}" for name, n in counts.most_common()))
        print("\n".join(self.wrong[:WRONG_MOST]))
        print(
            f"{sum(self.points.values())} points, {self.lost} lost, "
            f"{self.doubled} doubled in the dot window, "
            f"{len(self.wrong)} wrong"
        )


def strike(worker, tally, case, way, call):
    """One point; false when there are no more."""
    if way == "error":
        way = ERRORS[(call + scenario.CASES.index(case)) % len(ERRORS)]
    number = next(numbers)
    worker.begin(case, number)
    status, struck, doubt, what = worker.strike(case, way, call, number)
    if not struck:
        return False
    kept = worker.files("waiting")
    quiet = worker.recover(case)
    outcome = scenario.Outcome(case, number, worker.arrivals())
    # Room for the notes has been made before.
    doubt = doubt and way != "full"
    outcome.judge(status, doubt, kept, worker.files("failed"))
    outcome.judge_spool(quiet, {r: worker.files(r) for r in message.ROOMS})
    tally.add(way, what, outcome, f"{case.name}, {way} at call {call} ({what})")
    return True


def walk(worker, tally, case, way):
    """Each call of the case, from the first to the last."""
    call = 1
    while strike(worker, tally, case, way, call):
        call += 1
    if call < CALLS_LEAST.get(way, CALLS_LEAST["kill"]):
        tally.wrong.append(f"{case.name}, {way}: only {call - 1} calls")


def work(tally, todo, name):
    worker = Worker(name)
    for case, way in iter(lambda: todo.pop(0) if todo else None, None):
        walk(worker, tally, case, way)
    worker.end()


def main():
    os.umask(0o077)
    tally = Tally()
    todo = [(case, way) for way in WAYS for case in scenario.CASES]
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        jobs = [pool.submit(work, tally, todo, str(i)) for i in range(WORKERS)]
        for job in jobs:
            job.result()
    tally.show()
    return 1 if tally.wrong or tally.lost else 0


sys.exit(main())
