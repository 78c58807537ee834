# SPDX-License-Identifier: GPL-2.0-or-later
"""The verdict as one sentence for a person; the words are the program's (core/verdict/summary.c)."""

from .rules import has_role


def recycler(d):
    return next((peer for peer in d.peers if peer.same_inode), None)


def _aftermath(d):
    """What became of the inode after the walker used it."""
    phase = d.verdict["phase"]
    if not phase or phase == "in-window":
        return ""
    i_op = d.inode.i_op.symbol if d.inode.i_op else None
    if phase == "reused":
        kind = f"i_mode 0{d.inode.mode:o}, {i_op or 'its i_op unnamed'}"
        return f"; the inode is another kind of file now ({kind})"
    if d.facts.holds("ANOTHER_LINK"):
        return f"; {d.facts.text('ANOTHER_LINK')}"
    same = ", and it is the one that the walk found"
    same = same if d.facts.holds("ANOTHER_LINK") is False else ""
    return "; the inode has healed since (i_op is " + (i_op or "a symlink's") + f" again{same})"


def _purpose(d, peer):
    """What the recycler wants the inode for, where it is not a lookup by name."""
    if peer.doing == "create" and d.inode.mode is not None:
        kinds = {0o040000: "directory", 0o100000: "regular file", 0o120000: "symlink"}
        kind = kinds.get(d.inode.mode & 0o170000)
        if kind == "symlink":
            return " as another symlink"
        return f" as a {kind or 'new file'}"
    for role, words in (("FOR_BULKSTAT", " for bulkstat"), ("FOR_HANDLE", " for a file handle")):
        if any(has_role(frame["symbol"], role) for frame in peer.backtrace):
            return words
    return ""


def _race(d):
    who, peer, table = d.fault.who, recycler(d), d.called_through
    if not d.inode or not d.inode.fs:
        return (
            f"{who} called ->get_link of a symlink without locks and jumped to 0, as the XFS inode"
            " reinit race does; the inode was not seen"
        )
    by = "another task, not seen in this dump, recycled"
    if peer:
        cpu = f" (CPU {peer.task.cpu})" if peer.task.cpu is not None else ""
        by = f'PID {peer.task.pid} "{peer.task.comm}"{cpu} was recycling'
    purpose = _purpose(d, peer) if peer else ""
    name = table.symbol if table else None
    if table and table.address == d.tables.empty_iops:
        name = "empty_iops"
    return (
        f"{who} looked up {d.walk.name or 'a path'} without locks and called ->get_link of an XFS"
        f" symlink while {by} that inode{purpose}: its operations were {name or 'not seen'}, its get_link"
        f" NULL{_aftermath(d)}."
    )


def _corruption(d):
    names = ("INODE_FREED", "IOP_DAMAGED", "DENTRY_TYPE_DAMAGED")
    what = "; ".join(d.facts.text(n) for n in names if d.facts.holds(n) and d.facts.text(n))
    if not what and d.facts.holds("IN_LINK_TEXT"):
        what = "the text of an inline XFS symlink that was freed under the walk"
    path = d.walk.name or "a path"
    return f"{d.fault.who} looked up {path} and used damaged memory: {what or 'see the evidence'}."


def _inode_op(d):
    table = d.called_through.symbol if d.called_through else None
    fs = f" ({d.inode.fs})" if d.inode and d.inode.fs else ""
    live = ""
    if d.facts.holds("DENTRY_DIED") is False:
        live = "; the inode is live, it was not recycled"
    path = d.walk.name or "a path"
    table = table or "the inode's table"
    what = f"an operation that {table}{fs} does not have{live}"
    return f"{d.fault.who} looked up {path} and called {what}."


def _first_function(d):
    for frame in d.fault.backtrace:
        if frame["symbol"] and not has_role(frame["symbol"], "HELPER"):
            return frame["symbol"]
    return "an unknown function"


def summary(d):
    kind, who = d.verdict["class"], d.fault.who
    panic = d.dump.get("panic") or "?"
    if kind == "xfs-reinit-race":
        return _race(d)
    if kind == "inode-corruption":
        return _corruption(d)
    if kind == "inode-op-null":
        return _inode_op(d)
    if kind == "null-call-other":
        return f"{who} called NULL from {_first_function(d)}; no path walk is involved."
    if kind == "no-crash":
        return f"{who} did not crash." if d.pid is not None else "there is no crash in this dump."
    if kind == "undetermined":
        return "what is needed to tell is missing from this dump."
    if kind in ("xfs-other", "path-walk-other", "memory-fault-other"):
        return f"{who} faulted in {_first_function(d)}: {panic}."
    return f"{panic} on {who}."


_XFS_GOING = 0xD  # XFS_IRECLAIM, XFS_IRECLAIMABLE, XFS_INEW


def _of_inode(d):
    inode = d.inode
    if d.facts.holds("INODE_IS_XFS") is False:
        yield f"the inode is on {inode.fs}"
    if d.facts.holds("INODE_FREED"):
        return
    if inode.i_count is not None and inode.i_count > 0:
        yield f"the inode is live, i_count {inode.i_count}"
    flags = inode.xfs.i_flags if inode.xfs else None
    if flags is not None and not flags & _XFS_GOING:
        yield f"neither reclaimable nor being recycled, xfs_inode.i_flags {flags:#x}"


def unlike_the_race(d):
    """Of what reads like the race: in what it differs (core/verdict/differences.c). None where nothing is known."""
    if d.verdict["class"] not in ("inode-op-null", "inode-corruption") or not d.inode:
        return None
    said = []
    if d.facts.holds("DENTRY_DIED") is False:
        said.append(f"the dentry is as the walk found it, d_seq {d.walk.dentry_seq}")
    said += _of_inode(d)
    if all(peer.same_inode is False for peer in d.peers) and d.fault.task and not d.lost_task:
        said.append("no task was found recycling it")
    table = d.called_through.symbol if d.called_through else None
    if table and d.facts.holds("TABLE_TRANSIENT") is False:
        said.append(f"{table} is neither empty_iops nor a table of XFS's")
    return f"unlike in the race: {'; '.join(said)}" if said else None
