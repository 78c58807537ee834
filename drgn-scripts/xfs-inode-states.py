#!/usr/bin/env drgn
# SPDX-License-Identifier: GPL-2.0-or-later
"""XFS inodes by lifecycle state, counted for each mount.

SAMPLE
"""

import argparse
import collections
import os
import sys

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
    for number, pag in xfs.groups(mp):
        number_of_groups += 1
        for agino, ip in xfs.safe_inodes(pag, problems):
            try:
                state = xfs.state_of(kernel, ip)
            except FaultError as error:
                states["not readable"] += 1
                problems.append(str(error))
                continue
            states[state] += 1
            if show and state != xfs.IN_USE:
                ino = maybe(xfs.number_of, ip)
                flags = " ".join(xfs.flags_of(kernel, ip))
                print(f"  AG {number} inode {ino} ({agino}) xfs_inode {ip.value_():016x} {flags}")
    return states, number_of_groups, problems


def main(prog):
    args, kernel = arguments(), Kernel(prog)
    require_xfs(prog)
    found = False
    for sb, mp in xfs.mounts(kernel):
        found = True
        print(f"{xfs.device_of(sb)}: super_block {sb.value_():016x}, xfs_mount {mp.value_():016x}")
        states, groups, problems = count(kernel, mp, args.list)
        for state, number in states.most_common():
            print(f"{number:>10}  {state}")
        print(f"{sum(states.values()):>10}  in {groups} allocation groups")
        for problem in sorted(set(problems))[:3]:
            print(f"  not all could be read: {problem}")
    if not found:
        print("No XFS is mounted.")
    return 0


sys.exit(run(main, prog))  # noqa: F821 - drgn gives its scripts a global prog
