# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds one diagnosis against what must be found: the expected verdict, the truth that the guest
printed while it happened, what drgn sees on the same dump, and the published JSON Schema.

Every function returns a list of differences, each a line for a person; none means that all agree.
"""

import json
import re

RACE = "xfs-reinit-race"

# What the diagnosis calls it, and what the witness does. "!" marks what a diagnosis of the race
# rests on: a witness that is silent on one of these has witnessed nothing.
FACTS = (
    ("  fault.pid", "task.pid"),
    ("  fault.comm", "task.comm"),
    ("  fault.cpu", "task.cpu"),
    ("  fault.registers.rip", "registers.rip"),
    ("  fault.registers.rsp", "registers.rsp"),
    ("  fault.registers.rax", "registers.rax"),
    ("! walk.nameidata", "walk.nameidata"),
    ("! walk.flags.raw", "walk.flags"),
    ("! walk.depth", "walk.depth"),
    ("  walk.name", "walk.name"),
    ("! walk.dentry", "walk.dentry"),
    ("  walk.dentry_inode", "walk.dentry_inode"),
    ("! walk.dentry_seq", "walk.dentry_seq"),
    ("! walk.walk_seq", "walk.walk_seq"),
    ("! inode.address", "inode.address"),
    ("! inode.fs", "inode.fs"),
    ("! inode.i_op.address", "inode.i_op"),
    ("! inode.i_op.symbol", "inode.i_op_symbol"),
    ("  inode.i_fop.address", "inode.i_fop"),
    ("  inode.i_fop.symbol", "inode.i_fop_symbol"),
    ("! inode.i_state.raw", "inode.i_state"),
    ("  inode.ino", "inode.ino"),
    ("! inode.mode", "inode.mode"),
    ("  inode.i_count", "inode.i_count"),
    ("  inode.generation", "inode.generation"),
    ("! xfs_inode.address", "xfs_inode.address"),
    ("! xfs_inode.i_flags.raw", "xfs_inode.i_flags"),
    ("  xfs_inode.ino", "xfs_inode.ino"),
)

# The guest's word for it, and the diagnosis's, when the walker is what crashed.
TRUTH = {
    "walker_comm": "fault.comm",
    "walker_cpu": "fault.cpu",
    "inode": "inode.address",
    "dentry": "walk.dentry",
    "xfs_inode": "xfs_inode.address",
    "i_op": "inode.i_op.address",
    "ino": "inode.ino",
}


def look_up(document, path):
    """The value at a dotted path, None where an object on the way is."""
    for name in path.split("."):
        if document is None:
            return None
        document = document.get(name)
    return document


def plain(value):
    """The number behind "0x..." and "0120777"; any other value as it is."""
    if isinstance(value, str) and re.fullmatch(r"0x[0-9a-f]+|0[0-7]+", value):
        return int(value, 16 if value.startswith("0x") else 8)
    return value


def show(value):
    return f"{value:#x}" if isinstance(value, int) and value > 9 else str(value)


def verdict(report, expect):
    found, wanted, wrong = report["verdict"], expect["verdict"], []
    if not found:
        return [f"no verdict: {report.get('error')}"]
    for key in ("class", "phase", "confidence"):
        if found[key] != wanted[key]:
            wrong.append(f"{key} is {found[key]}, expected {wanted[key]}")
    if wanted["class"] != RACE and RACE in (found["class"], found["race"] and RACE):
        wrong.append("a look-alike was taken for the race")
    race = None if wanted["class"] == "undetermined" else wanted["class"] == RACE
    if found["race"] != race:
        wrong.append(f"race is {found['race']}, expected {race}")
    if wanted["class"] == "undetermined" and not report["missing"]:
        wrong.append("undetermined, and not a word of what is missing")
    pattern = expect["observation"]
    told = [*report["observations"], found["summary"] or ""]
    if pattern and not any(re.search(pattern, text) for text in told):
        wrong.append(f"neither an observation nor the summary matches {pattern!r}: {told}")
    return wrong


def truth(report, expect, console_patterns, partial=False):
    """console_patterns tell who crashed: "PID: {key}" is the oops's line of the one whose PID is key."""
    told, wrong = expect["truth"], []
    if expect["verdict"]["class"] == "undetermined":
        return []  # nothing of it is in the dump
    crashed = re.search(r"PID: \{(\w+)\}", console_patterns)
    crashed = crashed and crashed[1]
    if crashed and report["fault"]["pid"] != told[crashed]:
        wrong.append(f"fault.pid is {report['fault']['pid']}, the guest's {crashed} {told[crashed]}")
    # Where the walk came to the probe before it died, the victim is told of as the walker, too.
    if crashed and told.get("walker_pid") == told[crashed]:
        wrong += truth_of_walk(report, told, partial)
        wrong += [] if partial else truth_of_recycler(report, told, expect["verdict"]["phase"])
    else:
        # Somebody else than the walker crashed, so the race must be told of in words. A task that
        # the console names without having crashed must be named too.
        words = " ".join([report["verdict"]["summary"], *report["observations"]])
        keys = [key for key in ("walker_pid", "inode", "dentry", "recycler_pid") if key in told]
        keys += [key for key in re.findall(r":\{(\w+)\}", console_patterns) if key != crashed]
        for key in keys:
            word = str(told[key]).removeprefix("0x")
            if not re.search(rf"\b{word}\b", words):
                wrong.append(f"neither summary nor observations name the guest's {key} {word}")
    return wrong


