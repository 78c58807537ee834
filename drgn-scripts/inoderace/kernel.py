# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel in the dump, as the other files ask for it: drgn's Program with a few manners added.

Everything is probed, never derived from a version: a member exists or it does not.
"""

import codecs
import struct

from drgn import FaultError, Object, container_of, offsetof, sizeof
from drgn.helpers.linux.percpu import per_cpu_ptr

from .dumpfile import vmcoreinfo
from .symbols import Symbols, base_name

THREAD_SIZE = 16384  # where thread_union does not tell
_ALL = (1 << 64) - 1  # a damaged pointer with an offset added may wrap around


def _as_one_byte(error):
    """A byte that is no UTF-8 stands for itself, as in the program's JSON."""
    return "".join(map(chr, error.object[error.start : error.end])), error.end


codecs.register_error("inoderace", _as_one_byte)


def text_of(data):
    return data.decode("utf-8", "inoderace")


def canonical(address):
    """Can it be a kernel address at all? With 5-level paging the kernel's half starts there."""
    return address is not None and address >= 0xFF00000000000000


def value_of(obj):
    """A member as a number. One that is a structure answers with its first word: d_seq, i_state."""
    try:
        return obj.value_() + 0
    except TypeError:
        size = min(sizeof(obj), 8)
        return int.from_bytes(obj.prog_.read(obj.address_, 4 if size < 8 else 8), "little")


def maybe(function, *args):
    """function(*args), or None where the dump or the types do not have what it needs."""
    try:
        return function(*args)
    except (FaultError, LookupError, AttributeError, ValueError, TypeError):
        return None


def not_mapped(error):
    """Is the address itself wrong, as opposed to a page that the dump leaves out?"""
    return "not present" in str(error) or "No way to translate" in str(error)


def list_entries(head, type_name, member, most):
    """A list's entries in order. Bounded and checked: the list of a crashed kernel may not close.

    drgn's list_for_each_entry() would follow a list that runs into itself for ever.
    """
    prog, at = head.prog_, head.next
    for _ in range(most):
        if at.value_() == head.address_:
            return
        if not canonical(at.value_()):
            raise ValueError("the list leaves the kernel's memory")
        yield container_of(at, type_name, member)
        at = at.next.read_()
    raise ValueError(f"the list of {prog.type(type_name)} does not end")


class Kernel:
    """A dump or a live kernel. Reads that fail raise FaultError; see maybe()."""

    def __init__(self, prog):
        self.prog = prog
        self._symbols = None
        self._vmcoreinfo = None
        self.known_tables = {}  # names by address, whatever symbols say

    @property
    def symbols(self):
        if self._symbols is None:
            modules = maybe(lambda: list(self.modules())) or []
            self._symbols = Symbols(self.prog, modules)
        return self._symbols

    def modules(self):
        yield from list_entries(self.prog["modules"], "struct module", "list", 4096)

    def symbol_at(self, address):
        """(name without suffix, Symbol), or (None, None)."""
        # x86-64 per-CPU symbols start at 0: a NULL pointer is none of them.
        symbol = self.symbols.at(address) if address >= 1 << 20 else None
        return (base_name(symbol.name), symbol) if symbol else (None, None)

    def data(self, name):
        """Where data of the kernel lies: without KALLSYMS_ALL only the ELF file names it."""
        return self.symbols.address(name) or maybe(lambda: self.prog.symbol(name).address)

    def where(self, address, of=None):
        """ "step_into+0x5cd", by the symbol that covers of (or the address itself)."""
        name, symbol = self.symbol_at(address if of is None else of)
        return f"{name}+{address - symbol.address:#x}" if symbol else None

    # Memory

    def read(self, address, size):
        return self.prog.read(address & _ALL, size)

    def u64(self, address):
        return struct.unpack("<Q", self.read(address, 8))[0]

    def u32(self, address):
        return struct.unpack("<I", self.read(address, 4))[0]

    def try_u64(self, address):
        return maybe(self.u64, address)

    def readable(self, address, size):
        """The head of the stretch that can be read: an absent page costs only what is on it."""
        data = b""
        while len(data) < size:
            at = address + len(data)
            piece = maybe(self.read, at, min(4096 - at % 4096, size - len(data)))
            if piece is None:
                break
            data += piece
        return data

    def present(self, address, size):
        """Are the object's bytes in the dump? All zero is none: no live object is."""
        data = maybe(self.read, address, size) if canonical(address) else None
        return data is not None and any(data)

    def string(self, address, most):
        """The string at the address, cut to most - 1 bytes; None where it cannot be read."""
        data = b""
        while canonical(address) and len(data) < most - 1:
            at = address + len(data)
            piece = maybe(self.read, at, min(64 - at % 64, most - 1 - len(data)))
            if piece is None:
                return text_of(data) if data else None
            data += piece
            if 0 in piece:
                return text_of(data[: data.index(0)])
        return text_of(data) if canonical(address) else None

    # Types

    def has(self, type_name, member):
        try:
            return self.prog.type(type_name).has_member(member)
        except LookupError:
            return False

    def offset(self, type_name, member):
        return maybe(lambda: offsetof(self.prog.type(type_name), member))

    def at(self, type_name, address):
        """The object of that type at that address; a per-CPU offset added to it may wrap around."""
        return Object(self.prog, type_name, address=address & _ALL)

    def enumerator(self, name):
        return maybe(lambda: self.prog.constant(name).value_())

    @property
    def stack_size(self):
        size = maybe(lambda: sizeof(self.prog.type("union thread_union")))
        return size if size and 4096 <= size <= 1 << 18 else THREAD_SIZE

    # The machine

    def per_cpu(self, name, cpu):
        """This CPU's copy of a per-CPU variable."""
        return per_cpu_ptr(self.prog[name].address_of_(), cpu)[0]

    def current_task(self, cpu):
        """The task that runs on a CPU: 6.2 to 6.14 keep it in pcpu_hot (e57ef2ed97c1)."""
        try:
            return self.per_cpu("pcpu_hot", cpu).current_task.read_()
        except LookupError:
            return self.per_cpu("current_task", cpu).read_()

    def crashing_cpu(self):
        """crashing_cpu is x86's, panic_cpu everybody's; None when neither can be read."""
        cpu = maybe(lambda: self.prog["crashing_cpu"].value_())
        if cpu is not None and cpu >= 0:
            return cpu
        return maybe(lambda: self.prog["panic_cpu"].counter.value_())

    @property
    def vmcoreinfo(self):
        """VMCOREINFO as a dictionary; the dump's header has a copy of this note."""
        if self._vmcoreinfo is None:

            def read():
                note = self.prog["vmcoreinfo_note"].value_()
                name, size, _ = struct.unpack("<III", self.read(note, 12))
                return self.read(note + 12 + (name + 3) // 4 * 4, min(size, 65536))

            # drgn 0.0.22 has no such object.
            data = maybe(lambda: self.prog["VMCOREINFO"].string_()) or maybe(read)
            try:
                data = data or vmcoreinfo(self.prog)
            except (OSError, ValueError, OverflowError, struct.error):
                pass
            text = text_of((data or b"").split(b"\0", 1)[0])
            lines = [line.split("=", 1) for line in text.splitlines() if "=" in line]
            self._vmcoreinfo = dict(lines)
        return self._vmcoreinfo
