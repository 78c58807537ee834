# SPDX-License-Identifier: GPL-2.0-or-later
"""The forms DWARF comes in: a little "vmlinux" or module for each, and a real one without .debug_aranges."""

import os
import shutil
import statistics
import subprocess

LINKED = ("-shared", "-fPIC", "-O1", "-Wl,--build-id")
ALONE = ".globl alone\n.type alone, @function\nalone:\n\tret\n.size alone, .-alone\n.section .note.GNU-stack\n"


class Missing(Exception):
    """A program that makes this form is not installed, or cannot make it."""


def do(*argv, folder=None):
    if not shutil.which(argv[0]):
        raise Missing(f"{argv[0]} is not installed")
    done = subprocess.run([str(arg) for arg in argv], capture_output=True, cwd=folder, check=False)
    if done.returncode:
        raise Missing(done.stderr.decode().strip().splitlines()[-1])


def sections(path):
    return subprocess.run(["readelf", "-SW", path], capture_output=True, text=True, check=False).stdout


class Builder:
    """Builds source into files in a folder, with any compiler."""

    def __init__(self, source, folder):
        self.source, self.folder, self.number = source, folder, 0

    def new(self):
        self.number += 1
        return self.folder / f"form{self.number}"

    def linked(self, compiler, *options):
        path = self.new()
        # In its folder: -gsplit-dwarf leaves its .dwo where the compiler runs.
        do(compiler, *LINKED, *options, self.source, "-o", path, folder=self.folder)
        return path

    def module(self, compiler, *options):
        """Relocatable, with a build-id, as kernel modules are."""
        path = self.new()
        do(compiler, "-fPIC", "-O1", "-c", *options, self.source, "-o", f"{path}.o")
        do("ld", "-r", "--build-id", f"{path}.o", "-o", path)
        return path

    def bare(self, path):
        """The same file without .debug_aranges."""
        do("objcopy", "--remove-section", ".debug_aranges", "--remove-section", ".rela.debug_aranges", path)
        if ".debug_aranges" in sections(path):
            raise Missing("objcopy leaves .debug_aranges in")
        return path

    def of_clang(self, make, version):
        path = make("clang", f"-gdwarf-{version}")
        if ".debug_aranges" in sections(path):
            raise Missing("this clang writes .debug_aranges")
        return path

    def partial(self):
        """As a kernel of clang's: .debug_aranges knows the assembler files only."""
        other, path = self.new().with_suffix(".s"), self.new()
        other.write_text(ALONE)
        do("gcc", "-g", "-c", other, "-o", f"{other}.o")
        do("clang", *LINKED, "-g", self.source, f"{other}.o", "-o", path)
        if ".debug_aranges" not in sections(path):
            raise Missing("this assembler writes no .debug_aranges")
        return path

    def packed(self, how):
        path = self.linked("gcc", "-g")
        do("objcopy", f"--compress-debug-sections={how}", path)
        return path

    def shared(self, is_there=True):
        """Two files that share a third, which dwz made of what both have."""
        twins = [self.linked("gcc", "-gdwarf-4", f"-DTWIN={n}") for n in (1, 2)]
        common = self.new()
        do("dwz", "-m", common, "-M", common, *twins)
        if ".gnu_debugaltlink" not in sections(twins[0]):
            raise Missing("dwz found nothing to share")
        if not is_there:
            common.unlink()
        return twins[0]


def readable(b):
    """(what, function that makes it): types of these are read."""
    for version in (5, 4):
        yield f"DWARF {version}", lambda v=version: b.linked("gcc", f"-gdwarf-{v}")
        yield f"DWARF {version} without .debug_aranges", lambda v=version: b.bare(b.linked("gcc", f"-gdwarf-{v}"))
        yield f"DWARF {version} of a module", lambda v=version: b.module("gcc", f"-gdwarf-{v}")
        yield (f"DWARF {version} of a module without .debug_aranges",
               lambda v=version: b.bare(b.module("gcc", f"-gdwarf-{v}")))
        yield f"DWARF {version} by clang", lambda v=version: b.of_clang(b.linked, v)
        yield f"DWARF {version} of a module by clang", lambda v=version: b.of_clang(b.module, v)
    yield "DWARF by clang beside an assembler file", b.partial
    yield "compressed DWARF", lambda: b.linked("gcc", "-g", "-gz=zlib")
    yield "compressed DWARF, the old way", lambda: b.linked("gcc", "-g", "-gz=zlib-gnu")
    yield "compressed DWARF without .debug_aranges", lambda: b.bare(b.packed("zlib"))
    yield "DWARF that shares a file by .gnu_debugaltlink", b.shared


def refused(b):
    """(what, function that makes it, words of the reason): none of their types may be said not to be there."""
    for version in (5, 4):
        yield (f"DWARF {version} in .dwo files", lambda v=version: b.linked("gcc", f"-gdwarf-{v}", "-gsplit-dwarf"),
               ".dwo (-gsplit-dwarf), which are not read")
    yield ("DWARF in .dwo files by clang", lambda: b.linked("clang", "-g", "-gsplit-dwarf"),
           ".dwo (-gsplit-dwarf), which are not read")
    yield "DWARF of gcc -flto", lambda: b.linked("gcc", "-g", "-flto"), "gcc -flto"
    yield ("DWARF that shares a file that is gone", lambda: b.shared(False),
           "(.gnu_debugaltlink), which is not there")


def cost(argv, env, runs=5):
    """(least CPU seconds, most MiB) of @runs runs, after one that reads the files."""
    cpu, memory = [], []
    for _ in range(runs + 1):
        with subprocess.Popen([str(a) for a in argv], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env) as child:
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        cpu.append(usage.ru_utime + usage.ru_stime)
        memory.append(usage.ru_maxrss / 1024)
    return statistics.median(cpu[1:]), max(memory)
