# SPDX-License-Identifier: GPL-2.0-or-later
"""One function's instructions, as they lie in the dump, and where a register got its value.

binutils' objdump decodes; x86.py and a64.py know what its words mean. Values are followed backwards over every way that leads to a
place, so an answer holds however the function got there; more than one answer is none.
"""

import subprocess
import tempfile

ENTRY, CALL = "the function's entry", "a call"


class Function:
    def __init__(self, prog, decoder, start, size):
        """prog: whose memory is read. decoder: the module that knows the machine's instructions."""
        self.start, self.size = start, size
        with tempfile.NamedTemporaryFile() as file:
            file.write(prog.read(start, size))
            file.flush()
            told = subprocess.run(
                [*decoder.OBJDUMP, "-D", "-b", "binary", "-w", "--no-show-raw-insn",
                 f"--adjust-vma={start:#x}", file.name], capture_output=True, text=True, check=True).stdout
        self.rows = [decoder.Instruction(int(m[1], 16), m[2], m[3]) for m in map(decoder.LINE.match, told.splitlines()) if m]
        self.index = {row.address: i for i, row in enumerate(self.rows)}
        for row, after in zip(self.rows, self.rows[1:]):
            row.end = after.address
        self.before = self.predecessors()

    def predecessors(self):
        """For each instruction, those that can run just before it."""
        before = {i: [] for i in range(len(self.rows))}
        for i, row in enumerate(self.rows):
            if row.is_jump() and row.target() in self.index:
                before[self.index[row.target()]].append(i)
            if row.goes_on() and i + 1 < len(self.rows):
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
                    found.add(CALL if row.is_call() else row)
        return found

    def origin(self, register, at, moves=4):
        """The one instruction that gave it its value, else None. A move from another register gives it that one's."""
        found = self.origins(register, at)
        only = found.pop() if len(found) == 1 else None
        if only in (None, ENTRY, CALL):
            return None
        if moves and only.moved():
            return self.origin(only.moved(), only, moves - 1) or only
        return only

    def same(self, register, first, last):
        """Does it hold the same value before both instructions, on every way from the one to the other?"""
        return self.origins(register, first) == self.origins(register, last)
