# SPDX-License-Identifier: GPL-2.0-or-later
"""drgn's own command line: %inoderace (drgn 0.0.31 and later; entry point group drgn.plugins).

    $ drgn -c vmcore
    >>> %inoderace
    >>> %inoderace -j | jq .verdict.class

drgn imports each plugin when it starts. In an older one, which has no
commands, this does nothing: there it is the script inoderace.py.
"""

import importlib
import os
import sys

SCRIPTS = "/usr/share/inoderace/drgn"  # make install writes where they really are


def scripts() -> str:
    """Where the package inoderace is: that of a checkout, else what is installed."""
    checkout = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return checkout if os.path.isdir(os.path.join(checkout, "inoderace")) else SCRIPTS


def implementation():
    """The module that does it."""
    place, writes = scripts(), sys.dont_write_bytecode
    if place not in sys.path:
        sys.path.append(place)
    sys.dont_write_bytecode = True  # nothing is written beside the scripts
    try:
        return importlib.import_module("inoderace.command")
    finally:
        sys.dont_write_bytecode = writes


def register() -> None:
    try:
        from drgn.commands import argument, command, mutually_exclusive_group
    except ImportError:
        return
    groups = [
        mutually_exclusive_group(*(argument(*names, **more) for names, more in options))
        for options in implementation().GROUPS
    ]

    @command(
        name="inoderace",
        description="tell whether the machine died of the XFS inode reinit race",
        long_description="Tell whether the machine died of the XFS inode reinit race, or of what else, and show why.",
        arguments=groups,
    )
    def _cmd_inoderace(prog, name, args, **_):
        implementation().run(prog, args)


register()
