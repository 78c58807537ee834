# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands that faults are tried on: what lies in their folder before, and what may lie there after."""
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess

from inject import TOP

BUILD = TOP / os.environ.get("BUILD", "build")
SAMPLES = TOP / "samples/6.1-cloud"
LOG = TOP / "tests/logs/samples/061-iput-null-i386.txt"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "inoderace"
DUMP = CACHE / "crashes/6.1-cloud/in-window/vmcore"
DEBUG = CACHE / "kernels/6.1-cloud/debug"


def link(work, name, target):
    """By its whole path: a copy of the folder keeps it."""
    (work / name).symlink_to(target)


class Command:
    """@statuses: those that the man page has. @outputs: names of what it writes. Runs in a folder of its own, @cwd."""
    name, program, arguments, statuses, outputs = "", "inoderace", [], {0, 2}, []
    stdin = b""
    needs = []
    lines = 1  # of standard error at most: each thing that went wrong has one
    locked = False  # it has processes that are locked in
    slow = False  # too many points for a sample
    spared = None  # what a library says that ends the program, which cannot be helped
    open_calls = ()  # faults of these are known to go wrong: told, and counted as skipped until they are mended
    output_tells = False  # what goes wrong may be a line of its output
    libraries_talk = False  # they say something on standard error when memory runs out, beside our line

    def argv(self):
        return [str(BUILD / self.program), *self.arguments]

    def environment(self):
        env = {k: v for k, v in os.environ.items() if not k.startswith(("INODERACE_", "XDG_", "LD_"))}
        return {**env, "HOME": "/nonexistent", "TZ": "UTC", "TMPDIR": "/tmp"}

    def prepare(self, work):
        pass

    def wrong(self, work, before, intact, done, fault):
        """What is wrong with what it printed and left, but for what holds of all."""
        return []

    @staticmethod
    def summary(line):
        """Is it a line of standard error that tells of success?"""
        return False

    def files(self, work):
        """{name: content that two runs have in common}"""
        found = {}
        for p in sorted(work.rglob("*")):
            if p.is_file() and not p.is_symlink():
                found[str(p.relative_to(work))] = self.content(p)
        return found

    def content(self, path):
        return path.read_bytes()


def rank(report):
    return ["confirmed", "likely", "possible", None].index(report["verdict"]["confidence"])


class Report(Command):
    """JSON of dumps: information that was lost may cost certainty, is told, and never gives another confirmed verdict."""
    statuses = {0, 2, 3}

    def wrong(self, work, before, intact, done, fault):
        said, lines = [], done.stdout.splitlines()
        for line, whole in zip(lines, intact.stdout.splitlines()):
            try:
                report, right = json.loads(line), json.loads(whole)
            except ValueError:
                if done.returncode != 2:
                    said.append(f"half a report: {line[-60:]!r}")
                break
            said += list(self.other(report, right, done))
        if len(lines) < len(intact.stdout.splitlines()) and done.returncode != 2:
            said.append("a report is missing")
        return said

    @staticmethod
    def other(report, right, done):
        if report == right or not report["verdict"]:
            return
        mine, true = report["verdict"], right["verdict"]
        if mine["class"] not in (true["class"], "undetermined"):
            yield f"another verdict: {mine['class']}, {mine['confidence']}"
        if mine["class"] == true["class"] and rank(report) < rank(right):
            yield f"it is surer than without: {mine['confidence']}"
        told = [k for k in ("missing", "unavailable", "observations") if report[k] != right[k]]
        lost = [k for k in report if report[k] != right[k]]
        # A file that ends too early is packed in a way that its headers do not tell.
        if not told and not done.stderr and lost != ["dump"]:
            yield f"nothing tells why these differ: {lost}"


class Slice(Report):
    name = "diagnose a slice and a log"
    lines = 2
    arguments = ["-j", "evidence.slice", "dmesg.txt"]

    def prepare(self, work):
        link(work, "evidence.slice", SAMPLES / "in-window/evidence.slice")
        link(work, "dmesg.txt", LOG)


