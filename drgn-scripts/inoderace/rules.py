# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of the verdict, as data from the program's own tables, and how to apply them.

Facts are True, False or None. None is "not seen", which never counts as False.
"""

import json
import os

_PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "rules.json")

with open(_PATH, encoding="utf-8") as _file:
    TABLES = json.load(_file)

RACE = "xfs-reinit-race"
VERSION = TABLES["version"]
CONFIDENCE = ("confirmed", "likely", "possible")
EVENTS = [name for name, in TABLES["events"]]
XFS_TABLES = TABLES["xfs_tables"]
CLASSES = {row["class"]: row for row in TABLES["classes"]}
# The first five facts are those that decide about the race, (a) to (e).
DECIDING = [row["name"] for row in TABLES["facts"][:5]]


class Facts:
    """What is known, by the names of core/facts/facts.def: whether it holds, in words, and from where."""

    def __init__(self):
        self._facts = {row["name"]: (None, None, None) for row in TABLES["facts"]}

    def set(self, name, holds, text=None, source=None):
        assert name in self._facts, name
        self._facts[name] = (holds, text, source)

    def amend(self, name, holds):
        """Decide a fact that was unknown; what was said of it stays."""
        self._facts[name] = (holds,) + self._facts[name][1:]

    def holds(self, name):
        return self._facts[name][0]

    def text(self, name):
        return self._facts[name][1]

    def source(self, name):
        return self._facts[name][2]

    def known(self):
        return {name: fact[0] for name, fact in self._facts.items()}


def phase_of(known):
    """The phase the inode shows in this dump; None when it cannot be read."""
    empty, other = known["IOP_NOW_EMPTY"], known["INODE_NOT_SYMLINK"]
    if empty:
        return "in-window"
    if other:
        return "reused"
    return "healed" if empty is False and other is False else None


def decide(known, log_only):
    """The first rule that fits: (class, phase, confidence); class None when none does."""
    for rule in TABLES["rules"]:
        unknown = sum(known[name] is None for name in rule["must"])
        if (
            not all(known[name] for name in rule["need"])
            or any(known[name] is False for name in rule["must"])
            or any(known[name] for name in rule["not"])
            or not all(known[name] is False for name in rule["clear"])
        ):
            continue
        race = rule["class"] == RACE
        # A log shows neither inode nor dentry: what it shows of the race makes it likely, no more.
        if log_only and race and not known["RCU_WALK"]:
            break
        level = 1 if log_only else min(unknown, 2)
        return rule["class"], phase_of(known) if race else None, CONFIDENCE[level]
    return None, None, None


def has_role(name, role):
    """Does the function have that role in functions.def? Names are without compiler suffix."""
    if not name:
        return False
    for its_role, pattern in TABLES["functions"]:
        if its_role != role:
            continue
        if pattern.endswith("*"):
            if name.startswith(pattern[:-1]):
                return True
        elif pattern.startswith("*"):
            if name.endswith(pattern[1:]):
                return True
        elif name == pattern:
            return True
    return False


def in_xfs(name, module):
    """Is it XFS's function? Where XFS is built in, only the name tells."""
    return module == "xfs" or has_role(name, "XFS") or name.startswith("xfs_")


def in_walk(name, caller):
    """Does it belong to path lookup, or is it a method that this calls?"""
    called = has_role(caller, "GET_LINK") or has_role(caller, "INODE_OP")
    return has_role(name, "GET_LINK") or has_role(name, "WALK") or called


def flag_names(value, *sets):
    """Names of the bits of value that the sets of flags.def know, in the table's order."""
    return [name for its_set, bit, name in TABLES["flags"] if its_set in sets and value & bit]


def poison(value):
    """What the allocators leave in memory nobody should use, in words; None when it is not that."""
    for what, pattern, mask in TABLES["poisons"]:
        if not (value ^ pattern) & mask:
            return what
    return None


def xfs_tables_of(mode):
    """The tables XFS gives an inode of that mode."""
    kind = mode & 0o170000
    expected = [symbol for symbol, its_kind in XFS_TABLES if its_kind == kind]
    return expected or [XFS_TABLES[0][0]]


def signature(verdict, frames):
    """Class, phase and a hash of the innermost functions, by name: the same on another machine."""

    def fnv1a(value, text):
        for byte in text.encode() + b"\0":
            value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
        return value

    kind, phase = verdict["class"], verdict["phase"]
    value = fnv1a(0xCBF29CE484222325, kind)
    if phase:
        value = fnv1a(value, phase)
    # pick_link() is inlined here and not there; all its callers are one place.
    names = [
        frame["symbol"]
        for frame in frames
        if frame["symbol"]
        and frame["reliable"]
        and not has_role(frame["symbol"], "GET_LINK")
        and not has_role(frame["symbol"], "HELPER")
    ]
    for name in names[:5]:
        value = fnv1a(value, name)
    return "/".join(part for part in (kind, phase, f"{value:016x}") if part)
