# SPDX-License-Identifier: GPL-2.0-or-later
"""What the small scripts share: tasks of a kernel that may run on, and XFS's view of its inodes.

    super_blocks -> s_fs_info = struct xfs_mount
      -> struct xfs_perag .pag_ici_root -> struct xfs_inode

The VFS's own list of a super block's inodes (s_inodes) is no substitute: XFS keeps an evicted inode
in the tree of its allocation group for a while, and it is from there that it is recycled.
"""

import itertools
import sys
from typing import Callable, Iterable, Iterator, Optional

from drgn import FaultError, Object, Program, ProgramFlags, cast, container_of
from drgn.helpers.common.format import escape_ascii_string
from drgn.helpers.linux.list import list_for_each_entry
from drgn.helpers.linux.pid import for_each_task
from drgn.helpers.linux.radixtree import radix_tree_for_each

MOST = 1 << 20  # entries of a list or tree: that of a crashed kernel may run in a circle
UNREADABLE = (FaultError, LookupError, ValueError, RecursionError)


class Unusable(Exception):
    """drgn cannot show what was asked for."""


def run(main: Callable[[Program], None], prog: Program, *types: str) -> int:
    """A script's frame: the types it needs, what a live kernel means, and its exit status."""
    try:
        for name in ("struct task_struct", *types):
            prog.type(name)
        if is_live(prog):
            print("This kernel is running. Nothing is written; lines may contradict each other.")
        main(prog)
        return 0
    except LookupError as error:
        print(f"{error}: drgn lacks debug information (-s vmlinux -s xfs.ko)", file=sys.stderr)
    except Unusable as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        pass
    return 2


def is_live(prog: Program) -> bool:
    return bool(prog.flags & ProgramFlags.IS_LIVE)


def maybe(function: Callable, *args):
    """function(*args), or None where memory or types do not have what it needs."""
    try:
        return function(*args)
    except UNREADABLE:
        return None


def readable(entries: Iterable, problems: list[str]) -> Iterator:
    """The entries; one that cannot be read ends them, and its error goes to problems."""
    try:
        yield from itertools.islice(entries, MOST)
    except UNREADABLE as error:
        problems.append(str(error))


def text(obj: Object) -> str:
    """A string of the kernel's; names can hold anything, also what a terminal obeys."""
    return escape_ascii_string(obj.string_())


def sequence(count: Object) -> int:
    """A seqcount_t, which is inside a seqcount_spinlock_t since 5.10."""
    return (count.seqcount if hasattr(count, "seqcount") else count).sequence.value_()


def tasks(prog: Program) -> tuple[list[Object], Optional[str]]:
    """All struct task_struct * but the idle ones, and what is wrong with the list.

    In a live kernel tasks exit while the list is read. So the kernel's own count is asked, and the
    fullest of a few lists is taken.
    """
    most: list[Object] = []
    wrong = None
    for _ in range(8 if is_live(prog) else 1):
        problems: list[str] = []
        found = list(readable(for_each_task(prog), problems))
        counted = prog["nr_threads"].value_()
        if is_live(prog) and not problems and len(found) < counted:
            problems.append(f"the kernel counts {counted}")
        if len(found) >= len(most):
            most, wrong = found, next(iter(problems), None)
        if not problems:
            break
    return most, wrong


# XFS

IN_USE = "in use by the VFS"
STATES = {  # the most telling first
    "XFS_INEW": "new: not ready yet, or being recycled",
    "XFS_IRECLAIM": "being reclaimed, or recycled",
    "XFS_IRECLAIMABLE": "reclaimable: evicted by the VFS, can be recycled",
    "XFS_INACTIVATING": "being inactivated",
    "XFS_NEED_INACTIVE": "evicted by the VFS, to be inactivated",
    "XFS_ISTALE": "stale: its cluster was freed",
}


def xfs_mounts(prog: Program) -> Iterator[tuple[Object, Object]]:
    """(struct super_block *, struct xfs_mount *) of every XFS."""
    head = prog["super_blocks"].address_of_()
    for sb in list_for_each_entry("struct super_block", head, "s_list"):
        if sb.s_type.name.string_() == b"xfs":
            yield sb, cast("struct xfs_mount *", sb.s_fs_info)


def allocation_groups(mp: Object) -> Iterator[tuple[int, Object]]:
    """(number, struct xfs_perag *) of every allocation group in memory."""
    if hasattr(mp, "m_groups"):  # since 6.13
        for number, entry in radix_tree_for_each(mp.m_groups[0].xa.address_of_()):
            group = cast("struct xfs_group *", entry)
            yield number, container_of(group, "struct xfs_perag", "pag_group")
        return
    tree = mp.m_perags if hasattr(mp, "m_perags") else mp.m_perag_tree
    for number, entry in radix_tree_for_each(tree.address_of_()):
        yield number, cast("struct xfs_perag *", entry)


def xfs_inodes(pag: Object) -> Iterator[tuple[int, Object]]:
    """(number within the group, struct xfs_inode *) of every inode in memory."""
    for number, entry in radix_tree_for_each(pag.pag_ici_root.address_of_()):
        yield number, cast("struct xfs_inode *", entry)


def inode_number(ip: Object) -> int:
    """xfs_inode.i_ino is gone in 7.2: the VFS inode has the number."""
    return (ip.i_ino if hasattr(ip, "i_ino") else ip.i_vnode.i_ino).value_()


def xfs_flags(ip: Object) -> list[str]:
    """Names of the i_flags that tell where in its life an inode is. They are macros."""
    names = {0x8: "XFS_INEW", 0x1: "XFS_IRECLAIM", 0x4: "XFS_IRECLAIMABLE", 0x2: "XFS_ISTALE"}
    # ab23a7768739 ("xfs: per-cpu deferred inode inactivation queues", 5.14)
    if hasattr(ip, "i_gclist"):
        names.update({0x400: "XFS_NEED_INACTIVE", 0x2000: "XFS_INACTIVATING"})
    flags = ip.i_flags.value_()
    return [name for bit, name in names.items() if flags & bit]


def xfs_state(ip: Object) -> str:
    flags = xfs_flags(ip)
    return next((words for name, words in STATES.items() if name in flags), IN_USE)
