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

from drgn import Program, ProgramFlags  # noqa: E402

from inoderace import library  # noqa: E402
from inoderace.target import Target  # noqa: E402

EXIT_VERDICT, EXIT_USAGE, EXIT_FAILED, EXIT_UNDETERMINED = range(4)
LIVE = "This kernel is running. Nothing is written; lines may contradict each other."


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"inoderace: {message}\n")


def address(text: str) -> int:
    return int(text, 16)


def arguments() -> argparse.Namespace:
    usage = (
        "drgn -c vmcore -s vmlinux -s xfs.ko inoderace.py"
        " [-j | -m] [-v] [-t PID | -i INODE | -w]"
    )
    parser = Parser("inoderace.py", usage=usage, description=__doc__.split("\n", 1)[0])
    form = parser.add_mutually_exclusive_group()
    form.add_argument("-j", "--json", action="store_true", help="one JSON object")
    form.add_argument("-m", "--markdown", action="store_true", help="a comment for a ticket")
    parser.add_argument("-v", "--verbose", action="store_true", help="every fact and its origin")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("-t", "--task", type=int, metavar="PID", help="another task than the crashed")
    what.add_argument("-i", "--inode", type=address, help="the inode at this address")
    what.add_argument(
        "-w", "--in-flight", action="store_true", help="all tasks in a path walk or at an XFS inode"
    )
    return parser.parse_args()


def request_of(args: argparse.Namespace) -> library.Request:
    form = library.TEXT
    if args.json:
        form = library.JSON
    elif args.markdown:
        form = library.MARKDOWN
    elif args.inode:
        form = library.INODE
    elif args.in_flight:
        form = library.IN_FLIGHT
    return library.Request(
        pid=-1 if args.task is None else args.task,
        inode=args.inode or 0,
        form=form,
        scan_all=args.in_flight,
        verbose=args.verbose,
        colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"),
    )


def main(prog: Program) -> int:
    args = arguments()
    if not prog.flags & ProgramFlags.IS_LINUX_KERNEL:
        print("inoderace: not a Linux kernel (drgn -c vmcore, or drgn -k)", file=sys.stderr)
        return EXIT_FAILED
    target = Target(prog)
    if target.ops.live:
        print(LIVE, file=sys.stderr)
    try:
        return diagnose(target, args)
    except library.LibraryError as error:
        print(f"inoderace: {error}", file=sys.stderr)
        return EXIT_FAILED


def diagnose(target: Target, args: argparse.Namespace) -> int:
    wrong = target.wrong_symbol()
    if wrong:
        return fail(target, args, f"the vmlinux is another kernel's (-s): {wrong} is elsewhere")
    result, report = target.diagnose(request_of(args))
    for error in target.errors[:1]:  # of these scripts; the engine took it for "cannot be told"
        sys.excepthook(type(error), error, error.__traceback__)
    if result == library.NO_TASK:
        return fail(target, args, f"there is no task with PID {args.task}")
    if result == library.CHANGED:
        return fail(target, args, "it changed while it was looked at; try again")
    print(report, end="")
    return EXIT_UNDETERMINED if result == library.UNDETERMINED else EXIT_VERDICT


def fail(target: Target, args: argparse.Namespace, error: str) -> int:
    """A dump that cannot be analysed still has its line in the JSON."""
    path = (target.ops.path or b"the kernel").decode(errors="replace")
    print(f"inoderace: {path}: {error}", file=sys.stderr)
    if args.json:
        print(target.diagnose(library.Request(error=error.encode()))[1], end="")
    return EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main(globals()["prog"]))  # drgn gives its scripts a global prog
