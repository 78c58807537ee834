#!/usr/bin/env drgn
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every task that is in an RCU path walk right now, and whether its dentry has died under it.

Usage: drgn -c vmcore -s vmlinux rcu-walks.py
       drgn -k rcu-walks.py

SAMPLE

"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from inoderace.diagnosis import Diagnosis  # noqa: E402
from inoderace.kernel import maybe  # noqa: E402
from inoderace.program import run  # noqa: E402
from inoderace.report import printable  # noqa: E402
from inoderace.tasks import each_task  # noqa: E402
from inoderace.walk import read_walk  # noqa: E402


def verdict_on(walk):
    if walk.dentry is None:
        return "no symlink yet"
    if walk.dentry_died is None:
        return "dentry not readable"
    if not walk.dentry_died:
        return "dentry as checked"
    state = "negative" if walk.dentry_inode == 0 else "changed"
    return f"DENTRY DIED ({state}): seq {walk.dentry_seq}, saved {walk.walk_seq}"


def main(prog):
    d = Diagnosis(prog)
    rcu, other, seen = [], 0, 0
    try:
        for task in each_task(d.kernel):
            seen += 1
            walk = maybe(read_walk, d, task)
            if walk and walk.is_rcu:
                rcu.append((task, walk))
            elif walk:
                other += 1
    except ValueError as error:
        print(f"The task list breaks off after {seen} tasks: {error}")
    print(f"{'PID':>7} {'CPU':>3}  {'COMM':<15} {'DENTRY':<16}  STATE, PATH")
    for task, walk in rcu:
        dentry = f"{walk.dentry:016x}" if walk.dentry else "-"
        cpu = "-" if task.cpu is None else task.cpu
        path = printable(walk.name or "?")
        print(f"{task.pid:>7} {cpu:>3}  {printable(task.comm):<15} {dentry:<16}  {verdict_on(walk)}")
        print(f"{'':>28} {path}")
    print(f"{len(rcu)} in an RCU walk, {other} in a walk with references, {seen} tasks")
    return 0


sys.exit(run(main, prog))  # noqa: F821 - drgn gives its scripts a global prog
