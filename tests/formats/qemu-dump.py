# SPDX-License-Identifier: GPL-2.0-or-later
"""qemu-dump.py SOCKET CONSOLE ELF KDUMP: stops a guest while it prints its oops, and dumps its memory twice.

It has to be stopped before it jumps into its capture kernel, some 50 ms later.
"""

import json
import socket
import sys
import time

OOPS = b"RIP: 0010:0x0"


class Monitor:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        for _ in range(300):  # QEMU is about to make it
            try:
                self.socket.connect(path)
                break
            except OSError:
                time.sleep(0.1)
        self.lines = self.socket.makefile("rw")
        self.lines.readline()
        self.run("qmp_capabilities")

    def run(self, command, **arguments):
        print(json.dumps({"execute": command, "arguments": arguments}), file=self.lines, flush=True)
        answer = {"event": ""}
        while "event" in answer:
            answer = json.loads(self.lines.readline())
        if "error" in answer:
            sys.exit(f"qemu-dump.py: {command}: {answer['error']['desc']}")


def main():
    path, console, elf, kdump = sys.argv[1:]
    monitor = Monitor(path)
    with open(console, "rb") as file:
        seen = b""
        while OOPS not in seen:
            seen = (seen + file.read())[-65536:]
            time.sleep(0.002)
    monitor.run("stop")
    monitor.run("dump-guest-memory", paging=False, protocol=f"file:{elf}")
    monitor.run("dump-guest-memory", paging=False, format="kdump-zlib", protocol=f"file:{kdump}")
    monitor.run("quit")


if __name__ == "__main__":
    main()
