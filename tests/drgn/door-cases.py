# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs in drgn on a dump of the race (tests/drgn/same-as-program): what may go wrong between the engine
and drgn, tried on purpose. A line for each case, and "the end".
"""

import json
import os
import pathlib
import signal
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "drgn-scripts"))
# pylint: disable=wrong-import-position
from drgn import FaultError

from inoderace import library, target
from inoderace.target import Target

PROG = globals()["prog"]


def case(holds, what):
    print("PASS" if holds else "FAIL", what, flush=True)


def ask(view, **request):
    result, report = view.diagnose(library.Request(pid=-1, form=library.JSON, **request))
    return result, json.loads(report or "{}")


def with_method(name, function):
    """A Target whose callback is function(self, the real one, arguments)."""
    real = getattr(Target, f"_{name}")

    def replaced(self, priv, *args):
        return target._callback(lambda self, *args: function(self, lambda: real(self, priv, *args), *args))(self, priv, *args)

    return type("Changed", (Target,), {f"_{name}": replaced})(PROG)


def raises(error):
    def function(*_):
        raise error

    return function


def refused(**environment):
    old = dict(os.environ)
    os.environ.update(environment)
    try:
        Target(PROG).diagnose(library.Request(pid=-1))
    except library.LibraryError as error:
        return str(error)
    finally:
        os.environ.clear()
        os.environ.update(old)
    return ""


def errors():
    view = with_method("member", raises(TypeError("ours")))
    _, answer = ask(view)
    case(answer["verdict"]["race"] is True and [str(e) for e in view.errors[:1]] == ["ours"],
         "an error of the scripts passes no C, is kept, and spoils no verdict")
    view = with_method("member", raises(Exception("drgn's own")))
    _, answer = ask(view)
    case(answer["verdict"]["race"] is True and not view.errors, "a bare exception of drgn's is an answer")
    view = with_method("read", raises(FaultError("could not read memory", 0)))
    _, answer = ask(view)
    case(answer["verdict"]["confidence"] != "confirmed" and not answer["walk"] and not view.errors,
         "of memory that cannot be read nothing is known")


def memory():
    view = Target(PROG)
    buffer = bytearray(8)
    where = (library.ctypes.c_char * 8).from_buffer(buffer)

    def status(address):
        return view._read(None, address, library.ctypes.addressof(where), 8)

    case(status(0) == library.FAULT, "address 0 is not mapped")
    case(status(PROG["init_task"].address_) == library.OK and any(buffer), "init_task can be read")
    base = PROG["page_offset_base"].value_()
    wanted, found = {library.OK, library.ABSENT}, set()
    for page in range(0, 1 << 16, 64):
        found.add(status(base + (page << 12)))
        if found >= wanted:  # Debian 12's libkdumpfile can crash of reading on: it did, of a dump of 5.10-rt
            break
    case(found >= wanted, "of the direct map, a page that was left out is absent")


def interrupt():
    seen = []

    def read(_self, real, *_):
        seen.append(1)
        if len(seen) == 50:
            os.kill(os.getpid(), signal.SIGINT)
        return real()

    before = signal.getsignal(signal.SIGINT)
    try:
        ask(with_method("read", read))
        stopped = False
    except KeyboardInterrupt:
        stopped = True
    case(stopped and 50 <= len(seen) < 5000, f"Ctrl-C ends a diagnosis, after {len(seen)} reads")
    case(signal.getsignal(signal.SIGINT) is before, "and is drgn's again")
    case(ask(Target(PROG))[1]["verdict"]["race"] is True, "and the next diagnosis is whole")


def types():
    def member(_self, real, type_name, member_name, ret):
        status = real()
        if (type_name, member_name) == (b"inode", b"i_op"):
            ret[0].offset += 8
        return status

    _, answer = ask(with_method("member", member))
    case(any("the types disagree: inode.i_op" in line for line in answer["observations"]),
         "DWARF that says something else than BTF is told")


def symbols():
    view = Target(PROG)
    _, answer = ask(view)
    empty = answer["inode"]["i_op"]
    found = [f"0x{symbol.addr:016x}" for symbol in view.symbols.named(empty["symbol"])]
    case(empty["symbol"] == "empty_iops" and empty["address"] in found,
         "a symbol is found by its name without the compiler's suffix")
    names = {}
    for address, name in view.symbols.rows:
        names.setdefault(address, []).append(name.encode())
    several = [address for address, them in names.items() if len(them) > 1 and address + 1 not in names]
    case(several and all(view.symbols.at(a).name == min(names[a]) and view.symbols.at(a + 1).name == max(names[a]) for a in several),
         f"of several names for a place, crash's choice ({len(several)} places)")


def live():
    """A dump that claims to be live. What the second look does not find again is not reported."""
    view = Target(PROG)
    view.ops.live = True
    _, both = ask(view, scan_all=True)
    looks = []

    def log(_self, real, *_):
        looks.append(1)
        return real()

    view = with_method("log", log)
    view.ops.live = True
    ask(view)
    case(len(looks) == 2, "a live kernel is looked at twice")

    def symbols(self, real, base, *_):
        self.look = getattr(self, "look", 0) + (base == b"init_uts_ns")
        return real()

    view = with_method("each_symbol", symbols)
    view.ops.live = True
    dentry = both["walk"]["dentry"] if both["walk"] else None
    case(dentry is not None and any(e["id"] == "link-dentry-died" and e["holds"] for e in both["evidence"]),
         "two looks that agree are believed")
    if dentry is None:
        return
    place = int(dentry, 16) + PROG.type("struct dentry").member("d_seq").bit_offset // 8
    real_read = view._read

    def read(priv, address, buffer, length):
        status = real_read(priv, address, buffer, length)
        if status == library.OK and address <= place < address + length and view.look > 1:  # the dentry is as the walk found it
            count = library.ctypes.c_uint32.from_address(buffer + place - address)
            count.value = both["walk"]["walk_seq"]
        return status

    view.ops.read = dict(library.Ops._fields_)["read"](read)
    result, again = ask(view)
    case(result == library.CHANGED or not any(e["id"] == "link-dentry-died" and e["holds"] for e in again["evidence"]),
         "a dentry that went on between two looks proves nothing")


def fits():
    case("no libinoderace.so" in refused(INODERACE_LIB="/nonexistent"), "a library that is not there is named")
    case("cannot be used" in refused(INODERACE_LIB="libc.so.6") or "no libinoderace.so" in refused(INODERACE_LIB="libc.so.6"),
         "a library that is another's is refused")
    library.ABI += 1
    said = refused()
    library.ABI -= 1
    case("another version" in said and str(library.load().path) in said, "a library of another version is refused, by name")


for part in (errors, memory, interrupt, types, symbols, live, fits):
    part()
print("the end")
