# SPDX-License-Identifier: GPL-2.0-or-later
"""Can the race happen on this kernel at all? Read from its code, not from a version.

XFS's recycle path, inlined into xfs_iget() or not, calls the initialiser of the whole VFS inode.
Allocating a new inode calls it too; only the recycle path restores the link count right after.
"""

from .insn import find_call
from .symbols import base_name
from .tables import INITIALISERS

_RECYCLERS = ("xfs_reinit_inode", "xfs_iget_recycle", "xfs_iget_cache_hit", "xfs_iget")
_NLINK_WINDOW = 64  # 0x11 to 0x1c bytes in the kernels read (5.10, 6.1, 6.12, 7.3)


def _search(kernel, symbol, target, set_nlink):
    """(address of the recycle path's call or None, whether all of the code could be read)."""
    at = symbol.address
    end = at + (symbol.size or 4096)
    while at < end:
        call, complete = find_call(kernel, at, end - at, target)
        if call is None:
            return None, complete
        if not set_nlink or find_call(kernel, call, _NLINK_WINDOW, set_nlink)[0] is not None:
            return call, True
        at = call + 1
    return None, True


def stage_exposed(d):
    kernel, symbols = d.kernel, d.kernel.symbols
    initialiser = next((name for name in INITIALISERS if symbols.address(name)), None)
    recyclers = [symbol for name in _RECYCLERS for symbol in symbols.named(name)]
    if not initialiser or not recyclers:
        return
    target, set_nlink = symbols.address(initialiser), symbols.address("set_nlink")
    unread = False
    for symbol in recyclers:
        call, complete = _search(kernel, symbol, target, set_nlink)
        unread |= not complete
        if call is not None:
            break
    else:
        if unread:
            return
        call = None
    d.kernel_exposed = call is not None
    if d.kernel_exposed:
        where = f"{base_name(symbol.name)}+{call - symbol.address:#x}"
        d.exposed_text = f"{where} ({call:016x}) calls {initialiser}"
        text = "this kernel's XFS resets the whole VFS inode when it recycles one"
        d.facts.set("KERNEL_EXPOSED", True, text, d.exposed_text)
        return
    d.exposed_text = f"no call of {initialiser} in xfs_iget() or what it inlines"
    text = "this kernel's XFS does not reset the whole VFS inode"
    d.facts.set("KERNEL_EXPOSED", False, text, d.exposed_text)
    text = "the race cannot happen on this kernel: it never shows a reset inode"
    d.facts.set("RACE_IMPOSSIBLE", True, text, d.exposed_text)
