# SPDX-License-Identifier: GPL-2.0-or-later
"""x86-64 instructions, as objdump writes them in AT&T's syntax."""

import re

OBJDUMP = ("objdump", "-m", "i386:x86-64")
FINEIBT = 16  # bytes before a function where FineIBT checks its callers, and where they call
# By their numbers in DWARF.
DWARF = "rax rdx rcx rbx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15".split()
WIDTHS = {f"{name}{half}": f"r{name}{whole}" for name, whole, halves in (
    ("a", "x", ("l", "x")), ("b", "x", ("l", "x")), ("c", "x", ("l", "x")), ("d", "x", ("l", "x")),
    ("si", "", ("l", "")), ("di", "", ("l", "")), ("bp", "", ("l", "")), ("sp", "", ("l", ""))) for half in halves}
# What a called function may overwrite (System V ABI).
VOLATILE = {"rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11"}
READS_ONLY = re.compile(r"(cmp|test|bt$|btl|btq|push|jmp|call|nop|ud|ret|prefetch|endbr)")
# What is written besides the last operand.
IMPLICIT = {"cmpxchg": ("rax", "rdx"), "mul": ("rax", "rdx"), "imul": ("rax", "rdx"), "div": ("rax", "rdx"),
            "idiv": ("rax", "rdx"), "cltq": ("rax",), "cwtl": ("rax",), "cqto": ("rdx",), "cltd": ("rdx",),
            "rdtsc": ("rax", "rdx", "rcx"), "rdmsr": ("rax", "rdx"), "cpuid": ("rax", "rbx", "rcx", "rdx"),
            "xgetbv": ("rax", "rdx"), "rdpmc": ("rax", "rdx")}
NEVER_ON = re.compile(r"(ret|jmp|ud2|int3|hlt)")
MEMORY = re.compile(r"^(?:%[c-g]s:)?(-?0x[0-9a-f]+)?\(%(\w+)\)$")
LINE = re.compile(r"^\s*([0-9a-f]+):\t(?:(?:cs|ds|notrack|lock|rep|repz|repnz|bnd|data16|rex\S*) +)*(\S+)\s*([^#<]*)")


def whole(register):
    """The 64-bit register that a part of it belongs to."""
    name = register.lstrip("%")
    if re.fullmatch(r"r\d+[dwb]", name):
        return name[:-1]
    return WIDTHS.get(name[1:] if name[0] in "er" and len(name) == 3 and name not in WIDTHS else name, name)


class Instruction:
    """One line of objdump's."""

    def __init__(self, address, name, operands):
        self.address, self.name, self.end = address, name, None
        self.operands = [part.strip() for part in re.split(r",(?![^(]*\))", operands)] if operands.strip() else []

    def __str__(self):
        return f"{self.name} {','.join(self.operands)}".strip()

    def is_call(self):
        return self.name.startswith("call")

    def is_jump(self):
        return self.name.startswith("j")

    def goes_on(self):
        """Can the next instruction run after it?"""
        return not NEVER_ON.match(self.name)

    def target(self):
        """Where it jumps or calls to; None for what it does not say itself."""
        if self.operands and re.fullmatch(r"(0x)?[0-9a-f]+", self.operands[0]) and self.name[0] in "jc":
            return int(self.operands[0], 16)
        return None

    def called(self):
        """The register that holds what it calls or jumps to."""
        return self.operands[0][2:] if self.operands and self.operands[0].startswith("*%") else None

    def called_at(self):
        """(offset, base register) of the memory that holds what it calls."""
        return memory(self.operands[0]) if self.operands and self.operands[0].startswith("*") else None

    def writes(self, register):
        """May it change the register?"""
        if self.is_call():
            return register in VOLATILE
        if any(self.name.startswith(name) and register in written for name, written in IMPLICIT.items()):
            return True
        if any(operand.startswith(("%es:", "%ds:")) for operand in self.operands):
            return register in ("rcx", "rsi", "rdi", "rax")  # a string instruction
        named = [whole(operand) for operand in self.operands if operand.startswith("%")]
        if self.name.startswith(("xchg", "xadd")):
            return register in named and len(set(self.operands)) > 1  # xchg %ax,%ax does nothing
        if not self.operands or READS_ONLY.match(self.name) and not self.name.startswith("cmpxchg"):
            return False
        return self.operands[-1].startswith("%") and whole(self.operands[-1]) == register

    def result(self):
        """The register it writes, as its operands name it."""
        return whole(self.operands[-1])

    def load(self):
        """(offset, base register) where it loads 64 bits from memory relative to a register."""
        if self.name not in ("mov", "movq") or len(self.operands) != 2 or not self.operands[1].startswith("%r"):
            return None
        return memory(self.operands[0])

    def moved(self):
        """The register that it copies whole to another."""
        plain = self.name in ("mov", "movq") and all(operand.startswith("%r") for operand in self.operands)
        return whole(self.operands[0]) if plain else None

    def byte_read(self):
        """(offset, base register) of the one byte that it reads from memory."""
        places = [found for found in map(memory, self.operands) if found]
        return places[0] if len(places) == 1 and self.name.startswith(("cmpb", "movz", "movb")) else None

    def type_read(self):
        """(offset, base register) where it reads what stands before a function, to check its type."""
        return memory(self.operands[0]) if self.name.startswith(("add", "cmp")) and self.operands else None


def memory(operand):
    """(offset, base register) of "0x8(%rax)"."""
    found = MEMORY.match(operand.lstrip("*"))
    return found and (int(found[1] or "0", 16), found[2])


def steps_back(row, register):
    """Does it lead a call to the check that FineIBT puts before each function?"""
    if row.name.startswith("sub"):
        return row.operands == [f"${FINEIBT:#x}", f"%{register}"]
    return row.name.startswith("lea") and row.operands == [f"-{FINEIBT:#x}(%{register})", f"%{register}"]


def jumps_to(rows):
    """The register that a retpoline's thunk jumps to, by the thunk's code."""
    for row in rows:
        if row.name.startswith(("jmp", "call")) and row.called():
            return row.called()
        if row.name.startswith("mov") and memory(row.operands[1]) == (0, "rsp"):
            return row.operands[0].lstrip("%")
    return None


def cleared_bits(function, place):
    """The bits that each AND of the 32 bits at an offset of some structure clears, in memory or on the way through a register."""
    for row in function.rows:
        mask = re.fullmatch(r"\$0x([0-9a-f]+)", row.operands[0]) if row.name.startswith("and") and row.operands else None
        if not mask:
            continue
        operand, width = memory(row.operands[-1]), {"b": 8, "w": 16}.get(row.name[3:], 32)
        if operand is None:
            origin = function.origin(whole(row.operands[-1]), row)
            loaded = origin is not None and origin.name in ("mov", "movl") and memory(origin.operands[0])
            # The whole word is loaded, and only its lowest part has a name that tells its width.
            operand = loaded if loaded and loaded[0] == place and row.operands[-1].startswith(("%e", "%r")) else None
        if operand and 0 <= operand[0] - place < 4:
            yield (~int(mask[1], 16) & (1 << width) - 1) << 8 * (operand[0] - place) & (1 << 32) - 1


def follows_call(code):
    """Do the bytes before an address end in a call? (E8 rel32, or FF /2 in its lengths)"""
    if code[-5] == 0xE8:
        return True
    for length in (2, 3, 4, 6, 7):
        at = -length
        if code[at] == 0xFF and at < -1 and code[at + 1] >> 3 & 7 == 2:
            return True
    return False
