# SPDX-License-Identifier: GPL-2.0-or-later
"""One step up a stack by the kernel's own ORC tables, read from the dump.

What unwind_next_frame() in arch/x86/kernel/unwind_orc.c does, on registers instead of a live
stack. drgn has this built in, for code whose ELF file it was given. Here the tables in memory are
used: they are there for every module, and the numbering that 6.4 gave the types is read from
struct orc_entry (drgn 0.0.22 says "unknown ORC entry type 3").
"""

import struct

from .insn import PT_REGS_SIZE, REGISTERS
from .kernel import canonical, maybe, text_of

# arch/x86/include/asm/orc_types.h, as ORC came in 4.14; AX was added later.
_UNDEFINED, _PREV_SP, _DX, _DI, _BP, _SP, _R10, _R13, _BP_INDIRECT, _SP_INDIRECT, _AX = range(11)
# The same registers as 7.x numbers them.
_RENUMBERED = (
    _UNDEFINED,
    _AX,
    _DX,
    _SP,
    _BP,
    _DI,
    _R10,
    _R13,
    _PREV_SP,
    _SP_INDIRECT,
    _BP_INDIRECT,
)
_SAMPLES = 256
_REGISTER = {
    _DX: "rdx",
    _DI: "rdi",
    _BP: "rbp",
    _SP: "rsp",
    _R10: "r10",
    _R13: "r13",
    _BP_INDIRECT: "rbp",
    _SP_INDIRECT: "rsp",
    _AX: "rax",
}
_ENTRY_TYPES = ("undefined", "end", "call", "regs", "regs-partial")
_OLD_TYPES = ("call", "regs", "regs-partial", "undefined")
_FTRACE_SAVE_REGS = 4  # FTRACE_OPS_FL_SAVE_REGS


class StackEnd(Exception):
    """The first frame of a kernel thread."""


class NoUnwind(Exception):
    """The tables do not tell."""


