# SPDX-License-Identifier: GPL-2.0-or-later
"""The machine and its dump as a whole."""

import os
import struct
import time

from .dumpfile import core_path, format_of
from .kernel import list_entries, maybe, text_of
from .program import is_live

# include/linux/panic.h: bit n of tainted_mask shows as letter n; bit 0 has a letter when clear.
_TAINT = "PFSRMBUDAWCIOELKXTNJ"


def _utsname(kernel, member):
    name = kernel.prog["init_uts_ns"].name
    return maybe(lambda: text_of(getattr(name, member).string_()))


def _tainted(kernel):
    mask = kernel.prog["tainted_mask"].value_()
    return "".join(c for i, c in enumerate(_TAINT) if mask >> i & 1) or None


def _livepatches(kernel):
    """Live patches can replace any function whose code bytes are read."""
    patches = list_entries(kernel.prog["klp_patches"], "struct klp_patch", "list", 16)
    return [text_of(patch.mod.name.string_()) for patch in patches]


def describe_machine(kernel):
    """The "dump" object of the JSON, but for what the log tells."""
    path, info = core_path(kernel.prog), kernel.vmcoreinfo
    crash_time = maybe(lambda: time.gmtime(int(info["CRASHTIME"])))
    dump = {
        "path": path,
        "format": None,
        "bytes": None,
        "release": info.get("OSRELEASE") or maybe(_utsname, kernel, "release"),
        "arch": "x86_64",
        "build_id": info.get("BUILD-ID"),
        "nodename": maybe(_utsname, kernel, "nodename"),
        "crash_time": time.strftime("%Y-%m-%dT%H:%M:%SZ", crash_time) if crash_time else None,
        "panic": None,
        "tainted": maybe(_tainted, kernel),
        "cmdline": maybe(lambda: kernel.string(kernel.prog["saved_command_line"].value_(), 1024)),
        "livepatches": maybe(_livepatches, kernel) or [],
    }
    try:
        with open(path or "", "rb") as file:
            # That of /proc/kcore is the size of the address space.
            dump["bytes"] = None if is_live(kernel.prog) else os.fstat(file.fileno()).st_size or None
            dump["format"] = format_of(file)
    except (OSError, struct.error):
        pass
    return dump
