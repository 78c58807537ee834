# SPDX-License-Identifier: GPL-2.0-or-later
"""The operation tables a verdict turns on, found by what the kernel's own code stores."""

from drgn import FaultError, sizeof

from .insn import addresses_in, find_store
from .rules import XFS_TABLES

# inode_init_always_gfp is the out-of-line one since 6.11
INITIALISERS = ("inode_init_always_gfp", "inode_init_always")

# What follows a link or looks a name up tells XFS's tables apart.
KINDS = {
    "xfs_vn_get_link": "xfs_symlink_inode_operations",
    "xfs_vn_get_link_inline": "xfs_inline_symlink_inode_operations",
    "xfs_vn_lookup": "xfs_dir_inode_operations",
    "xfs_vn_ci_lookup": "xfs_dir_ci_inode_operations",
}


class Tables:
    """empty_iops, no_open_fops and XFS's inode tables by name; None and missing when not found."""

    def __init__(self):
        self.empty_iops = self.no_open_fops = None
        self.xfs, self.modules_name_data = {}, False

    def find(self, d):
        self.empty_iops = _stored(d, "i_op", "empty_iops")
        self.no_open_fops = _stored(d, "i_fop", "no_open_fops")
        for name, _ in XFS_TABLES:
            symbol = d.kernel.symbols.find(name)
            if symbol:
                self.xfs[name] = symbol.address
                self.modules_name_data |= bool(symbol.module)
        if not self.xfs:
            self.xfs = _xfs_by_code(d)
        known = {address: name for name, address in self.xfs.items()}
        known.update({self.no_open_fops: "no_open_fops", self.empty_iops: "empty_iops"})
        known.pop(None, None)
        d.kernel.known_tables = known

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


def _xfs_by_code(d):
    """Without KALLSYMS_ALL nothing names them: those that xfs_setup_iops() refers to and that hold xfs_vn_getattr()."""
    kernel, found = d.kernel, {}
    function = kernel.symbols.find("xfs_setup_iops")
    if not function:
        return found
    size = sizeof(kernel.prog.type("struct inode_operations"))
    known = {name for name, _ in XFS_TABLES}
    for address in addresses_in(kernel, function.address, function.size or 1024):
        try:
            words = [kernel.u64(address + at) for at in range(0, 0 if address % 8 else size, 8)]
        except FaultError:
            continue
        methods = set()
        for word in filter(None, words):
            name, symbol = kernel.symbol_at(word)
            if symbol and symbol.address == word:
                methods.add(name)
        if "xfs_vn_getattr" in methods:
            names = [KINDS[name] for name in KINDS if name in methods] or ["xfs_inode_operations"]
            if names[-1] in known:
                found[names[-1]] = address
                d.origins.append(f"{names[-1]} = {address:016x} by what it holds, among what xfs_setup_iops refers to")
    return found


class Table:
    """A pointer to an operations table: the object that starts there, or what it lies inside."""

    def __init__(self, kernel, address, source=None):
        self.address, self.source = address, source
        self.symbol, self.near, self.near_module = None, None, False
        self.symbol = kernel.known_tables.get(address)
        name, symbol = (None, None) if self.symbol else kernel.symbol_at(address)
        if symbol and symbol.address == address:
            self.symbol = name
        elif symbol and address - symbol.address < 1 << 20:
            self.near = f"{name}+{address - symbol.address:#x}"
            self.near_module = bool(symbol.module)

    @property
    def words(self):
        return self.symbol or self.near or "no known table"
