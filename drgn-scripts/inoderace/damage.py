# SPDX-License-Identifier: GPL-2.0-or-later
"""Is it memory that was damaged?

A table without get_link and a pointer that missed its table by one bit give the same oops; the
pointer's value tells them apart.
"""

from drgn import FaultError

from .callsite import follows_link
from .kernel import canonical, list_entries, maybe, not_mapped
from .rules import poison, xfs_tables_of
from .slab import Slab
from .walk import dentry_type_flipped

_MAX_ALIASES = _MAX_SIBLINGS = 1024
_FILES = {"regular": "regular file", "special": "special file"}
_KINDS = {0o040000: "directory", 0o100000: "regular", 0o120000: "symlink"}


def _one_bit_from_table(d, value):
    """The XFS table this inode should have, if value is one bit away from it."""
    mode = d.inode.mode
    expected = list(d.tables.xfs) if mode is None else xfs_tables_of(mode)
    for name, table in d.tables.xfs.items():
        diff = table ^ value
        if name in expected and diff and not diff & (diff - 1):
            return f"{name} ({table:016x}) with bit {diff.bit_length() - 1} flipped"
    return None


def _one_bit_from_siblings(d, value):
    """Where no symbol names tables: other inodes of the file system of that kind have the right one."""
    kernel, i = d.kernel, d.inode
    if i.sb is None or i.mode is None:
        return None
    sb = kernel.at("struct super_block", i.sb)
    siblings = list_entries(sb.s_inodes, "struct inode", "i_sb_list", _MAX_SIBLINGS)
    try:
        for inode in siblings:
            table, mode = inode.i_op.value_(), inode.i_mode.value_()
            diff = table ^ value
            alike = not (mode ^ i.mode) & 0o170000 and inode.value_() != i.address
            if alike and diff and not diff & (diff - 1):
                which = f"{table:016x}, as inode {inode.value_():016x} beside it has"
                return f"{which}, with bit {diff.bit_length() - 1} flipped"
    except (FaultError, ValueError, LookupError, AttributeError):
        pass
    return None


def _i_op_damage(d, table):
    """(what is wrong with the i_op the walk used or None, is that certain?)"""
    value = table.address
    if not value:
        return "NULL", True
    what = poison(value)
    if what:
        return what, True
    if not canonical(value):
        return _one_bit_from_table(d, value) or "not a kernel address", True
    if value in (d.tables.empty_iops, d.tables.no_open_fops) or d.tables.xfs_name(value):
        return None, True
    # Another object may happen to start there.
    what = _one_bit_from_table(d, value)
    if not what and table.symbol:
        return None, True
    if not what and "xfs_inode_operations" not in d.tables.xfs:
        what = _one_bit_from_siblings(d, value)
    if what:
        return what, True
    try:
        d.kernel.u64(value)
    except FaultError as error:
        if not_mapped(error):
            return "an address that is not mapped", True
    # Inside another object; or in data that has no names, behind the last function that has.
    named = d.tables.modules_name_data or not table.near_module
    if table.near and "xfs_inode_operations" in d.tables.xfs and named:
        return f"inside {table.near}, where no table starts", True
    return None, False


def _judge_i_op(d):
    i = d.inode
    used = d.called_through or i.i_op
    if not used or not d.facts.holds("WALK_USED_IOP"):
        return
    what, sure = _i_op_damage(d, used)
    text = f"the inode's i_op is damaged: {what}" if what else "i_op points at the start of a table"
    name = used.symbol or used.near
    source = f"{used.source or 'i_op'} {used.address:016x}" + (f" = {name}" if name else "")
    source += f"; inode {i.address:016x} .i_op {i.i_op.address if i.i_op else 0:016x}"
    d.facts.set("IOP_DAMAGED", what is not None if sure else None, text, source)


def _judge_table(d):
    """A valid table whose get_link is NULL, as opposed to memory that happens to read 0."""
    table = d.called_through
    offset = d.kernel.offset("struct inode_operations", "get_link")
    if not table or offset is None or not d.facts.holds("CALLED_NULL"):
        return
    function = d.kernel.try_u64(table.address + offset)
    if function is None:
        return
    holds = not function if table.symbol else (False if function else None)
    text = f"{table.symbol or 'the table'} has no get_link"
    source = f"{table.address:016x} .get_link {function:x}"
    d.facts.set("TABLE_LACKS_GET_LINK", holds, text, source)


