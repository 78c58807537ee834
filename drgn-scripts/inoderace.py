#!/usr/bin/env drgn
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tell whether the machine behind a vmcore died of the XFS inode reinit race.

Usage: drgn -c vmcore -s vmlinux -s xfs.ko inoderace.py [-j | -m] [-v] [-t PID]

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
Needs the debug information of the kernel and of xfs (drgn -s): drgn has no types without it. The
inoderace program needs the dump alone. x86-64 only. On a live kernel (drgn -k, which is only read)
it tells of oopses that were survived and of tasks at work on XFS inodes. Exit status: 0 verdict, 1
wrong usage, 2 the dump could not be analysed, 3 undetermined.
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True  # nothing is written, not even beside the scripts
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from inoderace import report  # noqa: E402
from inoderace.diagnosis import Diagnosis  # noqa: E402
from inoderace.dumpfile import core_path  # noqa: E402
from inoderace.program import Unusable, require_debuginfo, say_if_live  # noqa: E402

EXIT_VERDICT, EXIT_USAGE, EXIT_FAILED, EXIT_UNDETERMINED = range(4)


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"inoderace: {message}\n")


def arguments():
    usage = "drgn -c vmcore -s vmlinux -s xfs.ko inoderace.py [-j | -m] [-v] [-t PID]"
    parser = _Parser("inoderace.py", usage=usage, description=__doc__.split("\n", 1)[0])
    form = parser.add_mutually_exclusive_group()
    form.add_argument("-j", "--json", action="store_true", help="one JSON object")
    form.add_argument("-m", "--markdown", action="store_true", help="a comment for a ticket")
    parser.add_argument("-v", "--verbose", action="store_true", help="every fact and its origin")
    parser.add_argument(
        "-t", "--task", type=int, metavar="PID", help="another task than the crashed"
    )
    return parser.parse_args()


def main(prog):
    args = arguments()
    path = core_path(prog)
    try:
        require_debuginfo(prog)
    except Unusable as error:
        print(f"inoderace: {path or 'the kernel'}: {error}", file=sys.stderr)
        if args.json:
            print(report.failure(path, str(error)))
        return EXIT_FAILED
    say_if_live(prog, sys.stderr)
    diagnosis = Diagnosis(prog, args.task).run()
    if args.json:
        print(report.as_json(diagnosis))
    elif args.markdown:
        print(report.as_markdown(diagnosis))
    else:
        print(report.as_text(diagnosis, args.verbose))
    undetermined = diagnosis.verdict["class"] == "undetermined"
    return EXIT_UNDETERMINED if undetermined else EXIT_VERDICT


sys.exit(main(globals()["prog"]))  # drgn gives its scripts a global prog
