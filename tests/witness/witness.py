#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""An independent witness: what drgn, with full DWARF, finds on the dump that inoderace diagnoses.

usage: witness.py VMCORE VMLINUX [XFS_KO]       (without: XFS is built in)

Prints one JSON object. What could not be seen is null, and "unseen" says why. Nothing is judged
here, and nothing is shared with the engine: types come from DWARF, registers from the crash notes.
/usr/bin/python3, because that is where distributions put drgn.
"""

import bisect
import json
import re
import struct
import sys

import drgn
from drgn import Object, container_of
from drgn.helpers.linux import for_each_task, list_for_each_entry, per_cpu, per_cpu_ptr

# The note's elf_gregset_t, in the order of x86-64's struct user_regs_struct.
REGISTERS = (
    "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss"
).split()
PAGE = 4096
KERNEL_SPACE = 1 << 63
NOTE_HEADER = 20  # Elf64_Nhdr and "CORE", padded to 4
# drgn's unwinding loses its way in a module's code on kernels without ORC: only a stack that ends here is whole.
STACK_ENDS = ("entry_SYSCALL", "ret_from_fork")
# In one of these, a task has an inode in its hands that is not a live one yet.
INSTANTIATING = {"xfs_iget", "xfs_init_new_inode", "xfs_icreate"}
# What a read of a dump can raise; drgn itself raises bare Exceptions for what it cannot parse.
UNSEEN = (LookupError, AttributeError, ValueError, TypeError, drgn.FaultError, Exception)


class ModuleSymbols:
    """Symbols of the loaded modules, from the symbol tables the kernel itself keeps of them.

    drgn's own cannot be relied on: it gives up on all modules when one struct member has moved.
    """

    def __init__(self, prog):
        self.prog, self.rows = prog, []
        for module in list_for_each_entry("struct module", prog["modules"].address_of_(), "list"):
            table = module.kallsyms
            names, count = table.strtab.value_(), table.num_symtab.value_()
            data = prog.read(table.symtab.value_(), count * 24)
            for name, _info, _other, _section, value, size in struct.iter_unpack("<IBBHQQ", data):
                if value:
                    self.rows.append((value, size, names + name))
        self.rows.sort()

    def at(self, address):
        """(name, offset) of the symbol that covers the address."""
        i = bisect.bisect_right(self.rows, (address, 1 << 64, 0)) - 1
        if i < 0 or address >= self.rows[i][0] + max(self.rows[i][1], 1):
            raise LookupError(f"no symbol at {address:#x}")
        value, _size, name = self.rows[i]
        text = self.prog.read(name, 128).split(b"\0")[0].decode(errors="replace")
        return text, address - value


class Witness:
    def __init__(self, vmcore, debuginfo):
        self.unseen, self.lost = {}, False
        self.prog = drgn.Program()
        self.prog.set_core_dump(vmcore)
        try:
            self.prog.load_debug_info(debuginfo)
        except drgn.MissingDebugInfoError as error:
            # Raised after all files that could be loaded are.
            self.unseen["debuginfo"] = str(error)
        self.modules = self.fact("module symbols", lambda: ModuleSymbols(self.prog))

    def fact(self, name, read):
        """read(), or None with the reason kept."""
        try:
            return read()
        except UNSEEN as error:
            self.unseen[name] = f"{type(error).__name__}: {error}".strip()
            return None

    def facts(self, prefix, **reads):
        return {name: self.fact(f"{prefix}.{name}", read) for name, read in reads.items()}

    def covering(self, address):
        # Modules that drgn could not place lie at 0 for it, and have symbols there.
        if address < KERNEL_SPACE:
            raise LookupError(f"no kernel address: {address:#x}")
        try:
            symbol = self.prog.symbol(address)
            return symbol.name, address - symbol.address
        except LookupError:
            return self.modules.at(address)

    def symbol(self, pointer):
        """The object that starts exactly there, without the compiler's suffix."""
        try:
            name, offset = self.covering(pointer.value_())
        except LookupError:
            return None
        return None if offset else re.sub(r"[.].*", "", name)

    def cpu(self):
        claims = {}
        for name, read in {
            "crashing_cpu": lambda: self.prog["crashing_cpu"].value_(),
            "panic_cpu": lambda: self.prog["panic_cpu"].counter.value_(),
        }.items():
            claims[name] = self.fact(name, read)
        cpus = {cpu for cpu in claims.values() if cpu is not None and 0 <= cpu < 1 << 16}
        if len(cpus) != 1:
            raise LookupError(f"the crashed CPU is not certain: {claims}")
        return cpus.pop()

    def current(self, cpu):
        """The task on a CPU, by its runqueue and by the per-CPU pointer, wherever that is kept.

        In the middle of a context switch the runqueue is ahead: the stack is still that of the per-CPU pointer's.
        """
        task = per_cpu(self.prog["runqueues"], cpu).curr.read_()
        for read in (
            lambda: per_cpu(self.prog["current_task"], cpu),
            lambda: per_cpu(self.prog["pcpu_hot"], cpu).current_task,
        ):
            try:
                other = read().read_()
            except (LookupError, AttributeError):
                continue
            if other != task and self.noted_pid(cpu) != other.pid.value_():
                raise LookupError(f"CPU {cpu}: runqueue says {task.value_():#x}, current {other.value_():#x}")
            return other
        return task

    def note(self, cpu):
        """The CPU's crash note as the kernel left it in memory."""
        address = per_cpu_ptr(self.prog["crash_notes"], cpu).value_() + NOTE_HEADER
        return Object(self.prog, "struct elf_prstatus", address=address)

    def noted_pid(self, cpu):
        note = self.note(cpu)
        return (note.common if hasattr(note, "common") else note).pr_pid.value_()

    def registers(self, cpu):
        """The CPU's crash note; where drgn unwinds, from the file too."""
        words = self.note(cpu).pr_reg
        regs = {name: words[i].value_() for i, name in enumerate(REGISTERS)}
        try:
            frame = self.prog.stack_trace(self.current(cpu))[0].registers()
        except UNSEEN:
            return regs
        for name in ("rip", "rsp", "rsi"):
            if name in frame and frame[name] != regs[name]:
                raise ValueError(f"{name}: note {regs[name]:#x}, drgn {frame[name]:#x}")
        return regs

    def walk(self, nd):
        """The nameidata and its last link, if the walk has one."""
        last = self.fact("last link", lambda: nd.stack[nd.depth.value_() - 1]) if nd.depth else None
        found = self.facts(
            "walk",
            nameidata=nd.value_,
            flags=nd.flags.value_,
            depth=nd.depth.value_,
            name=lambda: nd.name.name.string_().decode(errors="replace"),
        )
        dentry = None
        if last is not None:
            dentry = last.link.dentry
            found.update(
                self.facts(
                    "walk",
                    dentry=dentry.value_,
                    walk_seq=last.seq.value_,
                    dentry_seq=lambda: sequence(dentry.d_seq),
                    dentry_inode=lambda: dentry.d_inode.value_(),
                    dentry_count=lambda: dentry.d_lockref.count.value_(),
                    dentry_flags=lambda: dentry.d_flags.value_(),
                )
            )
        return found, dentry

    def inode(self, inode):
        return self.facts(
            "inode",
            address=inode.value_,
            fs=lambda: inode.i_sb.s_type.name.string_().decode(),
            i_op=lambda: inode.i_op.value_(),
            i_op_symbol=lambda: self.symbol(inode.i_op),
            i_fop=lambda: inode.i_fop.value_(),
            i_fop_symbol=lambda: self.symbol(inode.i_fop),
            i_state=lambda: number(inode.i_state),
            ino=lambda: inode.i_ino.value_(),
            mode=lambda: inode.i_mode.value_(),
            i_count=lambda: inode.i_count.counter.value_(),
            generation=lambda: inode.i_generation.value_(),
        )

    def xfs_inode(self, inode):
        ip = container_of(inode, "struct xfs_inode", "i_vnode")
        return self.facts(
            "xfs_inode",
            address=ip.value_,
            i_flags=lambda: ip.i_flags.value_(),
            # Where struct xfs_inode has no number of its own, the VFS inode's is the only one.
            ino=lambda: (ip.i_ino if has(ip, "i_ino") else ip.i_vnode.i_ino).value_(),
        )

    def stack_words(self, task, sp):
        # THREAD_SIZE is a macro; the kernel keeps the area that each stack is mapped in, where it maps them.
        base = task.stack.value_()
        if has(task, "stack_vm_area"):
            size = task.stack_vm_area.nr_pages.value_() * PAGE
        else:  # the linker puts the first task's stack between these
            first, last = (self.prog.symbol(f"__{mark}_init_task").address for mark in ("start", "end"))
            size = last - first
        start = sp & ~7 if base <= sp < base + size else base
        data = self.prog.read(start, base + size - start)
        return struct.unpack(f"<{len(data) // 8}Q", data)

    def functions(self, task, words):
        """Names of the functions the task is in: unwound, or else by return addresses on its stack."""
        found = set()
        try:
            found = {frame.name for frame in self.prog.stack_trace(task)}
            self.lost |= not any(str(name).startswith(STACK_ENDS) for name in found)
            return found
        except UNSEEN:
            pass
        for word in words:
            try:
                name, offset = self.covering(word)
            except LookupError:
                continue
            if offset:
                found.add(name)
        return found

    def peers(self, crashed, wanted):
        """PIDs of the other tasks that instantiate this very inode."""
        online = range(self.prog["nr_cpu_ids"].value_())
        running = {}
        for cpu in online:
            try:
                running[self.current(cpu).value_()] = self.registers(cpu)
            except UNSEEN:
                continue
        found, unreadable = [], []
        for task in for_each_task(self.prog):
            if task.value_() == crashed.value_():
                continue
            try:
                regs = running.get(task.value_(), {})
                words = self.stack_words(task, regs.get("rsp") or task.thread.sp.value_())
                holds = wanted & {*words, *regs.values()}
                if holds and INSTANTIATING & self.functions(task, words):
                    found.append(task.pid.value_())
            except UNSEEN as error:
                unreadable.append(str(error))
        if unreadable:
            self.unseen["stacks"] = f"{len(unreadable)} not read, the first: {unreadable[0]}"
        return None if self.lost else sorted(found)

    def testimony(self):
        found = {"task": None, "registers": None, "walk": None, "inode": None, "xfs_inode": None}
        found.update(peers=None, tasks=None, unseen=self.unseen)
        found["tasks"] = self.fact("tasks", lambda: sum(1 for _ in for_each_task(self.prog)))
        cpu = self.fact("cpu", self.cpu)
        task = self.fact("task", lambda: self.current(cpu)) if cpu is not None else None
        if task is None:
            return found
        found["task"] = self.facts(
            "task",
            address=task.value_,
            pid=lambda: task.pid.value_(),
            comm=lambda: task.comm.string_().decode(errors="replace"),
            cpu=lambda: cpu,
        )
        regs = found["registers"] = self.fact("registers", lambda: self.registers(cpu))
        nd = self.fact("nameidata", lambda: task.nameidata.read_())
        if not nd:
            return found
        found["walk"], dentry = self.walk(nd)
        inode = self.fact("inode", lambda: self.last_inode(dentry, regs))
        if not inode:
            return found
        found["inode"] = self.inode(inode)
        wanted = {inode.value_()}
        if found["inode"]["fs"] == "xfs":
            found["xfs_inode"] = self.fact("xfs_inode", lambda: self.xfs_inode(inode))
            if found["xfs_inode"]:
                wanted.add(found["xfs_inode"]["address"])
        found["peers"] = self.fact("peers", lambda: self.peers(task, wanted))
        return found

    def last_inode(self, dentry, regs):
        """What ->get_link was called with; before the call, what the link's dentry names."""
        if dentry is None:
            return None
        if regs and regs["rip"] == 0:
            return Object(self.prog, "struct inode *", value=regs["rsi"])
        return dentry.d_inode.read_()


def has(pointer, member):
    return pointer.type_.type.has_member(member)


def number(value):
    """A flag word: newer kernels wrap it into a structure to guard its accesses."""
    if value.type_.kind == drgn.TypeKind.STRUCT:
        value = value.member_(value.type_.members[0].name)
    return value.value_()


def sequence(seqcount):
    """The counter inside whichever seqcount type this kernel has."""
    if seqcount.type_.has_member("seqcount"):
        seqcount = seqcount.seqcount
    return seqcount.sequence.value_()


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    print(json.dumps(Witness(sys.argv[1], sys.argv[2:]).testimony(), indent=1))


if __name__ == "__main__":
    main()
