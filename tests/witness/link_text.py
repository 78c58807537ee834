# SPDX-License-Identifier: GPL-2.0-or-later
"""The race's other shape: a directory's i_dir_seq, which shares its place with i_link, read as a link's text.

The code says which address was read, as one byte through a register; the registers say which inode of the link's own
file system was at hand; DWARF says what its union holds.
"""

import stat

from drgn import Object, offsetof

from dump import UNSEEN, Unseen, has
from instructions import CALL, ENTRY

LINK_READERS = ("pick_link", "step_into", "get_link")  # path lookup's own, and what a live patch puts before the name
DIRECTORIES = ("xfs_dir_inode_operations", "xfs_dir_ci_inode_operations")
SHAPE = "link-text"
PAGE = 4096


class LinkTexts:
    def __init__(self, dump, symbols, calls):
        self.dump, self.prog, self.symbols, self.calls = dump, dump.prog, symbols, calls

    def describe(self, regs, nd, link):
        """{address read, the inode, its i_dir_seq} where the walk died so, else None. The number is None when it is gone."""
        pc = regs and regs[self.dump.machine.pc]
        if not regs or pc in self.dump.machine.nulls or nd is None or link is None:
            return None
        name = self.symbols.covering(pc)[0] or ""
        if not name.endswith(LINK_READERS):
            return None
        address = self.read_at(regs)
        if not 0 < address < PAGE or address % 2:
            return None
        for inode in self.inodes(regs, link.link.dentry.d_sb.value_()):
            seq = (inode.i_dir_seq if has(inode, "i_dir_seq") else inode.member_("__i_dir_seq")).value_()  # PREEMPT_RT's name
            if self.is_directory(inode) and seq >= address:
                return {"address": address, "inode": inode, "i_dir_seq": seq}
        inode = self.read_from(regs, link.link.dentry.d_sb.value_(), address)
        return inode and {"address": address, "inode": inode, "i_dir_seq": None}

    def is_directory(self, inode):
        """By its type; by its operations where it has none, as after xfs_ifree()."""
        mode = inode.i_mode.value_()
        tables = [self.prog[name].address_of_() for name in DIRECTORIES]
        return stat.S_ISDIR(mode) or (not stat.S_IFMT(mode) and inode.i_op in tables)

    def read_from(self, regs, super_block, address):
        """The inode whose i_link may have given the address that was read, and that has something else there now."""
        function = self.calls.function(regs[self.dump.machine.pc])
        row = function.at(regs[self.dump.machine.pc])
        i_link = offsetof(self.prog.type("struct inode"), "i_link")
        for origin in function.origins(row.byte_read()[1], row):
            load = origin not in (ENTRY, CALL) and origin.load()
            if not load or load[0] != i_link:
                continue
            inode = Object(self.prog, "struct inode *", value=regs[load[1]])
            if inode.i_sb.value_() == super_block and inode.i_link.value_() != address:
                return inode
        return None

    def read_at(self, regs):
        """The address that the faulting instruction reads one byte from."""
        pc = regs[self.dump.machine.pc]
        row = self.calls.function(pc).at(pc)
        place = row.byte_read() if row else None
        if place is None:
            raise Unseen(f"{row} reads no byte through a register")
        return (place[0] + regs[place[1]]) % (1 << 64)

    def inodes(self, regs, super_block):
        """The inodes of a file system that a register points to."""
        for value in sorted(set(regs.values())):
            inode = Object(self.prog, "struct inode *", value=value)
            try:
                if inode.i_sb.value_() == super_block:
                    yield inode
            except UNSEEN:
                continue

    @staticmethod
    def fact(found):
        """It is only ever seen to be so: what is not found is another fault."""
        return True, {name: found[name] for name in ("address", "i_dir_seq")}
