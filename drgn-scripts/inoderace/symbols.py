# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of addresses, from the symbol tables that the dump itself holds: kallsyms and the modules'.

drgn's prog.symbol() reads the ELF files. They name other things than the kernel does (labels
inside entry code, for one), they exist for the modules that were passed with -s only, and drgn
0.0.22 leaves a module's symbols unrelocated since 6.4 split module_layout. The kernel's own tables
have none of these troubles, and give the names that its log and crash(8) print. Without
KALLSYMS_ALL the kernel's table names no data, and drgn is asked for the ELF file's names of it.
"""

import bisect
import struct

from drgn import FaultError

NAME_MAX = 127
_ELF_SYM = struct.Struct("<IBBHQQ")


def base_name(name):
    """Without compiler suffix: empty_iops.9 is empty_iops."""
    return name[:1] + name[1:].split(".", 1)[0]


class Symbol:
    """A symbol; size is the distance to the next one."""

    def __init__(self, name, address, size, module=None):
        self.name, self.address, self.size, self.module = name, address, size, module


class _Table:
    """Symbols sorted by address; several may share one."""

    def __init__(self, pairs, module, end):
        self.pairs, self.module, self.end = pairs, module, end
        self.addresses = [address for address, _ in pairs]
        self.by_base = {}
        for i, (_, name) in enumerate(pairs):
            self.by_base.setdefault(base_name(name), []).append(i)

    def _size(self, address):
        after = bisect.bisect_right(self.addresses, address)
        beyond = self.addresses[after] if after < len(self.addresses) else None
        return (self.end(address) if beyond is None else beyond) - address

    def named(self, base):
        for i in self.by_base.get(base, ()):
            address, name = self.pairs[i]
            yield Symbol(name, address, self._size(address), self.module)

    def aliases(self, address):
        """All names of the last place that starts at or before the address."""
        last = bisect.bisect_right(self.addresses, address)
        if not last:
            return None, []
        place = self.addresses[last - 1]
        first = bisect.bisect_left(self.addresses, place)
        return place, [name for _, name in self.pairs[first:last]]


class Kallsyms(_Table):
    """The kernel's compressed table: kernel/kallsyms.c, read from the dump's memory."""

    def __init__(self, prog):
        def place(name):
            return prog.symbol(name).address

        number = prog.read_u32(place("kallsyms_num_syms"))
        names = self._names(prog, place, number)
        pairs = sorted(zip(self._addresses(prog, place, number), names), key=lambda pair: pair[0])
        super().__init__(pairs, None, lambda address: address)

    @staticmethod
    def _names(prog, place, number):
        index = struct.unpack("<256H", prog.read(place("kallsyms_token_index"), 512))
        start = place("kallsyms_token_table")
        table = _growing(prog, start, 65536, 4096)
        tokens = [table.string(offset) for offset in index]
        at, data, names = 0, _growing(prog, place("kallsyms_names"), 64 * number), []
        for _ in range(number):
            length = data[at]
            at += 1
            if length & 0x80:  # long names have a two-byte length since 6.1
                length = length & 0x7F | data[at] << 7
                at += 1
            name = b"".join([tokens[byte] for byte in data[at : at + length]])
            at += length
            # The first letter is the symbol's type.
            names.append(name[1 : NAME_MAX + 1].decode("ascii", "replace"))
        return names

    @staticmethod
    def _addresses(prog, place, number):
        """Absolute addresses, or distances from a base, or (since 7.0) from the entry itself."""
        stext = place("_stext")
        try:
            start = place("kallsyms_offsets")
        except LookupError:
            return struct.unpack(f"<{number}Q", prog.read(place("kallsyms_addresses"), 8 * number))
        offsets = struct.unpack(f"<{number}i", prog.read(start, 4 * number))
        candidates = [[start + 4 * i + offset for i, offset in enumerate(offsets)]]
        try:
            base = prog.read_u64(place("kallsyms_relative_base"))
        except LookupError:
            base = None
        if base is not None:
            candidates.append([base + (offset & 0xFFFFFFFF) for offset in offsets])
            # per-CPU symbols absolute (not negative), the others negative
            candidates.append([offset if offset >= 0 else base - 1 - offset for offset in offsets])
        # The right reading is the one in which a symbol that drgn knows is at its place.
        for addresses in reversed(candidates):
            if stext in addresses:
                return addresses
        raise ValueError("kallsyms: none of the known forms has _stext at its place")


class _Module(_Table):
    """A module's own table: struct module.kallsyms."""

    def __init__(self, module):
        self.areas = list(_areas(module))
        self.name = module.name.string_().decode("utf-8", "replace")
        prog, pairs = module.prog_, []
        kallsyms = module.kallsyms
        try:
            if kallsyms:
                raw = prog.read(kallsyms.symtab, kallsyms.num_symtab.value_() * _ELF_SYM.size)
                for entry in _ELF_SYM.iter_unpack(raw):
                    # What the module only refers to is not its own.
                    if entry[3] and self.covers(entry[4]):
                        name = kallsyms.strtab + entry[0]
                        pairs.append(
                            (entry[4], name.string_()[:NAME_MAX].decode("ascii", "replace"))
                        )
        except FaultError:
            pass  # one that is still being loaded has none; its address tells frames apart
        pairs = [pair for pair in pairs if pair[1]]
        pairs.sort(key=lambda pair: pair[0])
        super().__init__(pairs, self.name, self._end)

    def covers(self, address):
        return self.area(address) is not None

    def area(self, address):
        for area in self.areas:
            if area[0] <= address < area[1]:
                return area
        return None

    def _end(self, address):
        area = self.area(address)
        return area[1] if area else address

    def _size(self, address):
        return min(super()._size(address), self._end(address) - address)


