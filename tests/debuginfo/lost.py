# SPDX-License-Identifier: GPL-2.0-or-later
"""Dumps whose own symbol table or types are lost: their pages left out, as a filter or a full disk would, or overwritten."""

import pathlib
import struct
import subprocess
import sys
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "damage"))
# pylint: disable=wrong-import-position
from kdump import DESCRIPTOR, PAGE, Kdump

TABLES = ("kallsyms_offsets", "kallsyms_names", "kallsyms_num_syms", "kallsyms_markers", "kallsyms_token_table",
          "kallsyms_token_index", "kallsyms_seqs_of_names", "kallsyms_relative_base", "kallsyms_addresses")


def moved(page):
    """Every address of a page of kallsyms_offsets 8 bytes further on."""
    words = struct.unpack("<1024i", page)
    return struct.pack("<1024i", *(word - 8 if word < 0 else word + 8 for word in words))


def symbols(vmlinux, tables=TABLES):
    """{name: address} of these tables and what follows each of them, as linked."""
    out = subprocess.run(["nm", "-n", vmlinux], capture_output=True, text=True, check=True).stdout
    found, last = {}, None
    for line in out.splitlines():
        address, _, name = line.split(maxsplit=2)
        if last and int(address, 16) > found[last][0]:
            found[last][1] = int(address, 16)
            last = None
        if name in tables and not last:
            last = name
            found[name] = [int(address, 16), 0]
        elif name in tables:
            found[name] = [int(address, 16), 0]
            last = name
    return found


class Lost:
    """One real dump, and the pages its symbol table lies on."""

    def __init__(self, dump, vmlinux, tables=TABLES):
        self.kdump = Kdump(dump)
        self.offset = int(self.kdump.vmcoreinfo["KERNELOFFSET"], 16)
        self.tables = symbols(vmlinux, tables)

    def pages(self, *names):
        """Page numbers of these tables (default: all of them)."""
        found = set()
        for name, (start, end) in self.tables.items():
            if names and name not in names:
                continue
            for at in range(start & -PAGE, end, PAGE):
                physical = self.kdump.physical(at + self.offset)
                if physical is not None and physical // PAGE in self.kdump.descriptors:
                    found.add(physical // PAGE)
        return found

    def without(self, pfns):
        """The dump without these pages: their bits cleared, and their descriptors taken out."""
        data = bytearray(self.kdump.data)
        half = (self.kdump.table - self.kdump.bitmap) // 2
        for pfn in pfns:
            data[self.kdump.bitmap + half + pfn // 8] &= ~(1 << pfn % 8) & 0xFF
        kept = [at for pfn, at in self.kdump.descriptors.items() if pfn not in pfns]
        table = b"".join(self.kdump.data[at:at + 24] for at in kept)
        data[self.kdump.table:self.kdump.table + len(table)] = table
        return bytes(data)

    def overwritten(self, pfn, change):
        """The dump with page @pfn as @change makes it of what it was."""
        data = bytearray(self.kdump.data)
        page = zlib.compress(change(self.kdump.page(pfn)))
        DESCRIPTOR.pack_into(data, self.kdump.descriptors[pfn], len(data), len(page), 1, 0)
        return bytes(data) + page


def without_types(dump, vmlinux):
    """The dump of a kernel that seems to have no BTF: its magic number is overwritten."""
    lost = Lost(dump, vmlinux, ("__start_BTF",))
    start = lost.tables["__start_BTF"][0]
    at = start % PAGE
    pfn = lost.kdump.physical(start + lost.offset) // PAGE
    return lost.overwritten(pfn, lambda page: page[:at] + bytes(2) + page[at + 2:])
