# SPDX-License-Identifier: GPL-2.0-or-later
"""What the other tasks do to inodes: who makes, recycles or evicts one, who holds this one, who else walks."""

import re
import stat

from drgn import Object, TypeKind, container_of
from drgn.helpers.linux import for_each_task

from dump import UNSEEN, text
from symbols import XFS
from verdict import XFS_INEW, XFS_IRECLAIM
from walk import Walks, sequence

# What a task does, by the innermost function that says so. In each, XFS has one inode in its hands that nobody may use
# now; functions that only lead there (xfs_lookup, xfs_create) may not have one yet.
ROLES = (
    ("create", re.compile(r"xfs_(init_new_inode|icreate|ialloc)$")),
    ("instantiate", re.compile(r"xfs_(iget|iget_cache_hit|iget_cache_miss|iget_recycle|reinit_inode|inode_alloc)$")),
    ("inactivate", re.compile(r"xfs_(inactive|inodegc_inactivate)$")),
    ("reclaim", re.compile(r"xfs_reclaim_inode$")),
    ("evict", re.compile(r"(evict|xfs_fs_destroy_inode|xfs_fs_evict_inode|xfs_inode_mark_reclaimable)$")),
)
# Without one of those: it makes a file, and has no inode for it yet.
MAKES = re.compile(r"xfs_(create|symlink)$")
INODES = ("struct xfs_inode *", "struct inode *")


class Task:
    """A task, what ran of it, and its stack."""

    def __init__(self, task, cpu, regs, stack, words):
        self.task, self.cpu, self.regs, self.stack = task, cpu, regs, stack
        # Its registers and the used part of its stack: whatever it holds is here, and what it held a while ago may be.
        self.words = {*words, *(regs or {}).values()}

    def variables(self):
        """Addresses of inodes among the variables of its functions, as far as DWARF tells them."""
        found = set()
        for frame in self.stack.frames if self.stack.unwound else []:
            for value in frame.locals().values():
                if value.type_.kind == TypeKind.POINTER and value.type_.type_name() in INODES:
                    found.add(value.value_())
        return found

    def role(self):
        """(what it does, the frame that says so), or None. The innermost says it, of a task that creates as well."""
        for frame in self.stack.frames:
            name = (frame.name or "").split(".")[0]
            for doing, names in ROLES:
                if names.match(name):
                    return doing, frame
            if MAKES.match(name):
                return "create", frame
        return None

    def in_xfs(self):
        return any((frame.name or "").startswith(f"{XFS}_") for frame in self.stack.frames)

    def name(self):
        return {"pid": self.task.pid.value_(), "comm": text(self.task.comm)}


