# SPDX-License-Identifier: GPL-2.0-or-later
"""Which operation the CPU called or was about to load when it died, and the table it came from.

Two ways that share nothing are asked. The code: the instruction that loaded the called register, which must read
inode_operations.get_link through a pointer read from inode.i_op. DWARF: the variable of get_link's type at the call,
and the compiler's own note of the call site. Where both can tell and differ, the answer is unknown.
"""

import drgn

from dump import Unseen
from dwarf import Elf, Unit, call_site
from instructions import CALL, ENTRY, Function

PATH_LOOKUP = "fs/namei.c"  # the source of all of path lookup
THUNK_SIZE = 32  # arch/x86/lib/retpoline.S aligns each to that
CHECK = 5  # instructions of clang's check of a function's type: it adds what stands before the function, jumps over ud2, calls


class Calls:
    def __init__(self, dump, symbols, stacks):
        self.dump, self.prog, self.machine, self.symbols, self.stacks = dump, dump.prog, dump.machine, symbols, stacks
        self._elf = None

    def elf(self):
        """(vmlinux, how far the kernel was moved from where it was linked)"""
        if self._elf is None:
            elf = Elf(self.dump.vmlinux)
            self._elf = elf, self.prog.symbol("_stext").address - elf.symbol("_stext")
        return self._elf

    def unit(self, address):
        """(the unit of DWARF that an address of the dump is in, the address in the file)"""
        elf, moved = self.elf()
        return Unit(elf, address - moved), address - moved

    def slots(self):
        """{offset: name} of the operations of an inode."""
        return {member.bit_offset // 8: member.name for member in self.prog.type("struct inode_operations").members}

    def describe(self, regs, stack):
        """What is known of the call, as a dictionary; null where it is not known."""
        found = dict.fromkeys("return_address function source slot register table table_register target_value".split())
        found.update(first_argument=None, by_code=None, by_dwarf=None, site=None, variable=None, fetched_at_0=None)
        if not regs:
            return found
        pc, first = regs[self.machine.pc], regs[self.machine.arguments[0]]
        found["fetched_at_0"] = pc in self.machine.nulls
        if found["fetched_at_0"]:
            found["first_argument"] = first
            back = found["return_address"] = self.dump.fact("return address", self.machine.return_address, self.prog, regs)
            if back is None:
                return found
            self.place(found, back, stack)
            found.update(self.dump.fact("the call's code", self.from_code, regs, back) or {})
            found.update(self.dump.fact("the call's DWARF", self.from_dwarf, regs, back, stack) or {})
            return found
        self.place(found, pc, stack)
        checked = self.dump.fact("a check of what is called", self.checked, regs)
        if checked:
            found.update(fetched_at_0=True, first_argument=first, return_address=checked[1].end)
            found.update(self.dump.fact("the call's code", self.of_call, regs, *checked) or {})
        else:
            found.update(self.dump.fact("the faulting load", self.loading, regs) or {})
        return found

    def checked(self, regs):
        """(the function, the call) where the CPU died of reading the type of NULL, which stands before it, to call it."""
        function = self.function(regs[self.machine.pc])
        read = function.at(regs[self.machine.pc])
        place = read.type_read() if read else None
        if not place or place[0] >= 0 or regs[place[1]] != 0:
            return None
        after = function.rows[function.rows.index(read) + 1:][:CHECK]
        call = next((row for row in after if row.is_call()), None)
        if call is None:
            return None
        called = call.called() or self.thunk_register(call.target())
        return (function, call) if called == place[1] else None

    def place(self, found, pc, stack):
        name, _, module = self.dump.fact("the caller", self.symbols.covering, pc) or (None, None, None)
        found["function"] = name
        # A module's code is no path lookup, whatever its file is called.
        sources = [frame.source() for frame in stack.frames[:1]] if stack and stack.unwound and not module else []
        found["source"] = f"module {module}" if module else next(filter(None, sources), None)

    def function(self, address):
        return Function(self.prog, self.machine.decoder, *self.symbols.extent(address))

    def thunk_register(self, address):
        """The register that a retpoline's thunk jumps to, by the thunk's code."""
        return self.machine.decoder.jumps_to(Function(self.prog, self.machine.decoder, address, THUNK_SIZE).rows)

    def load_of(self, function, call):
        """(offset, base register, the instruction) of the load of the pointer that an instruction calls."""
        if call.called_at():
            return (*call.called_at(), call)
        register = call.called()
        if register is None and call.target():
            register = self.thunk_register(call.target())
        if register is None:
            raise Unseen(f"{call} is no indirect call")
        origin = function.origin(register, call)
        if origin is not None and self.machine.decoder.steps_back(origin, register):
            origin = function.origin(register, origin)
        if origin is None or not origin.load():
            came = ", ".join(sorted(map(str, function.origins(register, call))))
            raise Unseen(f"{register}, which was called, comes from {came}")
        return (*origin.load(), origin)

    def from_code(self, regs, back):
        """The slot, by the instruction that loaded the pointer."""
        function = self.function(back)
        call = function.ending(back)
        if call is None or not call.is_call():
            raise Unseen(f"no call ends at the return address {back:#x}")
        return self.of_call(regs, function, call)

    def of_call(self, regs, function, call):
        offset, base, load = self.load_of(function, call)
        name, owner = self.slot(function, offset, base, load)
        found = {"by_code": name == "get_link", "slot": name, "register": load.result() if load is not call else None}
        if name is None:
            return found  # of something else than an inode
        passed = regs[self.machine.arguments[1]]
        if name == "get_link" and function.same(owner[1], owner[0], call) and regs[owner[1]] != passed:
            raise Unseen(f"the table was read from {regs[owner[1]]:#x}, the inode passed is {passed:#x}")
        if load is call or load.result() != base and function.same(base, load, call):
            found.update(table=regs[base], table_register=base)
        else:
            self.dump.unseen["the table's register"] = f"{base} was written between {load} and the call"
        return found

    def slot(self, function, offset, base, load):
        """(name of the inode operation, (the load of the table, the register of the inode)); (None, None) for another's.

        Of which table the offset is a slot is told by where the base register was loaded from.
        """
        source = function.origin(base, load)
        place = source.load() if source not in (None, ENTRY, CALL) else None
        if place is None:
            raise Unseen(f"where {base} of {load} comes from is not one load")
        if place[0] != self.dump.offset("struct inode", "i_op") or offset not in self.slots():
            return None, None
        return self.slots()[offset], (source, place[1])

    def loading(self, regs):
        """A fault at the load of an operation itself."""
        function = self.function(regs[self.machine.pc])
        load = function.at(regs[self.machine.pc])
        place = load and load.load()
        name = self.slot(function, *place, load)[0] if place else None
        return {"slot": name, "table": regs[place[1]], "table_register": place[1]} if name else {}

    def from_dwarf(self, regs, back, stack):
        """The call by the compiler's own note of it, and the variable that it called."""
        unit, address = self.unit(back - 1)
        site = call_site(unit, address + 1)
        found = {"site": site}
        if site and site["direct"]:
            raise Unseen("DWARF has a direct call there")
        if site and site["target"] and site["target"]["offset"] == 0:
            found["target_value"] = regs[site["target"]["register"]]
        variable = self.variable(stack)
        if variable:
            found["variable"] = {"name": variable[0], "value": variable[1]}
        if not site or not variable:
            return found
        # Nothing is called through it unless it is what the CPU was sent to.
        values = [value for value in (variable[1], found.get("target_value")) if value is not None]
        found["by_dwarf"] = all(value == 0 for value in values) if variable[1] is not None else None
        return found

    def variable(self, stack):
        """(name, value) of the one variable in scope of the call that has get_link's type."""
        wanted = next(m.type for m in self.prog.type("struct inode_operations").members if m.name == "get_link")
        for frame in stack.frames if stack and stack.unwound else []:
            values = {}
            for name in frame.frame.locals():
                try:
                    value = frame.frame[name]
                except Exception:  # what this drgn cannot evaluate; pylint: disable=broad-except
                    continue
                if value.type_.kind == drgn.TypeKind.POINTER and value.type_.type_name() == wanted.type_name():
                    values[name] = None if value.absent_ else value.value_()
            if len(values) == 1:
                return next(iter(values.items()))
            if not is_inline(frame):
                break
        return None

    @staticmethod
    def null_in_get_link(call):
        """Fact (a): the CPU fetched at 0, and was sent there by path lookup's call of ->get_link."""
        raw = {name: call[name] for name in
               ("fetched_at_0", "return_address", "function", "source", "slot", "by_code", "by_dwarf", "target_value")}
        if call["fetched_at_0"] is None:
            return None, raw
        if not call["fetched_at_0"]:
            return False, raw
        if call["source"] and not call["source"].endswith(PATH_LOOKUP):
            return False, raw
        told = {way for way in (call["by_code"], call["by_dwarf"]) if way is not None}
        return (told.pop() if len(told) == 1 else None), raw


def is_inline(frame):
    return bool(frame.frame is not None and frame.frame.is_inline)
