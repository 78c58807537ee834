#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Stands before a real server and lets connections fail as faults.py can: proxy.py URL PORT-FILE"""
import sys
import urllib.error
import urllib.request

import faults


class Proxy(faults.Handler):
    target = ""

    def handle_request(self, body):
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
        request = urllib.request.Request(self.target + self.path, body or None, headers, method=self.command)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as r:
                status, reply, got = r.status, r.read(), r.headers
        except urllib.error.HTTPError as e:
            status, reply, got = e.code, e.read(), e.headers
        except OSError as e:
            raise faults.Cut from e
        return status, reply, [("Content-Type", got.get("Content-Type", "text/plain"))]


Proxy.target = sys.argv[1]
faults.serve(Proxy, sys.argv[2])
