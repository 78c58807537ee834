# SPDX-License-Identifier: GPL-2.0-or-later
"""x86-64 instructions, matched by their encoding; nothing is disassembled.

Each pattern is long enough that a chance hit would also have to make sense against the registers,
which the callers check.
"""

import struct

# The order of struct pt_regs, which is also that of the crash note.
REGISTERS = "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi".split()
REGISTERS += "orig_rax rip cs eflags rsp ss".split()
PT_REGS_SIZE = 8 * len(REGISTERS)
# The numbers that instructions use.
_ENCODED = "rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15".split()
_SCAN_MAX = 65536
_WINDOW = 0x400  # bytes before a call searched for the load it uses


def _disp32(data, at):
    return struct.unpack_from("<i", data, at)[0]


def _memory_operand(data, at, rex):
    """(base register, displacement); None for forms with an index, or without a base."""
    mod, rm = data[at] >> 6, data[at] & 7
    if mod == 3 or rm == 4 or (mod == 0 and rm == 5):
        return None
    disp = 0
    if mod == 1:
        disp = struct.unpack_from("<b", data, at + 1)[0]
    elif mod == 2:
        if at + 5 > len(data):
            return None
        disp = _disp32(data, at + 1)
    return _ENCODED[rm | (rex & 1) << 3], disp


class CallSite:
    """An indirect call: the register that held the function, and the slot it was loaded from."""

    def __init__(self, function=None, base=None, slot=None):
        self.function, self.base, self.slot = function, base, slot

    def __str__(self):
        if not self.function:
            return f"call *{self.slot:#x}(%{self.base})"
        if self.slot is None:
            return f"call *%{self.function}"
        slot = self.slot & 0xFFFFFFFF
        return f"mov {slot:#x}(%{self.base}),%{self.function}; call *%{self.function}"


def _thunk_register(kernel, address):
    """ "__x86_indirect_thunk_r15" -> r15; the same place has names with a prefix, too (__pi_)"""
    symbol = kernel.symbols.at(address & 0xFFFFFFFFFFFFFFFF)
    prefix = "__x86_indirect_"
    if not symbol or symbol.address != address or prefix not in symbol.name:
        return None
    name = symbol.name.rsplit("_", 1)[1]
    if name == "array":  # the first of the thunks
        return "rax"
    return name if name in _ENCODED else None


def call_site(kernel, ret):
    """The indirect call that returns to ret, or None."""
    b = kernel.readable(ret - 8, 8)
    if len(b) < 8:
        return None
    site = None
    if b[3] == 0xE8:
        thunk = _thunk_register(kernel, ret + _disp32(b, 4))
        if thunk:
            site = CallSite(thunk)
    if not site and b[6] == 0xFF and b[7] & 0xF8 == 0xD0:  # call *%reg, a retpoline patched out
        site = CallSite(_ENCODED[b[7] & 7 | (b[5] == 0x41) << 3])
    if not site and b[5] == 0xFF and b[6] & 0xF8 == 0x50:  # call *disp8(%reg)
        operand = _memory_operand(b, 6, b[4] == 0x41)
        if operand:
            return CallSite(None, *operand)
    if site:
        _find_load(kernel, ret, site)
    return site


def _find_load(kernel, ret, site):
    """The closest load of the function's register from memory before the call."""
    start = ret - _WINDOW
    symbol = kernel.symbols.at(ret - 1)
    if symbol and symbol.address > start:
        start = symbol.address
    b = kernel.readable(start, ret - start)
    for i in range(len(b) - 8, -1, -1):
        if b[i] & 0xF8 != 0x48 or b[i + 1] != 0x8B:
            continue
        operand = _memory_operand(b, i + 2, b[i])
        target = _ENCODED[b[i + 2] >> 3 & 7 | (b[i] & 4) << 1]
        if operand and target == site.function and operand[0] != "rbp":
            site.base, site.slot = operand
            return


def follows_call(kernel, ret):
    """Is the instruction before ret a call of any kind?"""
    b = kernel.readable(ret - 8, 8)
    return len(b) == 8 and (
        b[3] == 0xE8
        or (b[6] == 0xFF and b[7] & 0x38 == 0x10)
        or (b[5] == 0xFF and b[6] & 0xF8 == 0x50)
        or (b[2] == 0xFF and b[3] & 0xF8 == 0x90)
        or (b[2] == 0xFF and b[3] == 0x15)
    )


def kernel_frame(r, end):
    """Do these look like an exception taken in the kernel?

    The CPU aligns RSP to 16 before it pushes an exception frame (to 64 under FRED, which puts 16
    bytes of its own above it and flags into the upper halves of CS and SS).
    """
    return (
        r["cs"] & 0xFFFF == 0x10
        and r["ss"] & 0xFFFF in (0, 0x18)
        and r["eflags"] & 2
        and not r["eflags"] >> 22
        and end <= r["rsp"] < end + 80
    )


