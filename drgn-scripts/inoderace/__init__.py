# SPDX-License-Identifier: GPL-2.0-or-later
"""inoderace for drgn: the facts, gathered from drgn objects, one concept a file.

The way of the data is the program's: kernel -> facts -> rules -> verdict -> report. The rules are
not written here; rules.json holds them as the program was built from them (inoderace
--dump-rules).
"""
