# SPDX-License-Identifier: GPL-2.0-or-later
"""Can the race happen on this kernel at all? Read from its code, not from a version.

Does XFS reset the whole VFS inode when it recycles one? Its recycle path, inlined into xfs_iget()
or not, calls the initialiser of the whole VFS inode. Allocating a new inode calls it too; only the
recycle path restores the link count right after. Does it wait for an RCU grace period first? Does
path lookup look at the dentry again between loading get_link and calling it?

Where the code does anything about the last two, the answer here is "not known": to tell whether
what it does is enough takes following every path, which the inoderace program does and this does
not.
"""

from .insn import call_site, compares_u32_at, find_call, indirect_calls, loads_to
from .symbols import base_name
from .tables import INITIALISERS

_RECYCLERS = ("xfs_reinit_inode", "xfs_iget_recycle", "xfs_iget_cache_hit", "xfs_iget")
_NLINK_WINDOW = 64  # 0x11 to 0x1c bytes in the kernels read (5.10, 6.1, 6.12, 7.3)
# Those of functions.def's GET_LINK that are compiled code of their own in some kernel
_WALKERS = (
    "pick_link",
    "step_into_slowpath",
    "step_into",
    "trailing_symlink",
    "walk_component",
    "link_path_walk",
)
# "xfs: require an rcu grace period before inode recycle" (Brian Foster, 2022; never merged)
_WAITS = (
    "cond_synchronize_rcu",
    "cond_synchronize_rcu_full",
    "cond_synchronize_rcu_expedited",
    "cond_synchronize_rcu_expedited_full",
    "synchronize_rcu",
    "synchronize_rcu_expedited",
    "poll_state_synchronize_rcu",
    "poll_state_synchronize_rcu_full",
)


def _place(symbol, address):
    return f"{base_name(symbol.name)}+{address - symbol.address:#x} ({address:016x})"


def _search(kernel, symbol, target, set_nlink):
    """((call, call of set_nlink) of the recycle path or None, whether all code could be read)."""
    at = symbol.address
    end = at + (symbol.size or 4096)
    while at < end:
        call, complete = find_call(kernel, at, end - at, target)
        if call is None:
            return None, complete
        nlink = find_call(kernel, call, _NLINK_WINDOW, set_nlink)[0] if set_nlink else None
        if nlink or not set_nlink:
            return (call, nlink), True
        at = call + 1
    return None, True


def _waits_for_rcu(kernel, symbol):
    """What the recycle path does about walkers that may still hold the inode, or None."""
    for name in _WAITS:
        target = kernel.symbols.address(name)
        call = find_call(kernel, symbol.address, symbol.size or 4096, target)[0] if target else None
        if call is not None:
            verb = "asks" if name.startswith("poll") else "calls"
            return f"{_place(symbol, call)} {verb} {name}"
    if kernel.has("struct xfs_inode", "i_destroy_gp"):
        return "struct xfs_inode has i_destroy_gp"
    return None


def _open_calls(kernel, symbol):
    """(text, is a d_seq compared?) of each call of get_link without a dentry in that function."""
    get_link = kernel.offset("struct inode_operations", "get_link")
    i_op = kernel.offset("struct inode", "i_op")
    d_seq = kernel.offset("struct dentry", "d_seq")
    if None in (get_link, i_op, d_seq):
        return
    size = symbol.size or 4096
    code = kernel.readable(symbol.address, min(size, 16384))
    for call, ret, target in indirect_calls(kernel, symbol.address, code):
        site = call_site(kernel, ret)
        # xor %edi,%edi: no dentry is passed. The others hold a reference.
        passes_none = b"\x31\xff" in code[max(0, call - 8) : call]
        if not site or not site.function or site.slot != get_link or not passes_none:
            continue
        load = loads_to(code, call, site)
        if load is None or not loads_to(code, load, None, site.base, i_op, 32):
            continue
        at = symbol.address
        compared = compares_u32_at(code, min(load, call), max(load, call), d_seq)
        between = "no compare of d_seq between them"
        if compared:
            between = "what is compared between them is not understood"
        mov = f"mov {site.slot:#x}(%{site.base}),%{site.function}"
        loads = f"{_place(symbol, at + load)} {mov} loads ->get_link"
        calls = f"{_place(symbol, at + call)} {target} calls it"
        yield f"{loads}, {calls}, {between}", compared


def _walk_rechecks(kernel):
    """(False, None; text): does path lookup look at d_seq again? See the top of this file."""
    texts, compared = [], []
    for name in _WALKERS:
        for symbol in kernel.symbols.named(name):
            for text, is_compared in _open_calls(kernel, symbol) if not symbol.module else ():
                texts.append(text)
                compared.append(is_compared)
    rechecks = False if compared and not all(compared) else None
    return rechecks, "; ".join(texts[:3]) or "path lookup's call of get_link could not be read"


def stage_exposed(d):
    kernel, symbols = d.kernel, d.kernel.symbols
    initialiser = next((name for name in INITIALISERS if symbols.address(name)), None)
    recyclers = [symbol for name in _RECYCLERS for symbol in symbols.named(name)]
    if not initialiser or not recyclers:
        return
    target, set_nlink = symbols.address(initialiser), symbols.address("set_nlink")
    unread = False
    for symbol in recyclers:
        found, complete = _search(kernel, symbol, target, set_nlink)
        unread |= not complete
        if found:
            _judge(d, symbol, found, initialiser)
            return
    if unread:
        return
    d.kernel_exposed = False
    d.exposed_text = f"no call of {initialiser} in xfs_iget() or what it inlines"
    text = "this kernel's XFS does not reset the whole VFS inode"
    d.facts.set("KERNEL_EXPOSED", False, text, d.exposed_text)
    text = "the race cannot happen on this kernel: it never shows a reset inode"
    d.facts.set("RACE_IMPOSSIBLE", True, text, d.exposed_text)


def _judge(d, symbol, found, initialiser):
    """XFS resets the inode, so the other two answers decide."""
    call, nlink = found
    text = f"{_place(symbol, call)} calls {initialiser}"
    if nlink:
        text += f" and at +{nlink - symbol.address:#x} set_nlink"
    wait = _waits_for_rcu(d.kernel, symbol)
    rechecks, walk = _walk_rechecks(d.kernel)
    d.exposed_text = "; ".join(part for part in (text, wait, walk) if part)
    if wait:
        text = "whether XFS waits for walkers before it resets an inode is not known"
    elif rechecks is None:
        text = "XFS resets the inode; whether path lookup notices is not known"
    else:
        d.kernel_exposed = True
        text = "this kernel's XFS resets the whole VFS inode when it recycles one"
    d.facts.set("KERNEL_EXPOSED", d.kernel_exposed, text, d.exposed_text)
