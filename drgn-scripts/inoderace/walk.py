# SPDX-License-Identifier: GPL-2.0-or-later
"""The path walk: task_struct.nameidata, and the link its stack of symlinks remembers.

    task->nameidata -> struct nameidata .flags, .depth, .stack
    nd->stack[depth - 1] -> struct saved .link.dentry, .seq, .done

saved.seq is d_seq as the walk saw it when it checked the dentry. Every way to evict the inode
through this dentry raises d_seq first, so the comparison of the two outlives everything the inode
does later.
"""

from drgn import FaultError

from .insn import find_test
from .kernel import maybe, value_of
from .linktext import judge_link_text
from .program import is_live
from .rules import flag_names

_MAX_DEPTH = 40  # MAXSYMLINKS
_TYPES = ("miss", "whiteout", "directory", "autodir", "regular", "special", "symlink", "unknown")


class Walk:
    """One task's walk; None where something could not be read."""

    def __init__(self):
        self.nameidata = self.flags = self.mode = self.depth = self.name = self.link = None
        self.walk_seq = self.dentry = self.dentry_seq = self.dentry_inode = None
        self.dentry_name = self.dentry_count = self.dentry_flags = self.dentry_type = None
        self.sb = None
        self.moved = False  # a live one that was elsewhere when looked at again

    @property
    def is_rcu(self):
        return self.mode == "rcu"

    @property
    def dentry_died(self):
        """None when either count is not known."""
        if self.dentry_seq is None or self.walk_seq is None:
            return None
        return self.dentry_seq != self.walk_seq


def lookup_rcu(d):
    """The value of LOOKUP_RCU in this kernel: 0x40, since 6.15 0x100 (2c3230fb8db9).

    It is a macro, so the types do not have it; the code that follows links tests it in nd->flags.
    The other meaning of either bit (LOOKUP_OPEN, LOOKUP_MOUNTPOINT) is of no interest to that
    code.
    """
    if d.lookup_rcu is not None:
        return d.lookup_rcu
    kernel = d.kernel
    offset = kernel.offset("struct nameidata", "flags")
    for name in ("pick_link", "step_into_slowpath", "step_into", "trailing_symlink"):
        symbol = kernel.symbols.find(name)
        if not symbol or offset is None:
            continue
        end = symbol.address + (symbol.size or 2048)
        found = find_test(kernel, symbol.address, end, offset, 0x140)
        if found and found[0] & 0x140 != 0x140:
            d.lookup_rcu = found[0] & 0x140
            at = kernel.where(found[1])
            d.origins.append(
                f"LOOKUP_RCU = {d.lookup_rcu:#x} is what {at} tests in nameidata.flags"
            )
            return d.lookup_rcu
    # DCACHE_* became enumerators in the series that moved LOOKUP_RCU.
    new = kernel.enumerator("DCACHE_OP_HASH") is not None
    d.lookup_rcu = 0x100 if new else 0x40
    how = "an enumerator" if new else "no enumerator"
    d.origins.append(f"LOOKUP_RCU = {d.lookup_rcu:#x} because DCACHE_OP_HASH is {how}")
    return d.lookup_rcu


def _flag_set(d):
    return "LOOKUP_OLD" if lookup_rcu(d) == 0x40 else "LOOKUP_NEW"


def flags_of_walk(d, flags):
    return flag_names(flags, _flag_set(d))


def dentry_type(d, d_flags):
    """DCACHE_ENTRY_TYPE: moved one bit down by 9748cb2dc393 (6.15), the types kept their order."""
    return _TYPES[d_flags >> (20 if _flag_set(d) == "LOOKUP_OLD" else 19) & 7]


def dentry_type_flipped(d, kind, was):
    """The one bit of d_flags in which two types differ; None when it is not one."""
    diff = _TYPES.index(kind) ^ _TYPES.index(was)
    if not diff or diff & (diff - 1):
        return None
    return (20 if _flag_set(d) == "LOOKUP_OLD" else 19) + diff.bit_length() - 1


def _read_dentry(d, dentry, w):
    kernel = d.kernel
    if not kernel.present(dentry.value_(), 128):
        return
    w.dentry_seq = maybe(lambda: value_of(dentry.d_seq) & 0xFFFFFFFF)
    w.dentry_inode = maybe(lambda: dentry.d_inode.value_())
    w.dentry_flags = maybe(lambda: dentry.d_flags.value_())
    if w.dentry_flags is not None:
        w.dentry_type = dentry_type(d, w.dentry_flags)
    w.dentry_count = maybe(lambda: dentry.d_lockref.count.value_())
    w.dentry_name = maybe(lambda: kernel.string(dentry.d_name.name.value_(), 256))
    w.sb = maybe(lambda: dentry.d_sb.value_())


def read_walk(d, task):
    """The walk task is in. None when it is in none; ValueError when nameidata is not its own.

    One that runs goes on while it is read, from link to link and to its end, and then the count it
    saved is of one dentry and that in the dentry of another: what a second look does not confirm is
    not known.
    """
    walk = _read_walk(d, task)
    if walk and is_live(d.kernel.prog):
        again = maybe(_read_walk, d, task)
        walk.name = walk.name if again and again.name == walk.name else None
        if not again or _place(again) != _place(walk):
            walk.moved, walk.dentry_seq = True, None
    return walk


