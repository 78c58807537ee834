# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of `inoderace ticket` share: servers to start, the program to run, and the count."""
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(os.path.dirname(HERE))
PROGRAM = os.path.join(TREE, os.environ.get("BUILD", "build"), "inoderace")
SLICE = os.path.join(TREE, "samples/6.1-cloud/in-window/evidence.slice")
TOKEN = "good-token"


class Tests:
    def __init__(self):
        self.passed = self.failed = 0
        self.tmp = tempfile.TemporaryDirectory()
        self.children = []

    def ok(self, what, condition, told=""):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {what}" + (f"\n\t{told}".replace("\n", "\n\t") if told else ""))
        return condition

    def start(self, script, *args):
        """Start a server of ours; returns its port."""
        port_file = os.path.join(self.tmp.name, f"port{len(self.children)}")
        before, after = args if len(args) == 2 and isinstance(args[0], list) else ([], list(args))
        self.children.append(subprocess.Popen(
            [sys.executable, "-B", os.path.join(HERE, script), *before, port_file, *after]))
        for _ in range(200):
            if os.path.exists(port_file):
                with open(port_file, encoding="ascii") as f:
                    return int(f.read())
            time.sleep(0.05)
        raise SystemExit(f"{script} does not start")

    def finish(self):
        for child in self.children:
            child.kill()
            child.wait()
        self.tmp.cleanup()
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0

    def path(self, name):
        return os.path.join(self.tmp.name, name)

    def write(self, name, text, mode=0o600):
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.write(text if isinstance(text, str) else json.dumps(text))
        os.chmod(self.path(name), mode)
        return self.path(name)


def http(method, url, body=None, headers=None):
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as r:
        return r.read()


def faults(url, *what):
    """What goes wrong from now on; empties the log."""
    http("PUT", url + "/control", list(what))


def log(url):
    return [tuple(line) for line in json.loads(http("GET", url + "/control"))]


def changes(url):
    """Of the log, what was not only reading."""
    return [line for line in log(url) if line[0] != "GET"]


def environment(home, token):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("INODERACE_", "XDG_"))}
    env["HOME"] = home
    os.makedirs(home, exist_ok=True)
    if token:
        env["INODERACE_TOKEN"] = token
    return env


def start(home, *args, token=TOKEN):
    return subprocess.Popen([PROGRAM, "ticket", *args], env=environment(home, token), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)


def ticket(home, *args, token=TOKEN, stdin=None):
    """Runs it; returns exit status and all it said."""
    r = subprocess.run([PROGRAM, "ticket", *args], env=environment(home, token), stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, input=stdin, text=True, timeout=300, check=False)
    return r.returncode, r.stdout


def diagnosis(number=0, signature=None, **more):
    """A real diagnosis, made different from others by its crash time."""
    with open(os.path.join(TREE, "samples/6.1-cloud/in-window/report.json"), encoding="utf-8") as f:
        d = json.loads(f.read())
    d["dump"]["crash_time"] = f"2026-11-{1 + number // 86400:02d}T{number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z"
    d["dump"].update(nodename="secret-host", cmdline="root=/dev/secret quiet-secret")
    d.update(more)
    if signature:
        d["verdict"]["signature"] = signature
    return d
