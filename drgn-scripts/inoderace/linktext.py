# SPDX-License-Identifier: GPL-2.0-or-later
"""The race's sibling: until 7b7820b83f23 (v5.17) XFS hands out the text of an inline symlink itself
(if_u1.if_data), also in RCU mode; it is freed with the inode while the walk still reads it.
"""

from .kernel import canonical, maybe

_PATH_MAX = 4096
_OBSERVATION = (
    'a sibling of the race: before 7b7820b83f23 ("xfs: don\'t expose internal symlink metadata buffers'
    ' to the vfs", v5.17) XFS hands out the text of an inline symlink (if_u1.if_data) to walks'
    " without locks, and frees it with the inode under them"
)


def _name_from_link(d):
    """What the walk was last looking for, if that is not part of the path it was given."""
    nd = d.kernel.at("struct nameidata", d.walk.nameidata)
    text, given = nd.last.name.value_(), nd.name.name.value_()
    return text if canonical(text) and (text - given) % (1 << 64) >= _PATH_MAX else None


def _fs_of_link(d):
    link = d.kernel.at("struct saved", d.walk.link)
    return d.kernel.string(link.link.mnt.mnt_sb.s_type.name.value_(), 32)


def judge_link_text(d):
    """xfs_vn_get_link() gives no text in RCU mode: what such a walk reads of an XFS link is inline."""
    facts, w, fault = d.facts, d.walk, d.fault.address
    table = d.tables.xfs.get("xfs_inline_symlink_inode_operations")
    if not facts.holds("FAULT_IN_PATH_WALK") or facts.holds("CALLED_NULL"):
        return
    if fault is None or not w.is_rcu or w.link is None:
        return
    text = maybe(_name_from_link, d) if table else None
    if text is None or (fault - text) % (1 << 64) >= _PATH_MAX or maybe(_fs_of_link, d) != "xfs":
        return
    facts.set(
        "IN_LINK_TEXT",
        True,
        "the walk was reading the text of an inline XFS symlink, which is the inode's own",
        f"fault at {fault:016x}, nameidata {w.nameidata:016x}.last.name {text:016x}, outside the path"
        f" given; saved {w.link:016x}.link is on xfs, which has xfs_inline_symlink_inode_operations"
        f" {table:016x}",
    )
    if facts.holds("DENTRY_DIED") is not False:
        d.observe(_OBSERVATION)
