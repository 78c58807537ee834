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
        128   1  victim          ff427df84250b3c0  DENTRY DIED (negative): seq 6, saved 2
                                 /mnt/x/d/lnk
    1 in an RCU walk, 1 in a walk with references, 68 tasks

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
from typing import NamedTuple, Optional

sys.dont_write_bytecode = True  # nothing is written, not even beside the scripts
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from drgn import Object, Program  # noqa: E402
from drgn.helpers.linux.sched import task_cpu  # noqa: E402

from inoderace.helpers import is_live, maybe, run, sequence, tasks, text  # noqa: E402


class Walk(NamedTuple):
    """A path walk, as far as it can be read."""

    nameidata: int
    rcu: bool
    path: Optional[str]
    dentry: int = 0  # of the symlink it is in; 0: in none
    saved: Optional[int] = None  # d_seq as the walk saw it
    d_seq: Optional[int] = None  # and as it is now
    inode: Optional[int] = None


def lookup_rcu(prog: Program) -> int:
    """A macro. It moved in the series that made DCACHE_OP_HASH an enumerator (6.15)."""
    try:
        prog.constant("DCACHE_OP_HASH")
    except LookupError:
        return 0x40
    return 0x100


def read_walk(task: Object) -> Optional[Walk]:
    nd = task.nameidata.read_()
    if not nd:
        return None
    now = nd[0].read_()  # one copy: the flags, the depth and the links of one moment
    walk = Walk(
        nameidata=nd.value_(),
        rcu=bool(now.flags.value_() & lookup_rcu(task.prog_)),
        path=maybe(lambda: text(now.name.name)),
    )
    if not 0 < now.depth.value_() <= 40:  # MAXSYMLINKS
        return walk
    link = maybe(lambda: nd.stack[now.depth - 1].read_())
    if link is None or not link.link.dentry:
        return walk
    dentry = link.link.dentry
    return walk._replace(
        dentry=dentry.value_(),
        saved=link.seq.value_(),
        d_seq=maybe(lambda: sequence(dentry.d_seq)),
        inode=maybe(lambda: dentry.d_inode.value_()),
    )


def state_of(walk: Walk, again: Optional[Walk]) -> str:
    if again != walk:
        return "moved on while it was read"
    if not walk.dentry:
        return "no symlink yet"
    if walk.d_seq is None:
        return "dentry not readable"
    if walk.d_seq == walk.saved:
        return "dentry as checked"
    how = "negative" if walk.inode == 0 else "changed"
    return f"DENTRY DIED ({how}): seq {walk.d_seq}, saved {walk.saved}"


def show(task: Object, walk: Walk) -> None:
    # A live walk goes on while it is read: what a second look does not confirm is not known.
    again = maybe(read_walk, task) if is_live(task.prog_) else walk
    path = walk.path if again and again.path == walk.path else None
    cpu = maybe(task_cpu, task)
    dentry = f"{walk.dentry:016x}" if walk.dentry else "-"
    print(
        f"{task.pid.value_():>7} {'-' if cpu is None else cpu:>3}  {text(task.comm):<15}"
        f" {dentry:<16}  {state_of(walk, again)}\n{'':>28} {path or '?'}"
    )


def main(prog: Program) -> None:
    found, wrong = tasks(prog)
    in_rcu = with_references = 0
    print(f"{'PID':>7} {'CPU':>3}  {'COMM':<15} {'DENTRY':<16}  STATE, PATH")
    for task in found:
        walk = maybe(read_walk, task)
        if walk and walk.rcu:
            in_rcu += 1
            maybe(show, task, walk)
        elif walk:
            with_references += 1
    if wrong:
        print(f"The task list breaks off after {len(found)} tasks: {wrong}")
    others = f"{with_references} in a walk with references"
    print(f"{in_rcu} in an RCU walk, {others}, {len(found)} tasks")


if __name__ == "__main__":
    sys.exit(run(main, globals()["prog"]))  # drgn gives its scripts a global prog
