# SPDX-License-Identifier: GPL-2.0-or-later
"""One crash session on a terminal of its own, and the score of what is asked of it."""

import contextlib
import os
import pty
import re
import select
import signal
import time

CRASH = os.environ.get("CRASH", "crash")
PATIENCE = 180
PROMPT = re.compile(r"(?:^|\n|\r)crash> $")


class Score:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, what, holds, seen=""):
        print(f"{'PASS' if holds else 'FAIL'}: {what}", flush=True)
        if holds:
            self.passed += 1
            return
        self.failed += 1
        for line in str(seen).splitlines()[-12:]:
            print(f"      | {line}")


class Session:
    """One crash on a terminal of its own."""

    def __init__(self, score, home, vmcore, vmlinux, *options, **environment):
        self.score = score
        self.answer = ("p 1+1", r"\$\d+ = 2")
        env = dict(os.environ, TERM="dumb", NO_COLOR="1", HOME=home, **environment)
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.execvpe(CRASH, [CRASH, "-s", *options, vmlinux, vmcore], env)
        self.start = self.wait()
        self.run("set scroll off")

    def wait(self, patience=PATIENCE):
        """What is printed until the next prompt; None when none comes."""
        seen, end = "", time.time() + patience
        while not PROMPT.search(seen):
            if not select.select([self.fd], [], [], max(0, end - time.time()))[0]:
                return None
            try:
                seen += os.read(self.fd, 65536).decode(errors="replace")
            except OSError:
                return None
        return seen.replace("\r\n", "\n").rsplit("crash> ", 1)[0]

    def send(self, text):
        os.write(self.fd, text.encode())

    def run(self, command, patience=PATIENCE):
        """The command's output without its echo, or None when the session is gone or stuck."""
        try:
            self.send(command + "\n")
        except OSError:
            return None
        seen = self.wait(patience)
        return None if seen is None else seen.split("\n", 1)[-1]

    def alive(self):
        command, pattern = self.answer
        return bool(re.search(pattern, self.run(command, 30) or ""))

    def expect(self, what, command, good):
        """Run it; good() judges the output; the session must answer afterwards."""
        seen = self.run(command)
        try:
            holds = seen is not None and good(seen)
        except (ValueError, KeyError):
            holds = False
        self.score.check(what, holds, seen)
        if not self.alive():
            self.score.check(f"the session still answers after: {command}", False)
        return seen

    def memory(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])

    def quit(self, what):
        with contextlib.suppress(OSError):
            self.send("quit\n")
        for _ in range(100):
            gone, status = os.waitpid(self.pid, os.WNOHANG)
            if gone:
                self.score.check(f"{what} ends when told to", status == 0, status)
                break
            time.sleep(0.1)
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.score.check(f"{what} ends when told to", False, "killed")
        os.close(self.fd)
