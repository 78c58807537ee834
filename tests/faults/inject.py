# SPDX-License-Identifier: GPL-2.0-or-later
"""One fault in one run of a program: system calls by strace, the rest by build/fail-call.so. Each fault has a number, which
call of its kind it hits; points() tells how many such calls a run makes.

strace counts the calls of each process apart, so a fault hits the same call of each; fail-call.so counts them together.
"""
import os
import pathlib
import re
import struct
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]
PRELOAD = TOP / os.environ.get("BUILD", "build") / "fail-call.so"
KINDS = ["alloc", "read", "write", "eio", "nospc", "sent", "heard", "clock"]
TIMEOUT = 30

# What a call may meet. "+": so do all calls after it. close() is only killed: strace would leave the file open, no kernel does.
ERRORS = {
    "read": ["error=EIO", "error=EINTR", "retval=0", "error=ESTALE+"],
    "pread64": ["error=EIO", "error=EINTR", "retval=0", "error=ESTALE+"],
    "recvmsg": ["error=ECONNRESET"],
    "recvfrom": ["error=ECONNRESET"],
    "sendmsg": ["error=EPIPE", "error=EINTR"],
    "sendto": ["error=EPIPE"],
    "poll": ["error=EINTR", "error=ENOMEM"],
    "write": ["error=EIO", "error=ENOSPC", "error=ENOSPC+", "error=EINTR"],
    "writev": ["error=EIO", "error=ENOSPC+"],
    "pwrite64": ["error=EIO", "error=ENOSPC", "error=ENOSPC+"],
    "fsync": ["error=EIO"],
    "fdatasync": ["error=EIO"],
    "ftruncate": ["error=ENOSPC"],
    "rename": ["error=EIO", "error=ENOSPC"],
    "unlink": ["error=EIO"],
    "openat": ["error=EMFILE", "error=ESTALE"],
    "newfstatat": ["error=EIO"],
    "lseek": ["error=EIO"],
    "getdents64": ["error=EIO"],
    "fcntl": ["error=EIO"],
    "flock": ["error=EINTR"],
    "mmap": ["error=ENOMEM"],
    "mremap": ["error=ENOMEM"],
    "clone": ["error=EAGAIN"],
    "clone3": ["error=EAGAIN"],
    "pipe2": ["error=EMFILE"],
    "socketpair": ["error=EMFILE"],
    "socket": ["error=EMFILE"],
    "wait4": ["error=EINTR"],
    "memfd_create": ["error=EMFILE"],
}
KILL = "signal=KILL"
KILLED_AT = ["read", "pread64", "write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "ftruncate", "openat", "close",
             "sendmsg", "recvmsg", "wait4", "clone", "fcntl", "exit_group"]
PRELOADED = ["alloc", "alloc+", "read", "write", "write+", "eio", "eio+", "nospc", "nospc+", "clock+"]
LOST = ["sent", "heard"]  # for lost-connections


class Fault:
    """@call: a system call or a kind of fail-call.so's; @what: as in ERRORS, or "" for the latter; @n: from 1.
    @follow: the children as well."""
    def __init__(self, call, what, n, follow=True):
        self.call, self.what, self.n, self.follow = call, what, n, follow

    def __str__(self):
        return f"{self.call} {self.what} {self.n}" + ("" if self.follow else ", not in its children")

    @property
    def kills(self):
        return self.what == KILL

    @property
    def silences(self):
        """Standard error cannot be written to either."""
        return self.call.startswith("write") and "+" in self.what

    def command(self, argv):
        if self.call in PRELOADED + LOST and not self.what:
            return argv
        what, lasting = self.what.rstrip("+"), self.what.endswith("+")
        return ["strace", *(["-f"] if self.follow else []), "-qqq", "-o", "/dev/null", "-e", f"trace={self.call}", "-e", "signal=none",
                "-e", f"inject={self.call}:{what}:when={self.n}{'+' if lasting else ''}", *argv]

    def environment(self, counts):
        if self.what:
            return {}
        kind, lasting = self.call.rstrip("+"), self.call.endswith("+")
        return {"LD_PRELOAD": str(PRELOAD), "IR_FAULT_COUNTS": str(counts), "IR_FAULT": f"{kind}:{self.n}{'+' if lasting else ''}"}


def run(argv, cwd, env, stdin=b""):
    try:
        return subprocess.run(argv, cwd=cwd, env=env, input=stdin, capture_output=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired as e:
        return subprocess.CompletedProcess(argv, "it does not end", e.stdout or b"", e.stderr or b"")


def points(argv, cwd, env, stdin, scratch):
    """Of an undisturbed run: {call: (which ones of each process, which ones of the first)}, as numbers from 1. Those of the dynamic
    loader, which end with the munmap of its cache, are not the program's: it dies of some."""
    calls, first, loading = {}, None, set()
    trace = scratch / "trace"
    run(["strace", "-f", "-qqq", "-o", str(trace), *argv], cwd, env, stdin)
    for line in trace.read_text(errors="replace").splitlines():
        m = re.match(r"(\d+) +(\w+)\(", line)
        if not m:
            continue
        pid, call = m.groups()
        first = first or pid
        if call == "execve":
            loading.add(pid)
        ours = calls.setdefault(call, {}).setdefault(pid, [])
        ours.append(pid not in loading)
        if call == "munmap":
            loading.discard(pid)
    return {call: (numbers(of.values()), numbers([of.get(first, [])])) for call, of in calls.items()}


def numbers(processes):
    """Calls that are the program's own in each process that makes so many"""
    most = max(map(len, processes))
    return [n + 1 for n in range(most) if all(p[n] for p in processes if n < len(p))]


def counts(argv, cwd, env, stdin, scratch):
    file = scratch / "counts"
    file.write_bytes(bytes(4 * len(KINDS)))
    run(argv, cwd, {**env, "LD_PRELOAD": str(PRELOAD), "IR_FAULT_COUNTS": str(file)}, stdin)
    return dict(zip(KINDS, struct.unpack(f"{len(KINDS)}I", file.read_bytes())))


def faults(calls, kinds, locked):
    """Every fault at every point of a run that makes so many calls. @locked: it has processes that seccomp kills when strace makes a
    call of theirs fail."""
    forks = "clone" in calls or "clone3" in calls or "vfork" in calls
    for call, (each, first) in calls.items():
        for what in ERRORS.get(call, []) + ([KILL] if call in KILLED_AT else []):
            if not locked or what == KILL:
                yield from (Fault(call, what, n) for n in each)
            if forks:
                yield from (Fault(call, what, n, follow=False) for n in first)
    for kind in PRELOADED:
        for n in range(1, kinds[kind.rstrip("+")] + 1):
            yield Fault(kind, "", n)
