# SPDX-License-Identifier: GPL-2.0-or-later
"""The ways in which a kernel log is mangled before it reaches an engineer, for tests/logs/rewritten.

A kind of rewriting is a function of a Seed that yields (detail, make): make() gives the text. What a rewriting
takes away, the reader cannot know; what it puts in must not be taken for the kernel's.
"""
import html
import json
import quopri
import random
import re
import zlib

HOST = "db7"
STAMP = re.compile(r"[ \t]*(?:<\d+>)?\[ *(\d+\.\d{4,9})\](?:\[ *([TC]\d+)\])? ?")
WIDTHS = range(60, 141)
KINDS = {}


class Kind:
    """A kind of rewriting. @share: one in so many is made in fast mode; @whole: nothing is missing, and nothing was broken; @lost:
    text is missing; @front, @back: so are first or last letters of lines; @host: the name or names that it brings along."""
    def __init__(self, make=None, share=1, whole=False, lost=False, front=False, back=False, host=None):
        self.make, self.share, self.whole, self.hosts = make, share, whole, (host,) if isinstance(host, str) else host or ()
        self.lost, self.front, self.back = lost, front, back


def kind(name, **how):
    def add(make):
        KINDS[name] = Kind(make, **how)
        return make
    return add


class Seed:
    """A labelled log. @plain: each of its lines is a message of the kernel, so that each can have a prefix; @rows: these
    messages, each as (stamp, text)."""
    def __init__(self, name, text):
        self.name = name
        self.lines = text.rstrip("\n").split("\n")
        found = [STAMP.match(line) for line in self.lines]
        self.stamped = sum(map(bool, found)) > len(found) / 2
        # A line that holds nothing but a number, or begins as no message does, was folded or quoted before.
        odd = re.search(r"^(\S{0,3}>|\|)|^ ?[0-9a-f]{8,16}$|\\x0a|^[^\W\d_]+\.? \d+ \d+:\d+|^crash>|^\d{4}-|^kern ", text, re.M)
        self.plain = not odd and (all(found) if self.stamped else not any(found)) and len(text) < 3000 * len(self.lines)
        self.rows = [(m[1], line[m.end():]) if m else (f"{100 + i / 1000:.6f}", line) for i, (m, line) in enumerate(zip(found, self.lines))]

    def text(self):
        return joined(self.lines)

    def dmesg(self):
        return [f"[{stamp:>12}] {text}" for stamp, text in self.rows]


def joined(lines):
    return "\n".join(lines) + "\n"


def clock(stamp):
    seconds = int(stamp.split(".")[0]) % 86400
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


# What each form puts before a message of which @s is the stamp, @c the wall clock's time, @d the stamp as dmesg has it
PREFIXES = {
    "dmesg": "{d}",
    "dmesg-T": "[Thu Mar 14 {c} 2024] ",
    "dmesg-x": "kern  :alert : {d}",
    "dmesg-delta": "[{s:>12} <    0.000012>] ",
    "dmesg-reltime": "[  +0.000012] ",
    "dmesg-ctime-minute": "[Mar14 09:26] ",
    "dmesg-iso": "2024-03-14T{c},123456+01:00 ",
    "raw-level": "<4>{d}",
    "caller-task": "[{s:>12}][  T766] ",
    "caller-cpu": "[{s:>12}][    C3] ",
    "cpu-android": "[{s:>12}@3] ",
    "cpu-powernv": "[{s:>12},3] ",
    "syslog": "Mar 14 {c} db7 kernel: ",
    "syslog-stamp": "Mar 14 {c} db7 kernel: {d}",
    "syslog-pid": "Mar  4 {c} db7 kernel[0]: {d}",
    "syslog-domain": "Mar 14 {c} db7.dc-2.example.org kernel: {d}",
    "syslog-iso": "2024-03-14T{c}.123456+01:00 db7 kernel: {d}",
    "syslog-raw": "<4>Mar 14 {c} db7 kernel: {d}",
    "syslog-5424": "<4>1 2024-03-14T{c}.123456Z db7 kernel - - - {d}",
    "journal-precise": "Mar 14 {c}.123456 db7 kernel: ",
    "journal-monotonic": "[{s:>12}] db7 kernel: ",
    "journal-unix": "17104{s} db7 kernel: ",
    "journal-full": "Thu 2024-03-14 {c} CET db7 kernel: ",
    "journal-iso": "2024-03-14T{c}+0100 db7 kernel: ",
    "serial-two-stamps": "[2024-03-14 {c}.123] {d}",
    "serial-clock": "[{c}] {d}",
    "serial-ts": "Mar 14 {c} {d}",
    "serial-bare-clock": "{c}.123 {d}",
    "serial-console-name": "db7 console: {d}",
    "netconsole-address": "10.0.0.7:6666 {d}",
    "netconsole-extended": "4,1234,{u},-;",
    "kmsg": "4,1234,{u},c;",
    "quote": "> ",
    "quote-dmesg": "> {d}",
    "quote-two": "> > {d}",
    "quote-two-tight": ">> {d}",
    "quote-tight": ">{d}",
    "quote-syslog": "> Mar 14 {c} db7 kernel: {d}",
    "quote-syslog-two": "> > Mar 14 {c} db7 kernel: ",
    "quote-bar": "| {d}",
    "quote-name": "JD> {d}",
    "indent-4": "    {d}",
    "indent-tab": "\t{d}",
    "diff-plus": "+{d}",
    "comment-hash": "# {d}",
    "comment-star": " * {d}",
    "lines-cat-n": "{n:>6}\t{d}",
    "lines-grep-n": "{n}:{d}",
    "lines-grep-file": "messages.1:{d}",
    "lines-grep-file-n": "dmesg.txt:{n}:{d}",
    "colour": "\x1b[32m{d}\x1b[0m\x1b[33m",
    "kubernetes": "2024-03-14T{c}.123456789Z stdout F {d}",
}


