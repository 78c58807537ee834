# SPDX-License-Identifier: GPL-2.0-or-later
"""The two things in a vmlinux's DWARF that drgn does not show: call sites and statics of functions.

A compiler notes for the return address of an indirect call which register held the target and what
each argument was made of (DW_TAG_call_site), and where a function's own static object lies. One
compilation unit is read, found by .debug_aranges; subtrees that cannot hold the answer are skipped.
"""

import mmap
import struct

import a64
import x86

# DWARF 5, sections 7.5.3 to 7.5.6; the GNU tag and attribute are what gcc wrote before DWARF 5.
TAG_INLINED, TAG_SUBPROGRAM, TAG_VARIABLE = 0x1D, 0x2E, 0x34
TAGS_CALL_SITE, TAGS_PARAMETER = (0x48, 0x4109), (0x49, 0x410A)
AT_SIBLING, AT_LOCATION, AT_NAME, AT_LOW_PC, AT_HIGH_PC = 0x01, 0x02, 0x03, 0x11, 0x12
AT_ORIGIN, AT_SPECIFICATION = 0x31, 0x47
AT_RETURN_PC, AT_CALL_VALUES, AT_TARGETS = 0x7D, (0x7E, 0x2111), (0x83, 0x2113)
FIXED = {0x01: 8, 0x05: 2, 0x06: 4, 0x07: 8, 0x0B: 1, 0x0C: 1, 0x0E: 4, 0x10: 4, 0x11: 1, 0x12: 2, 0x13: 4, 0x14: 8,
         0x17: 4, 0x19: 0, 0x1C: 4, 0x1D: 4, 0x1E: 16, 0x1F: 4, 0x20: 8, 0x21: 0, 0x24: 8, 0x25: 1, 0x26: 2, 0x27: 3,
         0x28: 4, 0x29: 1, 0x2A: 2, 0x2B: 3, 0x2C: 4, 0x1F20: 4, 0x1F21: 4}
LEB = (0x0D, 0x0F, 0x15, 0x1A, 0x1B, 0x22, 0x23)
BLOCKS = {0x0A: 1, 0x03: 2, 0x04: 4, 0x09: 0, 0x18: 0}
FORM_ADDR, FORM_STRING, FORM_STRP, FORM_REF_ADDR, FORM_LINE_STRP, FORM_CONST = 0x01, 0x08, 0x0E, 0x10, 0x1F, 0x21
MACHINES = {62: x86, 183: a64}  # by e_machine


class Unreadable(LookupError):
    """This file's DWARF is of a kind that is not read here."""


def leb(data, at, signed=False):
    """(value, where the next thing starts)"""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            break
    if signed and byte & 0x40:
        value -= 1 << shift
    return value, at


