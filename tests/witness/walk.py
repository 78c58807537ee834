# SPDX-License-Identifier: GPL-2.0-or-later
"""The path walk a task is in: its nameidata, the link it stands at, and whether that link's dentry died."""

from dump import Unseen, has, text
from instructions import Function

# Both leave RCU mode, and clear LOOKUP_RCU for it: that is how the flag's value is seen. It is a macro that moved
# from 0x40 to 0x100 with 2c3230fb8db9 (v6.15), and no DWARF holds macros here.
LEAVES_RCU = ("try_to_unlazy", "unlazy_walk")
INVALIDATION = 2  # write_seqcount_invalidate() adds it, and so does a write section that has ended
WORD = 1 << 32


class Walks:
    def __init__(self, dump, symbols):
        self.dump, self.prog, self.symbols, self._rcu = dump, dump.prog, symbols, None

    def lookup_rcu(self):
        """The value of LOOKUP_RCU: the one bit of nameidata.flags that unlazying clears."""
        if self._rcu is None:
            self._rcu = self.read_lookup_rcu()
        return self._rcu

    def read_lookup_rcu(self):
        place = self.dump.offset("struct nameidata", "flags")
        for name in LEAVES_RCU:
            try:
                symbol = self.prog.symbol(name)
            except LookupError:
                continue
            function = Function(self.prog, self.dump.machine.decoder, symbol.address, symbol.size)
            cleared = set(filter(None, self.dump.machine.decoder.cleared_bits(function, place)))
            if len(cleared) == 1 and bin(min(cleared)).count("1") == 1:
                return cleared.pop()
        raise Unseen("no function here clears one bit of nameidata.flags to leave RCU mode")

    @staticmethod
    def of(task):
        """The nameidata of a task that walks a path, else None."""
        return task.nameidata.read_() or None

    @staticmethod
    def link(nd):
        """The last saved link, None if the walk stands at none."""
        depth = nd.depth.value_()
        last = nd.stack[depth - 1] if 0 < depth < 1 << 8 else None
        return last if last is not None and last.link.dentry else None

    def describe(self, nd):
        """The values of the walk and of its last link."""
        found = self.dump.facts(
            "walk",
            nameidata=nd.value_,
            flags=nd.flags.value_,
            depth=nd.depth.value_,
            name=lambda: text(nd.name.name),
        )
        found["mode"] = self.dump.fact("walk.mode", lambda: "rcu" if found["flags"] & self.lookup_rcu() else "ref")
        last = self.dump.fact("last link", self.link, nd)
        if last is not None:
            dentry = last.link.dentry
            found.update(
                self.dump.facts(
                    "walk",
                    done=last.done.address_of_().value_,
                    dentry=dentry.value_,
                    walk_seq=last.seq.value_,
                    dentry_seq=lambda: sequence(dentry.d_seq),
                    dentry_inode=lambda: dentry.d_inode.value_(),
                    dentry_count=lambda: dentry.d_lockref.count.value_(),
                    dentry_flags=lambda: int(dentry.d_flags.value_()),
                )
            )
        return found

    def in_rcu_mode(self, call, walk):
        """Fact (b): no dentry was passed, and LOOKUP_RCU is set."""
        if walk is None:
            return False, {"nameidata": 0}
        raw = {"flags": walk["flags"], "LOOKUP_RCU": self.dump.fact("LOOKUP_RCU", self.lookup_rcu),
               "first_argument": call["first_argument"]}
        parts = [None if None in (raw["flags"], raw["LOOKUP_RCU"]) else bool(raw["flags"] & raw["LOOKUP_RCU"]),
                 None if raw["first_argument"] is None else raw["first_argument"] == 0]
        return (False if False in parts else None if None in parts else True), raw

    @staticmethod
    def dentry_died(walk):
        """Fact (d): the dentry's sequence is at least a full invalidation past the saved one."""
        walk = walk or {}
        raw = {name: walk.get(name) for name in ("dentry_seq", "walk_seq")}
        if None in raw.values():
            return None, raw
        ahead = (raw["dentry_seq"] - raw["walk_seq"]) % WORD
        # One ahead is a writer at work, who may yet mean to change nothing that matters.
        return (None if ahead == 1 else ahead >= INVALIDATION), {**raw, "ahead": ahead}


def sequence(seqcount):
    """The counter inside whichever seqcount type this kernel has."""
    if has(seqcount, "seqcount"):
        seqcount = seqcount.seqcount
    return seqcount.sequence.value_()
