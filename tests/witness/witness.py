#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""An independent witness: what drgn, with full DWARF, finds on the dump that inoderace diagnoses.

usage: witness.py VMCORE VMLINUX [XFS_KO]       (without: XFS is built in)
       drgn -q -c VMCORE witness.py VMCORE VMLINUX [XFS_KO]      with another drgn than the system's

Prints one JSON object: values of the crashed task, its walk and its inode; each deciding fact of the
race with what it rests on; the table called through; phase, class and damage; the other tasks. What
could not be seen is null, and "unseen" says why. Nothing is shared with the engine: types, variables
and call sites come from DWARF, stacks from drgn, registers from the crash notes, code from objdump.
/usr/bin/python3, because that is where distributions put drgn.
"""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
# pylint: disable=wrong-import-position
import verdict
from call import Calls
from dump import UNSEEN, Dump, Unseen, text
from inode import Inodes
from link_text import SHAPE, LinkTexts
from peers import Peers
from registers import Registers
from stacks import Stacks
from symbols import Symbols
from table import Tables
from walk import Walks

NOTHING = (
    "task registers at_event walk inode xfs_inode call facts supports called_through race shape phase class event damage "
    "peers holders walkers lost tasks modules_name_data"
).split()


class Witness:  # pylint: disable=too-many-instance-attributes
    """All that is asked of a dump. stack: the crashed task's, from the fault on."""

    def __init__(self, dump):
        self.dump, self.stack = dump, None
        self.symbols = Symbols(dump)
        self.stacks = Stacks(dump, self.symbols)
        self.registers = Registers(dump)
        self.calls = Calls(dump, self.symbols, self.stacks)
        self.tables = Tables(dump, self.symbols, self.calls)
        self.walks = Walks(dump, self.symbols)
        self.inodes = Inodes(dump, self.symbols, self.tables)
        self.link_texts = LinkTexts(dump, self.symbols, self.calls)

    def testimony(self):
        found = dict.fromkeys(NOTHING)
        found["unseen"] = self.dump.unseen
        found["modules_name_data"] = self.symbols.modules and self.symbols.modules.name_data
        try:
            cpu = self.registers.cpu()
        except Unseen as error:
            self.dump.unseen["cpu"] = str(error)
            return found
        task = self.dump.fact("task", self.registers.current, cpu) if cpu is not None else None
        if task is not None:
            found["task"] = self.of_task(task, cpu)
            self.of_crash(found, task, cpu)
        self.of_others(found, task)
        self.judge(found, cpu)
        return found

    def of_task(self, task, cpu):
        return self.dump.facts(
            "task",
            address=task.value_,
            pid=task.pid.value_,
            comm=lambda: text(task.comm),
            cpu=lambda: cpu,
        )

    def of_crash(self, found, task, cpu):
        """What the crashed task was doing."""
        regs = found["registers"] = self.dump.fact("registers", self.registers.note, cpu)
        self.stack = self.dump.fact("stack", self.stacks.of, task, regs)
        if self.stack and self.stack.why:
            self.dump.unseen["the crashed task's stack"] = self.stack.why
        at_event = found["at_event"] = self.at_event(regs, task)
        call = found["call"] = self.calls.describe(at_event, self.stack)
        if call["source"] in {f"module {name}" for name in (self.symbols.modules.patches if self.symbols.modules else ())}:
            sys.exit(f"the walk died in a live patch ({call['function']}), of which there is no DWARF")
        nd = self.dump.fact("nameidata", self.walks.of, task)
        found["walk"] = self.dump.fact("walk", self.walks.describe, nd) if nd else None
        text = self.dump.fact("the link's text", lambda: self.link_texts.describe(at_event, nd, self.walks.link(nd))) if nd else None
        inode = text["inode"] if text else None
        if found["walk"] and not text:
            inode = self.dump.fact("inode", self.inodes.of_call, call, found["walk"], at_event, self.stack)
        if inode:
            found["inode"] = self.inodes.describe(inode)
            if found["inode"]["fs"] == "xfs":
                found["xfs_inode"] = self.dump.fact("xfs_inode", self.inodes.describe_xfs, inode)
        found["called_through"] = self.tables.describe(call, found["inode"])
        found["facts"] = self.facts(found, found["walk"] is None and {"nameidata", "walk"} & self.dump.unseen.keys())
        if text and found["facts"]["link-dentry-died"]["holds"]:  # else its dentry may only say that it is a link
            found["shape"] = SHAPE
            found["facts"] = self.facts_of_text(found, text)
        if inode:
            found["damage"] = self.inodes.damage(inode, found["inode"], found["walk"], call["table"])

    def at_event(self, regs, task):
        """The registers of the fault: the note's, or where panic() had that, those of the exception that led there."""
        machine = self.dump.machine
        if not regs or self.stacks.called_null(regs) or not self.stack:
            return regs
        saved = self.stacks.exceptions(task, regs[machine.sp])
        is_there = any(frame.pc in machine.nulls for frame in self.stack.frames)
        event = next((one for _, one in saved if self.stacks.called_null(one)), None) if is_there else None
        oops = next((frame for frame in self.stack.frames if frame.name in machine.dying and frame.frame), None)
        if not event and oops:
            event = next((one for address, one in saved if address > machine.below_saved(oops.frame)), None)
        if not event:
            return regs
        self.stack = self.dump.fact("stack", self.stacks.of, task, event)
        return event

    def facts(self, found, walk_unknown):
        """The deciding facts by their ids in docs/evidence.md, each with the raw values."""
        told = {
            "called-null-in-get-link": self.calls.null_in_get_link(found["call"]),
            "rcu-walk": (None, {}) if walk_unknown else self.walks.in_rcu_mode(found["call"], found["walk"]),
            "inode-is-xfs": self.inodes.is_xfs(found["inode"]),
            "link-dentry-died": self.walks.dentry_died(found["walk"]),
            "called-through-transient-table": self.tables.is_transient(found["called_through"]),
        }
        return {name: {"holds": holds, "raw": raw} for name, (holds, raw) in told.items()}

    def facts_of_text(self, found, text):
        """The deciding facts of that shape: nothing was called, so its own stands in place of both about the call."""
        told = {
            "read-another-kinds-union-as-link": self.link_texts.fact(text),
            "rcu-walk": self.walks.in_rcu_mode({"first_argument": 0}, found["walk"]),  # there was no argument
            "inode-is-xfs": self.inodes.is_xfs(found["inode"]),
            "link-dentry-died": self.walks.dentry_died(found["walk"]),
        }
        return {name: {"holds": holds, "raw": raw} for name, (holds, raw) in told.items()}

    def of_others(self, found, task):
        wanted = {part["address"] for part in (found["inode"], found["xfs_inode"]) if part}
        told = self.dump.fact("peers", self.peers, task, wanted)
        found.update(told or {})

    def peers(self, task, wanted):
        return Peers(self.dump, self.stacks, self.registers, self.walks, self.inodes).describe(task, wanted)

    def judge(self, found, cpu):
        regs = found["at_event"] or found["registers"]
        ended, words = verdict.event(self.dump, self.calls, cpu, regs)
        found["event"] = words
        if found["facts"] is None:
            found["race"] = False if ended == "no-crash" else None
            found["class"] = "no-crash" if ended == "no-crash" else None
            return
        found["supports"] = verdict.supports(found, self.dump.machine)
        found["race"] = verdict.race(found["facts"])
        if found["race"]:
            empty = self.dump.fact("empty_iops", self.tables.empty)
            found["class"], found["phase"] = verdict.RACE, verdict.phase(found["inode"], empty)
        elif found["race"] is False and ended == "fault":
            source = found["call"]["source"] or ""
            module = source.removeprefix("module ") if source.startswith("module ") else None
            found["class"] = verdict.of_fault(found["call"], found["facts"], found["damage"], self.stack, module)
        elif ended != "fault":
            found["class"] = ended


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    # Run by the drgn program, it has opened the dump already.
    try:
        dump = Dump(sys.argv[1], *sys.argv[2:], prog=globals().get("prog"))
    except UNSEEN as error:
        sys.exit(f"{type(error).__name__}: {error}")
    if dump.machine is None:
        sys.exit(f"the witness knows x86-64 and arm64 only, not {dump.prog.platform.arch}")
    print(json.dumps(Witness(dump).testimony(), indent=1))


if __name__ == "__main__":
    main()
