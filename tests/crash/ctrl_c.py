# SPDX-License-Identifier: GPL-2.0-or-later
"""Ctrl-C at the command: by the clock, and in the middle of calls of malloc()."""

import os
import select
import struct
import subprocess
import time

from crash_session import Session

HERE = os.path.dirname(os.path.abspath(__file__))
MOMENTS = 40


def answers(s):
    """Ctrl-C may be seen late: crash then lets gdb fail the next request, with or without us."""
    return any(s.alive() for _ in range(3))


def by_the_clock(s, report):
    cut_short = 0
    for delay in (0, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.5):
        s.send("inoderace -v\n")
        time.sleep(delay)
        s.send("\x03")
        seen = s.wait(20)
        cut_short += seen is not None and "SIGNATURE" not in seen
        # When the command was faster than the hand, the prompt comes twice. Before the command
        # is read, Ctrl-C makes the terminal forget it, and no prompt comes at all.
        while select.select([s.fd], [], [], 0.3)[0]:
            os.read(s.fd, 65536)
        alive = answers(s)
        s.score.check(f"the session survives Ctrl-C after {delay} s", alive, seen)
        if not alive:
            return
    s.score.check("some of them came while the command ran", cut_short > 0)
    s.expect("a run after that says the same", "inoderace", lambda t: t == report)


class Plan:
    """What interrupt_in_malloc.c is told, and tells: three numbers in a file."""

    def __init__(self, work):
        self.path = os.path.join(work, "interrupt-plan")
        self.put(0)

    def put(self, at):
        """In place: crash has the file mapped."""
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        os.write(file, struct.pack("<III", at, 0, 0))
        os.close(file)

    def get(self):
        with open(self.path, "rb") as file:
            return struct.unpack("<III", file.read(12))[1:]


def built(score, work):
    so = os.path.join(work, "interrupt_in_malloc.so")
    source = os.path.join(HERE, "interrupt_in_malloc.c")
    cc = os.environ.get("CC", "cc")
    made = subprocess.run([cc, "-O1", "-shared", "-fPIC", "-o", so, source], capture_output=True, text=True, check=False)
    if made.returncode:
        score.check("the malloc with Ctrl-C in it builds", False, made.stderr)
    return None if made.returncode else so


def in_malloc(score, work, files, load):
    """At MOMENTS calls of malloc() and free(), spread over the command."""
    so, plan = built(score, work), Plan(work)
    if not so:
        return
    s = Session(score, work, *files, LD_PRELOAD=so, INTERRUPT_PLAN=plan.path)
    load(s)
    s.run("inoderace -v") # asks gdb, whose answers are kept: the next runs are alike
    plan.put(0)
    report = s.run("inoderace -v")
    total = plan.get()[0]
    score.check("calls of malloc are counted while the command runs", total > MOMENTS, total)
    raised = 0
    for i in range(MOMENTS):
        at = 1 + total * i // MOMENTS
        plan.put(at)
        seen = s.run("inoderace -v", 20)
        raised += plan.get()[1]
        plan.put(0)
        if not answers(s):
            score.check(f"the session survives Ctrl-C in call {at} of {total} of malloc", False, seen)
            return
    score.check(f"the session survives Ctrl-C in {raised} of {total} calls of malloc", raised == MOMENTS, raised)
    s.expect("and says the same after them", "inoderace -v", lambda t: t == report)
    s.quit("that session")