def load_at(kernel, ip):
    """The load at ip: (base register, displacement), or None."""
    b = kernel.readable(ip, 8)
    if len(b) < 8:
        return None
    i = int(b[0] & 0xF0 == 0x40)
    if b[i] != 0x8B:
        return None
    return _memory_operand(b, i + 1, b[0] if i else 0)


def find_call(kernel, start, size, target):
    """(address of the first call of target or None, whether all of the code could be read)."""
    size = min(size, _SCAN_MAX)
    b = kernel.readable(start, size)
    at = b.find(b"\xe8")
    while 0 <= at <= len(b) - 5:
        if start + at + 5 + _disp32(b, at + 1) == target:
            return start + at, True
        at = b.find(b"\xe8", at + 1)
    return None, len(b) == size


def find_store(kernel, start, size, disp):
    """(constant, address) of an instruction that stores a kernel address to [register + disp]."""
    b = kernel.readable(start, min(size, 2048))
    for i in range(len(b) - 11):
        if b[i] & 0xFE != 0x48 or b[i + 1] != 0xC7 or b[i + 2] >> 3 & 7:
            continue
        operand = _memory_operand(b, i + 2, b[i])
        if not operand or operand[1] != disp:
            continue
        value = _disp32(b, i + 2 + {0: 1, 1: 2, 2: 5}[b[i + 2] >> 6]) & 0xFFFFFFFFFFFFFFFF
        if value >= 0xFF00000000000000:
            return value, start + i
    return None


def addresses_in(kernel, start, size):
    """Every address of the kernel's image or of modules that the code has, as a constant or relative to itself.

    At any byte, not at instructions only: who asks checks what lies there.
    """
    code, found = kernel.readable(start, min(size, _SCAN_MAX)), []
    for i in range(len(code) - 3):
        value = _disp32(code, i)
        for address in (value, start + i + 4 + value):
            address &= 0xFFFFFFFFFFFFFFFF
            if 0xFFFFFFFF80000000 <= address < 0xFFFFFFFFFFFFF000 and address not in found:
                found.append(address)
    return found


def find_test(kernel, start, before, disp, mask):
    """(mask, address) of the last test of the word at [register + disp] for a bit of mask."""
    start = max(start, before - _SCAN_MAX // 8)
    b = kernel.readable(start, before - start)
    for i in range(len(b) - 5, -1, -1):
        if b[i] != 0xF6 or b[i + 1] >> 3 != 0o10:  # testb $imm8, disp8(%reg)
            continue
        operand = _memory_operand(b, i + 1, bool(i) and b[i - 1] == 0x41)
        if not operand or not disp <= operand[1] <= disp + 3:
            continue
        tested = b[i + 3] << 8 * (operand[1] - disp)
        if tested & mask:
            return tested, start + i
    return None


def indirect_calls(kernel, start, code):
    """(offset, return address, as objdump has it) of every call through a register in the code."""
    for i in range(1, len(code) - 5):
        if code[i] == 0xE8:
            target = (start + i + 5 + _disp32(code, i + 1)) & 0xFFFFFFFFFFFFFFFF
            if _thunk_register(kernel, target):
                # "cs call": retpolines are padded so that a shorter call fits in
                padded = code[i - 1] == 0x2E
                yield i - padded, start + i + 5, f"call {target:#x}"
        elif code[i] == 0xFF and code[i + 1] & 0xF8 == 0xD0:
            extended = code[i - 1] == 0x41
            register = _ENCODED[code[i + 1] & 7 | extended << 3]
            yield i - extended, start + i + 2, f"call *%{register}"


def loads_to(code, before, site=None, register=None, slot=None, window=_WINDOW):
    """Offset of the last load of a register from memory before an offset; None if there is none.

    With a site: the load of its function through its base. Else: of register from the slot.
    """
    for i in range(min(before, len(code) - 8) - 3, max(-1, before - window - 1), -1):
        if code[i] & 0xF8 != 0x48 or code[i + 1] != 0x8B:
            continue
        operand = _memory_operand(code, i + 2, code[i])
        target = _ENCODED[code[i + 2] >> 3 & 7 | (code[i] & 4) << 1]
        if not operand:
            continue
        if site and target == site.function and operand == (site.base, site.slot):
            return i
        if not site and target == register and operand[1] == slot:
            return i
    return None


def compares_u32_at(code, start, end, disp):
    """Is there a compare of a 32-bit word at [register + disp] in that stretch?"""
    for i in range(start, min(end, len(code) - 8)):
        if code[i] in (0x39, 0x3B) and (not i or code[i - 1] & 0xF8 != 0x48):
            operand = _memory_operand(code, i + 1, 0)
            if operand and operand[1] == disp:
                return True
    return False
