# SPDX-License-Identifier: GPL-2.0-or-later
"""The stack of a task: unwound by drgn, resumed at an exception where drgn lost its way, else its words."""

import struct

from drgn import Object

from dump import KERNEL_SPACE, UNSEEN, has

GAPS = 8  # in one stack


class Frame:
    """One function, inlined ones included. frame: drgn's, or None when only its return address is known."""

    def __init__(self, name, pc, frame=None):
        self.name, self.pc, self.frame = name, pc, frame

    def local(self, name):
        """A variable's value where DWARF can tell it at this place, else None."""
        try:
            value = self.frame[name]
            return None if value.absent_ else value
        except UNSEEN:
            return None

    def locals(self):
        """{name: value} of those that DWARF can tell."""
        try:
            names = self.frame.locals()
        except UNSEEN:
            return {}
        found = {name: self.local(name) for name in names}
        return {name: value for name, value in found.items() if value is not None}

    def source(self):
        """The file it was compiled from, None where DWARF does not know it."""
        try:
            return self.frame.source()[0]
        except UNSEEN:
            return None


class Stack:
    """frames: innermost first. whole: was it followed to its end? unwound: by drgn, or guessed from words?"""

    def __init__(self, frames, whole, unwound, why=None):
        self.frames, self.whole, self.unwound, self.why = frames, whole, unwound, why

    def functions(self):
        return {frame.name for frame in self.frames if frame.name}


class Stacks:
    def __init__(self, dump, symbols):
        self.dump, self.prog, self.machine, self.symbols = dump, dump.prog, dump.machine, symbols

    def bounds(self, task):
        """(lowest address, end) of a task's stack."""
        # THREAD_SIZE is a macro; the kernel keeps the area that each stack is mapped in, where it maps them.
        base = task.stack.value_()
        if not base:
            raise LookupError("a dead task, whose stack is another's by now")
        if has(task, "stack_vm_area"):
            return base, base + task.stack_vm_area.nr_pages.value_() * self.prog["PAGE_SIZE"].value_()
        # The linker puts the first task's stack between these; kernels have the one name or the other.
        for name in ("stack", "task"):
            try:
                first, last = (self.prog.symbol(f"__{mark}_init_{name}").address for mark in ("start", "end"))
            except LookupError:
                continue
            return base, base + last - first
        raise LookupError("the size of a stack is not known")

    def words(self, task, sp):
        """(address of the first, the words) of the part in use; none for a dead task."""
        if not task.stack:
            return 0, []
        base, end = self.bounds(task)
        start = sp & ~7 if base <= sp < end else base
        return start, self.dump.words(start, end)

    def name(self, frame):
        """By DWARF, inlined functions too; code that has none by its symbol."""
        try:
            return dwarf_name(frame) or self.symbols.covering(frame.pc)[0]
        except UNSEEN:
            return None

    def unwind(self, start):
        """Frames that drgn finds from a task or a struct pt_regs."""
        found = []
        for frame in self.prog.stack_trace(start):
            try:
                found.append(Frame(self.name(frame), frame.pc, frame))
            except LookupError:  # without a program counter, where unwinding stopped
                break
        return found

    def from_registers(self, regs):
        """Frames from registers as the note has them."""
        kind = self.prog.type("struct pt_regs")
        words = struct.pack(f"<{len(self.machine.registers)}Q", *(regs[name] for name in self.machine.registers))
        return self.unwind(Object.from_bytes_(self.prog, kind, words.ljust(kind.size, b"\0")))

    def exceptions(self, task, sp):
        """[(address, registers)] saved by exceptions and probes in the kernel, innermost first."""
        start, words = self.words(task, sp)
        names, found = self.machine.registers, []
        for i in range(len(words) - len(names) + 1):
            regs, end = dict(zip(names, words[i : i + len(names)])), start + 8 * (i + len(names))
            if not self.machine.is_saved(regs, end):
                continue
            if regs[self.machine.pc] in self.machine.nulls or self.symbols.is_code(regs[self.machine.pc]):
                found.append((start + 8 * i, regs))
        return found

    def is_gap(self, frame):
        """Does drgn lose its way there? In code that it has nothing to unwind by (another module, a trampoline), or at an exception.

        What drgn finds beyond is a guess by frame pointers, which skips functions.
        """
        if self.machine.frame_records:  # which every function keeps, but exceptions' entries and the function they interrupt
            return bool(frame.name and frame.name.startswith(self.machine.entries))
        if frame.pc < KERNEL_SPACE or self.symbols.image[0] <= frame.pc < self.symbols.image[1]:
            return False
        return not dwarf_name(frame.frame)

    def follow(self, task, frames):
        """(frames, whole): resumed at the next exception behind a gap or where drgn found no way on, while there is one."""
        found, (base, end) = [], self.bounds(task)
        for _ in range(GAPS):
            lost = next((i for i, frame in enumerate(frames) if self.is_gap(frame)), None)
            if lost is None and self.is_whole(frames):
                return found + frames, True
            last = len(frames) - 1 if lost is None else lost
            # On an interrupt's own stack, nothing tells which of the words on the task's are still in use.
            below = self.machine.below_saved(frames[last].frame)
            above = self.exceptions(task, below) if base <= below < end else []
            if not above:
                break
            found += frames[: last + 1]
            regs = above[0][1]
            frames = self.after_call(regs) if self.called_null(regs) else self.from_registers(regs)
        return found + frames, False

    def after_call(self, regs):
        """Frames of the caller, from the registers of a CPU that was made to fetch at 0."""
        return self.from_registers(self.machine.before_call(regs, self.machine.return_address(self.prog, regs)))

    def called_null(self, regs):
        return regs[self.machine.pc] in self.machine.nulls

    def is_whole(self, frames):
        return any(frame.name and frame.name.startswith(self.machine.ends) for frame in frames[-3:])

    def of(self, task, regs=None):
        """The Stack of a task; regs: the registers of one that ran."""
        if not task.stack or regs and self.machine.in_program(regs):
            return Stack([], True, True)  # dead, or it ran its own program: nothing of it is in the kernel
        why = None
        try:
            frames = self.after_call(regs) if regs and self.called_null(regs) else self.unwind(task)
            frames, whole = self.follow(task, frames)
            return Stack(frames, whole, True, None if whole else f"drgn's stack of PID {task.pid.value_()} has a gap or no end")
        except UNSEEN as error:
            why = f"drgn cannot unwind: {error}"
        return Stack(self.guessed(task, regs), False, False, why)

    def guessed(self, task, regs):
        """A frame for each word on the stack that follows a call instruction: real ones, and stale ones."""
        _, words = self.words(task, regs[self.machine.sp] if regs else self.machine.asleep(task))
        found = []
        for word in words:
            if word < KERNEL_SPACE or not self.symbols.is_code(word):
                continue
            try:
                name, offset, _ = self.symbols.covering(word)
                if offset and self.machine.decoder.follows_call(self.prog.read(word - 7, 7)):
                    found.append(Frame(name, word))
            except UNSEEN:
                continue
        return found


def dwarf_name(frame):
    """The function by DWARF, None for code that has none; newer drgns put the symbol's name, or the address, into name."""
    return getattr(frame, "function_name", frame.name)
