#!/usr/bin/env drgn
# SPDX-License-Identifier: GPL-2.0-or-later
"""XFS inodes by lifecycle state, counted for each mount.

Usage: drgn -c vmcore -s vmlinux -s xfs.ko xfs-inode-states.py [-l]
       drgn -k xfs-inode-states.py [-l]

Symptom
-------
Lookups crash or stall on inodes that were just evicted; or memory is full of inodes that slabtop
shows and the VFS does not know.

Why
---
An XFS inode outlives the VFS's eviction: it waits for inactivation, then for reclaim, and can be
recycled until that comes. All the while it is in the tree of its allocation group, from where this
counts it. Many evicted inodes and many lookups is what the XFS inode reinit race needs.

Sample output (of a real dump, with -l)
---------------------------------------
    vda: super_block ff427df85fea2800, xfs_mount ff427df844c22000
      AG 0 inode 132 (132) xfs_inode ff427df842510400 XFS_INEW
             7  in use by the VFS
             1  new: not ready yet, or being recycled
             8  in 4 allocation groups

How to read it
--------------
XFS_INEW outside of a burst of creates is an inode that somebody is recycling: look at it with
inode-life.py. -l lists each inode that is not simply in use.

Limits
------
A live kernel changes while it is read (and is only read): a tree that is being changed may be
reported as not readable to its end, and the counts of a busy file system are of no single moment.
"""

import argparse
import collections
import os
import sys

sys.dont_write_bytecode = True  # nothing is written, not even beside the scripts
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from drgn import Object, Program  # noqa: E402

from inoderace.helpers import (  # noqa: E402
    IN_USE,
    UNREADABLE,
    allocation_groups,
    inode_number,
    readable,
    run,
    text,
    xfs_flags,
    xfs_inodes,
    xfs_mounts,
    xfs_state,
)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("-l", "--list", action="store_true", help="every inode that is not in use")
    return parser.parse_args()


def show_mount(mp: Object, list_them: bool) -> None:
    states: collections.Counter = collections.Counter()
    problems: list[str] = []
    groups = 0
    for groups, (agno, pag) in enumerate(readable(allocation_groups(mp), problems), 1):
        for agino, ip in readable(xfs_inodes(pag), problems):
            try:
                # What was freed and used again while the tree was read is another's.
                if ip.i_mount != mp:
                    states["gone while they were counted"] += 1
                    continue
                state = xfs_state(ip)
                states[state] += 1
                if list_them and state != IN_USE:
                    print(
                        f"  AG {agno} inode {inode_number(ip)} ({agino})"
                        f" xfs_inode {ip.value_():016x} {' '.join(xfs_flags(ip))}"
                    )
            except UNREADABLE as error:
                states["not readable"] += 1
                problems.append(str(error))
    for state, number in states.most_common():
        print(f"{number:>10}  {state}")
    print(f"{sum(states.values()):>10}  in {groups} allocation groups")
    for problem in sorted(set(problems))[:3]:
        print(f"  not all could be read: {problem}")


def main(prog: Program) -> None:
    args = arguments()
    problems: list[str] = []
    found = False
    for sb, mp in readable(xfs_mounts(prog), problems):
        found = True
        print(f"{text(sb.s_id)}: super_block {sb.value_():016x}, xfs_mount {mp.value_():016x}")
        show_mount(mp, args.list)
    if problems:
        print(f"The list of super blocks breaks off: {problems[0]}")
    elif not found:
        print("No XFS is mounted.")


if __name__ == "__main__":
    sys.exit(run(main, globals()["prog"], "struct xfs_inode"))  # drgn gives its scripts a prog
