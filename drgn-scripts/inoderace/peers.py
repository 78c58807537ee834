# SPDX-License-Identifier: GPL-2.0-or-later
"""The others: tasks that instantiate, recycle or evict XFS inodes, and walks in flight."""

from drgn import offsetof

from .inode import XFS_MOVING, XFS_RECLAIMABLE, read_inode
from .kernel import canonical, maybe
from .rules import has_role
from .tasks import StackWords, all_tasks
from .walk import read_walk

_ROLES = ("RECYCLE", "INSTANTIATE", "CREATE", "INACTIVATE", "RECLAIM", "EVICT")
_MAX_PEERS, _MAX_WALKERS, _MAX_UNWOUND, _MAX_WORDS = 32, 32, 256, 512


class Walker:
    """A task other than the crashed one that is in an RCU path walk."""

    def __init__(self, task, walk, inode, called_null):
        self.task, self.walk, self.inode, self.called_null = task, walk, inode, called_null


class Peer:
    """A task that works on an XFS inode's life."""

    def __init__(self, task, doing, function, backtrace):
        self.task, self.doing, self.function, self.backtrace = task, doing, function, backtrace
        self.inode = self.held = self.same_inode = None


def doing(frames):
    """(what, function): the innermost frame that tells decides."""
    for frame in frames:
        for role in _ROLES:
            if has_role(frame["symbol"], role):
                return role.lower(), frame["symbol"]
    return None, None


def vnode_offset(kernel):
    return maybe(lambda: offsetof(kernel.prog.type("struct xfs_inode"), "i_vnode"))


def inode_in_flux(d, address, sb):
    """Is there an inode of that super block at the address, and is it between two lives?"""
    if address % 8 or not canonical(address):
        return False
    if maybe(lambda: d.kernel.at("struct inode", address).i_sb.value_()) != sb:
        return False
    inode = read_inode(d.kernel, address)
    if inode.xfs:
        return bool(inode.xfs.i_flags & (XFS_MOVING | XFS_RECLAIMABLE))
    return bool(inode.i_op) and inode.i_op.address == d.tables.empty_iops


def _held_inode(d, walk, words):
    # That of the crashed walk may have healed.
    if d.inode and walk.dentry and walk.dentry == d.walk.dentry and words.find(d.inode.address):
        return d.inode.address
    if not walk.sb:
        return None
    return next((v for v in words.values(_MAX_WORDS) if inode_in_flux(d, v, walk.sb)), None)


def _called_null(d, task, words):
    """Only one CPU at a time can report an oops: another one that called NULL waits for its turn."""
    if words.registers is None:
        return False
    exceptions = maybe(d.unwinder.exceptions, task, words.registers) or []
    return any(registers.get("rip") == 0 for registers in exceptions)


def find_walkers(d, tasks):
    """Walks in RCU mode. They cannot sleep: only tasks on a CPU can be in one."""
    found = []
    for task in tasks:
        if not task.on_cpu or len(found) == _MAX_WALKERS:
            continue
        walk = maybe(read_walk, d, task)
        if walk and walk.is_rcu:
            words = StackWords(d.kernel, task, d.unwinder)
            found.append(
                Walker(task, walk, _held_inode(d, walk, words), _called_null(d, task, words))
            )
    return found


def _shared_inode(d, words, vnode):
    """(inode, value found, where) of the crashed walk's inode or a walker's, if words hold it."""
    inodes = [d.inode.address] if d.inode else []
    inodes += [walker.inode for walker in d.walkers if walker.inode]
    for inode in inodes:
        for value in [inode] + ([inode - vnode] if vnode is not None else []):
            place = words.find(value)
            if place:
                return inode, value, place
    return None


def _touches_xfs(d, words):
    """Does any word of a sleeper's stack lie in the xfs module? Spares unwinding the others."""
    for word in words.words:
        if word >= 0xFFFFFFFF80000000:
            symbol = d.kernel.symbols.at(word)
            if symbol and (symbol.module == "xfs" or symbol.name.startswith("xfs_")):
                return True
    return False


def _look_at(d, task, vnode, unwound):
    """The peer that task is, or None."""
    words = StackWords(d.kernel, task, d.unwinder)
    if words.registers is None:
        return None
    shared = _shared_inode(d, words, vnode)
    if not task.on_cpu and not shared:
        if unwound[0] >= _MAX_UNWOUND or not _touches_xfs(d, words):
            return None
    unwound[0] += 1
    frames, _ = d.unwinder.unwind(task, words.registers)
    what, function = doing(frames)
    if not what:
        return None
    peer = Peer(task, what, function, frames)
    if shared:
        _tell_shared(d, peer, shared)
    return peer


def _tell_shared(d, peer, shared):
    inode, value, (kind, place) = shared
    peer.inode = inode
    # Its own stack does not show the inode: that is no proof that it works on another one.
    peer.same_inode = True if d.inode and inode == d.inode.address else None
    if kind == "register":
        peer.held = f"register {place} = {value:016x} "
    else:
        whose = "the inode" if value == inode else f"the xfs_inode {value:016x}"
        peer.held = f"stack word {place:016x} = {whose}"
    # xfs_iget() of an inode that a walker holds too found it in the cache: the recycle path, which
    # every compiler seen inlines into xfs_iget().
    if peer.doing == "instantiate" and (d.facts.holds("DENTRY_DIED") or not peer.same_inode):
        peer.doing = "recycle"


def stage_peers(d):
    me = d.fault.task.address if d.fault.task else None
    tasks, wrong = all_tasks(d.kernel)
    if wrong:
        d.lost_task = True
        d.observe(
            f"the task list breaks off after {len(tasks)} tasks ({wrong}): other tasks in the race"
            " may be missed"
        )
    others = [task for task in tasks if task.address != me]
    d.walkers = find_walkers(d, others)
    vnode, unwound = vnode_offset(d.kernel), [0]
    for task in others:
        peer = maybe(_look_at, d, task, vnode, unwound)
        if peer and len(d.peers) < _MAX_PEERS:
            d.peers.append(peer)
    for peer in d.peers:
        if peer.same_inode:
            d.facts.set(
                "PEER_SAME_INODE",
                True,
                f'PID {peer.task.pid} "{peer.task.comm}" holds this inode in {peer.function}',
                f"task {peer.task.address:016x}: {peer.held}; frame {peer.function}",
            )
            break
    _observe_races(d)


def _observe_races(d):
    """Walks over dentries that died under them, and the peers that share their inode."""
    for walker in d.walkers:
        w = walker.walk
        if not w.dentry_died:
            continue
        same = bool(d.inode) and walker.inode == d.inode.address
        inode = f", inode {walker.inode:016x}," if walker.inode else ""
        d.observe(
            f"{'another walker of the same inode' if same else 'a race is in flight'}:"
            f" {walker.task.identity} is in an RCU path walk of {w.name or '?'}"
            f"{inode} over dentry {w.dentry:016x}, which died under it (d_seq {w.dentry_seq}, saved"
            f" {w.walk_seq}){'; it has called NULL, too' if walker.called_null else ''}"
        )
        # Who works on the crashed walk's inode stands among the peers.
        for peer in d.peers if walker.inode and not same else ():
            if peer.inode == walker.inode:
                d.observe(
                    f"a race is in flight: {peer.task.identity} has the same inode"
                    f" {peer.inode:016x} in {peer.function} ({peer.doing})"
                )
