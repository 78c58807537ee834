# SPDX-License-Identifier: GPL-2.0-or-later
"""A drgn Program as the engine's target: libinoderace.h says what each callback means.

drgn answers for memory, for the log, and for symbols and DWARF types of the files it was given.
Where it has no answer, the library reads what the dump itself has.
"""

import argparse
import bisect
import ctypes
import functools
import itertools
import os
import re
import signal
import struct
import sys
from typing import Callable, Iterator, Optional

from drgn import FaultError, Program, ProgramFlags, TypeKind, sizeof
from drgn.helpers.linux.pid import for_each_task
from drgn.helpers.linux.printk import get_printk_records

from . import library
from .library import ABSENT, FAULT, NOTFOUND, OK, UNSUPPORTED

MAX_TASKS = 1 << 20
MAX_IMAGE = 1 << 30  # x86's KERNEL_IMAGE_SIZE, the largest
PRINTABLE = bytes(c if c == 9 or 32 <= c < 127 else ord(".") for c in range(256))


def is_live(prog: Program) -> bool:
    return bool(prog.flags & ProgramFlags.IS_LIVE)


def core_path(prog: Program) -> Optional[str]:
    """The dump's name as the user gave it; newer drgns know it, with symbolic links resolved."""
    if is_live(prog):
        return "/proc/kcore"
    args = sys.orig_argv
    if sys.argv[0] in args:  # what follows are the script's own
        args = args[: args.index(sys.argv[0])]
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("-c", "--core")
    path = parser.parse_known_args(args)[0].core or getattr(prog, "core_dump_path", None)
    return None if path is None else os.fsdecode(path)


def _vmcoreinfo(prog: Program) -> Optional[bytes]:
    """VMCOREINFO as text. drgns before 0.0.25 do not show it: then the file's or the kernel's."""
    try:
        return prog["VMCOREINFO"].string_()
    except LookupError:
        text = _vmcoreinfo_of_kdump(core_path(prog))
    try:
        if text is None:
            note = prog["vmcoreinfo_note"].value_()
            name, size, _ = struct.unpack("<III", prog.read(note, 12))
            text = prog.read(note + 12 + (name + 3 & ~3), min(size, 1 << 16))
    except (LookupError, FaultError):
        pass
    return text if text and text.startswith(b"OSRELEASE=") else None


def _vmcoreinfo_of_kdump(path: Optional[str]) -> Optional[bytes]:
    """The copy that a struct kdump_sub_header points at."""
    try:
        with open(path or "", "rb") as file:
            head = file.read(464)
            if not head.startswith((b"KDUMP   ", b"DISKDUMP")):
                return None
            file.seek(*struct.unpack_from("<i", head, 428))  # disk_dump_header.block_size
            offset, size = struct.unpack_from("<QQ", file.read(64), 32)
            file.seek(offset)
            return file.read(min(size, 1 << 16))
    except (OSError, OverflowError, ValueError, struct.error):
        return None


def _status_of(error: FaultError) -> int:
    """Not mapped, or mapped to a page that the dump leaves out? In doubt the latter."""
    text = str(error)
    unmapped = "not mapped" in text or "not present" in text or "No way to translate" in text
    return FAULT if unmapped else ABSENT


class _Symbols:
    """The kernel's symbols, sorted: prog.symbol() looks at each of them for every question.

    Those of modules are left to the library: 0.0.22 cannot place newer kernels' modules, and others
    place a module's init section in memory that was freed, and may be another module's now.
    """

    def __init__(self, prog: Program):
        try:
            start, self.end = prog.symbol("_stext").address, prog.symbol("_end").address
        except LookupError:  # no vmlinux was given
            start = self.end = 0
        found = ((s.address, s.name) for s in (prog.symbols() if start else ()))
        self.rows = sorted(row for row in found if start <= row[0] < self.end)
        self.addresses = [address for address, _ in self.rows]
        self.by_base: dict[str, list[int]] = {}
        for i, (_, name) in enumerate(self.rows):
            self.by_base.setdefault(name[:1] + name[1:].partition(".")[0], []).append(i)

    def _symbol(self, i: int) -> library.Symbol:
        address, name = self.rows[i]
        after = bisect.bisect_right(self.addresses, address)
        end = self.addresses[after] if after < len(self.rows) else self.end
        return library.Symbol(name.encode()[:127], b"", address, end - address)

    def named(self, base: str) -> Iterator[library.Symbol]:
        """Those of that name, with or without a compiler's suffix."""
        return map(self._symbol, self.by_base.get(base, ()))

    def covers(self, address: int) -> bool:
        return bool(self.rows) and self.addresses[0] <= address < self.end

    def at(self, address: int) -> Optional[library.Symbol]:
        """Of several names for a place the first if it starts exactly there, else the last."""
        if not self.covers(address):
            return None
        i = bisect.bisect_right(self.addresses, address) - 1
        if self.addresses[i] == address:
            i = bisect.bisect_left(self.addresses, address)
        return self._symbol(i)


def _callback(answer: Callable) -> Callable:
    """No exception may pass through C: those of drgn are answers, others are kept for later."""

    @functools.wraps(answer)
    def call(self, _priv, *args):
        try:
            return answer(self, *args)
        except FaultError as error:
            return _status_of(error)
        except LookupError:
            return NOTFOUND
        except BaseException as error:  # pylint: disable=broad-except
            if type(error) is not Exception:  # pylint: disable=unidiomatic-typecheck
                self.errors.append(error)  # drgn raises bare ones where it cannot parse a file
            return UNSUPPORTED

    return call


