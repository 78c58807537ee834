# SPDX-License-Identifier: GPL-2.0-or-later
"""libinoderace.so: where it is, and libinoderace.h once more, field by field."""

import ctypes
import os
from ctypes import (
    c_bool,
    c_char,
    c_char_p,
    c_int,
    c_int64,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from pathlib import Path

ABI = 1  # IR_DRGN_ABI
INSTALLED = "/usr/lib/inoderace/libinoderace.so"

# enum ir_status
OK, ABSENT, FAULT, NOTFOUND, UNSUPPORTED = range(5)
# enum ir_drgn_form
TEXT, JSON, MARKDOWN, INODE, IN_FLIGHT = range(5)
# enum ir_drgn_result
VERDICT, UNDETERMINED, OTHER_ABI, INTERRUPTED, NO_TASK, CHANGED = 0, 1, -1, -2, -3, -4


class LibraryError(Exception):
    """There is no library that fits these scripts."""


class Symbol(ctypes.Structure):
    """struct ir_symbol"""

    _fields_ = [
        ("name", c_char * 128),
        ("module", c_char * 64),
        ("addr", c_uint64),
        ("size", c_uint64),
    ]


class Member(ctypes.Structure):
    """struct ir_member"""

    _fields_ = [("offset", c_uint64), ("size", c_uint64)]


SYMBOL_FN = ctypes.CFUNCTYPE(c_bool, ctypes.POINTER(Symbol), c_void_p)
LINE_FN = ctypes.CFUNCTYPE(c_bool, c_char_p, c_size_t, c_void_p)
EMIT_FN = ctypes.CFUNCTYPE(None, c_char_p, c_void_p)


def _op(*arguments, result=c_int):
    return ctypes.CFUNCTYPE(result, c_void_p, *arguments)


class Ops(ctypes.Structure):
    """struct ir_drgn_ops"""

    _fields_ = [
        ("abi", c_uint32),
        ("size", c_uint32),
        ("arch", c_char_p),
        ("path", c_char_p),
        ("vmcoreinfo", c_char_p),
        ("live", c_bool),
        ("priv", c_void_p),
        ("read", _op(c_uint64, c_void_p, c_size_t)),
        ("each_symbol", _op(c_char_p, SYMBOL_FN, c_void_p)),
        ("symbol_at", _op(c_uint64, ctypes.POINTER(Symbol))),
        ("member", _op(c_char_p, c_char_p, ctypes.POINTER(Member))),
        ("type_size", _op(c_char_p, ctypes.POINTER(c_uint64))),
        ("enumerator", _op(c_char_p, ctypes.POINTER(c_int64))),
        ("panic_task", _op(ctypes.POINTER(c_uint64))),
        ("task_count", _op(ctypes.POINTER(c_uint64))),
        ("log", _op(LINE_FN, c_void_p)),
        ("interrupted", _op(result=c_bool)),
    ]


class Request(ctypes.Structure):
    """struct ir_drgn_request"""

    _fields_ = [
        ("pid", c_int64),
        ("inode", c_uint64),
        ("form", c_uint32),
        ("scan_all", c_bool),
        ("verbose", c_bool),
        ("colour", c_bool),
        ("error", c_char_p),
    ]


def _candidates() -> list[Path]:
    named = os.environ.get("INODERACE_LIB")
    if named:
        return [Path(named)]
    checkout = Path(__file__).resolve().parents[2]
    return [checkout / "build" / "libinoderace.so", Path(INSTALLED)]


def load():
    """ir_drgn_diagnose() of $INODERACE_LIB, of this checkout, or as installed."""
    places = _candidates()
    path = next((place for place in places if place.exists()), None)
    if path is None:
        tried = ", ".join(map(str, places))
        raise LibraryError(f"no libinoderace.so ({tried}): make it, or set INODERACE_LIB")
    try:
        function = ctypes.CDLL(str(path)).ir_drgn_diagnose
    except (OSError, AttributeError) as error:
        raise LibraryError(f"{path} cannot be used: {error}") from None
    function.argtypes = [ctypes.POINTER(Ops), ctypes.POINTER(Request), EMIT_FN, c_void_p]
    function.restype = c_int
    function.path = path
    return function
