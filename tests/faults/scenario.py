# scenario.py - the runs that faults are put into, and what must come of them
import message

CONF = """smarthost = smtp://127.0.0.1:%d
from = alerts@example.com
domain = example.com
aliases = none
helo-name = client.example.com
log = none
spool = on-failure
spool-directory = %s/spool
"""

LATER, NEVER = "later@example.net", "never@example.net"
REFUSE = ["--refuse-recipient", "never@*=550 5.1.1 unknown"]
SERVERS = {
    "away": None,
    "open": REFUSE,
    "dotted": ["--without", "CHUNKING"],
    "busy": [*REFUSE, "--refuse-recipient", "later@*=451 4.2.1 busy"],
}


class Case:
    """`text`: the message is submitted; else it waits, and is so old. `later`
    is the server of the runs that follow."""

    def __init__(self, name, server, recipients, **more):
        self.name = name
        self.server = server
        self.recipients = recipients
        self.options = more.get("options", ["-q"])
        self.text = "options" in more
        self.sender = more.get("sender", "alerts@example.com")
        self.age = more.get("age", 0)
        self.later = more.get("later", "open")

    def words(self):
        if not self.text:
            return self.options
        return [*self.options, "-f", self.sender, *self.recipients]


TWO = ["one@example.net", "two@example.net"]
CASES = [
    Case("keep", "away", TWO, options=[]),
    Case("keep first", "open", TWO, options=["--spool=always"]),
    Case("keep some", "busy", [TWO[0], LATER], options=[]),
    Case("send", "open", TWO),
    Case("send with DATA", "dotted", TWO),
    Case("send to some", "busy", [TWO[0], LATER, NEVER]),
    Case("return", "open", [NEVER]),
    Case("fail", "away", [TWO[0]], sender="<>", age=864000, later="away"),
]


class Outcome:
    """What has arrived of one message, told against what should have."""

    def __init__(self, case, number, arrivals):
        self.case = case
        self.lost = self.doubled = 0
        self.wrong = []
        self.counts = dict.fromkeys(case.recipients, 0)
        self.notices = 0
        for recipients, text in arrivals:
            if message.id_of(number) not in text:
                continue
            if b"report-type=delivery-status" in text:
                self.notices += 1
                continue
            for one in recipients:
                self.counts[one.split("<")[1].split(">")[0]] += 1

    def count(self, recipient):
        return self.counts[recipient] + (self.notices if recipient == NEVER else 0)

    def judge(self, status, doubt, kept, failed):
        """`doubt`: the end of a message was said, and could not be noted."""
        case = self.case
        for one in case.recipients:
            count = self.count(one)
            if count == 0 and (status == 0 or not case.text) and not failed:
                self.lost += 1
                self.wrong.append(f"{one} lost, status {status}")
            # Its end was said, and the spool does not know yet.
            self.doubled += count > 1 and bool(doubt)
            if count > 1 and not doubt:
                self.wrong.append(f"{one} got it {count} times")
        # Who hears of a failure will send it again.
        if case.text and status > 0 and kept and not doubt:
            self.wrong.append(f"kept, but the status was {status}")

    def judge_spool(self, quiet, rooms):
        if not quiet:
            self.wrong.append("never quiet")
        for room, files in rooms.items():
            if files:
                self.wrong.append(f"left in {room}: {files}")
