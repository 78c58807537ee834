# SPDX-License-Identifier: GPL-2.0-or-later
"""The dump as a file: its name, its format, and what its header tells where drgn does not."""

import os
import struct
import sys

from .program import is_live

# makedumpfile's diskdump_mod.h
_COMPRESSION = (
    (0x1, "kdump-zlib"),
    (0x2, "kdump-lzo"),
    (0x4, "kdump-snappy"),
    (0x20, "kdump-zstd"),
)
_ANY = 0x27
_KDUMP = (b"KDUMP   ", b"DISKDUMP")
# Offset of disk_dump_header.status, after signature, version, six names, padding and a timestamp
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


def format_of(file):
    """The JSON's name of the format, or None; only what the file begins with is read."""
    head = file.read(464)
    if head.startswith(b"\x7fELF"):
        return "elf"
    if head.startswith(_KDUMP):
        return _compression(_kdump_page_flags(file, head))
    if head.startswith(b"makedumpfile\0"):
        file.seek(4096)
        record = file.read(16)
        inner = file.read(464)
        if inner.startswith(b"\x7fELF"):
            return "flattened-elf"
        if inner.startswith(_KDUMP) and not int.from_bytes(record[:8], "big"):
            # The pages' descriptors are scattered over the records; the header's word will do.
            status = struct.unpack_from("<I", inner, _STATUS)[0]
            return "flattened-" + _compression(status)
    return None


def vmcoreinfo(prog):
    """The copy of VMCOREINFO in a kdump's header, b"" where there is none (struct kdump_sub_header)."""
    with open(core_path(prog) or "", "rb") as file:
        head = file.read(464)
        if not head.startswith(_KDUMP):
            return b""
        (block_size,) = struct.unpack_from("<i", head, _STATUS + 4)
        file.seek(block_size)
        offset, size = struct.unpack_from("<QQ", file.read(64), 32)
        file.seek(offset)
        return file.read(min(size, 65536))
