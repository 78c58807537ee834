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
    vda: super_block ff16fd97c24f1800, xfs_mount ff16fd97daf25000
      AG 0 inode 132 (132) xfs_inode ff16fd97df8abc00 XFS_INEW
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

from drgn import FaultError  # noqa: E402

from inoderace import xfs  # noqa: E402
from inoderace.kernel import Kernel, maybe  # noqa: E402
from inoderace.program import require_xfs, run  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("-l", "--list", action="store_true", help="every inode that is not in use")
    return parser.parse_args()


def count(kernel, mp, show):
    """({state: inodes}, groups, what could not be read) of one mount."""
    states, number_of_groups, problems = collections.Counter(), 0, []
    for number, pag in xfs.readable(xfs.groups(mp), problems):
        number_of_groups += 1
        for agino, ip in xfs.readable(xfs.inodes(pag), problems):
            try:
                # What was freed and used again while the tree was read is another's.
                mine = ip.i_mount.value_() == mp.value_()
                state = xfs.state_of(kernel, ip) if mine else "gone while they were counted"
            except FaultError as error:
                states["not readable"] += 1
                problems.append(str(error))
                continue
            states[state] += 1
            if show and mine and state != xfs.IN_USE:
                ino = maybe(xfs.number_of, ip)
                flags = " ".join(xfs.flags_of(kernel, ip))
                print(f"  AG {number} inode {ino} ({agino}) xfs_inode {ip.value_():016x} {flags}")
    return states, number_of_groups, problems


def main(prog):
    args, kernel = arguments(), Kernel(prog)
    require_xfs(prog)
    found, broken = False, []
    for sb, mp in xfs.readable(xfs.mounts(kernel), broken):
        found = True
        print(f"{xfs.device_of(sb)}: super_block {sb.value_():016x}, xfs_mount {mp.value_():016x}")
        states, groups, problems = count(kernel, mp, args.list)
        for state, number in states.most_common():
            print(f"{number:>10}  {state}")
        print(f"{sum(states.values()):>10}  in {groups} allocation groups")
        for problem in sorted(set(problems))[:3]:
            print(f"  not all could be read: {problem}")
    if broken:
        print(f"The list of super blocks breaks off: {broken[0]}")
    elif not found:
        print("No XFS is mounted.")
    return 0


sys.exit(run(main, globals()["prog"]))  # drgn gives its scripts a global prog
