# SPDX-License-Identifier: GPL-2.0-or-later
"""Layout files that are changed on purpose."""


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def sections(text):
    """Each with its sum's line."""
    start = 0
    while start < len(text):
        end = text.index(b"\n", text.index(b"\nsum ", start) + 1) + 1
        yield text[start:end]
        start = end


def forged(text, old, new):
    """@old made @new in each section, whose sums are right again."""
    made = b""
    for section in sections(text):
        body = section[:section.rindex(b"sum ")].replace(old, new)
        made += body + b"sum %016x\n" % fnv(body)
    return made
