# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the machine died: the task, its registers, its stack, and what kind of event it was."""

import struct

from drgn import FaultError

from .insn import PT_REGS_SIZE, REGISTERS, follows_call, kernel_frame
from .kernel import maybe
from .rules import EVENTS, has_role, in_walk, in_xfs
from .tasks import Task, task_by_pid, task_registers

# The frame below panic() tells what asked for it, where the log does not.
_CALLERS = (
    ("BY_SYSRQ", "sysrq"),
    ("BY_SOFT_LOCKUP", "soft-lockup"),
    ("BY_HARD_LOCKUP", "hard-lockup"),
    ("BY_RCU_STALL", "rcu-stall"),
    ("BY_HUNG_TASK", "hung-task"),
    ("BY_OOM", "oom"),
    ("BY_MCE", "machine-check"),
    ("BY_NMI", "nmi"),
)
_EVENT_FACTS = (
    ("EVENT_BUG", "bug", "bug", "the kernel itself found an error and stopped"),
    ("EVENT_OOM", "oom", "oom", "memory ran out and that was fatal"),
    ("EVENT_HUNG_TASK", "hung-task", "hung-task", "a task hung and that was fatal"),
    ("EVENT_LOCKUP", "soft-lockup", "rcu-stall", "a CPU was stuck and that was fatal"),
    ("EVENT_HARDWARE", "machine-check", "nmi", "the hardware reported an error"),
    ("EVENT_FAULT", "null-call", "cpu-exception", "a CPU exception ended the machine"),
    ("EVENT_PANIC", "panic", "sysrq", "somebody or something asked for the panic"),
)


class Fault:
    """The crashed task as far as it is known; registers is a dictionary by name."""

    def __init__(self):
        self.kind = self.task = self.pid = self.comm = self.cpu = None
        self.ip = self.address = self.source = None
        self.registers, self.backtrace = {}, []
        self.is_exception = False  # the registers are those of a CPU exception

    @property
    def known(self):
        return bool(self.registers)

    def use(self, registers, source):
        self.registers, self.source = registers, source
        self.ip = registers.get("rip", self.ip)

    @property
    def who(self):
        if self.pid is None:
            return "the crashed task"
        cpu = f" (CPU {self.cpu})" if self.cpu is not None else ""
        return f'PID {self.pid} "{self.comm or "?"}"{cpu}'


def _find_task(d):
    """The task its CPU's own data names; debuggers and the log only help out."""
    kernel, event = d.kernel, d.event
    if d.pid is not None:
        return task_by_pid(kernel, d.pid)
    cpu = kernel.crashing_cpu()
    if cpu is not None and cpu >= 0:
        task = maybe(lambda: Task(kernel.current_task(cpu)))
        if task:
            return task
    if event and event.pid:
        return task_by_pid(kernel, event.pid)
    return None


def _is_context_of(event, registers):
    """Does the log's event show these? Decided by the stack pointer, which cannot repeat."""
    if not event or "rsp" not in event.registers:
        return False
    shown = event.registers
    return (
        registers.get("rsp") == shown["rsp"]
        and shown.get("rip", registers["rip"]) == registers["rip"]
    )


def _frame_on_stack(d, task, event):
    """(registers, address) of an exception frame among the words of the task's stack.

    drgn shows such frames only where its unwinder passes them; one with RIP 0 counts here if the
    word at its RSP is a return address.
    """
    data = maybe(d.kernel.read, task.stack, d.kernel.stack_size)
    if data is None:
        return None
    words = struct.unpack(f"<{len(data) // 8}Q", data)
    cs, count = REGISTERS.index("cs"), len(REGISTERS)
    for i in range(len(words) - count + 1):
        if words[i + cs] & 0xFFFF != 0x10:
            continue
        registers = dict(zip(REGISTERS, words[i : i + count]))
        if not kernel_frame(registers, task.stack + 8 * i + PT_REGS_SIZE):
            continue
        if event:
            if not _is_context_of(event, registers):
                continue
        elif registers["rip"] or not maybe(
            lambda: follows_call(d.kernel, d.kernel.u64(registers["rsp"]))  # noqa: B023
        ):
            continue
        return registers, task.stack + 8 * i
    return None


def _same(a, b, names):
    """Do two register sets agree on what both have? None when that is nothing."""
    both = [name for name in names if name in a and name in b]
    return all(a[name] == b[name] for name in both) if both else None


def _compare_sources(d, task, note):
    fault, event, shown = d.fault, d.event, None
    in_log = on_stack = in_note = None
    where = 0
    if event:
        in_log = _same(fault.registers, event.registers, REGISTERS)
        shown = event if "rsp" in event.registers else None
    frame = _frame_on_stack(d, task, shown)
    if frame:
        where = frame[1]
        on_stack = _same(fault.registers, frame[0], REGISTERS[:-1])
    # A note of panic()'s own context is another context, not a disagreement.
    if note and note["rsp"] == fault.registers.get("rsp"):
        in_note = _same(fault.registers, note, REGISTERS)
    if in_log is None and on_stack is None:
        return
    agree = in_log is not False and on_stack is not False and in_note is not False
    text = "registers from the " + ("crash note" if fault.source == "note" else fault.source)
    text += {
        True: "; the log has the same",
        False: "; the log has others",
        None: "; no registers in the log",
    }[in_log]
    if on_stack is not None:
        text += ", so has the exception frame " if on_stack else ", others in the exception frame "
        text += f"{where:016x}"
    d.facts.set("REGS_AGREE", agree, "crash note, exception frame and log agree", text)


