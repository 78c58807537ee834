# SPDX-License-Identifier: GPL-2.0-or-later
"""A64 instructions, as objdump writes them."""

import re

OBJDUMP = ("aarch64-linux-gnu-objdump", "-m", "aarch64")
DWARF = [f"x{i}" for i in range(31)] + ["sp"]  # by their numbers in DWARF
LINE = re.compile(r"^\s*([0-9a-f]+):\t(\S+)\s*([^/<]*)")
# What a called function may overwrite (AAPCS64).
VOLATILE = {f"x{i}" for i in range(19)} | {"x30"}
READS_ONLY = re.compile(r"(cmp|cmn|tst|ccmp|ccmn|fcmp|st|prfm|b$|b\.|br|cb|tb|ret|nop|hint|bti|d[ms]b|isb|msr|brk|udf|svc|hlt|paciasp|autiasp)")
STATUS = re.compile(r"stl?xr")  # a store that tells in its first operand whether it was done
ATOMIC = re.compile(r"(cas|swp|ld(add|clr|set|eor|[su]max|[su]min))")
NEVER_ON = re.compile(r"(ret|br|b$|brk|udf|hlt|eret)")
PAIR = re.compile(r"ld(a?x|n)?p")
MEMORY = re.compile(r"\[(\w+)(?:, #(-?(?:0x)?[0-9a-f]+))?\](!?)")


def whole(register):
    """The 64-bit register that a part of it belongs to."""
    return f"x{register[1:]}" if re.fullmatch(r"w\d+", register) else register


def memory(operand):
    """(offset, base register) of "[x1, #8]"."""
    found = MEMORY.fullmatch(operand)
    return found and (int(found[2] or "0", 0), found[1])


class Instruction:
    """One line of objdump's. Its methods are those of x86.Instruction."""

    def __init__(self, address, name, operands):
        self.address, self.name, self.end = address, name, None
        self.operands = [part.strip() for part in re.split(r",(?![^\[]*\])", operands)] if operands.strip() else []

    def __str__(self):
        return f"{self.name} {', '.join(self.operands)}".strip()

    def is_call(self):
        return self.name.startswith("bl")

    def is_jump(self):
        return self.name in ("b", "cbz", "cbnz", "tbz", "tbnz") or self.name.startswith("b.")

    def goes_on(self):
        return not NEVER_ON.match(self.name)

    def target(self):
        if not (self.is_jump() or self.name == "bl") or not re.fullmatch(r"(0x)?[0-9a-f]+", self.operands[-1]):
            return None
        return int(self.operands[-1], 16)

    def called(self):
        """blr, br, and those that check a signed address first."""
        return self.operands[0] if re.match(r"bl?ra?[ab]?z?$", self.name) else None

    def called_at(self):
        return None

    def writes(self, register):
        if self.is_call():
            return register in VOLATILE
        named = [whole(operand) for operand in self.operands]
        at = next((i for i, operand in enumerate(self.operands) if operand.startswith("[")), None)
        if at is not None and (self.operands[at].endswith("!") or at + 1 < len(self.operands)):
            if MEMORY.match(self.operands[at])[1] == register:
                return True  # moved before or after the access
        if ATOMIC.match(self.name):
            return register in named
        if STATUS.match(self.name):
            return named[0] == register
        if not named or READS_ONLY.match(self.name):
            return False
        return register in named[: 2 if PAIR.match(self.name) else 1]

    def result(self):
        return whole(self.operands[0])

    def load(self):
        plain = self.name in ("ldr", "ldur") and len(self.operands) == 2 and self.operands[0].startswith("x")
        return memory(self.operands[1]) if plain else None

    def moved(self):
        plain = self.name == "mov" and len(self.operands) == 2 and all(re.fullmatch(r"x\d+", one) for one in self.operands)
        return self.operands[1] if plain else None

    def byte_read(self):
        return memory(self.operands[1]) if re.match(r"ldu?rs?b$", self.name) else None

    def type_read(self):
        """clang's check of a function's type: it loads the word before the function."""
        return memory(self.operands[1]) if self.name == "ldur" and self.operands[0].startswith("w") else None


def steps_back(_row, _register):
    """FineIBT is x86's."""
    return False


def jumps_to(_rows):
    """Retpolines are x86's."""
    return None


def cleared_bits(function, place):
    """The bits that each AND of the 32 bits at an offset of some structure clears."""
    for row in function.rows:
        if row.name not in ("and", "ands") or not re.fullmatch(r"#0x[0-9a-f]+", row.operands[-1]) or row.operands[1][0] not in "wx":
            continue
        origin = function.origin(whole(row.operands[1]), row)
        if origin is not None and origin.name in ("ldr", "ldur") and memory(origin.operands[1]):
            if memory(origin.operands[1])[0] == place:
                yield ~int(row.operands[-1][1:], 16) & (1 << 32) - 1


def follows_call(code):
    """Is the instruction before an address bl, or blr in one of its forms?"""
    word = int.from_bytes(code[-4:], "little")
    return word >> 26 == 0b100101 or word & 0xFEFFF000 == 0xD63F0000
