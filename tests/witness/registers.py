# SPDX-License-Identifier: GPL-2.0-or-later
"""Which CPU crashed, what ran there, and with which registers."""

from drgn import Object
from drgn.helpers.linux import per_cpu, per_cpu_ptr

from dump import UNSEEN, Unseen, has

NOTE_HEADER = 20  # Elf64_Nhdr and "CORE", padded to 4


class Registers:
    """cpus: those whose notes are in the dump. Registers are dictionaries by the processor's names."""

    def __init__(self, dump):
        self.dump, self.prog, self.machine = dump, dump.prog, dump.machine

    def cpu(self):
        """The CPU that crashed, None where nothing did: both words say so then."""
        claims = {name: self.dump.fact(name, self.word, name) for name in self.machine.crashed_cpu}
        cpus = {cpu for cpu in claims.values() if cpu is not None and 0 <= cpu < 1 << 16}
        if len(cpus) > 1:
            raise Unseen(f"the crashed CPU is not certain: {claims}")
        if not cpus and None in claims.values():
            raise Unseen("neither word that names the crashed CPU can be read")
        return cpus.pop() if cpus else None

    def word(self, name):
        """A number, or an atomic_t's."""
        value = self.prog[name]
        return (value.counter if has(value, "counter") else value).value_()

    def current(self, cpu):
        """The task on a CPU, by its runqueue and by the per-CPU pointer, wherever that is kept.

        In the middle of a context switch the runqueue is ahead: the stack is still that of the per-CPU pointer's.
        """
        task = per_cpu(self.prog["runqueues"], cpu).curr.read_()
        for name, member in self.machine.current:
            try:
                other = per_cpu(self.prog[name], cpu)
                other = (other.member_(member) if member else other).read_()
            except (LookupError, AttributeError):
                continue
            if other != task and self.noted_pid(cpu) != other.pid.value_():
                raise Unseen(f"CPU {cpu}: runqueue says {task.value_():#x}, current {other.value_():#x}")
            return other
        return task

    def prstatus(self, cpu):
        """The CPU's crash note as the kernel left it in memory."""
        address = per_cpu_ptr(self.prog["crash_notes"], cpu).value_() + NOTE_HEADER
        return Object(self.prog, "struct elf_prstatus", address=address)

    def noted_pid(self, cpu):
        note = self.prstatus(cpu)
        return (note.common if has(note, "common") else note).pr_pid.value_()

    def is_noted(self, cpu):
        """Did the kernel write a note for this CPU? Without kdump it does not; the file's is its maker's then."""
        return self.prog.read_u32(per_cpu_ptr(self.prog["crash_notes"], cpu).value_()) != 0

    def note_of_file(self, cpu):
        """What QEMU noted of a halted machine's CPU, as drgn has read it."""
        frame = self.prog.stack_trace(self.current(cpu))[0]
        regs = frame.registers()
        known = {name: regs.get(self.machine.drgn_names.get(name, name)) for name in self.machine.registers}
        return {**known, self.machine.pc: frame.pc, **self.machine.untold}

    def note(self, cpu):
        """The CPU's crash note; where drgn unwinds, it must have read the same in the file."""
        if not self.is_noted(cpu):
            return self.note_of_file(cpu)
        words = self.prstatus(cpu).pr_reg
        regs = {name: words[i].value_() for i, name in enumerate(self.machine.registers)}
        try:
            frame = self.prog.stack_trace(self.current(cpu))[0].registers()
        except UNSEEN:
            return regs
        for name in self.machine.pointers:
            if name in frame and frame[name] != regs[name]:
                raise Unseen(f"{name}: note {regs[name]:#x}, drgn {frame[name]:#x}")
        return regs

    def running(self):
        """{address of a task: (its CPU, the CPU's note)} of the tasks that ran."""
        found = {}
        for cpu in range(self.prog["nr_cpu_ids"].value_()):
            try:
                found[self.current(cpu).value_()] = (cpu, self.note(cpu))
            except UNSEEN as error:
                self.dump.unseen.setdefault(f"registers of CPU {cpu}", str(error))
        return found
