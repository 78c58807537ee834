# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs in drgn on the live kernel: every script as it is, in one session, since drgn takes a minute to start there.

drgn -k live-session.py FOLDER: what each script prints goes to a file of FOLDER, its exit status to the last line.
"""

import contextlib
import pathlib
import re
import runpy
import sys
import traceback

SCRIPTS = pathlib.Path(__file__).resolve().parent / "drgn-scripts"
RUNS = (
    ("states", "xfs-inode-states.py"),
    ("states-again", "xfs-inode-states.py", "-l"),
    ("life-open", "inode-life.py", "/mnt/d/f3"),
    ("life-link", "inode-life.py", "/mnt/lnk"),
    ("life-gone", "inode-life.py", "/mnt/d/f4"),
    ("life-uncached", "inode-life.py", "/mnt/d/f200"),
    ("life-evicted", "inode-life.py", "the first that states-again lists"),
    ("life-elsewhere", "inode-life.py", "/tmp/w/10"),
    ("life-nonsense", "inode-life.py", "ffff000000000000"),
    ("diagnosis", "inoderace.py", "-v"),
    ("json", "inoderace.py", "-j"),
    *((f"walks-{i}", "rcu-walks.py") for i in range(20)),
)


def run(script, arguments, prog):
    sys.argv = [str(SCRIPTS / script), *arguments]
    try:
        runpy.run_path(sys.argv[0], init_globals={"prog": prog}, run_name="__main__")
    except SystemExit as end:
        return end.code
    except BaseException:  # pylint: disable=broad-except
        traceback.print_exc()
    return "none"


def main(prog):
    folder = pathlib.Path(sys.argv[1])
    for name, script, *arguments in RUNS:
        if name == "life-evicted":
            listed = (folder / "states-again").read_text(encoding="utf-8")
            arguments = re.findall("xfs_inode ([0-9a-f]+) XFS_IRECLAIMABLE", listed)[:1]
        with open(folder / name, "w", encoding="utf-8") as out:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                status = run(script, arguments, prog)
            out.write(f"status={status}\n")


main(globals()["prog"])
