# SPDX-License-Identifier: GPL-2.0-or-later
"""What single commands cost inside one crash session, free of the noise of crash's own start."""

import subprocess

MARK = "bench-mark"


class Session:
    """A crash session that is told one command at a time."""

    def __init__(self, argv):
        self.child = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
        self.run()

    def run(self, command=None):
        """CPU seconds that the command took."""
        before = self.cpu()
        # crash has no echo of its own: the mark comes from the shell.
        self.child.stdin.write((f"{command}\n" if command else "") + f"!echo {MARK}\n")
        self.child.stdin.flush()
        for line in self.child.stdout:
            if line.strip().endswith(MARK):
                return self.cpu() - before
        raise RuntimeError(f"the session ended at: {command}")

    def cpu(self):
        # In nanoseconds, where wait4 and stat count in ticks of a session that is still running.
        with open(f"/proc/{self.child.pid}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[0]) / 1e9

    def end(self):
        self.child.stdin.write("quit\n")
        self.child.stdin.close()
        self.child.stdout.read()
        self.child.wait()


def costs(argv, extension):
    """CPU seconds of each step of one session, by name."""
    session = Session(argv)
    idle = session.run()  # the mark's own cost
    steps = {
        "bt": "bt > /dev/null",
        "loading the extension": f"extend {extension}",
        "inoderace, the first time": "inoderace -j > /dev/null",
        "inoderace, the second time": "inoderace -j > /dev/null",
    }
    found = {name: session.run(command) - idle for name, command in steps.items()}
    found["inoderace -w"] = session.run("inoderace -w > /dev/null") - idle
    session.end()
    return found
