# SPDX-License-Identifier: GPL-2.0-or-later
"""corelens (of drgn-tools): the module "inoderace".

corelens runs what is derived from CorelensModule when it starts, and imports no module but its own. So:

    $ python3 -c 'import inoderace_corelens, drgn_tools.corelens as c; c.main()' vmcore -M inoderace -j

or put this file, or a link to it, into the folder drgn_tools.
"""

import argparse

import inoderace_drgn
from drgn import Program
from drgn_tools.corelens import CorelensModule


class Inoderace(CorelensModule):
    """Tell whether the machine died of the XFS inode reinit race, or of what else, and show why."""

    name = "inoderace"

    def add_args(self, parser: argparse.ArgumentParser) -> None:
        inoderace_drgn.implementation().add_arguments(parser)

    def run(self, prog: Program, args: argparse.Namespace) -> None:
        inoderace_drgn.implementation().run(prog, args)