class Elf:
    """The sections and symbols of an ELF file, mapped."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self.data[:6] != b"\x7fELF\x02\x01":
            raise Unreadable(f"{path} is no little-endian ELF64 file")
        machine, = struct.unpack_from("<H", self.data, 0x12)
        if machine not in MACHINES:
            raise Unreadable(f"{path} is for machine {machine}")
        self.registers = MACHINES[machine].DWARF
        table, = struct.unpack_from("<Q", self.data, 0x28)
        size, count, names = struct.unpack_from("<HHH", self.data, 0x3A)
        rows = [struct.unpack_from("<IIQQQQ", self.data, table + i * size) for i in range(count)]
        self.sections = {self.string(rows[names][4] + row[0]): row for row in rows}

    def string(self, at):
        return self.data[at : self.data.find(b"\0", at)].decode(errors="replace")

    def section(self, name):
        """(start, end) in the file."""
        row = self.sections.get(name)
        if row is None:
            raise Unreadable(f"vmlinux has no {name}")
        if row[2] & 0x800:
            raise Unreadable(f"{name} of vmlinux is compressed")
        return row[4], row[4] + row[5]

    def symbol(self, wanted):
        """The address of a symbol in the file."""
        start, end = self.section(".symtab")
        names, stop = self.section(".strtab")
        places, at = set(), names  # the end of a longer name serves as well
        while (at := self.data.find(wanted.encode() + b"\0", at, stop)) >= 0:
            places.add(at - names)
            at += 1
        for name, _info, _other, _section, value, _size in struct.iter_unpack("<IBBHQQ", self.data[start:end]):
            if name in places:
                return value
        raise Unreadable(f"vmlinux has no symbol {wanted}")


class Entry:
    """A debugging information entry: its tag, attributes and those above it."""

    def __init__(self, offset, tag, children):
        self.offset, self.tag, self.children = offset, tag, children
        self.values, self.next, self.above = {}, None, ()  # {attribute: (form, value)}

    def attribute(self, *names):
        return next((self.values[name][1] for name in names if name in self.values), None)


class Unit:
    """The compilation unit that has code at an address of the file."""

    def __init__(self, elf, address):
        self.elf, self.data = elf, elf.data
        self.info = elf.section(".debug_info")[0]
        self.start = self.info + self.offset_of(address)
        length, self.version = struct.unpack_from("<IH", self.data, self.start)
        if length >= 0xFFFFFFF0 or self.version not in (4, 5):
            raise Unreadable(f"a unit of DWARF {self.version}")
        self.end = self.start + 4 + length
        at = self.start + (8 if self.version == 5 else 6)
        abbrev, = struct.unpack_from("<I", self.data, at)
        self.first = self.start + (12 if self.version == 5 else 11)
        self.abbrevs = self.read_abbrevs(elf.section(".debug_abbrev")[0] + abbrev)

    def offset_of(self, address):
        at, end = self.elf.section(".debug_aranges")
        while at < end:
            length, _version, unit = struct.unpack_from("<IHI", self.data, at)
            stop = at + 4 + length
            for low, size in struct.iter_unpack("<QQ", self.data[at + 16 : stop]):
                if low <= address < low + size:
                    return unit
            at = stop
        raise Unreadable(f"no unit in .debug_aranges has code at {address:#x}")

    def read_abbrevs(self, at):
        found = {}
        while True:
            code, at = leb(self.data, at)
            if not code:
                return found
            tag, at = leb(self.data, at)
            children, at, rows = self.data[at], at + 1, []
            while True:
                name, at = leb(self.data, at)
                form, at = leb(self.data, at)
                constant = None
                if form == FORM_CONST:
                    constant, at = leb(self.data, at, signed=True)
                if not name:
                    break
                rows.append((name, form, constant))
            found[code] = (tag, children, rows)

    def value(self, form, constant, at):
        """(what the attribute says, where the next starts)"""
        if form in FIXED:
            size = FIXED[form]
            value = int.from_bytes(self.data[at : at + size], "little") if form != FORM_CONST else constant
            return value, at + size
        if form in LEB:
            return leb(self.data, at, signed=form == 0x0D)
        if form == FORM_STRING:
            end = self.data.find(b"\0", at)
            return self.data[at:end].decode(errors="replace"), end + 1
        if form in BLOCKS:
            size = BLOCKS[form]
            length, at = (int.from_bytes(self.data[at : at + size], "little"), at + size) if size else leb(self.data, at)
            return self.data[at : at + length], at + length
        raise Unreadable(f"DWARF form {form:#x}")

    def entry(self, at):
        """The entry at a place in the file, None for the end of a list of children."""
        start, (code, at) = at, leb(self.data, at)
        if not code:
            return None
        tag, children, rows = self.abbrevs[code]
        found = Entry(start, tag, children)
        for name, form, constant in rows:
            value, at = self.value(form, constant, at)
            found.values[name] = (form, value)
        found.next = at
        return found

    def place(self, entry, attribute):
        """Where a reference to another entry of this unit leads."""
        form, value = entry.values[attribute]
        return (self.info if form == FORM_REF_ADDR else self.start) + value

    def walk(self, wanted):
        """Entries with those above them; wanted(entry) tells whether to go into one's children."""
        at, above = self.first, []
        while at < self.end:
            entry = self.entry(at)
            if entry is None:
                if above:
                    above.pop()
                at += 1
                continue
            entry.above, at = tuple(above), entry.next
            yield entry
            if not entry.children:
                continue
            if AT_SIBLING in entry.values and not wanted(entry):
                at = self.place(entry, AT_SIBLING)
            else:
                above.append(entry)

    def name(self, entry):
        """Its name, or that of what it is an instance of."""
        for _ in range(4):
            if AT_NAME in entry.values:
                form, value = entry.values[AT_NAME]
                if form == FORM_STRP:
                    return self.elf.string(self.elf.section(".debug_str")[0] + value)
                if form == FORM_LINE_STRP:
                    return self.elf.string(self.elf.section(".debug_line_str")[0] + value)
                return value
            link = next((name for name in (AT_ORIGIN, AT_SPECIFICATION) if name in entry.values), None)
            if link is None:
                return None
            entry = self.entry(self.place(entry, link))
        return None