def prefixed(seed, form):
    lines = []
    for n, (stamp, text) in enumerate(seed.rows, 1):
        lines.append(form.format(s=stamp, c=clock(stamp), d=f"[{stamp:>12}] ", n=n, u=stamp.replace(".", "")) + text)
    return lines


@kind("prefix", share=4, whole=True, host=HOST)
def prefix(seed):
    if not seed.plain:
        return
    yield "bare", lambda: joined(text for _, text in seed.rows)
    for name, form in PREFIXES.items():
        yield name, lambda form=form: joined(prefixed(seed, form))


@kind("quote", share=2, whole=True)
def quote(seed):
    for name, mark in {"one": "> ", "two-tight": ">> ", "two": "> > ", "tight": ">", "bar": "| ", "name": "JD> ", "indent": "    ", "tab": "\t"}.items():
        yield name, lambda mark=mark: joined(mark + line for line in seed.lines)


def at_blanks(line, width, keep=""):
    """As mail clients fold: at the last blank before @width; a word that is longer stays whole."""
    out = []
    while len(line) > width:
        cut = line.rfind(" ", 1, width + 1)
        if cut <= 0 or not line[:cut].strip():
            cut = line.find(" ", width)
        if cut <= 0:
            break
        out.append(line[:cut] + keep)
        line = line[cut + 1:]
    return [*out, line]


def mid_word(line, width):
    """As terminals fold: at the edge."""
    return [line[i:i + width] for i in range(0, len(line), width)] or [""]


def folded(name, fold, form=None, before="", after="", host=None):
    """@form: the prefix of each message; @before: what each line has before it is folded, @after: when it was"""
    @kind(name, share=28, host=host)
    def wrap(seed):
        if form is not None and not seed.plain:
            return
        lines = [before + line for line in (seed.lines if form is None else prefixed(seed, form))]
        longest = max(map(len, lines))
        for width in WIDTHS:
            if width < longest:
                yield width, lambda width=width: joined(after + part for line in lines for part in fold(line, width))


folded("wrap-blank", at_blanks)
folded("wrap-blank-flowed", lambda line, width: at_blanks(line, width, " "))
folded("wrap-blank-then-quoted", at_blanks, after="> ")
folded("wrap-quoted-then-blank", at_blanks, before="> ")
folded("wrap-blank-dmesg", at_blanks, PREFIXES["dmesg"])
folded("wrap-blank-syslog", at_blanks, PREFIXES["syslog-stamp"], host=HOST)
folded("wrap-blank-bare", at_blanks, "", after="> ")
folded("wrap-terminal", mid_word)
folded("wrap-terminal-dmesg", mid_word, PREFIXES["dmesg"])
folded("wrap-terminal-syslog", mid_word, PREFIXES["syslog-stamp"], host=HOST)
folded("wrap-terminal-then-quoted", mid_word, PREFIXES["dmesg"], after="> ")


