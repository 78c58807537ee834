# SPDX-License-Identifier: GPL-2.0-or-later
"""The inode the walk used: the VFS's part, XFS's part around it, and what they hold now.

    container_of(inode, struct xfs_inode, i_vnode) -> .i_flags: between which two lives it is
"""

from drgn import container_of, sizeof

from .callsite import follows_link
from .damage import judge_damage
from .insn import REGISTERS
from .kernel import canonical, maybe, text_of, value_of
from .life import judge_life
from .rules import flag_names
from .tables import Table

XFS_MOVING = 0x1 | 0x8  # XFS_IRECLAIM, XFS_INEW
XFS_RECLAIMABLE = 0x4


class Inode:
    """A struct inode; None where something could not be read."""

    def __init__(self, address):
        self.address = address
        self.fs = (
            self.device
        ) = self.ino = self.generation = self.mode = self.i_count = self.sb = None
        self.i_state = self.i_op = self.i_fop = self.xfs = None
        self.i_state_names = []


class XfsInode:
    """The struct xfs_inode around an inode."""

    def __init__(self, address):
        self.address = address
        self.ino = self.i_flags = None
        self.i_flags_names = []


def state_set(kernel):
    """Which I_* values this kernel uses, told by the type of inode.i_state."""
    # Enumerators since 6.18; a u32 since 2ed634c96ed1 (6.12); an unsigned long before.
    if kernel.enumerator("I_DIRTY_TIME") is not None:
        return "STATE_ENUM"
    member = next(m for m in kernel.prog.type("struct inode").members if m.name == "i_state")
    return "STATE_OLD" if sizeof(member.type) == 8 else "STATE_U32"


def xfs_flag_sets(kernel):
    """XFS_NEED_INACTIVE and XFS_INACTIVATING came with i_gclist: ab23a7768739 (5.14)."""
    return ("XFS", "XFS_GC") if kernel.has("struct xfs_inode", "i_gclist") else ("XFS",)


def _read_super(kernel, obj, i):
    sb = obj.i_sb.read_()
    if not kernel.present(sb.value_(), 256):
        return
    i.sb = sb.value_()
    name = maybe(lambda: kernel.string(sb.s_type.name.value_(), 32))
    # Bytes that cannot be a file system's name are a damaged super block's, and prove nothing.
    if name and all(" " < c < "\x7f" for c in name):
        i.fs = name
    i.device = maybe(lambda: text_of(sb.s_id.string_()[:31]))


def read_xfs_inode(kernel, obj, sb, ino):
    """The xfs_inode around obj, if its neighbourhood is one of the same file system; else None."""
    ip = container_of(obj.address_of_(), "struct xfs_inode", "i_vnode")
    if ip.i_mount.m_super.value_() != sb:
        return None
    x = XfsInode(ip.value_())
    x.i_flags = ip.i_flags.value_()
    x.i_flags_names = flag_names(x.i_flags, *xfs_flag_sets(kernel))
    # xfs_inode.i_ino is gone in 7.2; the VFS inode has the number then.
    x.ino = ip.i_ino.value_() if hasattr(ip, "i_ino") else ino
    return x


def read_inode(kernel, address):
    """What is known of the inode at the address."""
    i = Inode(address)
    if not kernel.present(address, 256):
        return i
    obj = kernel.at("struct inode", address)
    i.mode = maybe(lambda: obj.i_mode.value_())
    i.ino = maybe(lambda: obj.i_ino.value_())
    i.generation = maybe(lambda: obj.i_generation.value_())
    i.i_count = maybe(lambda: obj.i_count.counter.value_())
    i.i_state = maybe(lambda: value_of(obj.i_state))
    if i.i_state is not None:
        i.i_state_names = flag_names(i.i_state, maybe(state_set, kernel))
    i.i_op = maybe(lambda: Table(kernel, obj.i_op.value_()))
    i.i_fop = maybe(lambda: Table(kernel, obj.i_fop.value_()))
    maybe(_read_super, kernel, obj, i)
    if i.fs == "xfs":
        i.xfs = maybe(read_xfs_inode, kernel, obj, i.sb, i.ino)
    return i


def get_link_slot(d, table):
    """The get_link that a table holds; None when it cannot be read."""
    offset = d.kernel.offset("struct inode_operations", "get_link")
    return d.kernel.try_u64(table + offset) if offset is not None else None


def _is_inode_with_op(d, address, op):
    def check():
        obj = d.kernel.at("struct inode", address)
        sb = obj.i_sb.value_()
        return obj.i_op.value_() == op and canonical(sb) and d.kernel.present(sb, 256)

    return canonical(address) and address % 8 == 0 and maybe(check)