class Text(Command):
    name = "the report for a person"
    arguments = ["evidence.slice"]
    prepare = Slice.prepare
    statuses = {0, 2, 3}

    def wrong(self, work, before, intact, done, fault):
        first = done.stdout.split(b"\n")[0].split(b"kernel")[0]
        if done.returncode not in (0, 3):
            return []
        same = intact.stdout.startswith(first) or b"not determined" in first or b"likely" in first or b"possible" in first
        return [] if same else [f"another verdict: {first!r}"]


class Dump(Report):
    name = "diagnose a dump"
    arguments = ["-j", "vmcore"]
    needs = [DUMP]
    slow = True

    def prepare(self, work):
        link(work, "vmcore", DUMP)


class MakeSlice(Command):
    name = "cut a slice"
    arguments = ["slice", "--compact", "vmcore", "-o", "out.slice"]
    outputs = ["out.slice"]
    needs = [DUMP]
    slow = True
    leftovers = (".part",)

    def prepare(self, work):
        link(work, "vmcore", DUMP)
        shutil.copy(SAMPLES / "in-window/evidence.slice", work / "out.slice")


class Learn(Command):
    name = "learn"
    arguments = ["learn", "vmlinux", "xfs.ko", "-o", "k.layouts"]
    outputs = ["k.layouts"]
    open_calls = ("alloc",)  # libdw takes lack of memory for lack of answers
    needs = [DEBUG / "vmlinux", DEBUG / "xfs.ko"]
    slow = True

    def prepare(self, work):
        link(work, "vmlinux", DEBUG / "vmlinux")
        link(work, "xfs.ko", DEBUG / "xfs.ko")
        (work / "k.layouts").write_text("an older one\n")


class Issues(Command):
    name = "issues check"
    program = "inoderace-issues"
    locked = True
    libraries_talk = True
    lines = 3
    arguments = ["check", "a.jq", "report.json"]
    output_tells = True

    def prepare(self, work):
        (work / "a.jq").write_text('module { id: "A-1", title: "of A" };\ndef fits: .verdict.class == "xfs-reinit-race";\n')
        shutil.copy(SAMPLES / "in-window/report.json", work)


class Known(Report):
    locked = True
    name = "diagnose with known issues"
    arguments = ["-j", "--issues", "a.jq", "evidence.slice"]
    needs = [BUILD / "inoderace-issues"]
    libraries_talk = True
    lines = 3

    def prepare(self, work):
        Issues.prepare(self, work)
        link(work, "evidence.slice", SAMPLES / "in-window/evidence.slice")


