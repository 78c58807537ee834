# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of addresses: drgn's, and those the kernel keeps of its loaded modules."""

import bisect
import re
import struct

from drgn import FindObjectFlags
from drgn.helpers.linux import list_for_each_entry

from dump import KERNEL_SPACE, UNSEEN, has

XFS = "xfs"


class Modules:
    """The loaded modules' symbols, from the tables the kernel itself keeps of them.

    drgn's own cannot be relied on: an older one gives up on all modules when a struct member has moved.
    """

    def __init__(self, prog):
        self.prog, self.rows, self.text, self.patches = prog, [], [], set()
        for module in list_for_each_entry("struct module", prog["modules"].address_of_(), "list"):
            name = module.name.string_().decode(errors="replace")
            self.text.append((*text_of(module), name))
            if has(module, "klp") and module.klp:
                self.patches.add(name)
            table = module.kallsyms
            names, count = table.strtab.value_(), table.num_symtab.value_()
            data = prog.read(table.symtab.value_(), count * 24)
            for place, _info, _other, _section, value, size in struct.iter_unpack("<IBBHQQ", data):
                if value:
                    self.rows.append((value, size, names + place, name))
        self.rows.sort()
        # Without CONFIG_KALLSYMS_ALL only functions have names; the rest of a table's names must come from somewhere else.
        self.name_data = any(not self.is_text(row[0]) for row in self.rows)

    def is_text(self, address):
        return any(start <= address < end for start, end, _ in self.text)

    def at(self, address):
        """(name, offset, module) of the symbol that covers the address."""
        i = bisect.bisect_right(self.rows, (address, 1 << 64, 0, "")) - 1
        if i < 0 or address >= self.rows[i][0] + max(self.rows[i][1], 1):
            raise LookupError(f"no symbol at {address:#x}")
        value, _size, place, module = self.rows[i]
        name = self.prog.read(place, 128).split(b"\0")[0].decode(errors="replace")
        return name, address - value, module

    def extent(self, address):
        """(start, size) of the symbol that covers the address."""
        i = bisect.bisect_right(self.rows, (address, 1 << 64, 0, "")) - 1
        self.at(address)
        return self.rows[i][:2]


def text_of(module):
    """(start, end) of a module's code, wherever this kernel keeps that."""
    if has(module, "mem"):  # the first of its kinds of memory is the code
        return module.mem[0].base.value_(), module.mem[0].base.value_() + module.mem[0].size.value_()
    layout = module.core_layout
    return layout.base.value_(), layout.base.value_() + layout.text_size.value_()


class Symbols:
    def __init__(self, dump):
        self.prog = dump.prog
        self.modules = dump.fact("module symbols", Modules, dump.prog)
        self.image = tuple(self.prog.symbol(name).address for name in ("_stext", "_etext"))

    def covering(self, address):
        """(name, offset, module or None) of the symbol that covers the address."""
        # Modules that drgn could not place lie at 0 for it, and have symbols there.
        if address < KERNEL_SPACE:
            raise LookupError(f"no kernel address: {address:#x}")
        if self.modules:
            try:
                return self.modules.at(address)
            except LookupError:
                pass
        symbol = self.prog.symbol(address)
        return symbol.name, address - symbol.address, None

    def extent(self, address):
        """(start, size) of the function that covers the address."""
        try:
            return self.modules.extent(address)
        except (LookupError, AttributeError):
            symbol = self.prog.symbol(address)
            return symbol.address, symbol.size

    def exact(self, address):
        """The name of the object that starts exactly there, without the compiler's suffix; else None."""
        try:
            name, offset, _ = self.covering(address)
        except LookupError:
            return None
        if offset:
            return None
        return plain(name) if self.is_code(address) else plain(variable(name))

    def is_code(self, address):
        """Does it lie in the text of the kernel or of a module?"""
        if self.image[0] <= address < self.image[1]:
            return True
        return bool(self.modules) and self.modules.is_text(address)

    def table(self, address):
        """("vmlinux" or a module, name) when an inode_operations that DWARF knows starts there; else None.

        Raises LookupError where no DWARF here knows the object, as of another module: its kind is unknown.
        """
        try:
            name, offset, module = self.covering(address)
        except LookupError:
            return None
        if offset:
            return None
        try:
            found = self.prog.object(name, FindObjectFlags.VARIABLE)
        except UNSEEN:
            raise LookupError(f"no debuginfo tells what {name} is") from None
        if found.type_.type_name().removeprefix("const ") != "struct inode_operations":
            if found.address_ != address:
                raise LookupError(f"DWARF's {name} is another object of that name")
            return None
        return module or ("xfs" if name.startswith("xfs_") else "vmlinux"), plain(name)


def variable(name):
    """Of a function's own variable, which clang calls "function.variable" and gcc "variable.1", its name."""
    function, _, own = name.partition(".")
    return own if re.match("[A-Za-z_]", own) else function


def plain(name):
    return re.sub(r"[.].*", "", name)