def _inode_lists_dentry(d):
    """Does the inode know of the dentry? False: the inode that the dentry means is gone."""
    kernel = d.kernel
    alias = kernel.offset("struct dentry", "d_alias")
    alias = kernel.offset("struct dentry", "d_u") if alias is None else alias
    node = kernel.offset("struct inode", "i_dentry")
    if alias is None or node is None:
        return None
    node = kernel.try_u64(d.inode.address + node)
    for _ in range(_MAX_ALIASES):
        if not node:
            break
        if node - alias == d.walk.dentry:
            return True
        node = kernel.try_u64(node) if canonical(node) else None
    return False if node == 0 else None


def _judge_dentry_type(d):
    """Are the type bits in d_flags wrong?

    The dentry says symlink, its inode says otherwise, and nothing was evicted in between. (The
    alternative raised when the race was first reported.) Unless the inode does not know the dentry:
    then it is the inode that is wrong.
    """
    w, i = d.walk, d.inode
    if (
        not w.dentry_type
        or i.mode is None
        or w.dentry_inode != i.address
        or d.facts.holds("DENTRY_DIED") is not False
        or not follows_link(d)
        or d.facts.holds("INODE_FREED")  # poison has no type
    ):
        return
    kind = _KINDS.get(i.mode & 0o170000, "special")
    differ = w.dentry_type == "symlink" and kind != "symlink"
    listed = _inode_lists_dentry(d) if differ else None
    words = _FILES.get(kind, kind)
    text = "the dentry's type fits its inode"
    if differ and listed is False:
        text = "the dentry is marked symlink, and was one of an inode that is gone"
    elif differ:
        bit = dentry_type_flipped(d, w.dentry_type, kind)
        flipped = f" (one flipped bit: bit {bit} of d_flags)" if bit is not None else ""
        text = f"the dentry is marked symlink but its inode is a {words}{flipped}"
    source = f"dentry {w.dentry:016x} .d_flags {w.dentry_flags:#x}; "
    source += f"inode {i.address:016x} .i_mode 0{i.mode:o}"
    if listed is not None:
        source += ", the dentry is on its list" if listed else ", the dentry is not on its list"
    d.facts.set("DENTRY_TYPE_DAMAGED", differ and listed is not False, text, source)
    if listed is False:
        text = f"the inode's memory was freed and is another's now, a {words}"
        d.facts.set("INODE_FREED", True, text, source)


def _judge_slab(d):
    """What the slab allocator says of the inode's memory. Not asked where the race may have been."""
    i = d.inode
    if d.facts.holds("DENTRY_DIED") or not (d.facts.holds("WALK_USED_IOP") or follows_link(d)):
        return
    slab = maybe(Slab, d.kernel, i.address)
    if not slab:
        return
    free, how = slab.is_free()
    text = {True: "the inode's memory has been freed", False: "the inode's memory is an object in use"}
    text = text.get(free, "whether the inode's memory is in use")
    if free is False and not i.fs:
        # Nor does it read as an inode: it may have become something else.
        free, text = None, "the inode's memory may be another object's now"
    if d.facts.holds("INODE_FREED"):
        return
    source = f"inode {i.address:016x} lies {i.address - slab.object} bytes into object"
    source += f' {slab.object:016x} of slab cache "{slab.name}", {how}'
    d.facts.set("INODE_FREED", free, text, source)


def _judge_poison(d):
    address = d.inode.address
    if maybe(d.kernel.read, address, 64) == b"\x6b" * 64:
        source = f"inode {address:016x} is all 6b (POISON_FREE)"
        d.facts.set("INODE_FREED", True, "the inode's memory has been freed", source)


def judge_damage(d):
    _judge_i_op(d)
    _judge_table(d)
    _judge_poison(d)
    _judge_dentry_type(d)
    _judge_slab(d)
