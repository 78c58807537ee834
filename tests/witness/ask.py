# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks the witness about a dump: with $DRGN, the newest drgn that tests/drgn/fetch-drgn has put in the cache, or the system's.

Newer kernels have moved what older drgns know of stacks and modules; the witness says what it could not see.
"""

import functools
import glob
import json
import mmap
import os
import subprocess
import sys
import tempfile

import qemu_kdump

HERE = os.path.dirname(os.path.abspath(__file__))
WITNESS = f"{HERE}/witness.py"
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "inoderace")
SUITES = ("sid", "trixie")  # the newest first
PATIENCE = 300
INFO_START, INFO_MOST = b"OSRELEASE=", 65536


class Broken(Exception):
    """The witness itself failed, on a dump that drgn opens. The text is its last words."""


def sources():
    """The files that an answer depends on."""
    return sorted(glob.glob(f"{HERE}/*.py"))


def drgn():
    """A drgn program; None for the module of the Python that runs this."""
    fetched = [f"{CACHE}/drgn/{suite}/drgn" for suite in SUITES]
    return next((path for path in [os.environ.get("DRGN"), *fetched] if path and os.access(path, os.X_OK)), None)


def vmcoreinfo(vmcore):
    """What the kernel keeps for a dump's VMCOREINFO, out of the memory in an ELF dump that has no such note, as QEMU's; else None."""
    with open(vmcore, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as dump:
        if dump[:4] != b"\x7fELF" or dump.find(b"VMCOREINFO\0", 0, INFO_MOST) >= 0:
            return None
        found, at = b"", dump.find(INFO_START)
        while at >= 0:
            end = dump.find(b"\0", at, at + INFO_MOST)
            found = max(found, dump[at : max(end, at)], key=len)
            at = dump.find(INFO_START, at + 1)
    return found or None


@functools.cache
def knows_qemu(program):
    """Does it take VMCOREINFO from outside? Then it also finds a CPU's registers in QEMU's notes, whose PIDs are numbers of CPUs."""
    return bool(program) and "--vmcoreinfo" in subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout


def command(vmcore, scratch):
    """The program that is the witness of this dump, and its options."""
    program = drgn()
    if not program:
        return [sys.executable, WITNESS]
    options = ["-q", "--no-default-symbols"]
    info = vmcoreinfo(vmcore) if knows_qemu(program) else None
    if info:
        with open(f"{scratch}/vmcoreinfo", "wb") as file:
            file.write(info)
        options += ["--vmcoreinfo", file.name]
    return [program, *options, "-c", vmcore, WITNESS]


def ask(vmcore, vmlinux, *modules):
    """The witness's answer, or {"failed": why drgn cannot open the dump}."""
    with tempfile.TemporaryDirectory() as scratch:
        vmcore = knows_qemu(drgn()) and qemu_kdump.completed(vmcore, scratch) or vmcore
        try:
            done = subprocess.run(
                [*command(vmcore, scratch), vmcore, vmlinux, *modules], capture_output=True, text=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            raise Broken(f"drgn was not done after {PATIENCE} s") from None
    last = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
    if f'File "{HERE}/' in done.stderr:
        raise Broken(last)
    return {"failed": last} if done.returncode else json.loads(done.stdout)
