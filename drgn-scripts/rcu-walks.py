#!/usr/bin/env drgn
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every task that is in an RCU path walk right now, and whether its dentry has died under it.

Usage: drgn -c vmcore -s vmlinux rcu-walks.py
       drgn -k rcu-walks.py

Symptom
-------
A machine crashed, or is about to, in a call to 0 out of step_into() or pick_link(); or it was made
to crash for another reason, and the question is whether a walk was in the race at that moment.

Why
---
A path walk in RCU mode holds no reference: the inode it follows may be evicted and recycled under
it. task_struct.nameidata leads to the walk, its stack of symlinks to the dentry of the link and to
the d_seq that the walk saw. Whatever evicts the inode through that dentry raises d_seq first.

Sample output (of a real dump)
------------------------------
        PID CPU  COMM            DENTRY            STATE, PATH
        128   1  victim          ff16fd97df870240  DENTRY DIED (negative): seq 6, saved 2
                                 /mnt/x/d/lnk
    1 in an RCU walk, 1 in a walk with references, 69 tasks

How to read it
--------------
"dentry as checked": nothing happened to it, the walk is safe. "DENTRY DIED": the walk goes on with
an inode that may be recycled; "negative" when the dentry has lost its inode, "changed" when only
its count moved (a rename does that, too). "no symlink yet": the walk has met none, so no get_link
to call. "moved on": a live walk was elsewhere, or over, when it was looked at again, as nearly all
are; a path that could not be read twice is "?".

Limits
------
Such walks last microseconds and cannot sleep: a dump holds at most one for each CPU, and on a live
kernel (which is only read) most of what is seen is over by the time it is printed. Needs
task_struct. nameidata (4.2).
"""

import os
import sys

sys.dont_write_bytecode = True  # nothing is written, not even beside the scripts
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from inoderace.diagnosis import Diagnosis  # noqa: E402
from inoderace.kernel import maybe  # noqa: E402
from inoderace.program import run  # noqa: E402
from inoderace.report import printable  # noqa: E402
from inoderace.tasks import all_tasks  # noqa: E402
from inoderace.walk import read_walk  # noqa: E402


def verdict_on(walk):
    if walk.moved:
        return "moved on while it was read"
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
    rcu, other = [], 0
    tasks, wrong = all_tasks(d.kernel)
    for task in tasks:
        walk = maybe(read_walk, d, task)
        if walk and walk.is_rcu:
            rcu.append((task, walk))
        elif walk:
            other += 1
    if wrong:
        print(f"The task list breaks off after {len(tasks)} tasks: {wrong}")
    print(f"{'PID':>7} {'CPU':>3}  {'COMM':<15} {'DENTRY':<16}  STATE, PATH")
    for task, walk in rcu:
        dentry = f"{walk.dentry:016x}" if walk.dentry else "-"
        cpu = "-" if task.cpu is None else task.cpu
        path = printable(walk.name or "?")
        print(
            f"{task.pid:>7} {cpu:>3}  {printable(task.comm):<15} {dentry:<16}  {verdict_on(walk)}"
        )
        print(f"{'':>28} {path}")
    print(f"{len(rcu)} in an RCU walk, {other} in a walk with references, {len(tasks)} tasks")
    return 0


sys.exit(run(main, globals()["prog"]))  # drgn gives its scripts a global prog
