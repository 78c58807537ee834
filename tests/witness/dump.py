# SPDX-License-Identifier: GPL-2.0-or-later
"""A vmcore opened by drgn, and the book of what could not be seen in it."""

import drgn

import machine

# What a read of a dump can raise; drgn itself raises bare Exceptions for what it cannot parse.
UNSEEN = (LookupError, AttributeError, ValueError, TypeError, drgn.FaultError, Exception)
KERNEL_SPACE = 1 << 63


class Unseen(Exception):
    """Something cannot be told from this dump. The text says why."""


class Dump:
    """prog: drgn's program. machine: its processor's kind. vmlinux: the path of its debuginfo. unseen: why what is null is null."""

    def __init__(self, vmcore, vmlinux, *modules, prog=None):
        self.unseen, self.vmlinux = {}, vmlinux
        self.prog = prog or drgn.Program()
        if prog is None:
            self.prog.set_core_dump(vmcore)
        self.machine = machine.of(self.prog)
        try:
            self.prog.load_debug_info([vmlinux, *modules])
        except drgn.MissingDebugInfoError as error:
            # Raised after all files that could be loaded are.
            self.unseen["debuginfo"] = str(error)

    def fact(self, name, read, *arguments):
        """read(), or None with the reason kept."""
        try:
            return read(*arguments)
        except NameError:
            raise  # the witness's own fault
        except UNSEEN as error:
            kind = "" if isinstance(error, Unseen) else f"{type(error).__name__}: "
            self.unseen[name] = f"{kind}{error}".strip()
            return None

    def facts(self, prefix, **reads):
        return {name: self.fact(f"{prefix}.{name}", read) for name, read in reads.items()}

    def offset(self, structure, member):
        """A member's offset in bytes; "a.b" for one of a member."""
        return drgn.offsetof(self.prog.type(structure), member)

    def words(self, start, end):
        """The 64-bit words of a piece of memory."""
        data = self.prog.read(start, end - start)
        return [int.from_bytes(data[i : i + 8], "little") for i in range(0, len(data) - 7, 8)]


def has(value, member):
    """Does the structure, or what the pointer points to, have that member?"""
    kind = value.type_
    while kind.kind in (drgn.TypeKind.TYPEDEF, drgn.TypeKind.POINTER):
        kind = kind.type
    return kind.kind in (drgn.TypeKind.STRUCT, drgn.TypeKind.UNION, drgn.TypeKind.CLASS) and kind.has_member(member)


def number(value):
    """A flag word: newer kernels wrap it into a structure to guard its accesses."""
    if value.type_.kind == drgn.TypeKind.STRUCT:
        value = value.member_(value.type_.members[0].name)
    return value.value_()


def text(pointer):
    return pointer.string_().decode(errors="replace")
