# SPDX-License-Identifier: GPL-2.0-or-later
"""A healed inode is a symlink again: the one that the walk found, or another in its place?

    inode.i_ctime == xfs_inode.i_crtime: never renamed, linked or unlinked since it was made, so it
    never had another name than it has now.
"""

import calendar
import time

from drgn import Object, container_of

from .kernel import maybe

_LONGEST_WALK = 120  # s: a walk without references cannot sleep
_CTIME_QUERIED = 1 << 31  # since 4e40eff0b573 (6.13)


def _born(inode):
    """(seconds, nanoseconds), and whether it is a time of birth, as XFS keeps since 5.13.

    Without: a symlink's i_mtime is that of its making, unless somebody sets it.
    """
    ip = container_of(inode.address_of_(), "struct xfs_inode", "i_vnode")
    crtime = hasattr(ip, "i_crtime")
    when = ip.i_crtime if crtime else inode.i_mtime
    return (when.tv_sec.value_(), when.tv_nsec.value_()), crtime


def _changed(inode):
    for name in ("__i_ctime", "i_ctime"):
        if hasattr(inode, name):
            when = getattr(inode, name)
            return when.tv_sec.value_(), when.tv_nsec.value_()
    return inode.i_ctime_sec.value_(), inode.i_ctime_nsec.value_() & ~_CTIME_QUERIED


def _alias(inode):
    """The dentry that names the inode now; None when it has none."""
    first = inode.i_dentry.first.value_()
    if not first:
        return None
    prog = inode.prog_
    members = {member.name for member in prog.type("struct dentry").members}
    node = "d_u.d_alias" if "d_u" in members else "d_alias"
    node_type = prog.type("struct hlist_node *")
    dentry = container_of(Object(prog, node_type, first), "struct dentry", node)
    return dentry if dentry.d_inode.value_() == inode.address_ else None


def _by_name(d, now, name):
    """How the name tells that an inode which never had another one is not what the walk found."""
    w = d.walk
    if w.dentry is None or w.dentry_inode is None or w.dentry_count is None:
        return None
    if w.dentry_inode == d.inode.address:
        return f"the walk's dentry {w.dentry:016x} was unlinked and got it as a new file"
    # A dentry that is still in use but has no inode lost it by unlink.
    if not w.dentry_inode and w.dentry_count >= 0:
        return f"the walk's dentry {w.dentry:016x} was unlinked"
    if name is None or w.dentry_name is None:
        return None
    if name != w.dentry_name:
        names = f'names it "{name}", the walk\'s was "{w.dentry_name}"'
        return f"dentry {now.value_():016x} {names}"
    parent = maybe(lambda: now.d_parent.value_())
    was = maybe(lambda: d.kernel.at("struct dentry", w.dentry).d_parent.value_())
    if None not in (parent, was) and parent != was:
        places = f"has it in directory {parent:016x}, the walk's was in {was:016x}"
        return f"dentry {now.value_():016x} {places}"
    return None


def _crashed_at(d):
    crash = d.dump.get("crash_time")
    return calendar.timegm(time.strptime(crash, "%Y-%m-%dT%H:%M:%SZ")) if crash else None


def judge_life(d):
    facts, i = d.facts, d.inode
    held = [facts.holds(n) for n in ("DENTRY_DIED", "INODE_NOT_SYMLINK", "IOP_NOW_EMPTY")]
    if not i or not i.xfs or held != [True, False, False]:
        return
    inode = d.kernel.at("struct inode", i.address)
    born, crtime = maybe(_born, inode) or (None, False)
    changed = maybe(_changed, inode)
    at_latest = born if crtime else changed
    if born is None or at_latest is None or at_latest[0] <= 0:
        return
    now = maybe(_alias, inode)
    name = None
    if now is not None:
        name = maybe(lambda: d.kernel.string(now.d_name.name.value_(), 256))
    how = _by_name(d, now, name) if changed == born else None
    crash = _crashed_at(d)
    old = crash is not None and at_latest[0] + _LONGEST_WALK < crash
    where = f"xfs_inode {i.xfs.address:016x} .i_crtime"
    if not crtime:
        where = f"inode {i.address:016x} .{'i_mtime' if how else 'i_ctime'}"
    source = f"{where} {at_latest[0]}.{at_latest[1] % 1000000000:09}"
    if how and not old:
        which = f', "{name}"' if name is not None else ""
        text = f"the inode is another symlink{which}, made in place of the one the walk found"
        source += f" = i_ctime, so it never had another name; {how}"
        facts.set("ANOTHER_LINK", True, text, source)
    elif old and not how:
        before = crash - at_latest[0]
        source += f" is {before} s before the crash, longer than a walk without references lasts"
        facts.set("ANOTHER_LINK", False, "the inode is the symlink that the walk found", source)
