# SPDX-License-Identifier: GPL-2.0-or-later
"""A diagnosis as JSON, as text and as Markdown. Facts are data; these are only renderers."""

import json
import textwrap

from .insn import REGISTERS
from .rules import CLASSES, DECIDING, RACE, TABLES, VERSION
from .summary import recycler
from .walk import flags_of_walk

TOOL = {"name": "inoderace", "version": VERSION, "door": "drgn"}
_WIDTH = 80
_EXPOSED = {True: "exposed", False: "not exposed", None: "exposure not known"}


def _address(value):
    return None if value is None else f"{value:#018x}"


def _flags(raw, names):
    return None if raw is None else {"raw": _address(raw), "names": names}


def _table(table, with_source=False):
    if not table:
        return None
    out = {"address": _address(table.address), "symbol": table.symbol}
    if not table.symbol and table.near:
        out["near"] = table.near
    if with_source:
        out["from"] = table.source
    return out


def _backtrace(frames):
    return [
        {
            "ip": _address(frame["ip"]),
            "symbol": frame["symbol"],
            "offset": frame["offset"],
            "module": frame["module"],
            "reliable": frame["reliable"],
        }
        for frame in frames
    ]


def _fault(fault):
    registers = fault.registers
    return {
        "kind": fault.kind,
        "pid": fault.pid,
        "comm": fault.comm,
        "cpu": fault.cpu,
        "ip": _address(fault.ip),
        "address": _address(fault.address),
        "registers": {n: _address(registers[n]) for n in REGISTERS if n in registers} or None,
        "registers_from": fault.source,
        "backtrace": _backtrace(fault.backtrace),
    }


def _walk(d):
    w = d.walk
    if w.nameidata is None:
        return None
    return {
        "nameidata": _address(w.nameidata),
        "mode": w.mode,
        "flags": None if w.flags is None else _flags(w.flags, flags_of_walk(d, w.flags)),
        "depth": w.depth,
        "name": w.name,
        "dentry": _address(w.dentry),
        "dentry_name": w.dentry_name,
        "dentry_inode": _address(w.dentry_inode or None),
        "dentry_seq": w.dentry_seq,
        "walk_seq": w.walk_seq,
    }


def _inode(i):
    if not i:
        return None
    return {
        "address": _address(i.address),
        "fs": i.fs,
        "device": i.device,
        "ino": i.ino,
        "generation": i.generation,
        "mode": None if i.mode is None else f"{i.mode:07o}",
        "i_state": _flags(i.i_state, i.i_state_names),
        "i_count": i.i_count,
        "i_op": _table(i.i_op),
        "i_fop": _table(i.i_fop),
    }


def _xfs_inode(i):
    if not i or not i.xfs:
        return None
    x = i.xfs
    return {
        "address": _address(x.address),
        "ino": x.ino,
        "i_flags": _flags(x.i_flags, x.i_flags_names),
    }


def _peer(peer):
    return {
        "pid": peer.task.pid,
        "comm": peer.task.comm,
        "cpu": peer.task.cpu,
        "doing": peer.doing,
        "function": peer.function,
        "same_inode": peer.same_inode,
        "backtrace": _backtrace(peer.backtrace),
    }


def shown_facts(d):
    """The rows of facts.def that belong in a report."""
    wanted = d.verdict["class"] in (RACE, "undetermined")
    for row in TABLES["facts"]:
        name = row["name"]
        unknown = d.facts.holds(name) is None and name in DECIDING and wanted
        if d.facts.text(name) or unknown:
            yield row


def as_dict(d):
    evidence = [
        {
            "id": row["id"],
            "holds": d.facts.holds(row["name"]),
            "for": row["for"],
            "text": d.facts.text(row["name"]),
            "source": d.facts.source(row["name"]),
        }
        for row in shown_facts(d)
    ]
    return {
        "schema": TABLES["schema"],
        "tool": TOOL,
        "dump": d.dump,
        "fault": _fault(d.fault),
        "walk": _walk(d),
        "inode": _inode(d.inode),
        "xfs_inode": _xfs_inode(d.inode),
        "called_through": _table(d.called_through, with_source=True),
        "peers": [_peer(peer) for peer in d.peers],
        "evidence": evidence,
        "verdict": d.verdict,
        "kernel_exposed": d.kernel_exposed,
        "observations": d.observations,
        "unavailable": d.unavailable,
        "missing": d.missing,
    }


def as_json(d):
    return json.dumps(as_dict(d), ensure_ascii=False)


def failure(path, error):
    """The line of a dump that could not be analysed at all."""
    out = {"schema": TABLES["schema"], "tool": TOOL, "dump": {"path": path}, "error": error}
    return json.dumps(dict(out, verdict=None), ensure_ascii=False)


# For a person


