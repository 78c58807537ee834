# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks the witness about a dump: with $DRGN, the newest drgn that tests/drgn/fetch-drgn has put in the cache, or the system's.

Newer kernels have moved what older drgns know of stacks and modules; the witness says what it could not see.
"""

import glob
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
WITNESS = f"{HERE}/witness.py"
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "inoderace")
SUITES = ("sid", "trixie")  # the newest first
PATIENCE = 300


class Broken(Exception):
    """The witness itself failed, on a dump that drgn opens. The text is its last words."""


def sources():
    """The files that an answer depends on."""
    return sorted(glob.glob(f"{HERE}/*.py"))


def drgn():
    """A drgn program; None for the module of the Python that runs this."""
    fetched = [f"{CACHE}/drgn/{suite}/drgn" for suite in SUITES]
    return next((path for path in [os.environ.get("DRGN"), *fetched] if path and os.access(path, os.X_OK)), None)


def ask(vmcore, vmlinux, *modules):
    """The witness's answer, or {"failed": why drgn cannot open the dump}."""
    program, files = drgn(), [vmcore, vmlinux, *modules]
    command = [program, "-q", "--no-default-symbols", "-c", vmcore, WITNESS] if program else [sys.executable, WITNESS]
    try:
        done = subprocess.run([*command, *files], capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise Broken(f"drgn was not done after {PATIENCE} s") from None
    last = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
    if f'File "{HERE}/' in done.stderr:
        raise Broken(last)
    return {"failed": last} if done.returncode else json.loads(done.stdout)