class Orc:
    """The tables of one kernel."""

    def __init__(self, kernel):
        self.kernel = kernel
        self.tables = {}
        start, stop = kernel.data("__start_orc_unwind_ip"), kernel.data("__stop_orc_unwind_ip")
        entries = kernel.data("__start_orc_unwind")
        self.usable = bool(
            start
            and stop
            and entries
            and start < stop
            and kernel.has("struct orc_entry", "sp_offset")
        )
        if self.usable:
            self.tables[None] = start, entries, (stop - start) // 4
        # signal: ffb1b4a41016 (6.3); no end since fb799447ae29 (6.4)
        self.has_signal = kernel.has("struct orc_entry", "signal")
        self.has_end = kernel.has("struct orc_entry", "end")
        self.renumbered = self.usable and self._is_renumbered()

    def _is_renumbered(self):
        """Which numbering?

        Nearly every entry counts from the stack pointer, which is 5 in the old one and 3 in the
        new one; what these mean in the other one (RDI) hardly any entry uses.
        """
        _, entries, number = self.tables[None]
        used = [0] * 16
        for i in range(_SAMPLES):
            bits = maybe(self.kernel.read, entries + 6 * (number * i // _SAMPLES) + 4, 1)
            if bits:
                used[bits[0] & 15] += 1
        return used[3] > used[5]

    def _module_table(self, name):
        for module in self.kernel.modules():
            if text_of(module.name.string_()) == name:
                arch = module.arch
                return (
                    arch.orc_unwind_ip.value_(),
                    arch.orc_unwind.value_(),
                    arch.num_orcs.value_(),
                )
        raise NoUnwind("not found")

    def _trampoline_source(self, ip):
        """Trampolines ftrace allocates are copies of ftrace_caller or ftrace_regs_caller."""
        ops = self.kernel.prog["ftrace_ops_list"].read_()
        for _ in range(1024):
            if not ops or not canonical(ops.value_()):
                break
            offset = ip - ops.trampoline.value_()
            if 0 <= offset < ops.trampoline_size.value_():
                saves = ops.flags.value_() & _FTRACE_SAVE_REGS
                source = "ftrace_regs_caller" if saves else "ftrace_caller"
                return self.kernel.symbols.address(source) + offset
            ops = ops.next.read_()
        raise NoUnwind("not found")

    def _entry(self, ip):
        symbol = self.kernel.symbols.at(ip) if ip >= 1 << 20 else None
        module = symbol.module if symbol else None
        if not symbol or (not module and symbol.size and ip - symbol.address >= symbol.size):
            source = maybe(self._trampoline_source, ip)
            if source is None:
                raise NoUnwind("not found")
            ip, module = source, None
        if module not in self.tables:
            self.tables[module] = self._module_table(module)
        ips, entries, number = self.tables[module]
        low, high = 0, number
        while low < high:
            middle = (low + high) // 2
            at = ips + 4 * middle
            if at + struct.unpack("<i", self.kernel.read(at, 4))[0] <= ip:
                low = middle + 1
            else:
                high = middle
        if not low:
            raise NoUnwind("not found")
        return self._decode(entries + 6 * (low - 1))

    def _decode(self, address):
        sp_offset, bp_offset, bits = struct.unpack("<hhH", self.kernel.read(address, 6))
        sp_reg, bp_reg = bits & 15, bits >> 4 & 15
        if self.renumbered:
            if max(sp_reg, bp_reg) >= len(_RENUMBERED):
                raise NoUnwind("not found")
            sp_reg, bp_reg = _RENUMBERED[sp_reg], _RENUMBERED[bp_reg]
        if self.has_signal and not self.has_end:
            kind = bits >> 8 & 7
            if kind >= len(_ENTRY_TYPES):
                raise NoUnwind("dump is corrupt")
            return sp_offset, bp_offset, sp_reg, bp_reg, _ENTRY_TYPES[kind]
        kind = _OLD_TYPES[bits >> 8 & 3]
        # No stack pointer: the stack's end if the entry says so, else code objtool gave up on.
        if sp_reg == _UNDEFINED:
            end = not self.has_end or bits >> (11 if self.has_signal else 10) & 1
            kind = "end" if end else "undefined"
        return sp_offset, bp_offset, sp_reg, bp_reg, kind

    def _previous_sp(self, regs, sp_reg, sp_offset):
        """The previous stack pointer; for register frames, the address of the frame."""
        sp = regs.get(_REGISTER.get(sp_reg))
        if sp is None:
            raise NoUnwind("not found")
        # SP_INDIRECT adds the offset after the load since
        # 87ccc826bf1c ("x86/unwind/orc: Change REG_SP_INDIRECT", v5.12).
        if sp_reg != _SP_INDIRECT:
            sp += sp_offset
        if sp_reg in (_BP_INDIRECT, _SP_INDIRECT):
            sp = self.kernel.u64(sp & 0xFFFFFFFFFFFFFFFF)
            if sp_reg == _SP_INDIRECT:
                sp += sp_offset
        return sp & 0xFFFFFFFFFFFFFFFF

    def _previous_bp(self, regs, bp_reg, bp_offset, sp):
        if bp_reg == _UNDEFINED:
            return regs.get("rbp")
        base = {_PREV_SP: sp, _BP: regs.get("rbp")}.get(bp_reg)
        if base is None:
            raise NoUnwind("not found")
        return self.kernel.u64(base + bp_offset)

    def _step_back_from_int3(self, regs):
        """A kprobe's handler runs with the address after its int3 in the exception frame, but
        nothing of the probed instruction was executed: its entry is that of the int3's place."""
        ip = regs["rip"]
        here, before = self.kernel.symbols.at(ip), self.kernel.symbols.at(ip - 1)
        same = here and before and here.address == before.address
        if same and maybe(self.kernel.read, ip - 1, 1) == b"\xcc":
            regs["rip"] -= 1

    def step(self, regs, exact):
        """(the caller's registers, whether they are an exception's).

        exact: the address is that of an instruction, not a return address. Raises StackEnd,
        NoUnwind or FaultError.
        """
        if not regs["rip"]:
            # A call to NULL has pushed the return address and nothing else.
            up = {"rip": self.kernel.u64(regs["rsp"]), "rsp": regs["rsp"] + 8}
            if "rbp" in regs:
                up["rbp"] = regs["rbp"]
            return up, False
        if not self.usable:
            raise NoUnwind("not supported here")
        entry = self._entry(regs["rip"] - (not exact))
        sp_offset, bp_offset, sp_reg, bp_reg, kind = entry
        if kind == "undefined":
            raise NoUnwind("not found")
        if kind == "end":
            raise StackEnd
        sp = self._previous_sp(regs, sp_reg, sp_offset)
        if kind == "regs":
            up = dict(zip(REGISTERS, struct.unpack("<21Q", self.kernel.read(sp, PT_REGS_SIZE))))
        elif kind == "regs-partial":
            words = struct.unpack("<4Q", self.kernel.read(sp, 32))
            up = {"rip": words[0], "cs": words[1], "rsp": words[3]}
        else:
            up = {"rip": self.kernel.u64(sp - 8), "rsp": sp}
        if kind != "regs":
            bp = self._previous_bp(regs, bp_reg, bp_offset, sp)
            if bp is not None:
                up["rbp"] = bp
        if kind != "call":
            self._step_back_from_int3(up)
        return up, kind != "call"