def _place(w):
    return w.nameidata, w.mode, w.depth, w.link, w.walk_seq, w.dentry, w.dentry_seq


def _whole(d, pointer):
    """What it points at: of a live kernel as it is at one moment, of a dump as far as it is there."""
    return pointer[0].read_() if is_live(d.kernel.prog) else pointer[0]


def _saved_link(d, nd, whole, depth):
    """The innermost of the links a walk is in, and its address; most walks keep them in nameidata."""
    at = whole.stack + (depth - 1)
    if whole.stack.value_() == nd.internal.address_ and depth <= len(whole.internal):
        return whole.internal[depth - 1], at.value_()
    return _whole(d, at), at.value_()


def _read_walk(d, task):
    kernel = d.kernel
    nd = task.object.nameidata.read_()
    if not nd:
        return None
    # set_nameidata() only ever stores the address of a local variable.
    if not task.stack <= nd.value_() < task.stack + kernel.stack_size:
        raise ValueError("task_struct.nameidata does not point into the task's stack")
    whole = _whole(d, nd)
    if is_live(kernel.prog) and task.object.nameidata.value_() != nd.value_():
        return None  # it was over before
    w = Walk()
    w.nameidata = nd.value_()
    w.flags = maybe(lambda: whole.flags.value_())
    if w.flags is not None:
        w.mode = "rcu" if w.flags & lookup_rcu(d) else "ref"
    w.name = maybe(lambda: kernel.string(whole.name.name.value_(), 1024))
    w.depth = maybe(lambda: whole.depth.value_())
    if not w.depth or w.depth > _MAX_DEPTH:
        return w
    saved, w.link = maybe(_saved_link, d, nd, whole, w.depth) or (None, None)
    if saved is None:
        return w
    w.walk_seq = maybe(lambda: value_of(saved.seq) & 0xFFFFFFFF)
    dentry = maybe(lambda: saved.link.dentry.read_())
    w.dentry = dentry.value_() if dentry is not None else None
    if w.dentry:
        _read_dentry(d, dentry, w)
    return w


def stage_walk(d):
    task = d.fault.task
    d.walk = Walk()
    if task:
        try:
            d.walk = read_walk(d, task) or Walk()
        except ValueError:
            d.observe("task_struct.nameidata of the crashed task does not point into its stack")
        except (FaultError, LookupError, AttributeError):
            pass  # the facts stay unknown
    _check_registers(d)
    _decide_rcu(d)
    _decide_dentry(d)
    judge_link_text(d)


def _check_registers(d):
    """->get_link(dentry or NULL, inode, &last->done): do the argument registers say the same?"""
    w, done = d.walk, d.fault.registers.get("rdx")
    offset = d.kernel.offset("struct saved", "done")
    if w.link is None or offset is None or done is None:
        return
    want, facts = w.link + offset, d.facts
    same = done == want
    text = "the third argument is &last->done of this very link"
    if not same:
        text = "the third argument is not this link's &last->done"
    source = f"rdx {done:016x}, nameidata.stack[{w.depth - 1}].done at {want:016x}"
    facts.set("WALK_REGS_AGREE", same, text, source)
    # No other call takes &last->done, so the argument proves the slot where the code did not.
    if same and d.returns_to_walk and facts.holds("CALLED_NULL_GET_LINK") is None:
        for name in ("CALLED_NULL_GET_LINK", "CALLED_NULL_IOP", "WALK_USED_IOP"):
            facts.amend(name, True)


def _decide_rcu(d):
    """Deciding fact (b): the first argument is 0 exactly when the walk holds no reference."""
    w, facts = d.walk, d.facts
    by_arg = by_flag = None
    if facts.holds("CALLED_NULL") and "rdi" in d.fault.registers:
        by_arg = not d.fault.registers["rdi"]
    if w.mode:
        by_flag = w.is_rcu
    if by_arg is None and by_flag is None:
        return
    if by_arg is False or by_flag is False:
        holds = False
    elif not d.fault.task:  # a log has only the argument
        holds = by_arg
    else:
        holds = True if by_arg and by_flag else None
    source = f"rdi {d.fault.registers['rdi']:x} (dentry), " if by_arg is not None else ""
    source += "nameidata not found" if w.nameidata is None else f"nameidata {w.nameidata:016x}"
    if w.flags is not None:
        source += f".flags {w.flags:#x}, LOOKUP_RCU is {lookup_rcu(d):#x}"
    text = "RCU mode: no dentry passed, LOOKUP_RCU set"
    if holds is False:
        text = "the walk held a reference, so the inode was pinned"
    facts.set("RCU_WALK", holds, text, source)


def _decide_dentry(d):
    """Deciding fact (d): a count that did not move acquits the race."""
    w, died = d.walk, d.walk.dentry_died
    if died is None:
        return
    text = "the dentry is as the walk found it, so the inode was not evicted"
    if died:
        text = "the dentry died after the walk checked it"
    inode = "?" if w.dentry_inode is None else f"{w.dentry_inode:x}"
    source = f"dentry {w.dentry:016x} .d_seq {w.dentry_seq}, saved {w.walk_seq}; d_inode {inode}; "
    d.facts.set("DENTRY_DIED", died, text, source + f"count {w.dentry_count or 0}")
