# SPDX-License-Identifier: GPL-2.0-or-later
"""The command, as a script (inoderace.py), in drgn's own command line and in corelens: its options, what it does."""

import argparse
import os
import sys

from drgn import Program, ProgramFlags

from inoderace import library
from inoderace.target import Target

EXIT_VERDICT, EXIT_USAGE, EXIT_FAILED, EXIT_UNDETERMINED = range(4)
LIVE = "This kernel is running. Nothing is written; lines may contradict each other."


def address(text: str) -> int:
    return int(text, 16)


# Options: of each group one at most.
GROUPS = (
    (
        (("-j", "--json"), {"action": "store_true", "help": "one JSON object"}),
        (("-m", "--markdown"), {"action": "store_true", "help": "a comment for a ticket"}),
    ),
    (
        (
            ("-t", "--task"),
            {"type": int, "metavar": "PID", "help": "another task than the crashed"},
        ),
        (("-i", "--inode"), {"type": address, "help": "the inode at this address"}),
        (
            ("-w", "--in-flight"),
            {"action": "store_true", "help": "all tasks in a path walk or at an XFS inode"},
        ),
    ),
    ((("-v", "--verbose"), {"action": "store_true", "help": "every fact and its origin"}),),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    for options in GROUPS:
        group = parser.add_mutually_exclusive_group()
        for names, more in options:
            group.add_argument(*names, **more)


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


def run(prog: Program, args: argparse.Namespace) -> int:
    """Print what was asked for. Returns the exit status."""
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
