# SPDX-License-Identifier: GPL-2.0-or-later
"""The inode the walk stood at, XFS's part of it, and whether either is damaged."""

import inspect
import stat

from drgn import Object, cast, container_of
from drgn.helpers.linux import hlist_for_each_entry

from dump import Unseen, has, number, text
from symbols import XFS

KERNEL_ADDRESSES = 0xFF << 56  # the lowest there are, with five levels of page tables
POISON_FREE = b"\x6b"  # include/linux/poison.h
MANY = 1 << 16  # entries of a list that leads somewhere


class Inodes:
    def __init__(self, dump, symbols, tables):
        self.dump, self.prog, self.symbols, self.tables = dump, dump.prog, symbols, tables

    def of_call(self, call, walk, regs, stack):
        """The inode that the walk was about to use: by the caller's own variable, the registers, or the link's dentry."""
        local = self.local(stack)
        passed = regs[self.dump.machine.arguments[1]] if call["fetched_at_0"] and call["by_code"] is not False else None
        named = walk.get("dentry_inode")
        if local and passed and local != passed:
            raise Unseen(f"the caller's inode is {local:#x}, the second argument {passed:#x}")
        address = local or passed or named
        return Object(self.prog, "struct inode *", value=address) if address else None

    def local(self, stack):
        """The variable "inode" of the function that also has one for the saved link."""
        for frame in stack.frames if stack and stack.unwound else []:
            found = frame.locals()
            links = [value for value in found.values() if value.type_.type_name() == "struct saved *"]
            inode = found.get("inode")
            if links and inode is not None and inode.type_.type_name() == "struct inode *":
                return inode.value_()
        return None

    def describe(self, inode):
        return self.dump.facts(
            "inode",
            address=inode.value_,
            fs=lambda: text(inode.i_sb.s_type.name),
            i_op=inode.i_op.value_,
            i_op_symbol=lambda: self.symbols.exact(inode.i_op.value_()),
            i_fop=inode.i_fop.value_,
            i_fop_symbol=lambda: self.symbols.exact(inode.i_fop.value_()),
            i_state=lambda: number(inode.i_state),
            ino=inode.i_ino.value_,
            mode=inode.i_mode.value_,
            i_count=inode.i_count.counter.value_,
            generation=inode.i_generation.value_,
        )

    def describe_xfs(self, inode):
        ip = container_of(inode, "struct xfs_inode", "i_vnode")
        return self.dump.facts(
            "xfs_inode",
            address=ip.value_,
            i_flags=ip.i_flags.value_,
            # Where struct xfs_inode has no number of its own, the VFS inode's is the only one.
            ino=lambda: (ip.i_ino if has(ip, "i_ino") else ip.i_vnode.i_ino).value_(),
        )

    @staticmethod
    def is_xfs(inode):
        """Fact (c)."""
        name = inode and inode["fs"]
        return (None if name is None else name == XFS), {"fs": name}

    def freed(self, inode):
        """True if the slab allocator has the inode's memory on a list of free objects."""
        # Not in every drgn, and not for every kernel.
        from drgn.helpers.linux import slab  # pylint: disable=import-outside-toplevel

        sheaves = self.prog.type("struct kmem_cache").has_member("cpu_sheaves")
        if sheaves and "sheaves" not in inspect.getsource(slab):
            raise Unseen("this drgn does not know the sheaves in which this kernel keeps free objects")
        found = slab.slab_object_info(self.prog, cast("void *", inode))
        if found is None:
            raise Unseen("the inode is in no slab")
        return not found.allocated

    def poisoned(self, inode):
        """True if all of it is what a freed object is filled with."""
        size = self.prog.type("struct inode").size
        return self.prog.read(inode.value_(), size) == POISON_FREE * size

    def linked(self, inode, dentry):
        """Is the dentry among the inode's own?"""
        member = "d_alias" if self.prog.type("struct dentry").has_member("d_alias") else "d_u.d_alias"
        for i, one in enumerate(hlist_for_each_entry("struct dentry", inode.i_dentry.address_of_(), member)):
            if one.value_() == dentry:
                return True
            if i > MANY:
                raise Unseen("the inode's list of dentries has no end")
        return False

    def table_damage(self, address):
        """True if no table of operations can be there, False if one starts there, else None."""
        if address < KERNEL_ADDRESSES:
            return True
        if address == self.dump.fact("empty_iops", self.tables.empty):
            return False
        try:
            found = self.symbols.table(address)
        except LookupError as error:
            self.dump.unseen["the table's kind"] = str(error)
            return None
        # XFS's table for another kind of file, or of another file system, is not damage by itself.
        return found is None

    def damage(self, inode, described, walk, table):
        """What is damaged, each true, false or null: the table used, i_op now, the memory, the dentry's type.

        "changed" is true where the link's dentry died or means another inode now: then nothing of this is damage.
        """
        found = dict.fromkeys(("table_used", "i_op", "freed", "poisoned", "reused", "dentry_type", "changed"))
        if table is not None:
            found["table_used"] = self.dump.fact("damage of the table", self.table_damage, table)
        if described["i_op"] is not None:
            found["i_op"] = self.dump.fact("damage of i_op", self.table_damage, described["i_op"])
        found["freed"] = self.dump.fact("whether the memory is free", self.freed, inode)
        found["poisoned"] = self.dump.fact("poison", self.poisoned, inode)
        found.update(self.dump.fact("the dentry's part", self.dentry_damage, inode, described, walk) or {})
        return found

    def dentry_damage(self, inode, described, walk):
        """A walk takes a dentry for a link by its type. An unchanged one whose inode is none has a damaged type, if it
        is among the inode's dentries; if it is not, its inode is gone and another file has the memory."""
        wanted = ("dentry", "dentry_inode", "dentry_seq", "walk_seq")
        if any(walk.get(name) is None for name in wanted) or described["mode"] is None:
            raise Unseen("the walk's dentry or its inode's mode is not known")
        if walk["dentry_inode"] != described["address"] or walk["dentry_seq"] != walk["walk_seq"]:
            return {"changed": True}
        own = self.dump.fact("the inode's dentries", self.linked, inode, walk["dentry"])
        link = stat.S_ISLNK(described["mode"])
        return {"changed": False, "reused": None if own is None else not own,
                "dentry_type": False if link else own}
