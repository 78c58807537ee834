# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests need of a zlib-compressed kdump file: its header, its pages, and where memory lies in it.

Written for clean dumps; the program under test has a reader of its own, and shares nothing with this one.
"""

import struct
import zlib

PAGE = 4096
DESCRIPTOR = struct.Struct("<qIIQ")  # offset, size, flags, page_flags
KERNEL_MAP = 0xFFFFFFFF80000000
MASK = 2**64 - 1

# Where the numbers lie that a damaged header has wrong: (offset, bytes), from makedumpfile's diskdump_mod.h.
HEADER = {
    "signature": (0, 8), "version": (8, 4), "status": (424, 4), "block_size": (428, 4), "sub_hdr_size": (432, 4),
    "bitmap_blocks": (436, 4), "max_mapnr": (440, 4), "current_cpu": (456, 4), "nr_cpus": (460, 4),
}
SUB_HEADER = {
    "phys_base": (0, 8), "dump_level": (8, 4), "split": (12, 4), "start_pfn": (16, 8), "end_pfn": (24, 8),
    "offset_vmcoreinfo": (32, 8), "size_vmcoreinfo": (40, 8), "offset_note": (48, 8), "size_note": (56, 8),
    "offset_eraseinfo": (64, 8), "size_eraseinfo": (72, 8), "start_pfn_64": (80, 8), "end_pfn_64": (88, 8),
    "max_mapnr_64": (96, 8),
}


class Kdump:
    """A dump in memory. `descriptors` maps a page's number to where in the file its descriptor is."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        if self.data[:8] != b"KDUMP   ":
            raise ValueError(f"{path} is not a kdump file")
        self.sub_blocks, self.bitmap_blocks = struct.unpack_from("<iI", self.data, 432)
        self.bitmap = PAGE * (1 + self.sub_blocks)
        half = PAGE * self.bitmap_blocks // 2
        self.table = self.bitmap + 2 * half
        dumped = self.data[self.bitmap + half:self.table]
        pfns = (byte * 8 + bit for byte, value in enumerate(dumped) if value for bit in range(8) if value >> bit & 1)
        self.descriptors = {pfn: self.table + 24 * i for i, pfn in enumerate(pfns)}
        self.page_data = self.table + 24 * len(self.descriptors)
        at, size = struct.unpack_from("<QQ", self.data, PAGE + 32)
        self.vmcoreinfo_range = (at, size)
        text = self.data[at:at + size].decode(errors="replace").rstrip("\0")
        self.vmcoreinfo = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
        self.notes_range = struct.unpack_from("<QQ", self.data, PAGE + 48)
        self.phys_base = int(self.vmcoreinfo["NUMBER(phys_base)"])

    def field(self, name):
        """(offset in the file, bytes) of a header field."""
        if name in HEADER:
            return HEADER[name]
        at, size = SUB_HEADER[name]
        return PAGE + at, size

    def descriptor(self, pfn):
        return DESCRIPTOR.unpack_from(self.data, self.descriptors[pfn])

    def is_raw(self, pfn):
        return not self.descriptor(pfn)[2] & 0x27

    def page(self, pfn):
        offset, size, flags, _ = self.descriptor(pfn)
        stored = self.data[offset:offset + size]
        return zlib.decompress(stored) if flags & 1 else stored

    def owner(self, at):
        """What the byte at @at of the file belongs to, in words; and the page's number, or None."""
        if at < PAGE:
            return "header", None
        if at < self.bitmap:
            for name, (start, size) in (("vmcoreinfo", self.vmcoreinfo_range), ("notes", self.notes_range)):
                if start <= at < start + size:
                    return name, None
            return "sub header", None
        if at < self.table:
            return "bitmap", None
        if at < self.page_data:
            return "page descriptor", list(self.descriptors)[(at - self.table) // 24]
        for pfn in self.descriptors:
            offset, size, flags, _ = self.descriptor(pfn)
            if offset <= at < offset + size:
                return "compressed page" if flags & 0x27 else "raw page", pfn
        return "nothing", None

    def physical(self, vaddr):
        """Walks the kernel's page tables; None where they end."""
        top = int(self.vmcoreinfo["SYMBOL(init_top_pgt)"], 16) - KERNEL_MAP + self.phys_base
        levels = 5 if self.vmcoreinfo.get("NUMBER(pgtable_l5_enabled)") == "1" else 4
        table = top & MASK
        for level in range(levels, 0, -1):
            index = vaddr >> 12 + 9 * (level - 1) & 511
            if table // PAGE not in self.descriptors:
                return None
            entry, = struct.unpack_from("<Q", self.page(table // PAGE), 8 * index)
            if not entry & 1:
                return None
            low = 12 + 9 * (level - 1)
            if level == 1 or (level < 4 and entry & 0x80):
                return (entry & 0xFFFFFFFFFF000 & -(1 << low)) | vaddr & (1 << low) - 1
            table = entry & 0xFFFFFFFFFF000
        return None
