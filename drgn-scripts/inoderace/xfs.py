# SPDX-License-Identifier: GPL-2.0-or-later
"""XFS's own view of its inodes: mounts, allocation groups, and the trees of cached inodes.

    super_blocks -> sb->s_fs_info = struct xfs_mount mp->m_perag_tree (radix tree), since 6.13
    mp->m_groups[XG_TYPE_AG].xa -> struct xfs_perag pag->pag_ici_root -> struct xfs_inode, by
    number within the group; tags tell who has work with it

The VFS's list of a super block's inodes (s_inodes) is no substitute: XFS keeps an evicted inode in
its tree for a while, and it is from there that it is recycled.
"""

import itertools

from drgn import FaultError, Object, cast, container_of
from drgn.helpers.linux.radixtree import radix_tree_for_each

from .inode import xfs_flag_sets
from .kernel import list_entries, maybe, text_of
from .rules import flag_names

# fs/xfs/xfs_icache.h; the same since 5.14 made block garbage collection one tag
TAGS = ((0, "reclaim"), (1, "blockgc"))
STATES = (
    ("XFS_INEW", "new: not ready yet, or being recycled"),
    ("XFS_IRECLAIM", "being reclaimed, or recycled"),
    ("XFS_IRECLAIMABLE", "reclaimable: evicted by the VFS, can be recycled"),
    ("XFS_INACTIVATING", "being inactivated"),
    ("XFS_NEED_INACTIVE", "evicted by the VFS, to be inactivated"),
    ("XFS_ISTALE", "stale: its cluster was freed"),
)
IN_USE = "in use by the VFS"
_MOST = 1 << 24  # entries of one tree
_DEEPEST = 11  # levels of a tree: 6 bits each


def mounts(kernel):
    """(super block, struct xfs_mount *) of every XFS."""
    for sb in list_entries(kernel.prog["super_blocks"], "struct super_block", "s_list", 1 << 16):
        if maybe(lambda: sb.s_type.name.string_()) == b"xfs":  # noqa: B023
            yield sb, cast("struct xfs_mount *", sb.s_fs_info)


def device_of(sb):
    return maybe(lambda: text_of(sb.s_id.string_())) or "?"


def _group_tree(mp):
    if hasattr(mp, "m_perag_tree"):
        return mp.m_perag_tree
    tree = mp.m_perags if hasattr(mp, "m_perags") else mp.m_groups[0].xa
    return tree


def groups(mp):
    """(number, struct xfs_perag *) of every allocation group in memory."""
    for number, entry in radix_tree_for_each(_group_tree(mp).address_of_()):
        if hasattr(mp, "m_perag_tree") or hasattr(mp, "m_perags"):
            yield number, cast("struct xfs_perag *", entry)
        else:  # struct xfs_group is the first member of what it is a group of
            group = cast("struct xfs_group *", entry)
            yield number, container_of(group, "struct xfs_perag", "pag_group")


def inodes(pag):
    """(number within the group, struct xfs_inode *) of every cached inode."""
    for number, entry in radix_tree_for_each(pag.pag_ici_root.address_of_()):
        yield number, cast("struct xfs_inode *", entry)


def group_of(kernel, mp, ino):
    """(AG number, number within it, struct xfs_perag * or None) of an inode number."""
    # in m_ino_geo since ef325959993e (5.3)
    bits = (mp.m_ino_geo.agino_log if hasattr(mp, "m_ino_geo") else mp.m_agino_log).value_()
    number = ino >> bits
    pag = next((pag for n, pag in groups(mp) if n == number), None)
    return number, ino & (1 << bits) - 1, pag


def number_of(ip):
    """xfs_inode.i_ino is gone in 7.2; the VFS inode has the number then."""
    return (ip.i_ino if hasattr(ip, "i_ino") else ip.i_vnode.i_ino).value_()


def flags_of(kernel, ip):
    return flag_names(ip.i_flags.value_(), *xfs_flag_sets(kernel))


def state_of(kernel, ip):
    """Where in its life the inode is, by its flags, the most telling first."""
    names = flags_of(kernel, ip)
    return next((words for name, words in STATES if name in names), IN_USE)


def tags_of(root, index):
    """The tags of one entry of a radix tree or xarray; None when the tree has no such entry.

    drgn's helpers give entries, not tags: so walk down to the node that holds it.
    """
    head = root.xa_head if hasattr(root, "xa_head") else root.rnode
    type_name = "struct xa_node *" if hasattr(root, "xa_head") else "struct radix_tree_node *"
    value, node = head.value_(), None
    slot = index
    for _ in range(_DEEPEST):
        if value & 3 != 2 and (type_name == "struct xa_node *" or value & 3 != 1):
            break
        node = Object(root.prog_, type_name, value=value & ~3)
        slot = index >> node.shift.value_() & len(node.slots) - 1
        value = node.slots[slot].value_()
    if not value:
        return None
    if node is None:  # a tree of one entry keeps its tags in its own flags: 0 cannot be told from 1
        return []
    return [name for tag, name in TAGS if _marked(node, tag, slot)]


def _marked(node, tag, slot):
    marks = node.marks if hasattr(node, "marks") else node.tags
    words = marks[tag]
    return bool(words[slot // 64].value_() >> slot % 64 & 1)


def readable(entries, problems):
    """entries, which end with a note in problems where they cannot be read on.

    A tree that is changed under the reader may lead anywhere, in a circle, too.
    """
    try:
        yield from itertools.islice(entries, _MOST)
    except (FaultError, LookupError, ValueError, RecursionError) as error:
        problems.append(str(error))
