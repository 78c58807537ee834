# SPDX-License-Identifier: GPL-2.0-or-later
"""Formats that makedumpfile does not make from a dump that is filtered already."""

import ctypes
import shutil
import struct

from kdump import DESCRIPTOR, PAGE, Kdump

FLAT = struct.Struct(">qq")  # offset and size of a record, big-endian; -1, -1 is the end


def split(source, targets):
    """The dump in as many files, each with an equal share of the pages, as makedumpfile --split divides it."""
    dump = Kdump(source)
    pfns = list(dump.descriptors)
    each = -(-len(pfns) // len(targets))
    max_mapnr, = struct.unpack_from("<Q", dump.data, dump.field("max_mapnr_64")[0])
    shares = [pfns[i:i + each] for i in range(0, len(pfns), each)]
    starts = [0] + [share[0] for share in shares[1:]] + [max_mapnr]
    for target, share, start, end in zip(targets, shares, starts, starts[1:]):
        head = bytearray(dump.data[:dump.table])
        for name, value in (("split", 1), ("start_pfn", start), ("end_pfn", end),
                            ("start_pfn_64", start), ("end_pfn_64", end)):
            at, size = dump.field(name)
            head[at:at + size] = value.to_bytes(size, "little")
        table, data, at = bytearray(), bytearray(), len(head) + 24 * len(share)
        for pfn in share:
            offset, size, flags, page_flags = dump.descriptor(pfn)
            table += DESCRIPTOR.pack(at + len(data), size, flags, page_flags)
            data += dump.data[offset:offset + size]
        with open(target, "wb") as file:
            file.write(head + table + data)


def flatten(source, target, piece=1 << 20, end=True, scrambled=False):
    """Flattened: 4096 bytes of signature, then records. Scrambled: not in the order of the file."""
    with open(source, "rb") as file:
        data = file.read()
    places = list(range(0, len(data), piece))
    if scrambled:
        places = places[:1] + places[:0:-1]
    with open(target, "wb") as file:
        file.write((b"makedumpfile\0\0\0\0" + struct.pack(">qq", 1, 1)).ljust(PAGE, b"\0"))
        for at in places:
            part = data[at:at + piece]
            file.write(FLAT.pack(at, len(part)) + part)
        if end:
            file.write(FLAT.pack(-1, -1))


def without_system(dump, target):
    """The header's utsname tells the machine, but neither system nor release."""
    shutil.copyfile(dump, target)
    with open(target, "r+b") as file:
        file.seek(8 + 4)
        file.write(bytes(4 * 65))


def flag_incomplete(source, target):
    """The same file with the mark that makedumpfile leaves when it runs out of space."""
    with open(source, "rb") as file:
        data = bytearray(file.read())
    at = 48 if data[:4] == b"\x7fELF" else 424  # e_flags, or the header's status
    data[at] |= 1 if data[:4] == b"\x7fELF" else 8
    with open(target, "wb") as file:
        file.write(data)


def exclude(source, target, pfns):
    """The dump without some pages, as if makedumpfile had filtered them out."""
    dump, gone = Kdump(source), set(pfns)
    head = bytearray(dump.data[:dump.table])
    half = PAGE * dump.bitmap_blocks // 2
    for pfn in gone:
        head[dump.bitmap + half + pfn // 8] &= ~(1 << pfn % 8)
    kept = [pfn for pfn in dump.descriptors if pfn not in gone]
    move = len(head) + 24 * len(kept) - dump.page_data
    with open(target, "wb") as file:
        file.write(head)
        for pfn in kept:
            offset, size, flags, page_flags = dump.descriptor(pfn)
            file.write(DESCRIPTOR.pack(offset + move, size, flags, page_flags))
        file.write(dump.data[dump.page_data:])


def snappy(source, target):
    """The dump with its pages packed by snappy, as makedumpfile -p does where it is built with it (Debian's is not)."""
    library = ctypes.CDLL("libsnappy.so.1")
    packed, length = ctypes.create_string_buffer(2 * PAGE), ctypes.c_size_t()
    dump = Kdump(source)
    table, data = bytearray(), bytearray()
    for pfn in dump.descriptors:
        page, length.value = dump.page(pfn), len(packed)
        if library.snappy_compress(page, ctypes.c_size_t(PAGE), packed, ctypes.byref(length)):
            raise ValueError("snappy_compress() failed")
        smaller = length.value < PAGE
        stored = packed.raw[:length.value] if smaller else page
        table += DESCRIPTOR.pack(dump.page_data + len(data), len(stored), 4 if smaller else 0, 0)
        data += stored
    with open(target, "wb") as file:
        file.write(dump.data[:dump.table] + table + data)