def _choose_registers(d, task):
    """The crash note, an exception frame on the stack, or the log, in that order of trust."""
    fault, event = d.fault, d.event
    note = task_registers(d.kernel, task) if task else None
    exceptions = []
    if note:
        fault.use(note, "note")
        fault.backtrace, exceptions = d.unwinder.unwind(task, note)
        if not event and d.pid is None:
            first = fault.backtrace[0]["symbol"] if fault.backtrace else None
            fault.is_exception = not note["rip"] or not has_role(first, "SHUTDOWN")
    if not event or not event.is_exception:
        return
    if note and _is_context_of(event, note):
        fault.is_exception = True
    else:
        frame = _frame_on_stack(d, task, event) if task else None
        candidates = [frame[0]] if frame else exceptions
        for registers in candidates:
            if frame or _is_context_of(event, registers):
                fault.use(registers, "stack")
                fault.is_exception = True
                break
    if not fault.is_exception and event.registers:
        fault.use(event.registers, "log")
        fault.is_exception = "rip" in event.registers or event.have_ip
    if task and fault.source in ("stack", "log") and "rsp" in fault.registers:
        start = dict(fault.registers)
        start.setdefault("rip", 0)
        fault.backtrace, _ = d.unwinder.unwind(task, start)
    if fault.is_exception and task:
        _compare_sources(d, task, note)


def _backtrace_of_log(event):
    """Where no stack could be had, the log's call trace is one."""
    frames = [frame for frame in event.frames if not frame["guess"]]
    if event.ip_symbol:
        frames.insert(0, {"symbol": event.ip_symbol, "offset": event.ip_offset, "module": None})
    return [
        {key: frame[key] for key in ("symbol", "offset", "module")} | {"ip": 0, "reliable": True}
        for frame in frames
    ]


def _event_for(d):
    """The log's event for this run: the one that ended the machine, or the asked task's."""
    if d.log is None:
        return None
    if d.pid is None:
        return d.log.last
    mine = [e for e in d.log.events if e.pid == d.pid and e.is_exception]
    return mine[-1] if mine else None


def _decide_event(d, task):
    fault, event = d.fault, d.event
    kind = event.kind if event else "none"
    source = f'log: "{event.text}"' if event else "stack of the crashed task"
    if not event and task and d.pid is None:
        cpu = d.kernel.crashing_cpu()
        if cpu is not None and cpu < 0:
            source = "crashing_cpu and panic_cpu are -1"
        elif fault.is_exception:
            kind = _kind_of_registers(d)
        else:
            kind = _kind_of_stack(fault.backtrace)
    elif not event and not task and d.pid is None:
        if not (d.log and d.log.lines):
            return  # nothing seen is not "no crash"
        cpu = d.kernel.crashing_cpu()
        d.calm = cpu is not None and cpu < 0
        source = "the log tells of no crash"
        if d.calm:
            source = "crashing_cpu and panic_cpu are -1, and the log tells of no crash"
    # Kernels before 5.x crash on sysrq c by writing to NULL.
    if event and kind == "page-fault" and event.ip_symbol == "sysrq_handle_crash":
        kind = "sysrq"
    if kind == "page-fault" and fault.is_exception and fault.ip == 0:
        kind = "null-call"
    fault.kind = kind
    for name, first, last, text in _EVENT_FACTS:
        holds = EVENTS.index(first) <= EVENTS.index(kind) <= EVENTS.index(last)
        d.facts.set(name, holds, text if holds else None, source if holds else None)
    nothing = kind == "none"
    d.facts.set("NO_EVENT", nothing, "no crash in this dump" if nothing else None, source)
    if event:
        fault.address = event.address


def _kind_of_registers(d):
    ip = d.fault.registers["rip"]
    if not ip:
        return "null-call"
    return "bug" if maybe(d.kernel.read, ip, 2) == b"\x0f\x0b" else "page-fault"  # ud2


def _kind_of_stack(frames):
    for frame in frames[:12]:
        for role, kind in _CALLERS:
            if has_role(frame["symbol"], role):
                return kind
    return "panic"


def _place(d):
    """The first function of the stack that is not a helper: where the fault belongs."""
    frames = d.fault.backtrace
    for i, frame in enumerate(frames):
        if frame["reliable"] and not has_role(frame["symbol"], "HELPER"):
            break
    else:
        return
    name = frame["symbol"]
    if not name:
        return
    caller = frames[i + 1]["symbol"] if i + 1 < len(frames) else None
    xfs, walk = in_xfs(name, frame["module"]), in_walk(name, caller)
    source = f"stack of the crashed task, {name}+{frame['offset']:#x}"
    text = f"the first function that is not a helper is {name}"
    d.facts.set("FAULT_IN_XFS", xfs, text, source)
    how = "belongs to, or was called by," if walk else "is not part of"
    d.facts.set("FAULT_IN_PATH_WALK", walk and not xfs, f"{name} {how} path lookup", source)


def stage_fault(d):
    """Fill in d.fault, and decide what kind of event it was."""
    fault = d.fault
    d.event = _event_for(d)
    task = maybe(_find_task, d)
    fault.task = task
    if task:
        fault.pid, fault.cpu, fault.comm = task.pid, task.cpu, task.comm
    elif d.event and d.event.pid is not None:
        fault.pid, fault.cpu, fault.comm = d.event.pid, d.event.cpu, d.event.comm
    try:
        _choose_registers(d, task)
    except FaultError as error:
        d.unavailable.append(f"the crashed task's stack: {error}")
    if not fault.backtrace and d.event:
        fault.backtrace = _backtrace_of_log(d.event)
    _decide_event(d, task)
    if d.facts.holds("EVENT_FAULT"):
        _place(d)
