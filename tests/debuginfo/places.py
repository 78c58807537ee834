# SPDX-License-Identifier: GPL-2.0-or-later
"""What tests/debuginfo/types-from-dwarf looks at: folders as distributions lay them out, damaged files, servers."""

import contextlib
import dataclasses
import pathlib
import random
import shutil
import socket
import subprocess
import tempfile
import time

import doors


@dataclasses.dataclass
class Tree:
    given: pathlib.Path  # to -d
    vmlinux: pathlib.Path
    module: pathlib.Path


def build_id(path):
    out = subprocess.run(["readelf", "-n", path], capture_output=True, text=True, check=False).stdout
    return next(line.split(":")[1].strip() for line in out.splitlines() if "Build ID" in line)


def put(path, real):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(real)
    return path


def pack(program, path, real):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as out:
        subprocess.run([program, "-1", "-c", real], stdout=out, check=True)
    return path


def trees(debug, release, tmp):
    """(name, Tree): the real files, in places they are found in."""
    vmlinux, module = debug / "vmlinux", debug / "xfs.ko"
    xfs = "kernel/fs/xfs/xfs.ko"

    def by_id(path):
        digits = build_id(path)
        return f".build-id/{digits[:2]}/{digits[2:]}.debug"

    for what, below, a, b in (
        ("by build-id", "usr/lib/debug", by_id(vmlinux), by_id(module)),
        ("as Debian has them", "usr/lib/debug", f"boot/vmlinux-{release}", f"lib/modules/{release}/{xfs}"),
        ("as RHEL has them", "usr/lib/debug", f"lib/modules/{release}/vmlinux", f"lib/modules/{release}/{xfs}.debug"),
        ("as SUSE has them", "usr/lib/debug", f"boot/vmlinux-{release}.debug", f"usr/lib/modules/{release}/{xfs}.debug"),
        ("in a folder of files", "", "vmlinux-of-it", "xfs.ko.debug"),
    ):
        root = tmp / what.replace(" ", "-")
        yield what, Tree(root, put(root / below / a, vmlinux), put(root / below / b, module))
        if below and what != "by build-id":
            yield f"{what}, {below} itself given", Tree(root / below, root / below / a, root / below / b)
    for program, end in (("xz", "xz"), ("zstd", "zst"), ("gzip", "gz")):
        root = tmp / program
        yield f"xfs.ko.{end}", Tree(root, put(root / f"boot/vmlinux-{release}", vmlinux),
                                    pack(program, root / f"lib/modules/{release}/{xfs}.{end}", module))
    yield "by .gnu_debuglink", linked(tmp / "link", vmlinux, module, f"lib/modules/{release}/{xfs}")


def linked(root, vmlinux, module, place):
    """The module without DWARF, and a link to a file beside it."""
    bare = root / place
    bare.parent.mkdir(parents=True)
    link = put(bare.parent / ".debug/elsewhere.debug", module)
    subprocess.run(["objcopy", "--strip-debug", f"--add-gnu-debuglink={link}", module, bare], check=True)
    return Tree(root, put(root / "vmlinux", vmlinux), link)


def sections(path):
    """{name: (offset, size)} of an ELF file."""
    out = subprocess.run(["readelf", "-SW", path], capture_output=True, text=True, check=False).stdout
    found = {}
    for line in out.splitlines():
        fields = line.replace("[ ", "[").split()
        if len(fields) > 5 and fields[0].startswith("[") and fields[1].startswith("."):
            found[fields[1]] = (int(fields[4], 16), int(fields[5], 16))
    return found


def damaged(data):
    """(what, bytes): files with bytes flipped where it hurts, and cut off."""
    with tempfile.NamedTemporaryFile() as whole:
        whole.write(data)
        whole.flush()
        where = sections(whole.name)
    dice = random.Random(1)
    parts = [".debug_info", ".debug_abbrev", ".debug_aranges", ".rela.debug_info", ".symtab", ".debug_str"]
    for n in range(24):
        name = parts[n % len(parts)]
        start, size = where[name]
        copy = bytearray(data)
        for _ in range(1 + size // 400):
            copy[start + dice.randrange(size)] ^= 1 << dice.randrange(8)
        yield f"{name} damaged, round {n}", copy
    for n in range(12):
        copy = bytearray(data)
        for _ in range(4):
            copy[dice.randrange(64) if n % 2 else len(data) - 1 - dice.randrange(64 * len(where))] ^= 0xFF
        yield f"headers damaged, round {n}", copy
    for part in (0, 10, 63, 64, 4096, len(data) // 2, len(data) - 4096):
        yield f"cut off after {part} bytes", data[:part]


@contextlib.contextmanager
def debuginfod(debug, tmp):
    """A server that has xfs.ko and nothing else; its address, or None."""
    if not shutil.which("debuginfod"):
        yield None
        return
    put(tmp / "served/xfs.ko", debug / "xfs.ko")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(["debuginfod", "-L", "-F", "-d", ":memory:", "-p", str(port), tmp / "served"],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            ready(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def ready(port):
    """Wait until the server has read its folder."""
    for _ in range(300):
        done = doors.run("curl", "-s", f"http://127.0.0.1:{port}/metrics")
        if b'scanned_files_total{source="file"} 0' not in done.stdout and b"scanned_files_total" in done.stdout:
            return
        time.sleep(0.2)


@contextlib.contextmanager
def silence():
    """A server that takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(16)
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
