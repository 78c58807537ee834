#!/usr/bin/env drgn
# SPDX-License-Identifier: GPL-2.0-or-later
"""One inode's life on one screen: inode, dentries, xfs_inode, its tags, who holds it.

Usage: drgn -c vmcore -s vmlinux -s xfs.ko inode-life.py ADDRESS|PATH
       drgn -k inode-life.py PATH

Symptom
-------
A verdict, or a register of an oops, names an inode; the question is what it was then and what it
is now.

Why
---
What the VFS knows of an inode and what XFS knows of it are two states that change one after the
other. Between two lives they contradict: i_op is empty_iops and i_state I_NEW while the xfs_inode
keeps its number, and no dentry leads to it although a walk still uses it.

Sample output (of a real dump, an inode in the race)
----------------------------------------------------
    INODE     ff427df842510538  xfs vda
              number 0, generation 870869673, mode 0120777, 1 links
              i_count 1, i_state 0x8 I_NEW
              i_op  ffffffff8b43f0c0 empty_iops
              i_fop ffffffff8b43ef80 no_open_fops
              Its operations are empty_iops: reset, and not yet set up again.
    DENTRY    none: no name leads to it (any more, or yet)
    XFS       ff427df842510400  i_flags 0x8 XFS_INEW
              new: not ready yet, or being recycled
    AG        0, number 132: in the group's tree, tags: none
    HELD BY   PID 128 "victim" (CPU 1), rsi: in step_into
              PID 130 "stat" (CPU 0), r15: in xfs_setup_inode

How to read it
--------------
ADDRESS may be the struct inode's or the xfs_inode's. PATH is looked up among the dentries in
memory, by drgn's path_lookup(); nothing is read from a disk. "reclaim" among the tags: the group's
reclaim worker has it on its list. HELD BY lists tasks whose registers or stack hold the address.

Limits
------
A word on a stack may be left over from a call that returned long ago. i_fop is no_open_fops on
every XFS symlink for life and says nothing. On a live kernel (which is only read) the lines are of
different moments, and of a task that drgn cannot unwind ("cannot unwind stack of running task")
only the stack is searched.
"""

import argparse
import itertools
import os
import struct
import sys
from typing import Iterator, Optional

sys.dont_write_bytecode = True  # nothing is written, not even beside the scripts
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from drgn import FaultError, Object, Program, container_of, offsetof, sizeof  # noqa: E402
from drgn.helpers.common.format import escape_ascii_string  # noqa: E402
from drgn.helpers.linux.fs import dentry_path, path_lookup  # noqa: E402
from drgn.helpers.linux.list import hlist_for_each_entry  # noqa: E402
from drgn.helpers.linux.sched import task_cpu  # noqa: E402

from inoderace.helpers import (  # noqa: E402
    UNREADABLE,
    Unusable,
    allocation_groups,
    inode_number,
    maybe,
    run,
    sequence,
    tasks,
    text,
    xfs_flags,
    xfs_state,
)

MOST = 16  # dentries or tasks shown


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument(
        "inode", metavar="ADDRESS|PATH", help="a struct inode, xfs_inode, or a path"
    )
    return parser.parse_args()


def find_inode(prog: Program, what: str) -> Object:
    """The struct inode * of a path in the dentry cache, or at an address, the xfs_inode's too."""
    if what.startswith("/"):
        try:
            return path_lookup(prog, what).dentry.d_inode
        except AttributeError as error:
            raise Unusable(f"{error}: this drgn is too old for the path, but not for an address")
        except Exception as error:  # a bare one is what it raises: not cached, negative
            raise Unusable(f"{what}: {error}")
    try:
        ip = Object(prog, "struct xfs_inode *", int(what, 16))
        if ip.i_mount.m_super == ip.i_vnode.i_sb:
            return ip.i_vnode.address_of_()
    except FaultError:
        pass  # what lies around a struct inode need not be in the dump
    except ValueError:
        raise Unusable(f"{what}: neither an address nor a path") from None
    inode = Object(prog, "struct inode *", int(what, 16))
    if not maybe(lambda: inode.i_sb.value_()):
        raise Unusable(f"{what}: no object there, or its page is not in the dump")
    return inode