class Mcp(Command):
    name = "mcp"
    program = "inoderace-mcp"
    locked = True
    arguments = ["."]
    statuses = {0, 2}
    stdin = b"".join(json.dumps({"jsonrpc": "2.0", "id": i, "method": method, "params": params}).encode() + b"\n"
                     for i, (method, params) in enumerate([
                         ("initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "0"}}),
                         ("tools/call", {"name": "diagnose", "arguments": {"path": "evidence.slice"}}), ("ping", {})]))

    def prepare(self, work):
        shutil.copy(SAMPLES / "in-window/evidence.slice", work)

    def wrong(self, work, before, intact, done, fault):
        said, answered = [], set()
        whole = {a["id"]: a for a in map(json.loads, intact.stdout.splitlines())}
        for line in done.stdout.splitlines():
            try:
                answer = json.loads(line)
            except ValueError:
                return [] if done.returncode else [f"half an answer: {line[-60:]!r}"]
            answered.add(answer["id"])
            text = json.dumps(answer)
            if answer != whole.get(answer["id"]) and "error" not in text and "missing" not in text:
                said.append(f"another answer: {text[:300]}")
        if answered != set(whole) and not done.returncode:
            said.append(f"answers to {sorted(map(str, answered))} only")
        return said


TABLES = {
    "paths": "SELECT path, error, size, paths.parts, log, fingerprint FROM paths LEFT JOIN contents ON content = contents.id",
    "diagnoses": "SELECT fingerprint, diagnoses.error, class, phase, confidence, signature, json FROM diagnoses JOIN contents ON"
                 " contents.id = content WHERE contents.diagnosis = diagnoses.id",
}


def elsewhere(value):
    """A value without the folder of its run"""
    return re.sub(r"/[^ \"]*/(template|intact|work\d+)/", "", value) if isinstance(value, str) else value


def rows(path):
    """What is recorded, but for times and numbers; raises when the database is damaged."""
    db = sqlite3.connect(path)
    try:
        found = db.execute("PRAGMA integrity_check").fetchall()
        if found != [("ok",)]:
            raise sqlite3.DatabaseError(str(found))
        if db.execute("PRAGMA foreign_key_check").fetchall():
            raise sqlite3.DatabaseError("a row that another needs is missing")
        found = {table: [tuple(map(elsewhere, row)) for row in db.execute(sql)] for table, sql in TABLES.items()}
        return {table: {row[0]: row for row in sorted(all_rows, key=repr)} for table, all_rows in found.items()}
    finally:
        db.close()


class Batch(Command):
    name = "batch"
    locked = True
    program = "inoderace-batch"
    arguments = ["-J1", "--db", "f.db", "new"]
    statuses = {0, 2, 3}
    lines = 4  # the database's, and one for each of three files
    before = None

    @staticmethod
    def summary(line):
        return " dumps and logs: " in line

    def prepare(self, work):
        (work / "old").mkdir()
        (work / "new").mkdir()
        shutil.copy(SAMPLES / "healed/evidence.slice", work / "old")
        shutil.copy(SAMPLES / "in-window/evidence.slice", work / "new/a.slice")
        shutil.copy(SAMPLES / "cut-dump/evidence.slice", work / "new/b.slice")
        shutil.copy(SAMPLES / "oom/dmesg.txt", work / "new/dmesg.txt")
        subprocess.run([str(BUILD / self.program), "--db", "f.db", "old"], cwd=work, check=True, capture_output=True)
        self.before = rows(work / "f.db")

    def files(self, work):
        """A journal that is left is part of the database: opening it makes it whole."""
        found = {}
        if (work / "f.db").exists():
            found["f.db"] = repr(rows(work / "f.db"))
        for p in work.rglob("*"):
            if p.is_file() and p.name not in ("f.db", "f.db-wal", "f.db-shm", "f.db-journal"):
                found[str(p.relative_to(work))] = p.stat().st_size
        return found

    def wrong(self, work, before, intact, done, fault):
        said, now = [], rows(work / "f.db")
        for table, old in self.before.items():
            said += [f"lost of {table}: {key}" for key, row in old.items() if now[table].get(key) != row]
        for key, row in now["diagnoses"].items():
            whole = intact.rows["diagnoses"].get(key)
            if not row[1] and row != whole:
                said += list(self.other(row, whole))
        return said

    @staticmethod
    def other(row, whole):
        if not whole:
            yield f"a content that is none: {row}"
            return
        done = subprocess.CompletedProcess([], 0, b"", b"")
        yield from Report.other(json.loads(row[6]), json.loads(whole[6]), done)


class Page(Command):
    name = "report --html"
    program = "inoderace-batch"
    arguments = ["report", "--db", "f.db", "--html", "page.html"]
    outputs = ["page.html"]
    open_calls = ("pread64",)  # SQLite takes a page of its file that ends too early for zeros

    def prepare(self, work):
        Batch().prepare(work)
        (work / "page.html").write_text("an older one\n")

    def files(self, work):
        page = work / "page.html"
        found = Batch.files(self, work)
        found["page.html"] = re.sub(rb"\d+-\d\d-\d\d[T ]\d\d:\d\d(:\d\dZ?)?", b"TIME", page.read_bytes()) if page.exists() else None
        return found

    def argv(self):
        return [str(BUILD / "inoderace"), *self.arguments]


class List(Page):
    name = "report --csv"
    arguments = ["report", "--db", "f.db", "--csv"]
    outputs = []

    def prepare(self, work):
        Batch().prepare(work)

    def files(self, work):
        return Batch.files(self, work)


class Ticket(Command):
    name = "ticket --to -"
    program = "inoderace-ticket"
    arguments = ["--to", "-", "evidence.slice"]
    spared = b"in libgcrypt"  # it ends the program, with a line, where it cannot read what /proc says of FIPS

    def prepare(self, work):
        link(work, "evidence.slice", SAMPLES / "in-window/evidence.slice")

    def wrong(self, work, before, intact, done, fault):
        return [f"another text: {done.stdout[:200]!r}"] if not done.returncode and done.stdout != intact.stdout else []


COMMANDS = [Text, Slice, Dump, Known, MakeSlice, Learn, Issues, Batch, Page, List, Mcp, Ticket]
