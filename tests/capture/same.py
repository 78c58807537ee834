#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Holds the diagnosis that was written in the capture kernel against that of the saved dump.

usage: same.py CAPTURED.json SAVED.json

They must be equal but for dump.path, dump.format and dump.bytes, which are of another file, and for
what filtering took away: a fact that the saved dump cannot answer (null there) may be answered in
the captured one, and "missing" and "unavailable" may name more for the saved dump. Prints each
difference; exit status 1 when one is not of these kinds.
"""

import json
import sys

OF_THE_FILE = {("dump", "path"), ("dump", "format"), ("dump", "bytes")}
OF_THE_FILTER = {"missing", "unavailable"}


def differences(captured, saved, path=()):
    if path in OF_THE_FILE or captured == saved:
        return
    if isinstance(saved, dict) and "holds" in saved and saved["holds"] is None:
        yield path, captured, saved, True
    elif isinstance(captured, dict) and isinstance(saved, dict):
        for key in sorted(set(captured) | set(saved)):
            yield from differences(captured.get(key), saved.get(key), path + (key,))
    elif isinstance(captured, list) and isinstance(saved, list) and len(captured) == len(saved):
        for i, (one, other) in enumerate(zip(captured, saved)):
            yield from differences(one, other, path + (i,))
    else:
        filtered = saved is None or (
            path[0] in OF_THE_FILTER
            and isinstance(captured, list)
            and set(map(str, captured)) <= set(map(str, saved))
        )
        yield path, captured, saved, filtered


def main():
    captured, saved = (json.load(open(name)) for name in sys.argv[1:3])
    wrong = 0
    for path, one, other, filtered in differences(captured, saved):
        wrong += not filtered
        print("%s %s: captured %s, saved %s" % ("filtered" if filtered else "WRONG",
              ".".join(map(str, path)), json.dumps(one), json.dumps(other)))
    return wrong > 0


sys.exit(main())
