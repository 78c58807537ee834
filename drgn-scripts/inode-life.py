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
    INODE     ff16fd97df8abd38  xfs vda
              number 0, generation 1499564035, mode 0120777, 1 links
              i_count 1, i_state 0x8 I_NEW
              i_op  ffffffffbd03f0c0 empty_iops
              i_fop ffffffffbd03ef80 no_open_fops
              Its operations are empty_iops: reset, and not yet set up again.
    DENTRY    none: no name leads to it (any more, or yet)
    XFS       ff16fd97df8abc00  i_flags 0x8 XFS_INEW
              new: not ready yet, or being recycled
    AG        0, number 132: in the group's tree, tags: none
    HELD BY   PID 128 "victim" (CPU 1), r13: in step_into
              PID 130 "stat" (CPU 0), stack ff4ec21280457968: instantiate xfs_iget

How to read it
--------------
ADDRESS may be the struct inode's or the xfs_inode's. PATH is looked up among the dentries in
memory, on mounted XFS only; nothing is read from a disk. "reclaim" among the tags: the group's
reclaim worker has it on its list. HELD BY lists tasks whose registers or stack hold the address.

Limits
------
A word on a stack may be left over from a call that returned long ago. i_fop is no_open_fops on
every XFS symlink for life and says nothing. On a live kernel (which is only read) the lines are of
different moments, and of a task that is "running" only the stack can be searched.
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True  # nothing is written, not even beside the scripts
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from drgn import FaultError, Object, container_of  # noqa: E402
from drgn.helpers.linux.fs import mount_dst  # noqa: E402

from inoderace import xfs  # noqa: E402
from inoderace.diagnosis import Diagnosis  # noqa: E402
from inoderace.inode import read_inode  # noqa: E402
from inoderace.kernel import list_entries, maybe, text_of, value_of  # noqa: E402
from inoderace.peers import doing, vnode_offset  # noqa: E402
from inoderace.program import Unusable, require_xfs, run  # noqa: E402
from inoderace.report import printable  # noqa: E402
from inoderace.tasks import StackWords, all_tasks  # noqa: E402
from inoderace.walk import dentry_type  # noqa: E402

_MOST = 16  # dentries or tasks shown


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument(
        "inode", metavar="ADDRESS|PATH", help="a struct inode, xfs_inode, or a path"
    )
    return parser.parse_args()


# From a path to an inode


def hash_list(first, type_name, member):
    """Entries of an hlist. Bounded: the list of a crashed kernel may not close."""
    node = first.read_()
    for _ in range(1 << 20):
        if not node:
            return
        yield container_of(node, type_name, member)
        node = node.next.read_()


def children(dentry):
    """d_children since da549bdd15c2 (6.8), d_subdirs before."""
    if hasattr(dentry, "d_children"):
        return hash_list(dentry.d_children.first, "struct dentry", "d_sib")
    return list_entries(dentry.d_subdirs, "struct dentry", "d_child", 1 << 20)


def mounts_of(sb):
    """A list until 6.17, since then chained through mnt_next_for_sb."""
    if hasattr(sb.s_mounts, "next"):
        yield from list_entries(sb.s_mounts, "struct mount", "mnt_instance", 4096)
        return
    mount = sb.s_mounts.read_()
    for _ in range(4096):
        if not mount:
            return
        yield mount
        mount = mount.mnt_next_for_sb.read_()


def mount_points(kernel):
    for sb, _ in xfs.mounts(kernel):
        for mount in mounts_of(sb):
            where = maybe(lambda: text_of(mount_dst(mount)))  # noqa: B023
            if where:
                yield where, mount


def child_of(dentry, name):
    """The child of that name that a lookup would find; else one that was, and is still held."""
    former = None
    for child in children(dentry):
        if maybe(lambda: text_of(child.d_name.name.string_())) == name:  # noqa: B023
            if is_hashed(child):
                return child
            former = former or child
    return former


def is_hashed(dentry):
    return bool(dentry.d_hash.pprev)


def find_path(kernel, path):
    """The inode of a path, as far as the kernel's dentries know it: nothing is read from a disk."""
    best = None
    for where, mount in mount_points(kernel):
        inside = path == where or path.startswith(where.rstrip("/") + "/")
        if inside and (best is None or len(where) > len(best[0])):
            best = where, mount
    if not best:
        raise Unusable(f"{path}: on no XFS that is mounted")
    dentry = best[1].mnt.mnt_root.read_()
    for name in filter(None, path[len(best[0].rstrip("/")) :].split("/")):
        dentry = child_of(dentry, name)
        if not dentry:
            raise Unusable(f"{path}: no dentry of {name!r}; it is not cached, or has died")
    if not dentry.d_inode:
        raise Unusable(f"{path}: its dentry {dentry.value_():016x} is negative, there is no inode")
    return dentry.d_inode.value_()


def find_inode(kernel, text):
    """An address may be that of the struct inode or of the xfs_inode around it."""
    if text.startswith("/"):
        return find_path(kernel, text)
    try:
        address = int(text, 16)
    except ValueError:
        raise Unusable(f"{text}: neither an address nor a path") from None
    ip = kernel.at("struct xfs_inode", address)
    if maybe(lambda: ip.i_mount.m_super.value_() == ip.i_vnode.i_sb.value_()):
        return ip.i_vnode.address_
    if not kernel.present(address, 64):
        raise Unusable(f"{text}: no object there, or its page is not in the dump")
    return address


# What is printed


