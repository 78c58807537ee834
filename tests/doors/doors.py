# SPDX-License-Identifier: GPL-2.0-or-later
"""The doors to a diagnosis: how each is asked for its JSON, and how two answers are compared.

For tests/doors/one-answer, tests/dump-alone/against-other-tools and tests/drgn/same-as-program. A door's answer is (JSON, ""), or (None, what
the tool itself said) where it cannot open the dump; a failure of our own part raises Broken.
"""

import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / os.environ.get("BUILD", "build")
PROGRAM = BUILD / "inoderace"
PROBE = BUILD / "debug-probe"
SCRIPTS = TOP / "drgn-scripts"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "inoderace"
SUITES = ("trixie", "sid")  # where other versions of crash and drgn come from
MARK = 271828  # what crash prints once it has the dump open
tally = collections.Counter()


class Broken(Exception):
    """Our own part of a door does not do what it should."""


def result(ok, what, details=()):
    tally["passed" if ok else "failed"] += 1
    print("PASS" if ok else "FAIL", what, flush=True)
    for line in [] if ok else list(details)[:20]:
        print("     ", line)


def skip(what, why):
    tally["skipped"] += 1
    print("skip", what + ":", why, flush=True)


def close():
    """The last line, and the exit status."""
    tail = f", {tally['skipped']} skipped" if tally["skipped"] else ""
    print(f"{tally['passed']} passed, {tally['failed']} failed{tail}")
    return 1 if tally["failed"] or not tally["passed"] else 0  # where nothing passed, nothing was tested


def run(*args, **more):
    return subprocess.run([str(arg) for arg in args], capture_output=True, timeout=900, **more)


def last_line(data):
    lines = data.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def differences(a, b, names, path=""):
    """Where two JSON values differ, a line each; @names are those of the doors."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in list(a) + [k for k in b if k not in a]:
            place = f"{path}.{key}" if path else key
            yield from differences(a.get(key, "(no such key)"), b.get(key, "(no such key)"), names, place)
    elif isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            yield f"{path}: {names[0]} has {len(a)} of them, {names[1]} {len(b)}"
        for i, (x, y) in enumerate(zip(a, b)):
            yield from differences(x, y, names, f"{path}[{i}]")
    elif a != b:
        yield f"{path}: {names[0]} {json.dumps(a)} {names[1]} {json.dumps(b)}"


def compared(answer):
    """What two doors must agree on: all but what tells the doors apart."""
    kept = {key: value for key, value in answer.items() if key not in ("tool", "unavailable")}
    kept["dump"] = {key: value for key, value in answer["dump"].items() if key != "path"}
    return kept


def json_line(output):
    """The line of JSON in a door's output, an error's too; None without one."""
    lines = (line for line in output.decode(errors="replace").splitlines() if line.startswith('{"schema"'))
    line = next(lines, None)
    return json.loads(line) if line else None


def report_in(output):
    answer = json_line(output)
    return answer if answer and answer.get("verdict") else None


def dump_alone(dump, *options):
    done = run(PROGRAM, "-j", *(options or ["--no-debuginfo"]), dump)
    answer = report_in(done.stdout)
    if not answer:
        raise Broken(last_line(done.stderr))
    return answer, ""


def kernel_lacks(kernel):
    """What no dump of a kernel holds, "types" or "names"; samples/factory/built.tsv knows."""
    rows = [line.split("\t") for line in (TOP / "samples/factory/built.tsv").read_text().splitlines()]
    return next((row[rows[0].index("lacks")] for row in rows[1:] if row[0] == kernel), "")


def dump_with_what_it_lacks(dump, debug):
    """The dump alone; with its debuginfo where it lacks what the other doors have from there."""
    answer, said = dump_alone(dump)
    lost = any(words in text for text in answer["missing"] for words in ("no BTF in the dump", "the kernel's symbols:"))
    if (lost or kernel_lacks(debug.parent.name)) and (debug / "vmlinux").exists():
        return dump_alone(dump, "-d", debug)
    return answer, said


def dump_with_dwarf(dump, debug):
    """Types from DWARF alone, as if the kernel had no BTF."""
    if not (debug / "vmlinux").exists():
        return None, no_debuginfo(debug)
    done = run(PROBE, "diagnose", dump, debug)
    answer = report_in(done.stdout)
    if not answer or b"BTF" in done.stderr:
        raise Broken(last_line(done.stderr))
    return answer, ""


def no_debuginfo(debug):
    missing = debug.parent / "debug.missing"
    return missing.read_text().strip() if missing.exists() else "no vmlinux is in the cache"


def by_crash(crash, extension, dump, debug):
    if not (debug / "vmlinux").exists():
        return None, no_debuginfo(debug)
    commands = f"p {MARK}\nextend {extension}\ninoderace -j\nq\n".encode()
    # Newer kernels have moved what crash knows of modules; without them it may open the dump.
    for options in ([], ["--no_modules"]):
        done = run(crash, "-s", *options, debug / "vmlinux", dump, input=commands)
        answer = report_in(done.stdout)
        if answer:
            return answer, ""
        if f"= {MARK}".encode() in done.stdout:
            raise Broken(last_line(done.stderr if done.stderr.strip() else done.stdout))
    # With -s it may say nothing of why it gives up.
    done = run(crash, debug / "vmlinux", dump, input=b"q\n")
    said = [line for line in (done.stdout + done.stderr).decode(errors="replace").splitlines() if line.startswith("crash: ")]
    return None, said[-1] if said else f"it gives no reason (exit status {done.returncode})"


def debug_files(debug):
    return [arg for name in ("vmlinux", "xfs.ko") if debug and (debug / name).exists() for arg in ("-s", debug / name)]


def by_drgn(program, dump, debug):
    """@debug: None to go without."""
    if debug and not (debug / "vmlinux").exists():
        return None, no_debuginfo(debug)
    done = run(program, "-q", "-c", dump, *debug_files(debug), SCRIPTS / "inoderace.py", "-j")
    answer = report_in(done.stdout)
    said = " | ".join(done.stderr.decode(errors="replace").splitlines()[-8:])
    if answer:
        # A callback that went wrong is told beside the report, whatever that says.
        if "Traceback" in said or done.returncode != (3 if answer["verdict"]["class"] == "undetermined" else 0):
            raise Broken(f"exit status {done.returncode}: {said}")
        return answer, ""
    alone = run(program, "-q", "-c", dump, "/dev/null")
    if alone.returncode:
        return None, last_line(alone.stderr)
    raise Broken(said)


def fetched(tool, fetch):
    """What tests/TOOL/fetch-TOOL says of each suite's TOOL, as dictionaries."""
    for suite in SUITES:
        if not fetch and not (CACHE / tool / suite).exists():
            continue
        done = run(TOP / f"tests/{tool}/fetch-{tool}", suite)
        if done.returncode:
            skip(f"the {tool} of {suite}", last_line(done.stderr))
        else:
            yield suite, dict(line.split("=", 1) for line in done.stdout.decode().split("\n") if "=" in line)