def _find_inode(d):
    """Which inode was the operation called on? None when it cannot be told."""
    facts, regs, w = d.facts, d.fault.registers, d.walk
    inode = regs.get("rsi")
    # &last->done in the third argument makes the second one the inode, call site seen or not.
    if facts.holds("CALLED_NULL_GET_LINK") or (
        facts.holds("CALLED_NULL") and facts.holds("WALK_REGS_AGREE")
    ):
        return inode if canonical(inode) else None
    # Neither was seen: an inode of the link's own file system in that register will do.
    if d.returns_to_walk and facts.holds("CALLED_NULL_GET_LINK") is None and inode is not None:
        sb = maybe(lambda: d.kernel.at("struct inode", inode).i_sb.value_())
        if sb is not None and sb == w.sb:
            return inode
    if not facts.holds("WALK_USED_IOP") and not follows_link(d):
        return None
    if d.site and d.site.base in regs:
        op = regs[d.site.base]
        for address in [w.dentry_inode] + [regs.get(name) for name in REGISTERS]:
            if _is_inode_with_op(d, address, op):
                return address
    return w.dentry_inode if canonical(w.dentry_inode) else None


def _find_called_table(d):
    """The table the call went through.

    The register the slot was loaded from remembers it after the inode has healed; it counts only if
    that slot really reads as the NULL that was called.
    """
    regs, tables = d.fault.registers, d.tables
    if d.facts.holds("WALK_USED_IOP") is False or not d.inode:
        return None
    if d.site and d.site.base in regs:
        table = regs[d.site.base]
        certain = regs.get("rip") != 0 or (table and table == tables.empty_iops)
        if certain or get_link_slot(d, table) == 0:
            return Table(d.kernel, table, d.site.base)
    for name in REGISTERS:
        table = regs.get(name)
        if not table:
            continue
        if table == tables.empty_iops or (tables.xfs_name(table) and get_link_slot(d, table) == 0):
            return Table(d.kernel, table, name)
    i_op = d.inode.i_op
    if i_op and get_link_slot(d, i_op.address) == 0:
        return Table(d.kernel, i_op.address, "inode")
    return None


def _decide_race(d):
    """Deciding facts (c) and (e)."""
    i, facts, table = d.inode, d.facts, d.called_through
    if i and i.fs:
        source = f'inode {i.address:016x} .i_sb {i.sb:016x} .s_type->name "{i.fs}"'
        facts.set("INODE_IS_XFS", i.fs == "xfs", f"the inode is on {i.fs}", source)
    if not table:
        return
    empty = bool(d.tables.empty_iops) and table.address == d.tables.empty_iops
    transient = None
    if empty or d.tables.xfs_name(table.address):
        transient = True
    elif d.tables.empty_iops and "xfs_inode_operations" in d.tables.xfs:
        transient = False
    now = "unknown"
    if i.i_op:
        same = i.i_op.address == table.address
        now = "the same" if same else f"{i.i_op.address:016x} {i.i_op.words}"
    slot = ", .get_link 0" if facts.holds("CALLED_NULL") else ""
    facts.set(
        "TABLE_TRANSIENT",
        transient,
        "the table called through was " + ("empty_iops" if empty else table.words),
        f"{table.source} {table.address:016x}{slot}; inode.i_op {now} now",
    )


def _decide_phase(d):
    """What tells the phase and supports the verdict."""
    i, facts, tables = d.inode, d.facts, d.tables
    if i.i_op and tables.empty_iops:
        empty = i.i_op.address == tables.empty_iops
        facts.set(
            "IOP_NOW_EMPTY",
            empty,
            f"the inode's i_op is {'empty_iops' if empty else i.i_op.words} in this dump",
            f"inode {i.address:016x} .i_op {i.i_op.address:016x},"
            f" empty_iops is {tables.empty_iops:016x}",
        )
    if i.mode is not None:
        other = i.mode & 0o170000 != 0o120000
        text = "the inode is not a symlink" if other else "the inode is a symlink"
        facts.set("INODE_NOT_SYMLINK", other, text, f"inode {i.address:016x} .i_mode 0{i.mode:o}")
    if i.i_fop and tables.no_open_fops and i.i_fop.address == tables.no_open_fops:
        source = "says nothing: so it is on every XFS symlink"
        facts.set("IFOP_NO_OPEN", True, "i_fop is no_open_fops", source)
    x = i.xfs
    if not x:
        return
    moving = bool(x.i_flags & XFS_MOVING)
    text = (
        "the inode is being recycled" if moving else "the inode is not being recycled in this dump"
    )
    first = f" {x.i_flags_names[0]}" if x.i_flags_names else ""
    fresh = " I_NEW" if i.i_state_names == ["I_NEW"] else ""
    facts.set(
        "INODE_RECYCLING",
        moving,
        text,
        f"xfs_inode {x.address:016x} .i_flags {x.i_flags:#x}{first};"
        f" i_state {i.i_state or 0:#x}{fresh}",
    )


def stage_inode(d):
    address = _find_inode(d)
    if address is None:
        return
    d.inode = read_inode(d.kernel, address)
    d.called_through = _find_called_table(d)
    _decide_race(d)
    _decide_phase(d)
    judge_damage(d)
    judge_life(d)
    if d.inode.fs == "xfs" and not d.kernel.has("struct xfs_inode", "i_vnode"):
        d.unavailable.append(
            "struct xfs_inode: no debug information for the xfs module (-s xfs.ko)"
        )
