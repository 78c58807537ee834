# SPDX-License-Identifier: GPL-2.0-or-later
"""The way of the data: kernel -> stages -> facts -> verdict.

Each stage is wrapped, so that what one cannot read costs its own facts and no others.
"""

from drgn import Architecture, FaultError

from . import rules
from .callsite import stage_call_site
from .exposed import stage_exposed
from .fault import Fault, stage_fault
from .inode import stage_inode
from .kernel import Kernel
from .log import read_log
from .machine import describe_machine
from .peers import stage_peers
from .summary import summary, unlike_the_race
from .tables import Tables
from .unwind import Unwinder
from .walk import Walk, stage_walk

_NEEDS = (
    (
        "CALLED_NULL_GET_LINK",
        "the call site: the stack word at the fault's RSP, or the code before it",
    ),
    ("RCU_WALK", "the walk: task_struct.nameidata and its flags, or their types"),
    ("INODE_IS_XFS", "the inode: its page, or its super block's"),
    ("DENTRY_DIED", "the link's dentry or the saved link: their pages, or their types"),
    (
        "TABLE_TRANSIENT",
        "the table called through: the register, or the address of empty_iops",
    ),
)


class Diagnosis:
    """Everything that is known; the stages fill it in."""

    def __init__(self, prog, pid=None):
        self.kernel, self.pid = Kernel(prog), pid
        self.facts, self.fault, self.walk = rules.Facts(), Fault(), Walk()
        self.unwinder = Unwinder(self.kernel)
        self.dump = {}
        self.log = self.event = self.site = None
        self.tables = Tables()
        self.returns_to_walk = self.lost_task = self.calm = False
        self.lookup_rcu = self.inode = self.called_through = None
        self.kernel_exposed = self.exposed_text = None
        self.walkers, self.peers = [], []
        self.observations, self.unavailable, self.missing, self.origins = [], [], [], []
        self.verdict = None

    def observe(self, sentence):
        if sentence not in self.observations:
            self.observations.append(sentence)

    def run(self):
        if self.kernel.prog.platform.arch != Architecture.X86_64:
            self.missing.append("support for the dump's processor")
            self.verdict = _verdict(None, None, None, "this processor is not supported.")
            return self
        for name, stage in _STAGES:
            try:
                stage(self)
            except (FaultError, LookupError, AttributeError, ValueError, TypeError) as error:
                self.unavailable.append(f"{name}: {type(error).__name__}: {error}")
        _decide(self)
        return self


def _stage_machine(d):
    d.dump = describe_machine(d.kernel)


def _stage_log(d):
    try:
        d.log = read_log(d.kernel.prog)
    except (FaultError, LookupError, AttributeError, ValueError) as error:
        d.unavailable.append(f"the kernel log: {error}")
        return
    if d.log.last:
        d.dump["panic"] = d.log.last.oops or d.log.last.text


def _stage_tables(d):
    d.tables.find(d)


def _observe_survived(d):
    """What an oops the machine survived was, as far as its text tells."""
    last, before = (d.log.last, True) if d.log else (None, True)
    for event in d.log.events if d.log else ():
        if event is last:
            before = False
            continue
        # A report of which the log has but one line says nothing of its own.
        if not event.is_exception or (not before and not event.have_ip):
            continue
        caller = event.first_caller()
        where = event.ip_symbol or (caller["symbol"] if caller else "?")
        kind, _, confidence = rules.decide(_facts_of(event, caller).known(), log_only=True)
        pid = -1 if event.pid is None else event.pid
        d.observe(
            f"{'an oops survived before' if before else 'an oops after it'}: {event.text}, PID {pid}"
            f' "{event.comm}", in {where}; from the log alone {kind or "undetermined"},'
            f" {confidence or 'no confidence'}"
        )


def _facts_of(event, caller):
    """What the text of an oops tells by itself."""
    facts = rules.Facts()
    facts.set("EVENT_BUG" if event.kind == "bug" else "EVENT_FAULT", True)
    null = event.kind == "null-call"
    facts.set("CALLED_NULL", null)
    if null and caller:
        get_link = rules.has_role(caller["symbol"], "GET_LINK")
        facts.set("CALLED_NULL_GET_LINK", get_link)
        facts.set("CALLED_NULL_IOP", get_link or rules.has_role(caller["symbol"], "INODE_OP"))
    elif event.have_ip and not null:
        facts.set("CALLED_NULL_GET_LINK", False)
    if null and "rdi" in event.registers:
        facts.set("RCU_WALK", not event.registers["rdi"])
    frames = [dict(frame) for frame in event.frames if not frame["guess"]]
    if event.ip_symbol:
        frames.insert(0, {"symbol": event.ip_symbol, "module": None})
    telling = [i for i, f in enumerate(frames) if not rules.has_role(f["symbol"], "HELPER")]
    if telling:
        frame = frames[telling[0]]
        beyond = frames[telling[0] + 1]["symbol"] if telling[0] + 1 < len(frames) else None
        xfs = rules.in_xfs(frame["symbol"], frame["module"])
        facts.set("FAULT_IN_XFS", xfs)
        facts.set("FAULT_IN_PATH_WALK", not xfs and rules.in_walk(frame["symbol"], beyond))
    return facts


_STAGES = (
    ("the machine", _stage_machine),
    ("the kernel log", _stage_log),
    ("operation tables", _stage_tables),
    ("the fault", stage_fault),
    ("the call site", stage_call_site),
    ("the path walk", stage_walk),
    ("the inode", stage_inode),
    ("the kernel's exposure", stage_exposed),
    ("other tasks", stage_peers),
    ("earlier oopses", _observe_survived),
)


def _verdict(kind, phase, confidence, text):
    return {
        "race": None if kind is None else kind == rules.RACE,
        "class": kind or "undetermined",
        "phase": phase,
        "confidence": confidence,
        "summary": text,
        "signature": None,
    }


def _list_missing(d):
    """What an unknown deciding fact lacked: a page, a type or a symbol, by name."""
    if d.verdict["race"] is False or d.verdict["confidence"] == "confirmed":
        return
    d.missing += [what for name, what in _NEEDS if d.facts.holds(name) is None]
    if not d.fault.kind:
        d.missing.append("the event: neither log nor crashed task could be read")


def _decide(d):
    d.verdict = _verdict(*rules.decide(d.facts.known(), log_only=not d.fault.task and not d.calm), None)
    d.verdict["summary"] = summary(d)
    d.verdict["signature"] = rules.signature(d.verdict, d.fault.backtrace)
    contradiction = ("RACE_IMPOSSIBLE", "CALLED_NULL_GET_LINK", "DENTRY_DIED")
    if all(d.facts.holds(name) for name in contradiction):
        d.observe(f"contradiction: the walk looks like the race, but {d.exposed_text}")
    unlike = unlike_the_race(d)
    if unlike:
        d.observe(unlike)
    _list_missing(d)
