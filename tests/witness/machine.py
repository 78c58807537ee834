# SPDX-License-Identifier: GPL-2.0-or-later
"""What differs between processors: registers' names and uses, how a call leaves its trace, how an exception saves registers."""

import drgn

import a64
import x86

EXCEPTION_LEVEL = 0xF  # of PSTATE: where it came from, 0 for a program, and which stack pointer it used
KERNEL_LEVELS = (4, 5, 8, 9)  # EL1, or EL2 where the kernel runs as its own hypervisor


class X86:
    name, decoder = "x86-64", x86
    # The note's elf_gregset_t, in the order of struct user_regs_struct.
    registers = "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss".split()
    drgn_names = {"eflags": "rflags"}
    untold = {"orig_rax": (1 << 64) - 1}  # drgn does not tell it: no system call
    pc, sp, arguments = "rip", "rsp", ("rdi", "rsi", "rdx")
    pointers = ("rip", "rsp", "rsi")  # what the note in memory and the file's are held to
    crashed_cpu = ("crashing_cpu", "panic_cpu")  # the words of the kernel that name it
    current = (("current_task", None), ("pcpu_hot", "current_task"))  # per-CPU variables, beside the runqueue
    nulls = (0, (1 << 64) - x86.FINEIBT)  # where a call of NULL leads
    bug = b"\x0f\x0b"  # ud2
    dying = ("oops_end",)  # what an oops ends in
    # drgn's unwinding loses its way where it has neither CFI nor ORC; a stack that ends in one of these is whole.
    ends = ("entry_SYSCALL", "entry_INT80", "ret_from_fork", "secondary_startup", "x86_64_start_kernel", "start_kernel")
    frame_records = False
    kernel_cs, kernel_ss = 0x10, (0x18, 0)
    between = 64  # bytes that alignment, a probe's entry, or the room for an emulated call leaves above the registers saved

    def in_program(self, regs):
        """Did the CPU run a program's own code?"""
        return bool(regs["cs"] & 3)

    def is_saved(self, regs, end):
        """Did an exception or a probe in the kernel save these? By segments, flags, and a stack pointer to just above them."""
        return (regs["cs"] & 0xFFFF == self.kernel_cs and regs["ss"] & 0xFFFF in self.kernel_ss and regs["eflags"] & 2
                and not regs["eflags"] >> 22 and 0 <= regs["rsp"] - end <= self.between)

    def below_saved(self, frame):
        """An address below the registers that an exception saved, whose entry that frame is or called."""
        return frame.sp

    def return_address(self, prog, regs):
        """Of a CPU that has just called: the call pushed it."""
        return prog.read_u64(regs["rsp"])

    def before_call(self, regs, back):
        """Registers as of inside the call instruction: what is asked of a frame is asked of the call, not of what comes after."""
        return {**regs, "rip": back - 1, "rsp": regs["rsp"] + 8}

    def asleep(self, task):
        """The stack pointer of a task that does not run."""
        return task.thread.sp.value_()


class Arm64:
    name, decoder = "arm64", a64
    registers = [f"x{i}" for i in range(31)] + ["sp", "pc", "pstate"]
    drgn_names, untold = {}, {}
    pc, sp, arguments = "pc", "sp", ("x0", "x1", "x2")
    pointers = ("pc", "sp", "x1")
    crashed_cpu = ("panic_cpu",)
    current = ()  # it is in a register of the system
    nulls = (0,)
    bug = 0xD4210000.to_bytes(4, "little")  # brk #0x800
    dying = ("die",)
    frame_records, entries = True, ("el1h_64_", "el1_sync", "el1_irq", "el1_error")
    saved_most = 336  # the size of struct pt_regs, 320 since v7.0; a note's registers are 272 of it
    ends = ("el0t_64_sync", "el0_sync", "el0_svc", "ret_from_fork", "__primary_switched", "__secondary_switched", "secondary_start_kernel",
            "start_kernel")

    def in_program(self, regs):
        return not regs["pstate"] & EXCEPTION_LEVEL

    def is_saved(self, regs, end):
        """The stack pointer leads to the end of struct pt_regs, which has more than what a note has."""
        return (regs["pstate"] & EXCEPTION_LEVEL in KERNEL_LEVELS and not regs["pstate"] >> 32
                and 0 <= regs["sp"] - end <= self.saved_most - 8 * len(self.registers) and regs["sp"] % 16 == 0)

    def below_saved(self, frame):
        """The entry's frame record is a part of struct pt_regs. Where drgn follows records, it knows no stack pointer."""
        return frame.register("x29") - self.saved_most

    def return_address(self, _prog, regs):
        return regs["x30"]

    def before_call(self, regs, back):
        return {**regs, "pc": back - 4}

    def asleep(self, task):
        return task.thread.cpu_context.sp.value_()


MACHINES = {drgn.Architecture.X86_64: X86, drgn.Architecture.AARCH64: Arm64}


def of(prog):
    """The machine of a dump, None where the witness does not know it."""
    kind = MACHINES.get(prog.platform.arch)
    return kind and kind()
