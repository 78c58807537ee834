#!/usr/bin/env drgn
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tell whether the machine behind a vmcore died of the XFS inode reinit race.

Usage: drgn -c vmcore -s vmlinux -s xfs.ko inoderace.py
       [-j | -m] [-v] [-t PID | -i INODE | -w]

Symptom
-------
    BUG: kernel NULL pointer dereference, address: 0000000000000000
    RIP: 0010:0x0
    Call Trace:
     step_into+0x5cd/0x650
     path_lookupat+0x67/0x180

Why
---
XFS keeps an evicted inode for a while and recycles it on the next lookup: xfs_iget() resets the
whole VFS inode, and until xfs_setup_iops() runs its i_op is empty_iops. A path walk in RCU mode
may have found that inode through a dentry before the eviction; it now calls inode->i_op->get_link,
which is NULL.

Sample output (of a real dump, cut)
-----------------------------------
    VERDICT   XFS inode reinit race   confirmed, in-window
              kernel 6.1.0-56-cloud-amd64, exposed
              PID 128 "victim" (CPU 1) looked up /mnt/x/d/lnk without locks and
              called ->get_link of an XFS symlink while PID 130 "stat" (CPU 0) was
              recycling that inode: its operations were empty_iops, its get_link
              NULL.
    WHY       + fetched at 0, from the get_link call site
                  RIP 0, [RSP] ffffffffbc35feed = step_into+0x5cd, after "mov
                  0x8(%rax),%r15; call *%r15"
              + the dentry died after the walk checked it
                  dentry ff16fd97df870240 .d_seq 6, saved 2; d_inode 0; count -128

How to read it
--------------
Each line of WHY is a fact and where it was read: + speaks for the verdict, - against it, ? is not
known. docs/evidence.md explains each. The dentry decides: its d_seq has moved on from the value
the walk saved. -j gives the same JSON as the inoderace program and the crash extension.

Limits
------
Needs libinoderace.so, which is built or installed with these scripts. Where the dump has no types
of its own (BTF), the debug information of the kernel and of xfs is needed (drgn -s). On a live
kernel (drgn -k, which is only read) it tells of oopses that were survived and of tasks at work on
XFS inodes; what a second look does not confirm is left out. Exit status: 0 verdict, 1 wrong usage,
2 the dump could not be analysed, 3 undetermined.
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True  # nothing is written, not even beside the scripts
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from inoderace import command  # noqa: E402


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(command.EXIT_USAGE, f"inoderace: {message}\n")


def arguments() -> argparse.Namespace:
    usage = (
        "drgn -c vmcore -s vmlinux -s xfs.ko inoderace.py"
        " [-j | -m] [-v] [-t PID | -i INODE | -w]"
    )
    parser = Parser("inoderace.py", usage=usage, description=__doc__.split("\n", 1)[0])
    command.add_arguments(parser)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(command.run(globals()["prog"], arguments()))  # drgn gives its scripts a global prog