def flags(value, names):
    return "?" if value is None else f"{value:#x} {' '.join(names)}".rstrip()


def tell_vnode(kernel, i, tables):
    obj = kernel.at("struct inode", i.address)
    links = maybe(lambda: obj.i_nlink.value_())
    mode = "?" if i.mode is None else f"0{i.mode:o}"
    print(f"INODE     {i.address:016x}  {i.fs or 'unknown file system'} {i.device or ''}")
    print(f"          number {i.ino}, generation {i.generation}, mode {mode}, {links} links")
    print(f"          i_count {i.i_count}, i_state {flags(i.i_state, i.i_state_names)}")
    for name, table in (("i_op ", i.i_op), ("i_fop", i.i_fop)):
        if table:
            print(f"          {name} {table.address:016x} {table.words}")
    if i.i_op and i.i_op.address == tables.empty_iops:
        print("          Its operations are empty_iops: reset, and not yet set up again.")


def tell_dentries(d, i):
    if {"I_FREEING", "I_CLEAR"} & set(i.i_state_names):
        print("DENTRY    none: the inode is being freed, the list's head is used for RCU")
        return
    obj, found = d.kernel.at("struct inode", i.address), 0
    named = d.kernel.has("struct dentry", "d_u")
    for dentry in hash_list(
        obj.i_dentry.first, "struct dentry", "d_u.d_alias" if named else "d_alias"
    ):
        found += 1
        if found > _MOST:
            print("          and more")
            return
        path = path_in_mount(dentry)
        kind = dentry_type(d, dentry.d_flags.value_())
        seq, count = value_of(dentry.d_seq) & 0xFFFFFFFF, dentry.d_lockref.count.value_()
        label = "DENTRY" if found == 1 else ""
        print(f"{label:<10}{dentry.value_():016x}  {printable(path)}")
        print(f"          d_seq {seq}, count {count}, type {kind}")
        if not is_hashed(dentry) and path != "/":
            print("          no lookup finds it any more: unlinked or dropped, and still held")
    if not found:
        print("DENTRY    none: no name leads to it (any more, or yet)")


def path_in_mount(dentry):
    """The dentry's names up to its file system's root."""
    names = []
    for _ in range(256):
        parent = dentry.d_parent.read_()
        if parent.value_() == dentry.value_():
            break
        names.append(text_of(dentry.d_name.name.string_()))
        dentry = parent
    return "/" + "/".join(reversed(names))


def tell_xfs(kernel, i):
    if not i.xfs:
        print("XFS       the memory around it is no xfs_inode of its super block")
        return
    ip = Object(kernel.prog, "struct xfs_inode *", value=i.xfs.address)
    mp = ip.i_mount
    print(f"XFS       {i.xfs.address:016x}  i_flags {flags(i.xfs.i_flags, i.xfs.i_flags_names)}")
    print(f"          {xfs.state_of(kernel, ip)}")
    agno, agino, pag = xfs.group_of(kernel, mp, i.xfs.ino)
    if not pag:
        print(f"AG        {agno}: not in memory")
        return
    tags = maybe(xfs.tags_of, pag.pag_ici_root, agino)
    if tags is None:
        print(f"AG        {agno}, number {agino}: not in the group's tree")
    else:
        words = " ".join(tags) or "none"
        print(f"AG        {agno}, number {agino}: in the group's tree, tags: {words}")


def doing_now(d, task, words):
    if not words.registers:
        return "running"
    frames, _ = d.unwinder.unwind(task, words.registers)
    what, function = doing(frames)
    first = next((frame["symbol"] for frame in frames if frame["symbol"]), "?")
    return f"{what or 'in'} {function or first}"


def tell_holders(d, i):
    """Tasks whose registers or stack hold the address; leftovers of old calls among them."""
    vnode, found = vnode_offset(d.kernel), 0
    tasks, wrong = all_tasks(d.kernel)
    for task in tasks:
        words = StackWords(d.kernel, task, d.unwinder)
        place = words.find(i.address)
        if not place and vnode is not None:
            place = words.find(i.address - vnode)
        if not place:
            continue
        found += 1
        where = place[1] if place[0] == "register" else f"stack {place[1]:016x}"
        label = "HELD BY" if found == 1 else ""
        print(f"{label:<10}{printable(task.identity)}, {where}: {doing_now(d, task, words)}")
        if found == _MOST:
            print("          and maybe more")
            return
    if not found:
        print("HELD BY   no task's registers or stack hold its address")
    if wrong:
        print(f"          not all of the tasks were seen, only {len(tasks)}: {wrong}")


def main(prog):
    args = arguments()
    require_xfs(prog)
    d = Diagnosis(prog)
    try:
        address = find_inode(d.kernel, args.inode)
    except (FaultError, ValueError) as error:
        raise Unusable(f"{args.inode}: the way to it cannot be read: {error}") from None
    i = read_inode(d.kernel, address)
    parts = (
        ("operation tables", lambda: d.tables.find(d)),
        ("the inode", lambda: tell_vnode(d.kernel, i, d.tables)),
        ("its dentries", lambda: tell_dentries(d, i)),
        ("XFS's part", lambda: tell_xfs(d.kernel, i)),
        ("who holds it", lambda: tell_holders(d, i)),
    )
    for what, tell in parts:
        try:
            tell()
        except (FaultError, LookupError, AttributeError, ValueError) as error:
            print(f"          {what}: {error}")
    return 0


sys.exit(run(main, globals()["prog"]))  # drgn gives its scripts a global prog