@kind("wrap-both-ways", share=28)
def wrap_twice(seed):
    """Folded by a terminal, and the paste by a mail client"""
    for width in WIDTHS:
        yield width, lambda width=width: joined(
            "> " + part for line in seed.lines for piece in mid_word(line, width) for part in at_blanks(piece, 72))


@kind("cut-right", share=28, lost=True, back=True)
def cut_right(seed):
    longest = max(map(len, seed.lines))
    for width in WIDTHS:
        if width < longest:
            yield width, lambda width=width: joined(line[:width] for line in seed.lines)


def lost_front(name, lines):
    @kind(name, share=8, lost=True, front=True)
    def lost(seed):
        for n in range(1, 25):
            yield n, lambda n=n: joined(line[n:] for line in lines(seed))


lost_front("lost-front", lambda seed: seed.lines)
lost_front("lost-front-dmesg", lambda seed: seed.dmesg())


def cut(name, left):
    @kind(name, share=6, lost=True)
    def cuts(seed):
        for at in range(1, len(seed.lines)):
            yield at, lambda at=at: joined(left(seed.lines, at))


cut("cut-head", lambda lines, at: lines[at:])
cut("cut-tail", lambda lines, at: lines[:at])
cut("lost-line", lambda lines, at: lines[:at] + lines[at + 1:])


@kind("lost-lines-at-random", share=6, lost=True)
def lost_lines(seed):
    for n in range(12):
        def make(n=n):
            dice = random.Random(zlib.crc32(f"{seed.name} {n}".encode()))
            return joined(line for line in seed.lines if dice.randrange(4))
        yield n, make


@kind("line-ends", share=2, whole=True)
def line_ends(seed):
    yield "crlf", lambda: "\r\n".join(seed.lines) + "\r\n"
    yield "crcrlf", lambda: "\r\r\n".join(seed.lines) + "\r\r\n"
    yield "lfcr", lambda: "\n\r".join(seed.lines) + "\n\r"
    yield "cr-first", lambda: joined("\r" + line for line in seed.lines)
    yield "^M", lambda: joined(line + "^M" for line in seed.lines)
    yield "none-at-the-end", lambda: "\n".join(seed.lines)
    yield "nul", lambda: "\0".join(line + "\n" for line in seed.lines)
    yield "bom", lambda: "\ufeff" + seed.text()


@kind("blanks", share=2, whole=True)
def blanks(seed):
    yield "lines-between", lambda: joined(line + "\n" for line in seed.lines)
    yield "lines-gone", lambda: joined(line for line in seed.lines if line.strip())
    yield "every-third", lambda: joined(line + "\n" * (i % 3 == 0) for i, line in enumerate(seed.lines))
    yield "trailing", lambda: joined(line + "   " for line in seed.lines)
    yield "trailing-gone", lambda: joined(line.rstrip() for line in seed.lines)
    yield "leading-gone", lambda: joined(line.lstrip() for line in seed.lines)
    yield "tabs", lambda: seed.text().replace(" ", "\t")
    yield "tabs-for-two", lambda: re.sub("  +", "\t", seed.text())
    yield "one-for-two", lambda: re.sub("  +", " ", seed.text())
    yield "no-break", lambda: seed.text().replace(" ", "\u00a0")
    yield "no-break-for-two", lambda: seed.text().replace("  ", "\u00a0 ")
    yield "padded-to-100", lambda: joined(line.ljust(100) for line in seed.lines)


