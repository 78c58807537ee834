#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Bugzilla, Jira and GitHub as their documentation has them, and not a bit more: whatever a client
asks for that is not documented, or is not as documented, gets 400 and is remembered under
/violations. Usage: stub.py PORT-FILE [CERT]

Bugzilla: bugzilla.readthedocs.io, api/core/v1; Jira: REST 2 of Server and Data Center 9; GitHub: REST
2022-11-28. The token is "good-token" everywhere.
"""
import json
import re
import sys
import urllib.parse

import faults
import stub_bugzilla
import stub_github
import stub_jira
from stub_wrong import Wrong

SYSTEMS = {m.NAME: m for m in (stub_bugzilla, stub_github, stub_jira)}


class Stub(faults.Handler):
    violations = []

    def handle_request(self, body):
        url = urllib.parse.urlsplit(self.path)
        if url.path == "/violations":
            return 200, self.violations, ()
        _, name, rest = url.path.split("/", 2)
        system = SYSTEMS.get(name)
        try:
            if not system:
                raise Wrong(f"no such system: {name}")
            query = urllib.parse.parse_qs(url.query, strict_parsing=bool(url.query), keep_blank_values=True)
            if any(len(v) > 1 for v in query.values()):
                raise Wrong("a parameter was given twice")
            query = {k: v[0] for k, v in query.items()}
            with self.lock:
                return self.route(system, "/" + rest, query, body)
        except Wrong as e:
            self.violations.append(f"{self.command} {self.path}: {e}")
            return 400, {"message": str(e)}, ()

    def route(self, system, path, query, body):
        denied = system.denies(self.headers)
        if denied:
            return 401, denied, ()
        for method, pattern, allowed, function in system.ROUTES:
            m = re.fullmatch(pattern, path)
            if not m or method != self.command:
                continue
            extra = set(query) - set(allowed.split())
            if extra:
                raise Wrong(f"parameters that are not documented: {sorted(extra)}")
            base = f"http://{self.headers['Host']}/{system.NAME}"
            result = function(*[urllib.parse.unquote(g) for g in m.groups()], query=query,
                              body=self.decoded(system, body), base=base)
            return (*result, ()) if len(result) == 2 else result
        raise Wrong("no such resource is documented")

    def decoded(self, system, body):
        kind = self.headers.get("Content-Type", "")
        if not body:
            return None
        if kind == "application/json":
            return json.loads(body)
        return system.form(kind, body, self.headers)


if __name__ == "__main__":
    faults.serve(Stub, *sys.argv[1:])
