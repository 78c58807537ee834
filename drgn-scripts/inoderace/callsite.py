# SPDX-License-Identifier: GPL-2.0-or-later
"""What was being called, or loaded, when the CPU faulted.

A call to NULL leaves RIP 0 and the return address on the stack; the instructions before it tell
which slot of which table was called.
"""

from .insn import CallSite, call_site, load_at
from .kernel import canonical, maybe, value_of
from .rules import has_role


def stage_call_site(d):
    fault = d.fault
    d.site, d.returns_to_walk = None, False
    if not fault.is_exception:
        return
    ip = fault.registers.get("rip")
    if ip or (ip is None and d.event and d.event.have_ip):
        d.facts.set("CALLED_NULL", False)
        d.facts.set("CALLED_NULL_GET_LINK", False)
        if ip:
            _bad_load(d, ip)
    elif ip == 0:
        _null_call(d)


def _null_call(d):
    """RIP 0: whose call was it?"""
    kernel, facts, regs = d.kernel, d.facts, d.fault.registers
    facts.set(
        "CALLED_NULL",
        True,
        "the CPU fetched an instruction at address 0",
        f"RIP 0 in the registers from the {d.fault.source}",
    )
    # Retpolines "return" to the function they call, so the return address of the thunk's own caller
    # is on top of the stack in either case.
    ret = kernel.try_u64(regs["rsp"]) if "rsp" in regs else None
    name, symbol = kernel.symbol_at(ret - 1) if ret else (None, None)
    if not symbol:
        _from_log(d)
        return
    get_link = kernel.offset("struct inode_operations", "get_link")
    is_get_link = is_iop = None
    in_caller = d.returns_to_walk = has_role(name, "GET_LINK")
    source = f"RIP 0, [RSP] {ret:016x} = {name}+{ret - symbol.address:#x}"
    site = d.site = call_site(kernel, ret)
    if site:
        source += f', after "{site}"'
    if not in_caller:
        is_get_link = False
    elif site and site.slot is not None and get_link is not None:
        is_get_link = site.slot == get_link
    if is_get_link:
        is_iop = True
    elif site and site.base:
        is_iop = _loaded_from_i_op(d, regs.get(site.base, 0))
    text = "fetched at 0, from the get_link call site"
    if is_get_link is False:
        text = f"called NULL from {name}, which is not a call of ->get_link"
    facts.set("CALLED_NULL_GET_LINK", is_get_link, text, source)
    text = f"{name} called an inode operation that is NULL" if is_iop else None
    facts.set("CALLED_NULL_IOP", is_iop, text, source)
    facts.set("WALK_USED_IOP", is_iop)


def _loaded_from_i_op(d, base):
    """Does base hold the i_op of an inode that one of the argument registers points at?"""
    for name in ("rdi", "rsi"):
        address = d.fault.registers.get(name)
        if canonical(address):
            op = maybe(lambda: value_of(d.kernel.at("struct inode", address).i_op))  # noqa: B023
            if op is not None and op == base:
                return True
    return False


def _from_log(d):
    """The stack cannot be read. The kernel could, and the log has the caller it found there."""
    frame = d.event.first_caller() if d.event else None
    if not frame:
        return
    # With a dump at hand the return address itself must be seen before this counts as proof.
    holds = False
    if has_role(frame["symbol"], "GET_LINK"):
        holds = None if d.fault.task else True
    d.facts.set(
        "CALLED_NULL_GET_LINK",
        holds,
        f"fetched at 0, called from {frame['symbol']}",
        f"log: RIP 0x0, first caller {frame['symbol']}+{frame['offset']:#x}",
    )
    d.facts.set("CALLED_NULL_IOP", holds)


def _bad_load(d, ip):
    """A fault inside the walk: was it reading i_op, or the table i_op points at?"""
    kernel, regs = d.kernel, d.fault.registers
    get_link = kernel.offset("struct inode_operations", "get_link")
    i_op = kernel.offset("struct inode", "i_op")
    name, symbol = kernel.symbol_at(ip)
    load = load_at(kernel, ip) if symbol and has_role(name, "GET_LINK") else None
    if not load or get_link is None or i_op is None or load[1] not in (get_link, i_op):
        return
    base, disp = load
    d.site = CallSite(None, base if disp == get_link else None, disp)
    what = "i_op from the inode"
    if disp == get_link:
        what = "->get_link through the inode's i_op"
    d.facts.set(
        "WALK_USED_IOP",
        True,
        f"the walk faulted loading {what}",
        f"RIP {ip:016x} = {name}+{ip - symbol.address:#x} reads {disp:#x}(%{base}), "
        f"{base} = {regs.get(base, 0):016x}",
    )


def follows_link(d):
    """Did the CPU fault in, or call from, a function that follows symlinks?"""
    frames = d.fault.backtrace
    return d.fault.is_exception and bool(frames) and has_role(frames[0]["symbol"], "GET_LINK")
