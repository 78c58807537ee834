# SPDX-License-Identifier: GPL-2.0-or-later
"""What every script here asks of the Program that drgn hands it."""

import sys

from drgn import ProgramFlags


class Unusable(Exception):
    """drgn cannot show this kernel well enough."""


def require_debuginfo(prog):
    """Types of the kernel proper must be there; those of xfs are asked for where they are used."""
    if not prog.flags & ProgramFlags.IS_LINUX_KERNEL:
        raise Unusable("not a Linux kernel (drgn -c vmcore, or drgn -k for the running one)")
    try:
        prog.type("struct task_struct")
        prog["init_task"].address_of_()
    except LookupError as error:
        raise Unusable(
            f"{error}: drgn has no debug information of this kernel (-s vmlinux)"
        ) from None


def require_xfs(prog):
    try:
        prog.type("struct xfs_inode")
    except LookupError as error:
        raise Unusable(f"{error}: drgn has no debug information of xfs (-s xfs.ko)") from None


def is_live(prog):
    return bool(prog.flags & ProgramFlags.IS_LIVE)


def say_if_live(prog, file=None):
    """A live kernel changes while it is read: what is printed was never true all at once."""
    if is_live(prog):
        print("This kernel is running. Nothing is written; lines may contradict each other.", file=file)


def run(main, prog):
    """A small script's frame: main(prog), and its refusals in one line."""
    try:
        require_debuginfo(prog)
        say_if_live(prog)
        return main(prog)
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 1