def drgns(fetch=False, ours_only=False):
    """{version: program}: $DRGN, or the system's and (not with @ours_only) those of other suites."""
    named = os.environ.get("DRGN")
    programs = [named] if named else [shutil.which("drgn")]
    if not named and not ours_only:
        programs += [values["DRGN"] for _, values in fetched("drgn", fetch)]
    found = {}
    for program in filter(None, programs):
        done = run(program, "--version")
        words = done.stdout.decode().split()
        if done.returncode or len(words) < 2:
            skip(str(program), last_line(done.stderr))
        else:
            found.setdefault(words[1], program)
    return found


def crash_version(program):
    words = run(program, "--version").stdout.decode(errors="replace").split()
    return words[words.index("crash") + 1] if "crash" in words else None


def crashes(fetch=False):
    """{version: (program, extension)}: $CRASH with $EXT, or the system's and those of other suites."""
    named = os.environ.get("CRASH", "crash")
    found = {}
    if shutil.which(named):
        extension = os.environ.get("EXT", BUILD / "inoderace.so")
        found[crash_version(named)] = (named, pathlib.Path(extension).resolve())
    for suite, values in fetched("crash", fetch) if "CRASH" not in os.environ else ():
        place = f"{BUILD}/crash-{suite}"
        built = run("make", "-s", "-C", TOP, f"CRASH={values['CRASH']}", f"CRASH_INC={values['CRASH_INC']}",
                    f"BUILD={place}", f"{place}/inoderace.so")
        if built.returncode:
            result(False, f"the extension for crash {values['VERSION']}", [last_line(built.stderr)])
        else:
            found.setdefault(values["VERSION"], (values["CRASH"], f"{place}/inoderace.so"))
    return found


def dumps(kernel, scenarios=()):
    """Folders of the real dumps of @kernel in the cache, and the folder of its debuginfo."""
    folders = [path.parent for path in sorted((CACHE / "crashes" / kernel).glob("*/vmcore"))]
    return [f for f in folders if not scenarios or f.name in scenarios], CACHE / "kernels" / kernel / "debug"


if __name__ == "__main__":
    sys.exit("doors.py is a part of tests/doors/one-answer")