class Peers:
    def __init__(self, dump, stacks, registers, walks, inodes):
        self.dump, self.prog, self.stacks, self.walks, self.inodes = dump, dump.prog, stacks, walks, inodes
        self.running = registers.running()

    def read(self, task):
        cpu, regs = self.running.get(task.value_(), (None, None))
        if regs and self.dump.machine.in_program(regs):
            return Task(task, cpu, regs, self.stacks.of(task, regs), [])
        _, words = self.stacks.words(task, regs[self.dump.machine.sp] if regs else self.dump.machine.asleep(task))
        return Task(task, cpu, regs, self.stacks.of(task, regs), words)

    def read_all(self, crashed):
        """(the other tasks, how many tasks there are, the PIDs of those whose stack could not be followed)"""
        found, unread, lost, tasks = [], [], [], 0
        for task in for_each_task(self.prog):
            tasks += 1
            if crashed and task.value_() == crashed.value_():
                continue
            try:
                found.append(self.read(task))
            except UNSEEN as error:
                lost.append(task.pid.value_())
                unread.append(f"PID {task.pid.value_()}: {type(error).__name__}: {error}")
        for name, reasons in (
            ("stacks not read", unread),
            ("stacks guessed", [one.stack.why for one in found if not one.stack.unwound]),
            ("stacks not followed", [one.stack.why for one in found if one.stack.unwound and not one.stack.whole]),
        ):
            if reasons:
                self.dump.unseen[name] = f"{len(reasons)}, the first: {reasons[0]}"
        return found, tasks, lost + [one.task.pid.value_() for one in found if not one.stack.whole]

    def walker(self, one):
        """A dictionary for a task in an RCU walk over a link whose dentry died under it, else None."""
        nd = self.walks.of(one.task)
        if not nd or not nd.flags.value_() & self.walks.lookup_rcu():
            return None
        last = self.walks.link(nd)
        if last is None:
            return None
        dentry = last.link.dentry
        # An unlinked name that somebody holds keeps its inode: its sequence has moved, but it has not died. The walk follows a link, though.
        if dentry.d_inode and dentry.d_lockref.count.value_() >= 0 and stat.S_ISLNK(dentry.d_inode.i_mode.value_()):
            return None
        if not Walks.dentry_died({"dentry_seq": sequence(dentry.d_seq), "walk_seq": last.seq.value_()})[0]:
            return None
        inode = self.inodes.local(one.stack)
        return {**one.name(), "dentry": dentry.value_(), "inode": inode, "in_flux": bool(inode) and self.in_flux(inode)}

    def in_flux(self, address):
        """Is the inode being evicted or set up, at this moment? Else nothing in it tells that a walker needs it."""
        inode = self.inodes.describe_xfs(Object(self.prog, "struct inode *", value=address))
        return bool(inode["i_flags"] & (XFS_IRECLAIM | XFS_INEW))

    def faces(self, address):
        """The addresses that stand for an inode: its own, and that of XFS's part of it."""
        inode = Object(self.prog, "struct inode *", value=address)
        return {address, container_of(inode, "struct xfs_inode", "i_vnode").value_()}

    def peer(self, one, wanted, walked, lost_inodes):
        """A dictionary for a task that works on an inode, else None.

        wanted: the faces of the crashed walk's inode; walked: those of any walker's; lost_inodes: whether a walker's is not
        known, as in a live patch's function without DWARF: then what instantiates one may recycle that one.
        """
        found = one.role()
        holds = bool(one.words & (wanted | walked))
        # A guessed stack has stale words, too: what a task does is believed of it only where an inode is held.
        if not found or not (one.stack.unwound or holds):
            return None
        doing, frame = found
        # evict() serves every file system, and has not come to XFS yet.
        if frame.name == "evict" and not holds and not one.in_xfs():
            return None
        variables = one.variables()
        same, by = None, None
        if wanted:
            if variables & wanted:
                same, by = True, "variables"
            elif one.words & wanted:
                same, by = True, "words"
            elif one.stack.whole:
                same, by = False, "words"
        if doing == "instantiate" and (variables | one.words) & (wanted | walked):
            doing = "recycle"
        elif doing == "instantiate" and lost_inodes:
            doing = None
        return {**one.name(), "cpu": one.cpu, "doing": doing, "function": frame.name, "same_inode": same, "by": by}

    def describe(self, crashed, wanted):
        """Of all tasks but the crashed one; wanted: the faces of its inode, none where it is in no such walk."""
        others, tasks, lost = self.read_all(crashed)
        walkers = self.dump.fact("other walkers", lambda: [one for one in map(self.walker, others) if one])
        held = [None] if walkers is None else [walker["inode"] for walker in walkers]
        walked = set().union(*map(self.faces, filter(None, held)))
        peers = [one for one in (self.peer(other, wanted, walked, None in held) for other in others) if one]
        return {
            "peers": sorted(peers, key=lambda peer: peer["pid"]),
            "holders": sorted(one.task.pid.value_() for one in others if one.words & wanted),
            "walkers": walkers and sorted(walkers, key=lambda walker: walker["pid"]) or walkers,
            "lost": sorted(lost),
            "tasks": tasks,
        }
