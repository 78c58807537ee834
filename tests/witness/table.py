# SPDX-License-Identifier: GPL-2.0-or-later
"""The table that was called through, and what it proves."""

from dump import Unseen
from dwarf import static_object
from symbols import XFS

# empty_iops is a static of the function that initialises inodes; its name is not unique, its owner is.
OWNERS, NAME = ("inode_init_always", "inode_init_always_gfp"), "empty_iops"


class Tables:
    def __init__(self, dump, symbols, calls):
        self.dump, self.prog, self.symbols, self.calls, self._empty = dump, dump.prog, symbols, calls, None

    def empty(self):
        """The address of empty_iops, by DWARF's account of the function it belongs to."""
        if self._empty is None:
            self._empty = self.find_empty()
        return self._empty

    def find_empty(self):
        _, moved = self.calls.elf()
        for owner in OWNERS:
            try:
                return self.prog.symbol(f"{owner}.{NAME}").address  # clang's name of it
            except LookupError:
                pass
            try:
                address = self.prog.symbol(owner).address
            except LookupError:
                continue
            found = static_object(self.calls.unit(address)[0], owner, NAME)
            if found is not None:
                return found + moved
        raise Unseen(f"DWARF knows no {NAME} of {' or '.join(OWNERS)}")

    def describe(self, call, inode):
        """The table called through; null where it cannot be told."""
        address, source = call["table"], call["table_register"]
        if address is None and call["by_code"] and inode and inode["i_op"] is not None:
            # The load of the slot overwrote it. Of an inode that has healed, nothing is left of it.
            if self.dump.fact("get_link of the inode's table", self.get_link, inode["i_op"]) == 0:
                address, source = inode["i_op"], "inode"
        if address is None:
            return None
        return {"address": address, "symbol": self.symbols.exact(address), "from": source,
                "get_link": self.dump.fact("the table's get_link", self.get_link, address)}

    def get_link(self, address):
        return self.prog.read_u64(address + self.dump.offset("struct inode_operations", "get_link"))

    def of_xfs(self, address):
        """Does one of XFS's own tables start there?"""
        try:
            found = self.symbols.table(address)
        except LookupError:
            # DWARF does not know the name. What lies in another module is not XFS's all the same.
            if self.symbols.covering(address)[2] in (None, XFS):
                raise
            return False
        return found is not None and found[0] == XFS

    def is_transient(self, used):
        """Fact (e): the table is empty_iops, or XFS's own without a get_link."""
        if used is None:
            return None, {"table": None}
        raw = {"table": used["address"], "symbol": used["symbol"], "get_link": used["get_link"],
               "empty_iops": self.dump.fact("empty_iops", self.empty)}
        if used["address"] == raw["empty_iops"]:
            return True, raw
        ours = self.dump.fact("XFS's tables", self.of_xfs, used["address"])
        if ours is False and raw["empty_iops"] is not None:
            return False, raw
        if ours and used["get_link"] is not None:
            return used["get_link"] == 0, raw
        return None, raw