def expression(data, registers):
    """What a DWARF expression of one operation means, as a dictionary; None for any other. registers: names by number."""
    if not data or not isinstance(data, bytes):
        return None
    code = data[0]
    if 0x30 <= code <= 0x4F and len(data) == 1:
        return {"constant": code - 0x30}
    if 0x50 <= code < 0x50 + len(registers) and len(data) == 1:
        return {"register": registers[code - 0x50], "offset": None}
    if 0x70 <= code < 0x70 + len(registers):
        offset, end = leb(data, 1, signed=True)
        return {"register": registers[code - 0x70], "offset": offset} if end == len(data) else None
    if code == 0x03 and len(data) == 9:
        return {"address": int.from_bytes(data[1:], "little")}
    return None


def covers(entry, address):
    low = entry.attribute(AT_LOW_PC)
    form, high = entry.values.get(AT_HIGH_PC, (None, None))
    if low is None or high is None:
        return True  # in pieces, or none of its own
    return low <= address < (high if form == FORM_ADDR else low + high)


def call_site(unit, pc):
    """What the compiler noted of the call that returns to pc, an address of the file."""

    def wanted(entry):
        return entry.tag != TAG_SUBPROGRAM or covers(entry, pc - 1)

    found = None
    for entry in unit.walk(wanted):
        if found is not None:
            if entry.tag not in TAGS_PARAMETER or entry.above[-1].offset != found["offset"]:
                return found
            where = expression(entry.attribute(AT_LOCATION), unit.elf.registers)
            if where and "register" in where:
                found["arguments"][where["register"]] = expression(entry.attribute(*AT_CALL_VALUES), unit.elf.registers)
        elif entry.tag in TAGS_CALL_SITE and entry.attribute(AT_RETURN_PC, AT_LOW_PC) == pc:
            inside = [unit.name(one) for one in reversed(entry.above) if one.tag in (TAG_INLINED, TAG_SUBPROGRAM)]
            found = {"offset": entry.offset, "inside": inside, "arguments": {},
                     "direct": AT_ORIGIN in entry.values or 0x7F in entry.values,
                     "target": expression(entry.attribute(*AT_TARGETS), unit.elf.registers)}
    return found


def static_object(unit, function, name):
    """The address, in the file, of the static object of that name in a function of that name."""
    for entry in unit.walk(lambda entry: True):
        if entry.tag != TAG_VARIABLE or AT_LOCATION not in entry.values or unit.name(entry) != name:
            continue
        if any(one.tag == TAG_SUBPROGRAM and unit.name(one) == function for one in entry.above):
            place = expression(entry.attribute(AT_LOCATION), unit.elf.registers)
            return place and place.get("address")
    return None