class Target:
    """Owns the callbacks, which must outlive each call of the library."""

    def __init__(self, prog: Program):
        self.prog = prog
        self.errors: list[BaseException] = []
        self.stopped = False
        path = core_path(prog)
        names = [name for name, _ in library.Ops._fields_ if hasattr(type(self), f"_{name}")]
        kinds = dict(library.Ops._fields_)
        self.ops = library.Ops(
            abi=library.ABI,
            size=ctypes.sizeof(library.Ops),
            arch=prog.platform.arch.name.lower().encode(),
            path=None if path is None else os.fsencode(path),
            vmcoreinfo=_vmcoreinfo(prog),
            live=is_live(prog),
            **{name: kinds[name](getattr(self, f"_{name}")) for name in names},
        )

    @functools.cached_property
    def symbols(self) -> _Symbols:
        return _Symbols(self.prog)

    def wrong_symbol(self) -> Optional[str]:
        """One that is not where VMCOREINFO has it: drgn 0.0.22 takes any vmlinux."""
        info = (self.ops.vmcoreinfo or b"").decode(errors="replace")
        places = {name: int(place, 16) for name, place in re.findall(r"^SYMBOL\((\w+)\)=(\w+)$", info, re.M)}
        image = places.get("_stext", self.symbols.end)
        for name, place in places.items():
            known = [symbol.addr for symbol in self.symbols.named(name)]
            # Of mem_section it tells what that pointer holds, far from the kernel's image.
            if known and abs(place - image) < MAX_IMAGE and place not in known:
                return name
        return None

    def diagnose(self, request: library.Request) -> tuple[int, str]:
        """(enum ir_drgn_result, the report). Ctrl-C is noticed at the engine's next question."""
        pieces: list[bytes] = []
        emit = library.EMIT_FN(lambda text, _: pieces.append(text))
        function = library.load()
        before = signal.signal(signal.SIGINT, self._stop)
        try:
            result = function(self.ops, request, emit, None)
        finally:
            signal.signal(signal.SIGINT, before)
        if result == library.OTHER_ABI:
            raise library.LibraryError(f"{function.path} is of another version than these scripts")
        if result == library.INTERRUPTED:
            raise KeyboardInterrupt
        return result, b"".join(pieces).decode(errors="replace")

    def _stop(self, *_):
        self.stopped = True

    def _interrupted(self, _priv) -> bool:
        return self.stopped

    @_callback
    def _read(self, address, buffer, length):
        if self.stopped:
            return ABSENT
        ctypes.memmove(buffer, self.prog.read(address, length), length)
        return OK

    @_callback
    def _each_symbol(self, base, found, arg):
        status = NOTFOUND if self.symbols.rows else UNSUPPORTED
        for symbol in self.symbols.named(base.decode()):
            status = OK
            if not found(symbol, arg):
                break
        return status

    @_callback
    def _symbol_at(self, address, ret):
        if not self.symbols.rows:
            return UNSUPPORTED
        symbol = self.symbols.at(address)
        if symbol is None:
            return NOTFOUND
        ret[0] = symbol
        return OK

    def _type(self, name: bytes):
        try:
            return self.prog.type(f"struct {name.decode()}")
        except LookupError:
            return self.prog.type(f"union {name.decode()}")

    @_callback
    def _member(self, type_name, member_name, ret):
        member = self._type(type_name).member(member_name.decode())
        ret[0] = library.Member(member.bit_offset // 8, _size(member.type))
        return OK

    @_callback
    def _type_size(self, type_name, ret):
        size = _size(self._type(type_name))
        if not size:
            return NOTFOUND
        ret[0] = size
        return OK

    @_callback
    def _enumerator(self, name, ret):
        ret[0] = self.prog.constant(name.decode()).value_()
        return OK

    @_callback
    def _panic_task(self, ret):
        if self.ops.live:
            return NOTFOUND
        try:
            ret[0] = self.prog.crashed_thread().object.value_()
        except ValueError:  # nothing crashed, as far as drgn can tell
            return NOTFOUND
        return OK

    @_callback
    def _task_count(self, ret):
        tasks = sum(1 for _ in itertools.islice(for_each_task(self.prog), MAX_TASKS))
        ret[0] = tasks + 1  # init_task has no PID and is on no list of theirs
        return OK

    @_callback
    def _log(self, line, arg):
        try:
            records = get_printk_records(self.prog)
        except (AttributeError, TypeError, ValueError):
            return UNSUPPORTED  # a log that is younger than this drgn
        for record in records:
            for text in record.text.removesuffix(b"\n").split(b"\n"):
                if not line(text.translate(PRINTABLE), len(text), arg):
                    return OK
        return OK


def _size(type_) -> int:
    """0 where C has no size: an array without a length, a structure that is only declared."""
    while type_.kind == TypeKind.TYPEDEF:
        type_ = type_.type
    if type_.kind == TypeKind.ARRAY and type_.length is None:
        return 0
    return 0 if not type_.is_complete() else sizeof(type_)