def truth_of_walk(report, told, partial):
    wrong = []
    for key, path in TRUTH.items():
        found = look_up(report, path)
        if found is None and partial:
            continue
        if key in told and plain(found) != plain(told[key]):
            wrong.append(f"{path} is {found}, the guest's {key} {told[key]}")
    return wrong


def truth_of_recycler(report, told, phase):
    if "recycler_pid" not in told:
        return []
    same = {peer["pid"]: peer for peer in report["peers"] or [] if peer["same_inode"]}
    if set(same) - {told["recycler_pid"]}:
        return [f"peers on the same inode are {sorted(same)}, the guest's recycler {told['recycler_pid']}"]
    if phase != "in-window":
        return []  # it may have finished before it was stopped
    peer = same.get(told["recycler_pid"])
    if not peer:
        return [f"the guest's recycler {told['recycler_pid']} is not among the peers on the same inode"]
    wrong = []
    for key, name in (("recycler_comm", "comm"), ("recycler_cpu", "cpu")):
        if peer[name] != told[key]:
            wrong.append(f"the recycler's {name} is {peer[name]}, the guest's {told[key]}")
    return wrong


def witness(report, seen):
    """(differences, number of facts that both saw)"""
    wrong, both, silent = [], 0, []
    for marked, path in FACTS:
        needed, name = marked.startswith("!"), marked[2:]
        ours, theirs = plain(look_up(report, name)), look_up(seen, path)
        if name == "walk.dentry_inode":
            theirs = theirs or None  # a negative dentry's is null in the report
        if theirs is None:
            if needed and ours is not None:
                silent.append(name)
        elif ours is None:
            wrong.append(f"{name} is null, the witness has {show(theirs)}")
        elif ours != theirs:
            wrong.append(f"{name} is {show(ours)}, the witness has {show(theirs)}")
        else:
            both += 1
    if report["verdict"]["race"] and silent:
        wrong.append(f"the witness is silent on {', '.join(silent)}: {seen['unseen']}")
    if not both:
        wrong.append(f"the witness saw nothing: {seen['unseen']}")
    if seen["peers"] is not None:
        ours = sorted(peer["pid"] for peer in report["peers"] or [] if peer["same_inode"])
        if ours != seen["peers"]:
            wrong.append(f"peers on the same inode are {ours}, the witness has {seen['peers']}")
        both += 1
    return wrong, both


def innermost(error):
    """An anyOf by itself only says that nothing fitted."""
    while error.context:
        error = max(error.context, key=lambda e: len(e.absolute_path))
    return f"schema: {error.json_path}: {error.message[:200]}"


class Schema:
    """The published schema; .why tells why it cannot be held to, where it cannot."""

    def __init__(self, path):
        self.validator = None
        self.why = ""
        try:
            import jsonschema  # not everywhere, and not worth failing for
        except ImportError:
            self.why = "Python's jsonschema is not installed (Debian: python3-jsonschema)"
            return
        with open(path, encoding="utf-8") as file:
            schema = json.load(file)
        self.validator = jsonschema.validators.validator_for(schema)(schema)

    def check(self, report):
        if not self.validator:
            return []
        return [innermost(error) for error in self.validator.iter_errors(report)]