def _areas(module):
    """Where a module lies: core_layout and init_layout, or (since 6.4) an array of stretches."""
    if hasattr(module, "mem"):
        layouts = list(module.mem)
    elif hasattr(module, "core_layout"):
        layouts = [module.core_layout, module.init_layout]
    else:
        return
    for layout in layouts:
        start, size = layout.base.value_(), layout.size.value_()
        if start and size:
            yield start, start + size


class _growing:  # noqa: N801 - used like a bytes object
    """Bytes of an unknown length, read a piece at a time as they are asked for."""

    def __init__(self, prog, start, limit, piece=65536):
        self.prog, self.start, self.limit, self.piece, self.data = prog, start, limit, piece, b""

    def _grow(self, upto):
        while len(self.data) < upto:
            self.data += self.prog.read(self.start + len(self.data), self.piece)

    def string(self, at):
        end = at
        while self[end]:
            end += 1
        return self.data[at:end]

    def __getitem__(self, key):
        self._grow((key.stop if isinstance(key, slice) else key + 1))
        return self.data[key]


class Symbols:
    """Both directions, kernel and modules; what cannot be read is just not found."""

    def __init__(self, prog, modules):
        self.prog = prog
        self.kernel = Kallsyms(prog)
        self.unnamed = self._unnamed()
        self.modules = []
        for module in modules:
            try:
                self.modules.append(_Module(module))
            except (FaultError, LookupError, AttributeError):
                continue
        self.modules.sort(key=lambda module: module.areas[0][0] if module.areas else 0)

    def _unnamed(self):
        """Where the kernel's table names nothing: its data, without KALLSYMS_ALL."""
        if next(self.kernel.named("init_task"), None):  # every kernel has one
            return range(0)
        start, end = (next(self.kernel.named(name), None) for name in ("_etext", "_sinittext"))
        return range(start.address, end.address if end else 1 << 64) if start else range(0)

    def _in_elf(self, address):
        """By the ELF file, as crash chooses of several names."""
        found = [(s.address, s.name, s.size) for s in self.prog.symbols(address)]
        if not found:
            return None
        place = max(start for start, _, _ in found)
        choose = min if place == address else max
        _, name, size = choose((s for s in found if s[0] == place), key=lambda s: s[1])
        return Symbol(name, place, size)

    def named(self, base):
        """Every symbol of that name, with compiler suffix or without."""
        yield from self.kernel.named(base)
        for module in self.modules:
            yield from module.named(base)

    def find(self, base):
        return next(self.named(base), None)

    def address(self, base):
        symbol = self.find(base)
        return symbol.address if symbol else None

    def at(self, address):
        """The symbol that covers the address, or None."""
        if not address >> 63:  # below lie per-CPU offsets, which are no place in memory
            return None
        if address in self.unnamed:
            return self._in_elf(address)
        table = self.kernel
        if address >= table.addresses[-1]:
            # Nothing is known of what lies beyond the kernel's last symbol.
            table = next((m for m in self.modules if m.covers(address)), None)
            if table is None and address != self.kernel.addresses[-1]:
                return None
            table = table or self.kernel
        place, names = table.aliases(address)
        if place is None or not place >> 63 or not names:
            return None
        if isinstance(table, _Module):
            if table.area(place) != table.area(address):
                return None
            name = names[0] if place == address else names[-1]
        else:
            # What crash takes: at exactly that address the first in the alphabet, else the last.
            name = min(names) if place == address else max(names)
        return Symbol(name, place, table._size(place), table.module)
