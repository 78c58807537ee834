# SPDX-License-Identifier: GPL-2.0-or-later
"""Stacks: drgn's own unwinder where it comes to the stack's end, else the dump's ORC tables.

A kernel without such tables has frame pointers. drgn would take the DWARF rules of the files it was
given instead; the dump has only the pointers, and one stack must not be two answers.

drgn stops at code whose ELF file it was not given (an out-of-tree module on the way), drgn 0.0.22
besides at every kernel since 6.4. It also loses the frame that called through NULL (fixed in
0.0.24): that frame is put back by unwinding from registers rebuilt as struct pt_regs.
"""

import struct

from drgn import FaultError, Object

from .framepointer import FramePointers
from .insn import REGISTERS, follows_call
from .kernel import canonical
from .orc import NoUnwind, Orc, StackEnd

MAX_FRAMES = 64
_MAX_GUESSES = 32
_RESUME_WORDS = 256  # looked through for a place to go on from
_PT_REGS = {  # our names to struct pt_regs's: rax is ax, r8 is r8
    name: {"rip": "ip", "rsp": "sp", "eflags": "flags", "orig_rax": "orig_ax"}.get(
        name, name[1:] if name[0] == "r" and name[1:].isalpha() else name
    )
    for name in REGISTERS
}


class Unwinder:
    """Unwinds stacks of one kernel."""

    def __init__(self, kernel):
        self.kernel = kernel
        self.frame_pointers = FramePointers(kernel)
        self._orc = None

    @property
    def orc(self):
        if self._orc is None:
            self._orc = Orc(self.kernel)
        return self._orc

    def unwind(self, task, regs):
        """(frames, innermost first; register sets of the exceptions met on the way)."""
        if len(regs) == len(REGISTERS) and self._tables_know(regs):
            frames = self._by_drgn(regs)
            if frames is not None:
                return frames, []
        return self._by_steps(task, regs)[:2]

    def exceptions(self, task, regs):
        """The register sets of the exceptions on a stack, innermost first."""
        return self._by_steps(task, regs)[1]

    def _tables_know(self, regs):
        """Do the dump's tables know the innermost frame?

        Where objtool gave up (__crash_kexec() is such a place), DWARF still knows the way. The
        other doors have only the tables and call what follows a guess.
        """
        try:
            null_call = not regs["rip"]
            if null_call:
                regs, _ = self.orc.step(regs, True)
            self.orc.step(regs, not null_call)
        except (NoUnwind, StackEnd, FaultError):
            return False
        return True

    # drgn's unwinder

    def _trace(self, regs):
        """drgn's stack trace from these registers, the caller of address 0 restored."""
        if not regs["rip"]:
            # What the CPU did for the call: it pushed the return address. Undo it.
            regs = dict(regs, rip=self.kernel.u64(regs["rsp"]), rsp=regs["rsp"] + 8)
        members = {_PT_REGS[name]: value for name, value in regs.items()}
        known = {member.name for member in self.kernel.prog.type("struct pt_regs").members}
        if (
            not set(members) <= known
        ):  # since 6.9 cs and ss lie in unions with what FRED keeps there
            members = {name: value for name, value in members.items() if name in known}
        return self.kernel.prog.stack_trace(Object(self.kernel.prog, "struct pt_regs", members))

    def _by_drgn(self, regs):
        """The frames, if drgn comes to the stack's end without a gap; else None."""
        try:
            trace = self._trace(regs)
        except Exception:  # pylint: disable=broad-except  # 0.0.22 raises a bare Exception here
            return None
        frames, ended = [], False
        for i, frame in enumerate(trace):
            if getattr(frame, "is_inline", False):
                continue
            try:
                pc = frame.pc
            except LookupError:
                return None
            if not canonical(pc):
                ended = True  # user space
                break
            # The first address is exact, except where it was taken off the stack.
            exact = frame.interrupted if i or regs["rip"] else False
            if exact and i and self.kernel.readable(pc - 1, 1) == b"\xcc":
                return None  # a kprobe: the frame's registers need the tables' care
            made = self._frame(pc, exact)
            if made["symbol"] is None:
                return None
            frames.append(made)
        return frames if ended and len(frames) <= MAX_FRAMES else None

    # The dump's tables, or its frame pointers

    def _frame(self, ip, exact, guessed=False):
        name, symbol = self.kernel.symbol_at(ip if exact else ip - 1)
        return {
            "ip": ip,
            "symbol": name,
            "offset": ip - symbol.address if symbol else None,
            "module": symbol.module if symbol else None,
            "reliable": not guessed,
        }

    def _step(self, task, regs, exact):
        """(the caller's registers, whether they are an exception's, whether the way is sure)."""
        if self.orc.usable or not regs["rip"]:
            return *self.orc.step(regs, exact), True
        return self.frame_pointers.step(task, regs, exact)

    def own_stack(self, task, regs):
        """Where the live part of the task's own stack begins.

        A CPU that an interrupt or an NMI found stands on another stack; unwinding leads back to the
        task's. Where it does not, all of it may be live.
        """
        own = range(task.stack, task.stack + self.kernel.stack_size)
        if "rsp" not in regs or regs["rsp"] in own:
            return regs.get("rsp", task.stack)
        pointers = self._by_steps(task, regs)[2]
        return next((sp for sp in pointers if sp in own), task.stack)

    def _by_steps(self, task, regs):
        """(frames, exceptions, the stack pointer in each frame)."""
        frames, exceptions, pointers = [], [], []
        exact, sure, resumed, ended = True, True, False, False
        for i in range(MAX_FRAMES):
            if regs["rip"]:
                frames.append(self._frame(regs["rip"], exact, not sure))
                pointers.append(regs["rsp"])
            up = end = None
            try:
                up, exact, sure = self._step(task, regs, exact)
            except (StackEnd, NoUnwind, FaultError) as error:
                end = isinstance(error, StackEnd)
            if up is None:
                # A stack has more frames than one that reads like its end.
                if not resumed and not (end and i):
                    up = self._resume(regs)
                if up is None:
                    ended = bool(end)
                    break
                regs, exact, resumed, sure = up, False, True, False
                continue
            if up["rip"] and not canonical(up["rip"]):  # user space
                ended = True
                break
            if exact:
                exceptions.append(up)
            if up["rsp"] == regs["rsp"] and not exact:
                break
            regs = up
        if not ended and not self.orc.usable:
            frames += self._guess(task, regs["rsp"], _MAX_GUESSES - len(frames))
        return frames, exceptions[:4], pointers

    def _words(self, sp, size):
        """(address, word) up the stack, an absent page ends it."""
        at = (sp + 7) & ~7
        data = self.kernel.readable(at, size)
        for i, (word,) in enumerate(struct.iter_unpack("<Q", data[: len(data) // 8 * 8])):
            yield at + 8 * i, word

    def _is_return_address(self, word):
        return (
            canonical(word)
            and self.kernel.symbol_at(word)[1] is not None
            and follows_call(self.kernel, word)
        )

    def _resume(self, regs):
        """Go on where the tables have a hole.

        __crash_kexec() where it stores its own registers is one, and every panic() starts there,
        be it on the stack of an NMI. To the tables a retpoline's thunk may be the end of a stack,
        too. Go on from the next return address on the stack from which the tables lead to the
        stack's end; that it is the right one is a guess.
        """
        if not self.orc.usable:
            return None
        for at, word in self._words(regs["rsp"], 8 * _RESUME_WORDS):
            # Functions save the frame pointer before they change it: it may still be good.
            up = {"rip": word, "rsp": at + 8}
            if "rbp" in regs:
                up["rbp"] = regs["rbp"]
            if self._is_return_address(word) and self._reaches_end(up):
                return up
        return None

    def _reaches_end(self, regs):
        exact = False
        for i in range(MAX_FRAMES):
            was = regs["rsp"]
            try:
                regs, exact = self.orc.step(regs, exact)
            except StackEnd:
                return i > 0
            except (NoUnwind, FaultError):
                return False
            if regs["rip"] and not canonical(regs["rip"]):
                return True
            if regs["rsp"] <= was and not exact:
                return False
        return False

    def _guess(self, task, sp, most):
        """Past the frame pointers: every word that follows a call, though most are left over from
        calls that returned long ago."""
        found, top = [], task.stack + self.kernel.stack_size
        for _, word in self._words(sp, top - sp if task.stack <= sp < top else 0):
            if len(found) >= most:
                break
            if self._is_return_address(word):
                found.append(self._frame(word, False, guessed=True))
        return found
