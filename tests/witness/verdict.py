# SPDX-License-Identifier: GPL-2.0-or-later
"""What the facts amount to: race or not, its phase, and the class where drgn can tell it."""

import stat

from dump import Unseen
from dwarf import static_object
from symbols import XFS

RACE = "xfs-reinit-race"
# What the kernel says when it panics without a fault, in its own sources' words.
PANICS = (
    ("panic-requested", "sysrq triggered crash"),
    ("oom", "Out of memory"),
    ("oom", "System is deadlocked on memory"),
    ("hung-task", "hung_task: blocked tasks"),
    ("lockup", "softlockup: hung tasks"),
    ("lockup", "Hard LOCKUP"),
    ("lockup", "RCU Stall"),
    ("hardware", "NMI: Not continuing"),
    ("hardware", "Fatal machine check"),
    ("hardware", "Fatal local machine check"),
    ("hardware", "Timeout: Not all CPUs entered broadcast exception handler"),
    ("bug", "stack-protector:"),
)
BY_FAULT = ("Fatal exception", "Oops: Fatal exception")  # the panic that follows an oops, also in arm64's words
# fs/xfs/xfs_inode.h, unmoved since v3.10
XFS_IRECLAIM, XFS_INEW = 1 << 0, 1 << 3
# The message of panic() is in its static buffer.
PANIC, BUFFER = ("panic", "vpanic"), "buf"
DAMAGE = ("freed", "poisoned", "reused", "dentry_type", "i_op", "table_used")
# A fault in these is the caller's: locks, strings, lists, and the hooks of security modules.
HELPERS = ("kernel/locking/", "lib/", "security/", "arch/x86/lib/", "arch/arm64/lib/", "include/", "arch/x86/include/", "arch/arm64/include/")


def race(facts):
    """True, False, or None while a deciding fact is unknown and none is false."""
    held = [fact["holds"] for fact in facts.values()]
    return False if False in held else None if None in held else True


def phase(inode, empty_iops):
    """Of a race: what the dump's inode is by now."""
    if not inode or inode["i_op"] is None or empty_iops is None:
        return None
    if inode["i_op"] == empty_iops:
        return "in-window"
    if inode["mode"] is None:
        return None
    # A mode of 0 is a file's that was removed, and is evicted once more.
    return "reused" if inode["mode"] and not stat.S_ISLNK(inode["mode"]) else "healed"


def supports(found, machine):
    """What supports the race or speaks of damage, by its id in docs/evidence.md: true, false or null."""
    inode, xfs, used = found["inode"] or {}, found["xfs_inode"] or {}, found["called_through"] or {}
    damage, walk, regs = found["damage"] or {}, found["walk"] or {}, found["at_event"] or {}
    empty = ((found["facts"] or {}).get("called-through-transient-table") or {}).get("raw", {}).get("empty_iops")
    call = found["call"] or {}
    mode, flags, at_0 = inode.get("mode"), xfs.get("i_flags"), call.get("fetched_at_0")
    used_damage = damage.get("table_used")
    memory = [damage.get(name) for name in ("freed", "poisoned", "reused")]
    return {
        "called-null": at_0,
        "read-another-kinds-union-as-link": ((found["facts"] or {}).get("read-another-kinds-union-as-link") or {}).get("holds"),
        "called-null-inode-operation": True if at_0 and call["slot"] else None,
        "fault-in-inode-operation": True if at_0 is False and call["slot"] else None,
        "peer-holds-this-inode": True if any(one["same_inode"] for one in found["peers"] or []) else None,
        "i-op-is-empty-iops": None if None in (inode.get("i_op"), empty) else inode["i_op"] == empty,
        "inode-no-longer-symlink": None if mode is None else mode != 0 and not stat.S_ISLNK(mode),
        "inode-being-recycled": None if flags is None else bool(flags & (XFS_IRECLAIM | XFS_INEW)),
        "walk-registers-agree": regs[machine.arguments[2]] == walk["done"] if at_0 and walk.get("done") else None,
        "table-lacks-get-link": used["get_link"] == 0 if used.get("symbol") and used["get_link"] is not None else None,
        "i-op-damaged": damage.get("i_op") if used_damage is None else used_damage,
        "dentry-type-damaged": damage.get("dentry_type"),
        "inode-memory-freed": True if True in memory else None if None in memory else False,
    }


def panic_message(dump, calls):
    """What panic() was told last; "" if it was not called."""
    for name in PANIC:
        try:
            address = dump.prog.symbol(name).address
        except LookupError:
            continue
        _, moved = calls.elf()
        found = static_object(calls.unit(address)[0], name, BUFFER)
        if found is not None:
            return dump.prog.read(found + moved, 1024).split(b"\0")[0].decode(errors="replace")
    raise Unseen("DWARF knows no buffer of panic()")


def event(dump, calls, crashed_cpu, regs):
    """("fault", None) or the class of what ended the machine and the words that tell it."""
    if crashed_cpu is None:
        return "no-crash", None
    message = dump.fact("panic's message", panic_message, dump, calls)
    if message is None:
        return None, None
    if message and not message.startswith(BY_FAULT):
        found = next((name for name, words in PANICS if words in message), None)
        return found or "panic-requested", message
    pc = regs and regs[dump.machine.pc]
    if pc and dump.fact("code at the program counter", dump.prog.read, pc, len(dump.machine.bug)) == dump.machine.bug:
        return "bug", "the trap of BUG()"
    return "fault", None


def where(stack):
    """The file of the innermost function that is no helper; None where DWARF does not tell."""
    for frame in stack.frames if stack and stack.unwound else []:
        path = frame.source()
        if path is None:
            return None
        if not any(f"/{folder}" in f"/{path}" for folder in HELPERS):  # the tree may stand in another: debian/build/source_rt/
            return path
    return None


def of_fault(call, facts, damage, stack, module):
    """The class of a fault that is not the race, None where drgn cannot tell."""
    if damage and damage["changed"] is False:
        if any(damage[name] for name in DAMAGE):
            return "inode-corruption"
        if facts["called-null-in-get-link"]["holds"]:
            whole = (damage[name] is False for name in ("freed", "dentry_type", "table_used"))
            return "inode-op-null" if all(whole) else None
    if facts["called-null-in-get-link"]["holds"] is not False or call["slot"]:
        return None
    return of_place(call, stack, module)


def of_place(call, stack, module):
    """The class of a fault that is in no inode's operation, by the source of the function it is in."""
    path = None if module else where(stack)
    if module == XFS or path and "fs/xfs/" in path:
        return "xfs-other"
    if path and path.endswith(("fs/namei.c", "fs/dcache.c")):
        return "path-walk-other"
    if not module and path is None:
        return None
    return "null-call-other" if call["fetched_at_0"] else "memory-fault-other"
