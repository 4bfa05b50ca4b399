# server.py - tests/smarthost, and what has arrived there
import os
import subprocess


class Server:
    """`options` None: nobody is at the port. Several of one `path`, one after
    the other, share what has arrived."""

    def __init__(self, program, path, options, listen="127.0.0.1"):
        self.path = path
        self.seen = 0
        os.makedirs(path, exist_ok=True)
        words = ["serve", "--listen", listen, "--mailbox", path]
        self.process = subprocess.Popen(
            [program, *words, *(options or [])], stdout=subprocess.PIPE
        )
        self.port = int(self.process.stdout.readline().split()[1])
        if options is None:
            self.end()

    def end(self):
        """At once, whatever is being said to it."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def arrivals(self):
        """(recipients, message) of each that came since this was asked."""
        found = []
        while os.path.exists(self.name("eml", 1)):
            self.seen += 1
            with open(self.name("env")) as file:
                lines = file.read().splitlines()
            with open(self.name("eml"), "rb") as file:
                found.append(([l for l in lines if l[:3] == "to:"], file.read()))
        return found

    def name(self, kind, ahead=0):
        return os.path.join(self.path, f"{self.seen + ahead}.{kind}")
