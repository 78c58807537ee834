# SPDX-License-Identifier: GPL-2.0-or-later
"""The machine and its dump as a whole."""

import os
import struct
import sys
import time

from .kernel import list_entries, maybe, text_of
from .program import is_live

# include/linux/panic.h: bit n of tainted_mask shows as letter n; bit 0 has a letter when clear.
_TAINT = "PFSRMBUDAWCIOELKXTNJ"
# makedumpfile's diskdump_mod.h
_COMPRESSION = (
    (0x1, "kdump-zlib"),
    (0x2, "kdump-lzo"),
    (0x4, "kdump-snappy"),
    (0x20, "kdump-zstd"),
)
_ANY = 0x27
# Offset of disk_dump_header.status: signature, version, six names, padding and a timestamp before
# it.
_STATUS = 8 + 4 + 6 * 65 + 6 + 16


def core_path(prog):
    """The dump's name. Only newer drgns tell; drgn's command line does, too."""
    if is_live(prog):
        return "/proc/kcore"
    path = getattr(prog, "core_dump_path", None)
    if path:
        return os.fsdecode(path)
    try:
        with open("/proc/self/cmdline", "rb") as file:
            args = [os.fsdecode(arg) for arg in file.read().split(b"\0")]
    except OSError:
        return None
    if sys.argv[0] in args:  # what follows are the script's own
        args = args[: args.index(sys.argv[0])]
    # The last one: a python3 before it may have been given a -c, too.
    for i in range(len(args) - 1, -1, -1):
        if args[i] in ("-c", "--core") and i + 1 < len(args):
            return args[i + 1]
        if args[i].startswith("--core="):
            return args[i][len("--core=") :]
        if args[i].startswith("-c") and len(args[i]) > 2:
            return args[i][2:]
    return None


def _compression(flags):
    return next((name for bit, name in _COMPRESSION if flags & bit), "kdump-raw")


def _kdump_page_flags(file, head):
    """Flags of the first compressed page; the first ones often are not."""
    block_size, sub_blocks, bitmap_blocks = struct.unpack_from("<iiI", head, _STATUS + 4)
    at = (1 + sub_blocks + bitmap_blocks) * block_size
    for _ in range(64):
        file.seek(at)
        pages = file.read(256 * 24)
        for _, _, flags, _ in struct.iter_unpack("<qIIQ", pages[: len(pages) // 24 * 24]):
            if flags & _ANY:
                return flags
        if len(pages) < 256 * 24:
            break
        at += len(pages)
    return 0


def _format_of(file):
    head = file.read(464)
    if head.startswith(b"\x7fELF"):
        return "elf"
    if head.startswith((b"KDUMP   ", b"DISKDUMP")):
        return _compression(_kdump_page_flags(file, head))
    if head.startswith(b"makedumpfile\0"):
        file.seek(4096)
        record = file.read(16)
        inner = file.read(464)
        if inner.startswith(b"\x7fELF"):
            return "flattened-elf"
        if inner.startswith((b"KDUMP   ", b"DISKDUMP")) and not int.from_bytes(record[:8], "big"):
            # The pages' descriptors are scattered over the records; the header's word will do.
            status = struct.unpack_from("<I", inner, _STATUS)[0]
            return "flattened-" + _compression(status)
    return None


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
            dump["format"] = _format_of(file)
    except (OSError, struct.error):
        pass
    return dump
