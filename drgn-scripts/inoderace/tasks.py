# SPDX-License-Identifier: GPL-2.0-or-later
"""Tasks, the registers they left behind, and their stacks as words."""

import struct

from drgn import FaultError, Object, container_of
from drgn.helpers.linux.percpu import per_cpu_ptr

from .insn import REGISTERS
from .kernel import canonical, list_entries, maybe, text_of
from .program import is_live

_MAX_TASKS = 1 << 20
_SLEEPER_WINDOW = 2048
_ATTEMPTS = 8  # at a list that changes


class Task:
    """One thread; object is its struct task_struct *."""

    def __init__(self, obj):
        self.object, self.address = obj, obj.value_()
        self.stack = obj.stack.value_()
        self.pid = obj.pid.value_()
        self.on_cpu = maybe(lambda: obj.on_cpu.value_() == 1) or False
        self.cpu = maybe(_cpu_of, obj)
        self.comm = maybe(lambda: text_of(obj.comm.string_())) or ""

    @property
    def identity(self):
        cpu = f" (CPU {self.cpu})" if self.cpu is not None else ""
        return f'PID {self.pid} "{self.comm or "?"}"{cpu}'


def _cpu_of(task):
    """task_struct.cpu until 5.16, thread_info's since: bcf9033e5449."""
    cpu = task.cpu if hasattr(task, "cpu") else task.thread_info.cpu
    return cpu.value_() if cpu.value_() < 1 << 31 else None


def each_task(kernel):
    """All threads, from init_task. What the list lacks is an exception once the others were seen.

    for_each_task() of drgn's helpers walks the PID table instead, where the idle task is missing.
    """
    init = kernel.prog["init_task"].address_of_()
    at, seen, broken = init, set(), None
    while at.value_() not in seen:
        seen.add(at.value_())
        if len(seen) > _MAX_TASKS:
            break
        try:
            yield from _threads(at)
        except FaultError as error:
            broken = error
        except ValueError:
            broken = ValueError("dump is corrupt")
        node = at.tasks.next.read_()
        if not canonical(node.value_()):
            raise ValueError("dump is corrupt")
        at = container_of(node, "struct task_struct", "tasks")
    if at.value_() != init.value_():
        raise ValueError("dump is corrupt")
    if broken:
        raise broken


def _threads(leader):
    """A process's threads, its leader among them."""
    signal = maybe(lambda: leader.signal.read_())
    threads = [leader]
    if signal:
        threads = list_entries(signal.thread_head, "struct task_struct", "thread_node", 1 << 16)
    for thread in threads:
        task = maybe(Task, thread)
        if task:
            yield task


def _walk_tasks(kernel):
    """([Task...], why the list breaks off or None)."""
    tasks = []
    try:
        for task in each_task(kernel):
            tasks.append(task)
    except ValueError as error:
        return tasks, str(error)
    except FaultError:
        return tasks, "page not in the dump"
    return tasks, None


def all_tasks(kernel):
    """([Task...], what is known to be wrong with the list or None), also of a running kernel.

    There a task may exit while the walk stands on it. Its memory may then be another task's, at the
    list's end, and what lies between is skipped without a sign: so the kernel's own count is asked,
    and the fullest of a few walks is taken.
    """
    if not is_live(kernel.prog):
        return _walk_tasks(kernel)
    most, wrong = [], None
    for _ in range(_ATTEMPTS):
        tasks, error = _walk_tasks(kernel)
        counted = maybe(lambda: kernel.prog["nr_threads"].value_()) or 0
        if error is None and len(tasks) > counted:  # it does not count the idle task
            return tasks, None
        if len(tasks) >= len(most):
            most, wrong = tasks, error or f"the kernel counts {counted}"
    return most, wrong


def task_by_pid(kernel, pid):
    try:
        return next((task for task in each_task(kernel) if task.pid == pid), None)
    except (FaultError, ValueError):
        return None


def crash_note(kernel, cpu, pid):
    """Registers that a CPU saved when the kernel went down: struct elf_prstatus in its crash_notes.

    drgn parses the same notes out of the dump's header, but shows them only as the first frame of a
    stack trace, without orig_rax. None where the CPU left no note of that task.
    """

    def read():
        note = per_cpu_ptr(kernel.prog["crash_notes"], cpu)  # allocated: the variable is a pointer
        name, desc, kind = struct.unpack("<III", kernel.read(note.value_(), 12))
        if kind != 1 or not name:  # NT_PRSTATUS
            return None
        at = note.value_() + 12 + (name + 3) // 4 * 4
        status = kernel.at("struct elf_prstatus", at)
        common = status.common if hasattr(status, "common") else status
        if common.pr_pid.value_() != pid:
            return None
        return dict(zip(REGISTERS, (reg.value_() for reg in status.pr_reg)))

    return maybe(read)


def sleeping_registers(kernel, task):
    """A task that sleeps left its registers in the frame that __switch_to_asm() pushed."""
    sp = task.object.thread.sp.value_()
    if not task.stack <= sp < task.stack + kernel.stack_size:
        raise ValueError("the saved stack pointer is not in the task's stack")
    frame = Object(kernel.prog, "struct inactive_task_frame", address=sp)
    return {
        "rbp": frame.bp.value_(),
        "rip": frame.ret_addr.value_(),
        "rsp": frame.ret_addr.address_ + 8,
    }


def task_registers(kernel, task):
    """From the crash note if it ran, its switch frame if it slept; None without either.

    A task that is running right now has left none: its switch frame is of an earlier time.
    """
    if task.on_cpu and is_live(kernel.prog):
        return {}
    if task.on_cpu and task.cpu is not None:
        note = crash_note(kernel, task.cpu, task.pid)
        if note:
            return note
    return maybe(sleeping_registers, kernel, task)


class StackWords:
    """The words a task's registers and stack hold."""

    def __init__(self, kernel, task, unwinder):
        self.registers = task_registers(kernel, task)
        self.base, self.words = 0, ()
        if self.registers is None:
            return
        sp = unwinder.own_stack(task, self.registers) & ~7
        size = task.stack + kernel.stack_size - sp
        if not task.on_cpu:
            size = min(size, _SLEEPER_WINDOW)
        data = maybe(kernel.read, sp, size)
        self.base = sp
        if data:
            self.words = struct.unpack(f"<{len(data) // 8}Q", data)

    def find(self, value):
        """Where value is, in words: ("register", name) or ("stack", address); None if nowhere."""
        if not value or self.registers is None:
            return None
        for name in REGISTERS:
            if self.registers.get(name) == value:
                return "register", name
        if value in self.words:
            return "stack", self.base + 8 * self.words.index(value)
        return None

    def values(self, most):
        """The first values: registers, then the stack upwards."""
        if self.registers is not None:
            registers = [self.registers.get(name, 0) for name in REGISTERS]
            yield from (registers + list(self.words[:most]))[:most]
