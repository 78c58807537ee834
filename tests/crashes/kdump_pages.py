# SPDX-License-Identifier: GPL-2.0-or-later
"""The pages in a kdump file, unpacked by Python's zlib and the zstd program: with nothing of inoderace's.

Such a file begins with a block of header, at byte 432 of which stand the blocks of the sub-header and of two bitmaps, then these,
then a descriptor of 24 bytes for each page that the second bitmap marks: where it is, how long, and how it is packed.
"""

import struct
import subprocess
import zlib

BLOCK = 4096
ZLIB, ZSTD = 0x1, 0x20


def descriptors(data):
    """Where they begin."""
    sub, bitmaps = struct.unpack_from("<iI", data, 432)
    return (1 + sub + bitmaps) * BLOCK


def pages(data):
    """Each page that is there, once."""
    sub, bitmaps = struct.unpack_from("<iI", data, 432)
    second = (1 + sub) * BLOCK + bitmaps // 2 * BLOCK
    marked = sum(bin(byte).count("1") for byte in data[second : second + bitmaps // 2 * BLOCK])
    done = set()
    for n in range(marked):
        offset, size, flags = struct.unpack_from("<QII", data, descriptors(data) + 24 * n)
        if offset in done:
            continue
        done.add(offset)
        packed = data[offset : offset + size]
        if flags & ZLIB:
            yield zlib.decompress(packed)
        elif flags & ZSTD:
            yield subprocess.run(["zstd", "-dc"], input=packed, capture_output=True, check=True).stdout
        else:
            yield packed