@kind("html", share=2, whole=True)
def as_html(seed):
    safe = [html.escape(line) for line in seed.lines]
    yield "br", lambda: "<br>\n".join(safe) + "<br>\n"
    yield "br-on-one-line", lambda: "<html><body><p>" + "<br>".join(safe) + "</p></body></html>\n"
    yield "br-closed", lambda: "<br />\n".join(safe) + "\n"
    yield "pre", lambda: "<pre>" + joined(safe) + "</pre>\n"
    yield "pre-code", lambda: '<pre class="log"><code>' + joined(safe) + "</code></pre>\n"
    yield "p", lambda: joined(f"<p>{line}</p>" for line in safe)
    yield "div", lambda: joined(f'<div class="line">{line}</div>' for line in safe)
    yield "span", lambda: joined(f'<span class="l">{line}</span>' for line in safe)
    yield "nbsp", lambda: "<br>\n".join(line.replace("  ", "&nbsp; ") for line in safe) + "\n"
    yield "all-nbsp", lambda: "<br>\n".join(line.replace(" ", "&nbsp;") for line in safe) + "\n"
    yield "numbers", lambda: "<br>\n".join(re.sub(r"[<>&'\"\[\]]", lambda m: f"&#{ord(m[0])};", line) for line in seed.lines) + "\n"
    yield "hex-numbers", lambda: "<br>\n".join(re.sub(r"[<>&'\"+]", lambda m: f"&#x{ord(m[0]):x};", line) for line in seed.lines) + "\n"
    yield "twice-escaped", lambda: joined(html.escape(line) for line in safe)


@kind("escaped", share=2, whole=True, host=HOST)
def escaped(seed):
    yield "json-one-string", lambda: json.dumps(seed.text()) + "\n"
    yield "json-member", lambda: json.dumps({"host": HOST, "log": seed.text()}) + "\n"
    yield "json-slashes", lambda: json.dumps({"log": seed.text()}).replace("/", "\\/") + "\n"
    yield "json-crlf", lambda: json.dumps({"log": "\r\n".join(seed.lines)}) + "\n"
    yield "json-lines-of-docker", lambda: joined(
        json.dumps({"log": line + "\n", "stream": "stdout", "time": "2024-03-14T09:26:53.123456789Z"}) for line in seed.lines)
    yield "json-list", lambda: json.dumps(seed.lines, indent=2) + "\n"
    yield "json-twice", lambda: json.dumps(json.dumps({"log": seed.text()})) + "\n"
    yield "journal-json", lambda: joined(json.dumps({
        "__REALTIME_TIMESTAMP": "1710404813123456", "_TRANSPORT": "kernel", "PRIORITY": "4", "SYSLOG_IDENTIFIER": "kernel",
        "_HOSTNAME": HOST, "MESSAGE": text}) for _, text in seed.rows)
    yield "journal-json-message-first", lambda: joined(json.dumps({
        "MESSAGE": text, "_HOSTNAME": HOST, "_TRANSPORT": "kernel"}, separators=(",", ":")) for _, text in seed.rows)
    yield "journal-export", lambda: "".join(
        f"__CURSOR=s=1;i={i}\n__REALTIME_TIMESTAMP=1710404813123456\n_BOOT_ID=0f\n_TRANSPORT=kernel\nPRIORITY=4\n_HOSTNAME={HOST}\n"
        f"MESSAGE={text}\n_SOURCE_MONOTONIC_TIMESTAMP={stamp.replace('.', '')}\n\n" for i, (stamp, text) in enumerate(seed.rows))
    yield "journal-x0a", lambda: "\\x0a".join(seed.lines) + "\n"
    yield "syslog-octal", lambda: f"Mar 14 09:26:53 {HOST} kernel: " + "#012".join(seed.lines) + "\n"
    yield "python-list", lambda: "[" + ",\n ".join(map(repr, seed.lines)) + "]\n"
    yield "c-strings", lambda: joined('"' + line.replace("\\", "\\\\").replace('"', '\\"') + '\\n"' for line in seed.lines)
    yield "csv", lambda: joined('"2024-03-14 09:26:53","%s","%s"' % (HOST, line.replace('"', '""')) for line in seed.lines)


@kind("quoted-printable", whole=True)
def quoted_printable(seed):
    yield "soft-breaks", lambda: quopri.encodestring(seed.text().encode()).decode()
    yield "blanks-too", lambda: quopri.encodestring(seed.text().encode(), quotetabs=True).decode()
    yield "crlf", lambda: quopri.encodestring(seed.text().encode()).decode().replace("\n", "\r\n")
    yield "signs-only", lambda: seed.text().replace("=", "=3D")


