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
    ("  fault.registers.rip", "at_event.rip"),
    ("  fault.registers.rsp", "at_event.rsp"),
    ("  fault.registers.rax", "at_event.rax"),
    ("  fault.registers.pc", "at_event.pc"),  # of arm64
    ("  fault.registers.sp", "at_event.sp"),
    ("  fault.registers.x19", "at_event.x19"),
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

# What both judge for themselves. "!" marks what decides the race: there, silence of either is a difference,
# when the other speaks of a confirmed race. Elsewhere it is counted.
JUDGED = (
    ("! evidence.called-null-in-get-link", "facts.called-null-in-get-link.holds"),
    ("! evidence.rcu-walk", "facts.rcu-walk.holds"),
    ("! evidence.inode-is-xfs", "facts.inode-is-xfs.holds"),
    ("! evidence.link-dentry-died", "facts.link-dentry-died.holds"),
    ("! evidence.called-through-transient-table", "facts.called-through-transient-table.holds"),
    ("! called_through.address", "called_through.address"),
    ("! called_through.symbol", "called_through.symbol"),
    ("! called_through.from", "called_through.from"),
    ("! verdict.race", "race"),
    ("! verdict.phase", "phase"),
    ("! verdict.class", "class"),
    ("! walk.mode", "walk.mode"),
    ("  evidence.called-null", "supports.called-null"),
    ("  evidence.read-another-kinds-union-as-link", "supports.read-another-kinds-union-as-link"),
    ("  evidence.called-null-inode-operation", "supports.called-null-inode-operation"),
    ("  evidence.fault-in-inode-operation", "supports.fault-in-inode-operation"),
    ("  evidence.peer-holds-this-inode", "supports.peer-holds-this-inode"),
    ("  evidence.i-op-is-empty-iops", "supports.i-op-is-empty-iops"),
    ("  evidence.inode-no-longer-symlink", "supports.inode-no-longer-symlink"),
    ("  evidence.inode-being-recycled", "supports.inode-being-recycled"),
    ("  evidence.walk-registers-agree", "supports.walk-registers-agree"),
    ("  evidence.table-lacks-get-link", "supports.table-lacks-get-link"),
    ("  evidence.i-op-damaged", "supports.i-op-damaged"),
    ("  evidence.dentry-type-damaged", "supports.dentry-type-damaged"),
    ("  evidence.inode-memory-freed", "supports.inode-memory-freed"),
)
SHAPE = "null-get-link"  # where nothing else is said; reports had none before they had schema 2
# What the report says of a task in another walk that was caught in the race.
WALKER = re.compile(r"\bPID (\d+) .*\bin an RCU path walk\b")

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
    shape = wanted.get("shape", SHAPE) if wanted["class"] == RACE else None
    if found["shape"] != shape:
        wrong.append(f"shape is {found['shape']}, expected {shape}")
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
        dead = expect["verdict"]["confidence"] != "confirmed"  # and its stack with it
        wrong += truth_of_walk(report, told, partial, dead)
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


def truth_of_walk(report, told, partial, dead):
    wrong = []
    for key, path in TRUTH.items():
        found = look_up(report, path)
        if found is None and (partial or dead and path.startswith("walk.")):
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


class Against:
    """wrong: a line for each difference. both: how many facts both saw. silent: those that only one of them told."""

    def __init__(self):
        self.wrong, self.both, self.silent = [], 0, []

    def hold(self, name, ours, theirs, strict):
        """strict: whether it is a difference that one of them does not know."""
        if ours is None and theirs is None:
            return
        if ours is None or theirs is None:
            who, value = ("the report", theirs) if ours is None else ("the witness", ours)
            if strict:
                self.wrong.append(f"{name}: {who} is silent, the other has {show(value)}")
            else:
                self.silent.append(name)
        elif ours != theirs:
            self.wrong.append(f"{name} is {show(ours)}, the witness has {show(theirs)}")
        else:
            self.both += 1


def witness(report, seen):
    """An Against: the report held against the witness's testimony."""
    found = Against()
    told = {**report, "evidence": {one["id"]: one["holds"] for one in report["evidence"] or []}}
    race = report["verdict"]["race"] and report["verdict"]["confidence"] == "confirmed" or seen["race"]
    for marked, path in FACTS:
        needed, name = marked.startswith("!"), marked[2:]
        ours, theirs = plain(look_up(told, name)), look_up(seen, path)
        if name == "walk.dentry_inode":
            theirs = theirs or None  # a negative dentry's is null in the report
            if ours == theirs:
                continue
        nameless = name.endswith(".symbol") and seen.get("modules_name_data") is False
        found.hold(name, ours, theirs, ours is None and not nameless or needed and race)
    for marked, path in JUDGED:
        found.hold(marked[2:], plain(look_up(told, marked[2:])), look_up(seen, path), marked.startswith("!") and race)
    if seen["race"]:  # of the race alone the witness knows what it takes to be sure, and how it died
        found.hold("verdict.confidence", report["verdict"]["confidence"], "confirmed", True)
        found.hold("verdict.shape", report["verdict"].get("shape", SHAPE), seen.get("shape") or SHAPE, True)
    if seen["peers"] is not None:
        peers(found, report, seen)
    if seen["walkers"] is not None:
        walkers(found, report, seen)
    if not found.both and report["verdict"]["race"] is not None:
        found.wrong.append(f"the witness saw nothing: {seen['unseen']}")
    return found


def peers(found, report, seen):
    """Who works on an inode. Of a task whose stack drgn could not follow, the witness may not know it."""
    ours = {one["pid"]: one for one in report["peers"] or []}
    theirs = {one["pid"]: one for one in seen["peers"]}
    for pid in sorted(ours.keys() ^ theirs.keys()):
        who, one = ("the report", ours[pid]) if pid in ours else ("the witness", theirs[pid])
        if pid in seen["lost"]:
            found.silent.append(f"peers: PID {pid}")
        else:
            found.wrong.append(f"peers: only {who} has PID {pid} ({one['doing']}, same inode: {one['same_inode']})")
    for pid in sorted(ours.keys() & theirs.keys()):
        for name in ("comm", "cpu", "doing", "same_inode"):
            # A stack without the inode shows nothing: the report does not say that the task works on another one.
            seen_well = theirs[pid][name] not in (None, False) and pid not in seen["lost"]
            found.hold(f"peers: PID {pid}: {name}", ours[pid][name], theirs[pid][name], seen_well)
    for pid, one in ours.items():
        if one["same_inode"] and pid not in seen["holders"]:
            found.wrong.append(f"peers: PID {pid} is said to hold the inode, no register or stack word of it does")
    found.both += 1


def walkers(found, report, seen):
    """Who else is in the race, by what the report tells of it in words."""
    words = " ".join(report["observations"])
    theirs = {one["pid"]: one for one in seen["walkers"]}
    ours = {int(match[1]) for match in map(WALKER.search, report["observations"]) if match}
    for pid in sorted(ours ^ set(theirs)):
        found.wrong.append(f"walkers: only {'the report' if pid in ours else 'the witness'} has PID {pid}")
    for pid in sorted(ours & set(theirs)):
        for name in ("dentry", "inode"):
            value = theirs[pid][name]
            if value and f"{value:x}" not in words and name == "inode" and not theirs[pid]["in_flux"]:
                found.silent.append(f"walkers: PID {pid}: inode")
            elif value and f"{value:x}" not in words:
                found.wrong.append(f"walkers: no observation names the {name} {value:#x} of PID {pid}")
            found.both += 1


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