def xfs_inode_of(inode: Object) -> Optional[Object]:
    ip = container_of(inode, "struct xfs_inode", "i_vnode")
    return ip if maybe(lambda: ip.i_mount.m_super == inode.i_sb) else None


def i_state_names(inode: Object) -> str:
    """Enumerators since 6.18; before, macros of a u32 (since 6.12) or an unsigned long."""
    macros = {"I_NEW": 0x8, "I_WILL_FREE": 0x10, "I_FREEING": 0x20, "I_CLEAR": 0x40}
    if sizeof(inode.i_state) == 4:
        macros = {"I_NEW": 0x1, "I_WILL_FREE": 0x40, "I_FREEING": 0x80, "I_CLEAR": 0x100}
    state = i_state(inode)
    constants = {name: maybe(inode.prog_.constant, name) for name in macros}
    return " ".join(name for name, bit in macros.items() if state & int(constants[name] or bit))


def i_state(inode: Object) -> int:
    """A number; since 6.19 inside a structure of its own."""
    state = inode.i_state
    return (state.__state if hasattr(state, "__state") else state).value_()


def symbol_name(table: Object) -> str:
    """An operations table by name, without the number that the compiler appends."""
    symbol = maybe(lambda: table.prog_.symbol(table.value_()))
    if not symbol:
        return "?"
    beyond = table.value_() - symbol.address
    return symbol.name.partition(".")[0] + (f"+{beyond:#x}" if beyond else "")


def show_inode(inode: Object) -> None:
    kind, device = (maybe(text, name) for name in (inode.i_sb.s_type.name, inode.i_sb.s_id))
    print(f"INODE     {inode.value_():016x}  {kind or 'unknown file system'} {device or ''}")
    print(
        f"          number {inode.i_ino.value_()}, generation {inode.i_generation.value_()},"
        f" mode 0{inode.i_mode.value_():o}, {inode.i_nlink.value_()} links"
    )
    state = f"{i_state(inode):#x} {i_state_names(inode)}".rstrip()
    print(f"          i_count {inode.i_count.counter.value_()}, i_state {state}")
    operations = symbol_name(inode.i_op)
    print(f"          i_op  {inode.i_op.value_():016x} {operations}")
    print(f"          i_fop {inode.i_fop.value_():016x} {symbol_name(inode.i_fop)}")
    if operations == "empty_iops":
        print("          Its operations are empty_iops: reset, and not yet set up again.")


def aliases(inode: Object) -> Iterator[Object]:
    """The dentries that name it. d_u lost its name in 7.1."""
    named = inode.prog_.type("struct dentry").has_member("d_u")
    member = "d_u.d_alias" if named else "d_alias"
    return hlist_for_each_entry("struct dentry", inode.i_dentry.address_of_(), member)


def show_dentries(inode: Object) -> None:
    if {"I_FREEING", "I_CLEAR"} & set(i_state_names(inode).split()):
        print("DENTRY    none: the inode is being freed, the list's head is used for RCU")
        return
    label = "DENTRY"
    for dentry in itertools.islice(aliases(inode), MOST):
        path = escape_ascii_string(dentry_path(dentry))
        count = dentry.d_lockref.count.value_()
        print(f"{label:<10}{dentry.value_():016x}  /{path}")
        print(f"          d_seq {sequence(dentry.d_seq)}, count {count}")
        if not dentry.d_hash.pprev and dentry.d_parent != dentry:
            print("          no lookup finds it any more: unlinked or dropped, and still held")
        label = ""
    if label:
        print("DENTRY    none: no name leads to it (any more, or yet)")


def show_xfs(inode: Object) -> None:
    ip = xfs_inode_of(inode)
    if ip is None:
        print("XFS       the memory around it is no xfs_inode of its super block")
        return
    flags = f"{ip.i_flags.value_():#x} {' '.join(xfs_flags(ip))}".rstrip()
    print(f"XFS       {ip.value_():016x}  i_flags {flags}")
    print(f"          {xfs_state(ip)}")
    mp, number = ip.i_mount, inode_number(ip)
    # in m_ino_geo since ef325959993e (5.3)
    bits = (mp.m_ino_geo.agino_log if hasattr(mp, "m_ino_geo") else mp.m_agino_log).value_()
    agno, agino = number >> bits, number & (1 << bits) - 1
    pag = next((pag for n, pag in allocation_groups(mp) if n == agno), None)
    if pag is None:
        print(f"AG        {agno}: not in memory")
        return
    tags = tags_of(pag.pag_ici_root, agino)
    if tags is None:
        print(f"AG        {agno}, number {agino}: not in the group's tree")
    else:
        words = " ".join(tags) or "none"
        print(f"AG        {agno}, number {agino}: in the group's tree, tags: {words}")


