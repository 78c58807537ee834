# SPDX-License-Identifier: GPL-2.0-or-later
"""Which CPU crashed, what ran there, and with which registers."""

from drgn import Object
from drgn.helpers.linux import per_cpu, per_cpu_ptr

from dump import UNSEEN, Unseen, has

# The note's elf_gregset_t, in the order of x86-64's struct user_regs_struct.
NOTE = (
    "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss"
).split()
NOTE_HEADER = 20  # Elf64_Nhdr and "CORE", padded to 4
DRGN_NAMES = {"eflags": "rflags"}
NO_SYSCALL = (1 << 64) - 1  # of orig_rax, which drgn does not tell
FINEIBT = 16  # bytes before a function where FineIBT checks its callers, and where they call
NULLS = (0, (1 << 64) - FINEIBT)  # where a call of NULL leads
POINTERS = ("rip", "rsp", "rsi")  # what the note in memory and the file's are held to


class Registers:
    """cpus: those whose notes are in the dump. Registers are dictionaries by the processor's names."""

    def __init__(self, dump):
        self.dump, self.prog = dump, dump.prog

    def cpu(self):
        """The CPU that crashed, None where nothing did: both words say so then."""
        claims = {
            "crashing_cpu": self.dump.fact("crashing_cpu", lambda: self.prog["crashing_cpu"].value_()),
            "panic_cpu": self.dump.fact("panic_cpu", lambda: self.prog["panic_cpu"].counter.value_()),
        }
        cpus = {cpu for cpu in claims.values() if cpu is not None and 0 <= cpu < 1 << 16}
        if len(cpus) > 1:
            raise Unseen(f"the crashed CPU is not certain: {claims}")
        if not cpus and None in claims.values():
            raise Unseen("neither word that names the crashed CPU can be read")
        return cpus.pop() if cpus else None

    def current(self, cpu):
        """The task on a CPU, by its runqueue and by the per-CPU pointer, wherever that is kept.

        In the middle of a context switch the runqueue is ahead: the stack is still that of the per-CPU pointer's.
        """
        task = per_cpu(self.prog["runqueues"], cpu).curr.read_()
        for read in (
            lambda: per_cpu(self.prog["current_task"], cpu),
            lambda: per_cpu(self.prog["pcpu_hot"], cpu).current_task,
        ):
            try:
                other = read().read_()
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
        regs = self.prog.stack_trace(self.current(cpu))[0].registers()
        known = {name: regs.get(DRGN_NAMES.get(name, name)) for name in NOTE}
        return {**known, "orig_rax": NO_SYSCALL}

    def note(self, cpu):
        """The CPU's crash note; where drgn unwinds, it must have read the same in the file."""
        if not self.is_noted(cpu):
            return self.note_of_file(cpu)
        words = self.prstatus(cpu).pr_reg
        regs = {name: words[i].value_() for i, name in enumerate(NOTE)}
        try:
            frame = self.prog.stack_trace(self.current(cpu))[0].registers()
        except UNSEEN:
            return regs
        for name in POINTERS:
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
