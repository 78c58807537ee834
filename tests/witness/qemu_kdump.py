# SPDX-License-Identifier: GPL-2.0-or-later
"""A dump that QEMU wrote in kdump's format, as drgn opens it.

QEMU knows nothing of the kernel: the file has no VMCOREINFO, and of the kernel's names the machine's alone. It is also flattened, so
that it can be written to a pipe. makedumpfile puts it in order; VMCOREINFO is a page of the dumped memory, and is added to the notes.
"""

import mmap
import os
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, f"{HERE}/../crashes")
# pylint: disable=wrong-import-position
import kdump_pages

FLATTENED = b"makedumpfile\0"
INFO_START = b"OSRELEASE="
UTSNAME, FIELD = 12, 65  # in the header: where struct utsname is, and how long each of its fields
NOTES = kdump_pages.BLOCK + 32  # in the sub-header: where VMCOREINFO is and how long, the same of all notes


def vmcoreinfo(data):
    """What the kernel keeps for it: a page that begins with its release. The longest, where there is an old one; b"" where none."""
    found = [page.split(b"\0")[0] for page in kdump_pages.pages(data) if page.startswith(INFO_START)]
    return max(found, key=len, default=b"")


def note(name, text):
    def padded(data):
        return data + b"\0" * (-len(data) % 4)

    return struct.pack("<III", len(name) + 1, len(text), 0) + padded(name + b"\0") + padded(text)


def add(file, data, info):
    """VMCOREINFO as the last of the notes, at the file's end, and the kernel's names, of which it has the release."""
    _, size, notes, notes_size = struct.unpack_from("<QQQQ", data, NOTES)
    assert not size, "it has a VMCOREINFO"
    all_notes = data[notes : notes + notes_size]
    end, begins = len(data), len(note(b"VMCOREINFO", b""))
    file.seek(end)
    file.write(all_notes + note(b"VMCOREINFO", info))
    file.seek(NOTES)
    file.write(struct.pack("<QQQQ", end + len(all_notes) + begins, len(info), end, len(all_notes) + len(note(b"VMCOREINFO", info))))
    release = info.split(b"\n")[0][len(INFO_START) :]
    for n, name in enumerate((b"Linux", b"(none)", release, b"(none)")):
        file.seek(UTSNAME + FIELD * n)
        file.write(name[: FIELD - 1].ljust(FIELD, b"\0"))


def completed(vmcore, scratch):
    """The path of a copy in @scratch that drgn opens; None where @vmcore is no such dump."""
    with open(vmcore, "rb", buffering=0) as file:
        if file.read(len(FLATTENED)) != FLATTENED:
            return None
        file.seek(0)
        path = f"{scratch}/vmcore"
        subprocess.run(["makedumpfile", "-R", path], stdin=file, capture_output=True, check=True)
    with open(path, "r+b") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        info = vmcoreinfo(data) if not struct.unpack_from("<Q", data, NOTES + 8)[0] else b""
        if not info:
            return None
        add(file, data, info)
    return path