def tags_of(root: Object, index: int) -> Optional[list[str]]:
    """The tags of an entry of a radix tree (an xarray since 4.20); None when it has no such entry.

    drgn's helpers give entries, not tags: so walk down to the node that holds it.
    """
    xarray = hasattr(root, "xa_head")
    entry = (root.xa_head if xarray else root.rnode).value_()
    tags: list[str] = []
    for _ in range(11):  # 64 bits, 6 of them a level
        if entry & 3 != (2 if xarray else 1):  # no node, but what was looked for
            break
        type_name = "struct xa_node *" if xarray else "struct radix_tree_node *"
        node = Object(root.prog_, type_name, entry & ~3)
        slot = index >> node.shift.value_() & len(node.slots) - 1
        marks = node.marks if xarray else node.tags
        names = enumerate(("reclaim", "blockgc"))
        tags = [name for i, name in names if marks[i][slot // 64].value_() >> slot % 64 & 1]
        entry = node.slots[slot].value_()
    return tags if entry else None


def show_holders(inode: Object) -> None:
    """Tasks whose registers or stack hold the address; leftovers of old calls among them."""
    prog = inode.prog_
    vnode = offsetof(prog.type("struct xfs_inode"), "i_vnode")
    wanted = {inode.value_(), inode.value_() - vnode}
    found, wrong = tasks(prog)
    label = "HELD BY"
    for task, where, doing in itertools.islice(holders(prog, found, wanted), MOST):
        cpu = maybe(task_cpu, task)
        who = f'PID {task.pid.value_()} "{text(task.comm)}" (CPU {cpu})'
        print(f"{label:<10}{who}, {where}: {doing}")
        label = ""
    if label:
        print("HELD BY   no task's registers or stack hold its address")
    if wrong:
        print(f"          not all of the tasks were seen, only {len(found)}: {wrong}")


def holders(prog: Program, found: list[Object], wanted: set[int]) -> Iterator[tuple]:
    for task in found:
        start, size = task.stack.value_(), stack_size(task)
        sp, registers = start, {}
        try:
            trace = prog.stack_trace(task)
            registers = trace[0].registers()
            doing = "in " + innermost(trace)
            sps = (frame.sp for frame in trace)
            sp = next((sp for sp in sps if start <= sp < start + size), start) & ~7
        except Exception as error:  # it runs, for one; what drgn cannot unwind is a bare Exception
            doing = str(error)
        register = next((name for name, value in registers.items() if value in wanted), None)
        if register:
            yield task, register, doing
            continue
        data = maybe(prog.read, sp, start + size - sp) or b""
        for i, (word,) in enumerate(struct.iter_unpack("<Q", data)):
            if word in wanted:
                yield task, f"stack {sp + 8 * i:016x}", doing
                break


def stack_size(task: Object) -> int:
    """THREAD_SIZE is a macro; a stack in vmalloc memory tells how many pages it has."""
    pages = task.stack_vm_area.nr_pages.value_() if hasattr(task, "stack_vm_area") else 0
    return pages * task.prog_["PAGE_SIZE"].value_() or 16384


def innermost(trace) -> str:
    """The innermost function of XFS, else of all that are not inlined."""
    names = [frame.name for frame in trace if frame.name and not frame.is_inline]
    names = [name for name in names if not name.startswith("0x")]
    return next((name for name in names if name.startswith("xfs_")), next(iter(names), "?"))


def main(prog: Program) -> None:
    inode = find_inode(prog, arguments().inode)
    for show in (show_inode, show_dentries, show_xfs, show_holders):
        try:
            show(inode)
        except UNREADABLE as error:
            print(f"          not readable: {error}")


if __name__ == "__main__":
    sys.exit(run(main, globals()["prog"], "struct xfs_inode"))  # drgn gives its scripts a prog
