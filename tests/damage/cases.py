# SPDX-License-Identifier: GPL-2.0-or-later
"""The damages: each case is a name, a list of patches (offset, bytes) and a length to cut the file at, or None."""

import collections
import random
import struct
import zlib

from kdump import DESCRIPTOR, PAGE, SUB_HEADER, HEADER

Case = collections.namedtuple("Case", "name patches cut", defaults=((), None))


def cuts(dump, step=5):
    """At every 5 %, and where the header, bitmap and descriptors end."""
    size = len(dump.data)
    for percent in range(0, 100, step):
        yield Case(f"cut at {percent} %", cut=size * percent // 100)
    for name, at in (("in the header", 100), ("behind the header", PAGE), ("behind the notes", dump.bitmap),
                     ("behind the bitmap", dump.table), ("behind the descriptors", dump.page_data),
                     ("in the last page", size - 1), ("before the last 4096 bytes", size - PAGE)):
        yield Case(f"cut {name}", cut=at)


def single_bytes(dump, seed, count):
    rand = random.Random(f"bytes {seed}")
    for i in range(count):
        at = rand.randrange(len(dump.data))
        value = dump.data[at] ^ rand.randrange(1, 256)
        yield Case(f"byte {i} at {at:#x}: {dump.data[at]:#04x} -> {value:#04x}", ((at, bytes([value])),))


def used_bytes(dump, seed, count, pfns):
    """Bytes of what every diagnosis looks at: the headers, the notes, descriptors, and @pfns."""
    rand = random.Random(f"used {seed}")
    for i in range(count):
        kind = i % 4
        if kind == 0:
            at = rand.randrange(0, 8448)
        elif kind == 1:
            at = rand.randrange(PAGE, PAGE + 104)
        else:
            place = dump.descriptors[rand.choice(pfns)]
            offset, size, _, _ = DESCRIPTOR.unpack_from(dump.data, place)
            at = place + rand.randrange(24) if kind == 2 else offset + rand.randrange(size)
        value = dump.data[at] ^ rand.randrange(1, 256)
        yield Case(f"used byte {i} at {at:#x}: {dump.data[at]:#04x} -> {value:#04x}", ((at, bytes([value])),))


def pages(dump, seed, count):
    """A page of the file zeroed, filled with ones, with noise, or with another one; or a page of memory swapped."""
    rand = random.Random(f"pages {seed}")
    places = list(dump.descriptors.values())
    for i in range(count):
        at = rand.randrange(len(dump.data) // PAGE) * PAGE
        other = rand.randrange(len(dump.data) // PAGE) * PAGE
        kind = ("zeros", "ones", "noise", "another one", "swapped descriptor")[i % 5]
        if i % 5 == 4:
            at, other = rand.choice(places), rand.choice(places)
            patch = (at, dump.data[other:other + 24])
        else:
            patch = (at, (bytes(PAGE), b"\xff" * PAGE, rand.randbytes(PAGE), dump.data[other:other + PAGE])[i % 5])
        yield Case(f"page {i} at {at:#x}: {kind}", (patch,))


def extremes(size):
    top = 2 ** (8 * size)
    return sorted({0, 1, 2, 3, 7, 4095, 4097, 65536, 1 << 20, top // 4, top // 2 - 1, top // 2, top - 1, top - 4096,
                   top // 16, (1 << 40) % top})


def headers(dump):
    """Every number of the headers, one after the other, at its extremes."""
    for name in [*HEADER, *SUB_HEADER]:
        at, size = dump.field(name)
        if name == "signature":
            continue
        for value in extremes(size):
            yield Case(f"header {name} = {value:#x}", ((at, value.to_bytes(size, "little")),))
    huge = [(dump.field("bitmap_blocks")[0], struct.pack("<I", 0x7FFFFFFF)),
            (dump.field("max_mapnr")[0], struct.pack("<I", 0xFFFFFFFF)),
            (dump.field("max_mapnr_64")[0], struct.pack("<Q", 1 << 52))]
    yield Case("header: everything huge", tuple(huge))
    for size in (512, 1024, 2048, 8192, 16384, 65536, 1 << 30):
        yield Case(f"header block_size = {size}", ((dump.field("block_size")[0], struct.pack("<I", size)),))
    for name, (at, size) in (("notes", dump.notes_range), ("vmcoreinfo", dump.vmcoreinfo_range)):
        for fill in (b"\0", b"\xff", b"A", b"=\n", b"NUMBER(phys_base)=-1\n"):
            yield Case(f"{name} full of {fill!r}", ((at, (fill * size)[:size]),))
    at = dump.notes_range[0]
    for word in range(3):
        for value in (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF):
            yield Case(f"first note's word {word} = {value:#x}", ((at + 4 * word, struct.pack("<I", value)),))


def vmcoreinfo(dump):
    """Its lines with numbers that lead astray."""
    at, size = dump.vmcoreinfo_range
    text = dump.data[at:at + size]
    for key in ("SYMBOL(init_top_pgt)", "NUMBER(phys_base)", "NUMBER(pgtable_l5_enabled)", "SYMBOL(swapper_pg_dir)",
                "SYMBOL(prb)", "SIZE(printk_ringbuffer)", "OFFSET(printk_ringbuffer.desc_ring)", "KERNELOFFSET",
                "SYMBOL(kallsyms_names)", "SYMBOL(kallsyms_num_syms)", "SYMBOL(kallsyms_token_table)", "PAGESIZE",
                "SYMBOL(_stext)", "OSRELEASE", "SIZE(page)", "SYMBOL(vmemmap_base)"):
        start = text.find(key.encode() + b"=")
        if start < 0:
            continue
        start += len(key) + 1
        end = text.index(b"\n", start)
        length = end - start
        for value in (b"f" * length, b"0" * length, b"-" * length, b"9" * length, b"7" + b"f" * (length - 1)):
            yield Case(f"vmcoreinfo {key}={value.decode()}", ((at + start, value[:length]),))


def bombs(dump, pfns):
    """Pages that grow without end, or shrink, or say nonsense of themselves; at the end of the file."""
    end = len(dump.data)
    zeros = zlib.compress(bytes(64 << 20), 9)
    streams = {
        "64 MiB in one page": zeros,
        "an empty page": zlib.compress(b""),
        "half a page": zlib.compress(bytes(2048)),
        "one byte too many": zlib.compress(bytes(4097)),
        "a stream without its end": zlib.compress(bytes(range(256)) * 16)[:-8],
        "noise": random.Random(1).randbytes(600),
    }
    for name, stream in streams.items():
        for pfn in pfns:
            patch = (dump.descriptors[pfn], DESCRIPTOR.pack(end, len(stream), 1, 0))
            yield Case(f"page {pfn:#x}: {name}", (patch, (end, stream)))
    offset, size, flags, _ = dump.descriptor(pfns[0])
    for name, words in {
        "a size of 4 GiB": (offset, 0xFFFFFFFF, flags, 0), "a size of 2 GiB": (offset, 0x80000000, flags, 0),
        "no size": (offset, 0, flags, 0), "a negative offset": (-4096, size, flags, 0),
        "an offset past the end": (end + 4096, size, flags, 0), "an offset past everything": (2**63 - 1, size, flags, 0),
        "raw, and longer than a page": (offset, 8192, 0, 0), "raw, and shorter than a page": (offset, 100, 0, 0),
        "all compressions at once": (offset, size, 0x27, 0), "lzo": (offset, size, 2, 0), "snappy": (offset, size, 4, 0),
        "zstd": (offset, size, 0x20, 0), "unknown flags": (offset, size, 0xFFFFFFD8, 0),
    }.items():
        for pfn in pfns[:3]:
            yield Case(f"descriptor {pfn:#x}: {name}", ((dump.descriptors[pfn], DESCRIPTOR.pack(*words)),))
