# SPDX-License-Identifier: GPL-2.0-or-later
"""One step up a stack by its frame pointers, for kernels built without ORC tables.

CONFIG_UNWINDER_FRAME_POINTER: each function pushes %rbp and points it at what it pushed, so the
return address lies one word above. This is what unwind_next_frame() in
arch/x86/kernel/unwind_frame.c does, on registers instead of a live stack.

drgn follows frame pointers, too, where DWARF has no rule for a place. It takes every word it comes
to for a return address; here one that follows no call ends the walk, and a frame without a frame
pointer of its own, which may hide the one above it, is said to be a guess.
"""

import struct

from drgn import FaultError

from .insn import PT_REGS_SIZE, REGISTERS, follows_call, kernel_frame
from .kernel import canonical, maybe
from .orc import NoUnwind, StackEnd

_ENTRY_ROOM = 64  # bytes entry code may leave above the registers it saved
_PROLOGUE = 48  # bytes of a function looked at for where it sets up its frame
_PUSH, _SET = 0x55, b"\x48\x89\xe5"  # push %rbp; mov %rsp,%rbp
_RET = b"\xc3"

# How far the function had come with its frame
_NO_FRAME, _NOT_YET, _PUSHED, _SET_UP, _GIVEN_UP = range(5)


class FramePointers:
    """The stacks of one kernel."""

    def __init__(self, kernel):
        self.kernel = kernel

    def _progress(self, ip, exact):
        """push %rbp, then mov %rsp,%rbp, with at most a few instructions before and between."""
        # A return address belongs to the call before it.
        _, symbol = self.kernel.symbol_at(ip if exact else ip - 1)
        if not symbol:
            return _NO_FRAME
        size = min(symbol.size or _PROLOGUE, _PROLOGUE)
        code = maybe(self.kernel.read, symbol.address, size) or b""
        mov = code.find(_SET)
        push = code.find(_PUSH, 0, max(mov, 0))
        if push < 0:
            return _NO_FRAME
        if not exact:
            return _SET_UP
        if ip <= symbol.address + push:
            return _NOT_YET
        if ip <= symbol.address + mov:
            return _PUSHED
        # ret: the frame is gone again
        return _GIVEN_UP if maybe(self.kernel.read, ip, 1) == _RET else _SET_UP

    def _in_stack(self, task, sp, at):
        size = self.kernel.stack_size
        if at % 8:
            return False
        if 0 <= at - task.stack <= size - 16:
            return True
        # Interrupts have stacks of their own: where we are on one, as far as it can go on.
        return not 0 <= sp - task.stack < size and 0 <= at - sp < size

    def _is_return_address(self, ip):
        return (
            canonical(ip)
            and self.kernel.symbol_at(ip - 1)[1] is not None
            and follows_call(self.kernel, ip)
        )

    def _return_to(self, at, bp):
        """The registers of the caller that the return address there leads to."""
        ip = self.kernel.u64(at)
        if not self._is_return_address(ip):
            raise NoUnwind(f"{ip:016x} at {at:016x} is not a return address")
        return {"rip": ip, "rsp": at + 8, "rbp": bp}

    def _saved_registers(self, task, regs):
        """Entry code points %rbp at the registers it saved, bit 0 set to tell them from a frame.

        ENCODE_FRAME_POINTER, 946c191161ce ("x86/entry/unwind: Create stack frames for saved
        interrupt registers", 4.10).
        """
        at = regs["rbp"] - 1
        if at < regs["rsp"] or not self._in_stack(task, regs["rsp"], at):
            raise NoUnwind(f"the saved registers at {at:016x} are not on the stack")
        saved = dict(zip(REGISTERS, struct.unpack("<21Q", self.kernel.read(at, PT_REGS_SIZE))))
        if saved["cs"] & 3:  # user space's
            raise StackEnd
        if not kernel_frame(saved, at + PT_REGS_SIZE):
            raise NoUnwind(f"there are no saved registers at {at:016x}")
        return saved

    def _called_by(self, regs):
        """The caller, if a return address is on top of the stack."""
        try:
            return self._return_to(regs["rsp"], regs["rbp"])
        except (NoUnwind, FaultError):
            return None

    def step(self, task, regs, exact):
        """(the caller's registers, whether they are an exception's, whether the way is sure).

        exact: the address is that of an instruction, not a return address. Raises StackEnd,
        NoUnwind or FaultError.
        """
        sp, bp = regs["rsp"], regs.get("rbp")
        if bp is None:
            raise NoUnwind("rbp is not known")
        progress = self._progress(regs["rip"], exact)
        if progress in (_NOT_YET, _GIVEN_UP):
            return self._return_to(sp, bp), False, True
        if progress == _PUSHED:  # %rbp itself is still the caller's
            return self._return_to(sp + 8, bp), False, True
        sure = progress == _SET_UP
        # Assembler without a frame of its own was called by what is on top, if anything.
        if not sure and exact:
            up = self._called_by(regs)
            if up:
                return up, False, False
        # Entry code clears it, and keeps nothing above but the registers it saved.
        left = task.stack + self.kernel.stack_size - sp
        if not bp and not exact and not sure and 0 < left <= PT_REGS_SIZE + _ENTRY_ROOM:
            raise StackEnd
        if bp & 1:
            return self._saved_registers(task, regs), True, True
        if bp < sp or not self._in_stack(task, sp, bp):
            raise NoUnwind(f"rbp {bp:016x} does not point up the stack")
        return self._return_to(bp + 8, self.kernel.u64(bp)), False, sure
