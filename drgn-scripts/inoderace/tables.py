# SPDX-License-Identifier: GPL-2.0-or-later
"""The operation tables a verdict turns on, found by what the kernel's own code stores."""

from .insn import find_store
from .rules import XFS_TABLES

# inode_init_always_gfp is the out-of-line one since 6.11
INITIALISERS = ("inode_init_always_gfp", "inode_init_always")


class Tables:
    """empty_iops, no_open_fops and XFS's inode tables by name; None and missing when not found."""

    def __init__(self, d):
        self.empty_iops = _stored(d, "i_op", "empty_iops")
        self.no_open_fops = _stored(d, "i_fop", "no_open_fops")
        self.xfs, self.modules_name_data = {}, False
        for name, _ in XFS_TABLES:
            symbol = d.kernel.symbols.find(name)
            if symbol:
                self.xfs[name] = symbol.address
                self.modules_name_data |= bool(symbol.module)

    def xfs_name(self, address):
        return next((name for name, its in self.xfs.items() if its == address), None)


def _stored(d, member, name):
    """The address that the initialiser of every inode stores to that member.

    empty_iops is a static inside inode_init_always(), its symbol has a compiler suffix, and ubifs
    has one of its own: the name alone does not do.
    """
    kernel = d.kernel
    offset = kernel.offset("struct inode", member)
    for initialiser in INITIALISERS if offset is not None else ():
        for symbol in kernel.symbols.named(initialiser):
            found = find_store(kernel, symbol.address, symbol.size or 1024, offset)
            if found:
                d.origins.append(
                    f"{name} = {found[0]:016x} is what {symbol.name} stores to inode.{member}"
                    f" at {found[1]:016x}"
                )
                return found[0]
    named = [symbol for symbol in kernel.symbols.named(name) if not symbol.module]
    if len(named) != 1:
        return None
    address = named[0].address
    d.origins.append(f"{name} = {address:016x} is the only kernel symbol of that name")
    return address


class Table:
    """A pointer to an operations table: the object that starts there, or what it lies inside."""

    def __init__(self, kernel, address, source=None):
        self.address, self.source = address, source
        self.symbol, self.near, self.near_module = None, None, False
        name, symbol = kernel.symbol_at(address)
        if symbol and symbol.address == address:
            self.symbol = name
        elif symbol and address - symbol.address < 1 << 20:
            self.near = f"{name}+{address - symbol.address:#x}"
            self.near_module = bool(symbol.module)

    @property
    def words(self):
        return self.symbol or self.near or "no known table"
