# SPDX-License-Identifier: GPL-2.0-or-later
"""sos report: the diagnosis of the newest crash dumps, and a redacted evidence slice of each. sos 4.0 and later.

    sos report -o inoderace -k inoderace.dumps=1,inoderace.where=/srv/crash
"""

import glob
import os
import re
import shlex

from sos.report.plugins import DebianPlugin, IndependentPlugin, Plugin, RedHatPlugin, SuSEPlugin, UbuntuPlugin

try:  # since sos 4.2; before, options were tuples
    from sos.report.plugins import PluginOpt
except ImportError:
    PluginOpt = None

OPTIONS = (
    ("dumps", 3, "how many dumps, the newest first"),
    ("where", "/var/crash", "folder of the dumps"),
    ("redact", True, "blank names in slices"),
)
# What kdump-tools, kexec-tools and Ubuntu's, SUSE's and Fedora's call a dump, one folder a crash
NAMES = ("*/vmcore", "*/dump.*", "*/*/vmcore", "vmcore", "*/vmcore.*", "*/vmcore-dmesg.txt", "*/dmesg.*")
LIMIT = 600  # seconds for a dump; most take less than one


# sos 4.0 takes no IndependentPlugin for one that fits its distribution.
class Inoderace(Plugin, IndependentPlugin, RedHatPlugin, DebianPlugin, UbuntuPlugin, SuSEPlugin):
    short_desc = "Diagnosis of crash dumps by inoderace"
    plugin_name = "inoderace"
    profiles = ("system", "debug", "storage")
    packages = ("inoderace",)
    commands = ("inoderace",)
    if PluginOpt:
        option_list = [PluginOpt(name, default=default, desc=desc) for name, default, desc in OPTIONS]
    else:
        option_list = [(name, desc, "fast", default) for name, default, desc in OPTIONS]

    def newest(self):
        """The newest crashes: of each folder its dump, or its log where there is no dump."""
        where = str(self.get_option("where") or "/var/crash")
        found = {}
        for pattern in NAMES:
            for path in glob.glob(os.path.join(glob.escape(where), pattern)):
                if os.path.isfile(path) and not path.endswith((".sha256", ".sha1")):
                    found.setdefault(os.path.dirname(path), path)
        try:
            many = int(self.get_option("dumps"))
        except (TypeError, ValueError):
            many = 3
        return sorted(found.values(), key=os.path.getmtime, reverse=True)[:many]

    def setup(self):
        for number, path in enumerate(self.newest()):
            folder = re.sub(r"[^\w.-]", "_", os.path.basename(os.path.dirname(path)))
            quoted, name = shlex.quote(path), f"{number}-{folder or 'crash'}"
            self.add_cmd_output(f"inoderace {quoted}", suggest_filename=f"{name}.txt", timeout=LIMIT)
            self.add_cmd_output(f"inoderace -j {quoted}", suggest_filename=f"{name}.json", timeout=LIMIT, stderr=False)
            if not path.endswith(".txt") and "dmesg" not in os.path.basename(path):
                self.slice(path, f"{name}.slice")

    def slice(self, path, name):
        """The slice is a file that inoderace itself writes, and verifies before it gets its name."""
        folder = self.get_cmd_output_path(make=False)
        os.makedirs(folder, exist_ok=True)
        redact = "--redact " if self.get_option("redact", default=True) else ""
        made = self.exec_cmd(f"inoderace slice {redact}{shlex.quote(path)} -o {shlex.quote(os.path.join(folder, name))}", timeout=LIMIT)
        if made["status"]:
            self._log_warn(f"no slice of {path}: {made['output']}")
