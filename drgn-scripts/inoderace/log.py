# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel log, read for one thing: which events it tells of, and which ended the machine.

A line opens an event (log_openers in rules.json) or adds to the one that is open. What is not
recognised is skipped, so that interleaved messages do no harm. This reads the log of a dump, whole
and as the kernel wrote it; for logs that came through mail, serial lines or another architecture
there is the inoderace program.
"""

import re

from drgn.helpers.linux import printk

from .insn import REGISTERS
from .rules import EVENTS, TABLES
from .symbols import base_name

_MAX_EVENTS, _MAX_FRAMES, _LINE_MAX = 64, 24, 511
_PREFIX = re.compile(r"(?:<[ 0-9.TC]*>|\[[ 0-9.TC]*\]) *")
_LOCATION = re.compile(r"([^ +][^ ]{0,62}?)\+0x([0-9a-fA-F]+)/(.*)")
_REGISTER_LINES = ("RAX: ", "RSP: ", "RDX: ", "RBP: ", "R10: ", "R13: ")
_KEYS = {
    name: ("R0" + name[1] if re.fullmatch("r[0-9]", name) else name.upper()) + ": "
    for name in REGISTERS
    if name != "rip"
}
_FIRST, _LAST = EVENTS.index("null-call"), EVENTS.index("cpu-exception")
_STALLS = range(EVENTS.index("soft-lockup"), EVENTS.index("hung-task") + 1)
OOPS, PANIC, STALL, SPLAT = "oops", "panic", "stall", "splat"


def weight_of(kind):
    """How much an event of that kind says of the end: an oops more than a panic, that more than a
    report of a CPU that is stuck."""
    number = EVENTS.index(kind)
    if kind in ("sysrq", "bug") or _FIRST <= number <= _LAST:
        return OOPS
    if kind == "none":
        return SPLAT
    return STALL if number in _STALLS else PANIC


def _pattern(words):
    """The words at the start of a word; a blank in them is any number of blanks."""
    capitals = re.IGNORECASE if words.startswith("Kernel panic") else 0
    return re.compile(r"(?:(?<=[ \"('.,])|^)" + re.escape(words).replace(r"\ ", " *"), capitals)


_OPENERS = [(_pattern(words), kind, go_on) for words, kind, go_on in TABLES["log_openers"]]
# "Oops: 0002 [#1]"; drivers say "Oops: cannot read time!" of other things.
_DIES = re.compile(r"\[#\d+\]|sig: |^(?:Oops|Internal error): *(?:Oops|[0-9a-f]{1,16}\b)")
# Reports nobody dies of, unless panic_on_warn is set.
_SPLATS = [_pattern(words) for words, in TABLES["log_splats"]]


class Event:
    """One oops, panic, lockup or stall in the log."""

    def __init__(self, kind, line):
        self.kind, self.text, self.oops = kind, line[:159], None
        self.weight = weight_of(kind)
        self.pid = self.cpu = self.address = None
        self.comm, self.have_ip, self.ip_symbol, self.ip_offset = "", False, None, 0
        self.registers, self.frames = {}, []
        # CR2 is no substitute: printing the code around RIP 0 faults again and leaves its own
        # there.
        self.find_address(line)

    def find_address(self, line):
        match = re.search("(?:address:? | request at | at )(?:0x)?([0-9a-fA-F]{8,})", line)
        if match and self.address is None:
            self.address = int(match.group(1), 16)

    @property
    def is_exception(self):
        return self.kind == "bug" or _FIRST <= EVENTS.index(self.kind) <= _LAST

    def first_caller(self):
        return next((frame for frame in self.frames if not frame["guess"]), None)


def _location(text):
    """ "step_into+0x5cd/0x650 [xfs]" as a frame, or None."""
    match = _LOCATION.match(text)
    if not match:
        return None
    module = re.search(r"\[([^ \]]*)", match.group(3))
    return {
        "symbol": base_name(match.group(1)),
        "offset": int(match.group(2), 16),
        "module": module.group(1) if module else None,
    }


class Log:
    """Feed it lines, oldest first; then events holds what they tell."""

    def __init__(self):
        self.events, self.lines = [], 0
        self._open, self._in_trace, self._ended = None, False, None

    @property
    def last(self):
        """The event that ended the machine: what panic() says was the reason, else the heaviest."""
        if self._ended:
            return self._ended
        for weight in (OOPS, PANIC, STALL):
            heaviest = [event for event in self.events if event.weight == weight]
            if heaviest:
                return next((e for e in reversed(heaviest) if e.have_ip), heaviest[-1])
        return None

    def line(self, raw):
        self.lines += 1
        line = raw[:_LINE_MAX]
        match = _PREFIX.match(line)
        while match:
            line = line[match.end() :]
            match = _PREFIX.match(line)
        opened, at = False, 0
        while True:  # "Oops: general protection fault, ..." has two
            found = self._first_opener(line, at)
            if not found:
                break
            opened, at = True, found[0].end()
            self._opener(line, *found)
        if not opened and any(splat.search(line) for splat in _SPLATS):
            self._start("none", line)
        elif not opened and self._open:
            self._add(self._open, line)

    @staticmethod
    def _first_opener(line, at):
        """The words that come first in the line; of those at one place the table's first."""
        found = None
        for pattern, kind, go_on in _OPENERS:
            match = pattern.search(line, at)
            if match and match.group().startswith(("Oops", "Internal")):
                match = _DIES.search(line[match.start() :]) and match
            if match and (found is None or match.start() < found[0].start()):
                found = match, kind, go_on
        return found

    def _opener(self, line, match, kind, go_on):
        if line.startswith("Kernel panic", match.start()):
            self._panic(kind, go_on, line)
            return
        event = self._begun(kind)
        if event:
            # "Oops:" alone knows nothing; the trap behind a BUG() is only how that is done.
            if event.kind not in ("bug", "sysrq") and kind != "cpu-exception":
                event.kind = kind
            event.find_address(line)
        else:
            event = self._start(kind, line)
        if not event.oops and line.startswith(("Oops", "Internal"), match.start()):
            event.oops = line[match.start() :][:95]
        if kind == "sysrq" and not self._ended:
            self._ended = event  # nothing after the request matters: the machine does as told

    def _begun(self, kind):
        """The report such a line goes on with: one of which only the first lines were read."""
        event = self.events[-1] if self.events else None
        if not event or weight_of(kind) != OOPS or event.weight != OOPS:
            return None
        registers = set(event.registers) - {"rip"}
        return None if registers or event.frames or event.pid is not None else event

    def _start(self, kind, line):
        self._open, self._in_trace = Event(kind, line), False
        if self.events and self.events[-1] is not self._ended:
            # Warnings nobody died of make way; else the first ones are kept, and always the newest.
            if self.events[-1].weight == SPLAT or len(self.events) == _MAX_EVENTS:
                self.events.pop()
        self.events.append(self._open)
        return self._open

    def _latest(self, matches):
        return next((event for event in reversed(self.events) if matches(event)), None)

    def _panic(self, kind, go_on, line):
        """A panic is the end of a report before it, or an event of its own. There is one: what
        follows is the way down, and a crash on request ends in its own panic."""
        if self._ended:
            if self._ended.kind == "sysrq" == kind:
                self._ended.text = line[:159]
            return
        event = None
        if go_on and kind in ("none", "panic"):
            event = self._latest(lambda event: event.weight == OOPS)
            killed_init = "Attempted to kill init" in line
            if event and kind == "panic" and killed_init and event.pid not in (None, 1):
                event = None
        elif go_on and kind == "bug":
            event = self._latest(lambda event: True)
        elif go_on:
            event = self._latest(lambda event: event.kind == kind)
        if event is None:
            event = self._start("panic" if kind == "none" else kind, line)
        elif event.weight == SPLAT:
            event.kind, event.weight = "bug", OOPS
        if event.weight == OOPS:
            self._open = None  # the trace that follows is panic()'s own
        self._ended = event

    def _add(self, event, line):
        if line.startswith("CPU: "):
            self._cpu_line(event, line)
        elif line.startswith("Oops: ") and not event.oops:
            event.oops = line[:95]
        elif "RIP: " in line:
            self._ip_line(event, line.split("RIP: ", 1)[1])
        elif "Call Trace:" in line:
            self._in_trace = True
        elif not self._in_trace and line.startswith(_REGISTER_LINES):
            self._register_line(event, line)
        elif "end trace" in line:
            self._in_trace = False
        elif self._in_trace:
            self._trace_line(event, line)

    @staticmethod
    def _cpu_line(event, line):
        match = re.match(r"CPU: +(-?\d+)", line)
        if event.pid is not None or not match:
            return
        event.cpu = int(match.group(1))
        match = re.search(r"PID: +(-?\d+).*?Comm: (.*)", line) or re.search(
            r"PID: +(-?\d+)()", line
        )
        if match:
            event.pid = int(match.group(1))
            event.comm = re.split(" Kdump| Not tainted| Tainted", match.group(2))[0][:31]

    @staticmethod
    def _ip_line(event, text):
        # "0010:step_into+0x5cd/0x650", "0010:0x0"; "0033:..." is user space
        if event.have_ip or not text.startswith("0010") or ":" not in text:
            return
        event.have_ip = True
        text = text.split(":", 1)[1]
        place = _location(text)
        if place:
            event.ip_symbol, event.ip_offset = place["symbol"], place["offset"]
            return
        match = re.match("0x([0-9a-fA-F]+)", text) or re.match("([0-9a-fA-F]+)", text)
        event.registers["rip"] = int(match.group(1), 16) if match else 0
        if not event.registers["rip"] and event.kind == "page-fault":
            event.kind = "null-call"

    @staticmethod
    def _register_line(event, line):
        """ "RAX: ffff... RBX: 0000..." and "RSP: 0018:ffff... EFLAGS: 00010246" """
        for name, key in _KEYS.items():
            if name in event.registers:
                continue
            match = re.search(key + "(?:[0-9a-fA-F]+:)?([0-9a-fA-F]+)", line)
            if match:
                event.registers[name] = int(match.group(1), 16)

    @staticmethod
    def _trace_line(event, line):
        line = line.lstrip(" ")
        guess = line.startswith("? ")
        place = _location(line[2:] if guess else line)
        # The registers of the user side stand inside the trace; they are no frames.
        if place and len(event.frames) < _MAX_FRAMES:
            event.frames.append(dict(place, guess=guess))


def printable(data):
    return "".join(chr(c) if c == 9 or 32 <= c < 127 else "." for c in data)


def read_log(prog):
    """The log of the kernel in prog."""
    log = Log()
    for record in printk.get_printk_records(prog):
        for text in record.text.removesuffix(b"\n").split(b"\n"):
            log.line(printable(text))
    return log