def printable(text):
    """Names in a dump can hold anything, also what a terminal obeys."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _mark(d, row):
    """+ for the verdict, - against it or the race, ? unknown, . neither."""
    name, holds = row["name"], d.facts.holds(row["name"])
    ours = row["for"] == d.verdict["class"]
    if holds is None:
        return "?"
    if holds:
        return "+" if ours else "."
    race = d.verdict["class"] == RACE
    against = name in DECIDING or (race and name in ("KERNEL_EXPOSED", "WALK_REGS_AGREE"))
    return "-" if against or name == "REGS_AGREE" else "."


def _frame(frame):
    where = f"{frame['symbol']}+{frame['offset']:#x}" if frame["symbol"] else "?"
    module = f" [{frame['module']}]" if frame["module"] else ""
    return f"{'' if frame['reliable'] else '? '}{frame['ip']:016x}  {where}{module}"


def _wrap(label, text, indent=10):
    head = label.ljust(indent)
    return textwrap.wrap(
        printable(text),
        _WIDTH,
        initial_indent=head,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [head.rstrip()]


def _brief(d, row):
    """What a reader wants first: what speaks for or against it, and the deciding facts."""
    walk = d.walk.nameidata is not None
    return _mark(d, row) in "+-" or (row["name"] in DECIDING and walk) or _mark(d, row) == "?"


def as_text(d, verbose=False):
    kind = CLASSES[d.verdict["class"]]
    outcome = ", ".join(x for x in (d.verdict["confidence"], d.verdict["phase"]) if x)
    lines = [f"VERDICT   {kind['title']}   {outcome}".rstrip()]
    kernel = f"kernel {d.dump.get('release') or '?'}, {_EXPOSED[d.kernel_exposed]}"
    lines += _wrap("", kernel) + _wrap("", d.verdict["summary"]) + [""]
    lines += _text_stack("WALKER" if d.walk.is_rcu else "TASK", d.fault.who, d.fault.backtrace)
    peer = recycler(d)
    if peer:
        lines += _text_stack("RECYCLER", peer.task.identity, peer.backtrace)
    label = "WHY"
    for row in shown_facts(d):
        if not verbose and not _brief(d, row):
            continue
        text = d.facts.text(row["name"]) or f"not known: {row['id']}"
        lines += _wrap(label, f"{_mark(d, row)} {text}", 10)
        if d.facts.source(row["name"]):
            lines += _wrap("", d.facts.source(row["name"]), 14)
        label = ""
    lines += _wrap("", "(+ for it, - against it, ? not known, . says nothing)") + [""]
    for label, sentences in (
        ("ALSO", d.observations),
        ("MISSING", d.missing),
        ("UNSEEN", d.unavailable),
        ("ORIGIN", d.origins if verbose else []),
        ("NEXT", kind["next"] + ["What would change this verdict: " + kind["changes"]]),
    ):
        for i, sentence in enumerate(sentences):
            lines += _wrap(label if not i else "", sentence)
        lines += [""] if sentences else []
    lines += _wrap("DUMP", f"{d.dump.get('path')} ({d.dump.get('format')})")
    lines += _wrap("SIGNATURE", d.verdict["signature"])
    return "\n".join(line.rstrip() for line in lines)


def _text_stack(label, who, frames):
    lines = _wrap(label, who)
    return lines + [" " * 10 + printable(_frame(frame)) for frame in frames] + [""]


def as_markdown(d):
    def code(text):
        text = printable(text).replace("|", "\\|")
        return f"`` {text} ``" if "`" in text else f"`{text}`"

    verdict = d.verdict
    lines = [
        f"## {CLASSES[verdict['class']]['title']}",
        "",
        printable(verdict["summary"]).replace("<", "&lt;"),
        "",
        f"Verdict: `{verdict['class']}`, `{verdict['phase'] or '-'}`; confidence:"
        f" `{verdict['confidence'] or '-'}`.",
        "",
        "| | fact | source |",
        "| --- | --- | --- |",
    ]
    for row in shown_facts(d):
        text = d.facts.text(row["name"]) or row["id"]
        source = d.facts.source(row["name"])
        cell = printable(text).replace("|", "\\|")
        lines.append(f"| `{_mark(d, row)}` | {cell} | {code(source) if source else ''} |")
    lines += ["", f"{code(d.fault.who)}", "", "```"]
    lines += [printable(_frame(frame)) for frame in d.fault.backtrace] + ["```", ""]
    lines += [f"- {printable(sentence)}" for sentence in d.observations + d.missing]
    lines += [f"- {sentence}" for sentence in CLASSES[verdict["class"]]["next"]]
    lines += ["", f"Kernel {code(d.dump.get('release') or '?')}, {_EXPOSED[d.kernel_exposed]};"]
    return "\n".join(lines + [f"signature {code(verdict['signature'])}."])
