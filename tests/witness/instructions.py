# SPDX-License-Identifier: GPL-2.0-or-later
"""One function's instructions, as they lie in the dump, and where a register got its value.

binutils' objdump decodes. Values are followed backwards over every way that leads to a place, so an
answer holds however the function got there; more than one answer is none.
"""

import re
import subprocess
import tempfile

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
ENTRY, CALL = "the function's entry", "a call"


def whole(register):
    """The 64-bit register that a part of it belongs to."""
    name = register.lstrip("%")
    if re.fullmatch(r"r\d+[dwb]", name):
        return name[:-1]
    return WIDTHS.get(name[1:] if name[0] in "er" and len(name) == 3 and name not in WIDTHS else name, name)


class Instruction:
    """One line of objdump's, AT&T syntax."""

    def __init__(self, address, name, operands):
        self.address, self.name, self.end = address, name, None
        self.operands = [part.strip() for part in re.split(r",(?![^(]*\))", operands)] if operands.strip() else []

    def __str__(self):
        return f"{self.name} {','.join(self.operands)}".strip()

    def target(self):
        """Where it jumps or calls to; None for what it does not say itself."""
        if self.operands and re.fullmatch(r"(0x)?[0-9a-f]+", self.operands[0]) and self.name[0] in "jc":
            return int(self.operands[0], 16)
        return None

    def writes(self, register):
        """May it change the register?"""
        if self.name.startswith("call"):
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

    def load(self):
        """(offset, base register) where it loads 64 bits from memory relative to a register."""
        if self.name not in ("mov", "movq") or len(self.operands) != 2 or not self.operands[1].startswith("%r"):
            return None
        return memory(self.operands[0])


def memory(operand):
    """(offset, base register) of "0x8(%rax)"."""
    found = MEMORY.match(operand.lstrip("*"))
    return found and (int(found[1] or "0", 16), found[2])


class Function:
    def __init__(self, prog, start, size):
        """prog: whose memory is read."""
        self.start, self.size = start, size
        with tempfile.NamedTemporaryFile() as file:
            file.write(prog.read(start, size))
            file.flush()
            told = subprocess.run(
                ["objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "-w", "--no-show-raw-insn",
                 f"--adjust-vma={start:#x}", file.name], capture_output=True, text=True, check=True).stdout
        self.rows = [Instruction(int(m[1], 16), m[2], m[3]) for m in map(LINE.match, told.splitlines()) if m]
        self.index = {row.address: i for i, row in enumerate(self.rows)}
        for row, after in zip(self.rows, self.rows[1:]):
            row.end = after.address
        self.before = self.predecessors()

    def predecessors(self):
        """For each instruction, those that can run just before it."""
        before = {i: [] for i in range(len(self.rows))}
        for i, row in enumerate(self.rows):
            if row.name.startswith("j") and row.target() in self.index:
                before[self.index[row.target()]].append(i)
            if not NEVER_ON.match(row.name) and i + 1 < len(self.rows):
                before[i + 1].append(i)
        return before

    def at(self, address):
        """The instruction that starts there."""
        i = self.index.get(address)
        return None if i is None else self.rows[i]

    def ending(self, address):
        """The instruction that ends there, which for a return address is the call."""
        return next((row for row in self.rows if row.end == address), None)

    def origins(self, register, at):
        """The instructions that may have given the register the value it has just before at."""
        found, seen, todo = set(), set(), [self.index[at.address]]
        while todo:
            i = todo.pop()
            if i in seen:
                continue
            seen.add(i)
            ways = self.before[i]
            if not ways or i == 0:
                found.add(ENTRY)
            for way in ways:
                row = self.rows[way]
                if not row.writes(register):
                    todo.append(way)
                else:
                    found.add(CALL if row.name.startswith("call") else row)
        return found

    def origin(self, register, at, moves=4):
        """The one instruction that gave it its value, else None. A move from another register gives it that one's."""
        found = self.origins(register, at)
        only = found.pop() if len(found) == 1 else None
        if not isinstance(only, Instruction):
            return None
        if moves and only.name in ("mov", "movq") and all(operand.startswith("%r") for operand in only.operands):
            return self.origin(whole(only.operands[0]), only, moves - 1) or only
        return only

    def same(self, register, first, last):
        """Does it hold the same value before both instructions, on every way from the one to the other?"""
        return self.origins(register, first) == self.origins(register, last)
