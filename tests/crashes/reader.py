# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs crash with the extension, and finds a crash program that reads a given kernel's dumps."""

import json
import os
import re
import shutil
import subprocess

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PATIENCE = 300
NO_MODULES = "--no_modules"
OPENED = "the session has opened"


class ReaderError(Exception):
    """No diagnosis came out. The text says why."""


class BuildError(Exception):
    """The extension does not build for another crash: a failure, where the lack of a crash is not."""


class Reader:
    """A crash program, its options, and the extension built for it."""

    def __init__(self, name, crash, extension, options=()):
        self.name, self.crash, self.options = name, crash, list(options)
        self.extension = extension

    def run(self, vmcore, vmlinux, xfs_ko=None):
        """(the JSON report or None, everything crash printed)"""
        load = [f"mod -s xfs {xfs_ko}"] if xfs_ko else []
        commands = [f"!echo {OPENED}", f"extend {self.extension}", *load, "inoderace -j", "quit"]
        try:
            done = subprocess.run(
                [self.crash, "-s", *self.options, vmlinux, vmcore],
                input="".join(f"{command}\n" for command in commands),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="surrogateescape",
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ReaderError(f"{self.name} was not done after {PATIENCE} s") from None
        if OPENED not in done.stdout:
            raise ReaderError(f"{self.name} does not open it: {complaint(done.stdout)} (exit status {done.returncode})")
        reports = [line for line in done.stdout.splitlines() if line.startswith('{"schema"')]
        if len(reports) != 1:
            return None, done.stdout
        # crash lists the file it took, which may be another than it was told.
        if xfs_ko and not re.search(rf"^[0-9a-f]+ +xfs .*{re.escape(xfs_ko)} *$", done.stdout, re.M):
            raise ReaderError(f"mod -s did not load {xfs_ko}: {complaint(done.stdout)}")
        return json.loads(reports[0]), done.stdout


def complaint(output):
    """The line with which crash says why it gave up."""
    lines = [line for line in output.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("crash:", "inoderace:", "mod:", "extend:"))]
    return (told or lines or ["crash printed nothing"])[-1]


class Readers:
    """Per kernel the first reader that opens its dumps: crash only reads kernels older than itself."""

    def __init__(self, crash, extension, scratch):
        # A copy: whoever builds meanwhile must not change what is being tested.
        copy = os.path.join(scratch, "inoderace.so")
        shutil.copy(extension, copy)
        self.choices = [Reader(os.path.basename(crash), crash, copy)]
        self.fetched = False
        self.of_kernel = {}

    def programs(self):
        """What an outcome depends on, before it is known which reader opens a dump."""
        return [self.choices[0].crash, self.choices[0].extension]

    def fetch(self):
        """A newer crash, with an extension of its own: extensions have no ABI."""
        self.fetched = True
        done = subprocess.run([f"{TOP}/tests/crash/fetch-crash"], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            return
        told = dict(line.split("=", 1) for line in done.stdout.splitlines())
        build = f"{TOP}/build/crash-{told['VERSION']}"
        make = ["make", "-s", "-C", TOP, f"BUILD={build}", f"CRASH={told['CRASH']}"]
        env = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MAKEOVERRIDES")}
        name, so = f"crash {told['VERSION']}", f"{build}/inoderace.so"
        if subprocess.run([*make, f"CRASH_INC={told['CRASH_INC']}", so], env=env, stdout=2, check=False).returncode:
            self.fetched = False
            raise BuildError(f"{so} does not build, see above")
        self.choices.append(Reader(name, told["CRASH"], so))
        # Newer kernels have moved what even the newest crash knows of modules; without them it opens.
        self.choices.append(Reader(f"{name} --no_modules", told["CRASH"], so, [NO_MODULES]))

    def choose(self, kernel, vmcore, vmlinux):
        """The reader for a kernel's dumps. ReaderError when none here opens them."""
        if kernel not in self.of_kernel:
            self.of_kernel[kernel] = self.probe(vmcore, vmlinux)
        found = self.of_kernel[kernel]
        if isinstance(found, str):
            raise ReaderError(found)
        return found

    def probe(self, vmcore, vmlinux):
        said = []
        for number in range(3):
            if number == 1 and not self.fetched:
                self.fetch()
            if number >= len(self.choices):
                break
            reader = self.choices[number]
            try:
                reader.run(vmcore, vmlinux)
            except ReaderError as error:
                said.append(str(error))
                continue
            # Whether it opened is all: an extension that such a crash does not load is a failure to be seen.
            if said:
                print(f"note  {'; '.join(said)}; {reader.name} is used for {vmcore}", flush=True)
            return reader
        return "no crash program here opens it; " + "; ".join(said)