@kind("twice", whole=True, host=HOST)
def twice(seed):
    yield "each-line", lambda: joined(line for line in seed.lines for _ in "12")
    yield "whole", lambda: seed.text() * 2
    yield "whole-with-blank-line", lambda: seed.text() + "\n\n" + seed.text()
    if seed.plain:
        serial = prefixed(seed, PREFIXES["serial-two-stamps"])
        yield "each-line-other-stamp", lambda: joined(line for pair in zip(seed.dmesg(), serial) for line in pair)
        yield "whole-then-syslog", lambda: joined([*seed.dmesg(), *prefixed(seed, PREFIXES["syslog-stamp"])])


def parts(lines, size, levels):
    """The parts of what pstore kept, in the order in which they were written: the log's end first."""
    out, part, used = [], [], 0
    for line in reversed(lines):
        if part and used + len(line) + 1 > size:
            out.append(part[::-1])
            part, used = [], 0
        part.append(line)
        used += len(line) + 1
    out.append(part[::-1])
    return [[f"{levels}#1 Part{n}", *part] for n, part in enumerate(out, 1)]


@kind("pstore")
def pstore(seed):
    if not seed.plain:
        return
    lines = [f"<4>{line}" for line in seed.dmesg()]
    for size in (500, 1024):
        for word in ("Panic", "Oops"):
            found = parts(lines, size, word)
            if len(found) < 2:
                continue
            dice = random.Random(zlib.crc32(seed.name.encode()))
            yield f"oldest-first {word} {size}", lambda found=found: joined(line for part in found[::-1] for line in part)
            yield f"as-numbered {word} {size}", lambda found=found: joined(line for part in found for line in part)
            yield f"any-order {word} {size}", lambda found=found, dice=dice: joined(
                line for part in dice.sample(found, len(found)) for line in part)
            yield f"one-lost {word} {size}", lambda found=found: joined(line for part in found[:0:-1] for line in part)


@kind("noise", whole=True, host=HOST)
def noise(seed):
    """Other lines between: of a logger that says who speaks, or of the kernel itself"""
    if not seed.plain:
        return
    other = ("systemd[1]: Started Session 12 of user root.", "sshd[812]: Accepted publickey for root", "CRON[99]: (root) CMD (true)")
    yield "syslog", lambda: joined(line for i, own in enumerate(prefixed(seed, PREFIXES["syslog-stamp"])) for line in (
        own, f"Mar 14 {clock(seed.rows[i][0])} {HOST} {other[i % 3]}"))
    yield "kernel", lambda: joined(line for (stamp, _), own in zip(seed.rows, seed.dmesg()) for line in (
        own, f"[{stamp:>12}] usb 1-1: new high-speed USB device number 2 using xhci_hcd"))


@kind("one-line", whole=True)
def one_line(seed):
    if seed.plain:
        yield "blank", lambda: " ".join(seed.dmesg()) + "\n"
        yield "quoted", lambda: " ".join("> " + line for line in seed.dmesg()) + "\n"


@kind("newest-first", host=HOST)
def newest_first(seed):
    if seed.plain:
        yield "dmesg", lambda: joined(seed.dmesg()[::-1])
        yield "syslog", lambda: joined(prefixed(seed, PREFIXES["syslog-stamp"])[::-1])


def interleaved(a, b, forms):
    """The lines of two reports by turns, each report with its own of the two @forms"""
    rows = [prefixed(seed, form) for seed, form in zip((a, b), forms)]
    longer = max(map(len, rows))
    return joined(part[i] for i in range(longer) for part in rows if i < len(part))


# What tells two reports apart; of ONE_MACHINE both are one machine's
ONE_MACHINE = ("caller-tasks", "caller-cpus", "android-cpus", "powernv-cpus", "nothing")
INTERLEAVINGS = {
    "caller-tasks": ("[{s:>12}][  T766] ", "[{s:>12}][ T9128] "),
    "caller-cpus": ("[{s:>12}][    C0] ", "[{s:>12}][   C17] "),
    "android-cpus": ("[{s:>12}@0] ", "[{s:>12}@17] "),
    "powernv-cpus": ("[{s:>12},0] ", "[{s:>12},17] "),
    "hosts": ("Mar 14 {c} db7 kernel: {d}", "Mar 14 {c} db8 kernel: {d}"),
    "netconsole": ("10.0.0.7:6666 {d}", "10.0.0.8:6666 {d}"),
    "nothing": ("{d}", "{d}"),  # which is which cannot be known: only the race is looked for
}
