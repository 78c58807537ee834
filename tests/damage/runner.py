# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the program on a damaged copy of a dump and says what is wrong with how it took it."""

import json
import os
import resource
import subprocess
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
CPU_SECONDS = 10
WALL_SECONDS = 60  # of a machine that does other things too
MEMORY_KB = 512 * 1024  # with sanitizers; the program itself takes a tenth
# Leaks are libkdumpfile's when it refuses a file, and none of ours; what we allocate is still checked.
SANITIZERS = {
    "ASAN_OPTIONS": "allocator_may_return_null=1:max_allocation_size_mb=4096",
    "LSAN_OPTIONS": f"suppressions={HERE}/leaks.supp:print_suppressions=0",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}
REPORTS = ("ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error:", "UndefinedBehavior")


class Outcome:
    """What one run gave. `wrong` is empty when the program did as it should, whatever it found."""

    def __init__(self, status, out, err, cpu, memory):
        # A failed allocation that is coped with is none of the sanitizer's business.
        err = "".join(line for line in err.splitlines(True) if "AddressSanitizer failed to allocate" not in line)
        self.status, self.err, self.cpu, self.memory = status, err, cpu, memory
        self.report, self.wrong = None, []
        if status < 0:
            self.wrong.append(f"killed by signal {-status}" + (" (10 s of CPU time)" if status in (-24, -9) else ""))
        elif status not in (0, 2, 3):
            self.wrong.append(f"exit status {status}")
        if any(word in err for word in REPORTS):
            self.wrong.append("sanitizer: " + next(line for line in err.splitlines() if any(w in line for w in REPORTS)))
        elif status == 2 and (err.count("\n") != 1 or not err.startswith("inoderace: ")):
            self.wrong.append(f"not one clear line: {err!r}")
        elif err and status in (0, 3):
            self.wrong.append(f"a verdict, and yet: {err!r}")
        if memory > MEMORY_KB:
            self.wrong.append(f"{memory // 1024} MiB of memory")
        try:
            self.report = json.loads(out)
        except ValueError:
            if not self.wrong:
                self.wrong.append("its JSON cannot be read")

    @property
    def verdict(self):
        """(class, phase, confidence), or None."""
        verdict = self.report and self.report.get("verdict")
        return verdict and (verdict["class"], verdict["phase"], verdict["confidence"])

    @property
    def brief(self):
        return "/".join(word or "-" for word in self.verdict) if self.verdict else f"exit {self.status}"

    def differs(self, intact):
        """A confirmed verdict that is not the intact one: the one thing damage must never bring about."""
        return bool(self.verdict) and self.verdict[2] == "confirmed" and self.verdict != intact.verdict


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def diagnose(program, *paths):
    """Run it once. wait4 tells what this very child used."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(
            [program, "-j", *paths], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            env={**os.environ, **SANITIZERS}, preexec_fn=limit,
        )
        alarm = threading.Timer(WALL_SECONDS, child.kill)
        alarm.start()
        _, status, usage = os.wait4(child.pid, 0)
        alarm.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said = err.read().decode(errors="replace")
        cpu = usage.ru_utime + usage.ru_stime
        return Outcome(child.returncode, out.read().decode(errors="replace"), said, cpu, usage.ru_maxrss)
