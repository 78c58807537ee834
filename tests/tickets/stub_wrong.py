# SPDX-License-Identifier: GPL-2.0-or-later
"""What the stubs share."""


class Wrong(Exception):
    """The client does what the documentation does not allow."""


def fields(body, required, optional=""):
    """Is body an object with just these keys?"""
    if not isinstance(body, dict):
        raise Wrong("an object was expected")
    missing = set(required.split()) - set(body)
    extra = set(body) - set(required.split()) - set(optional.split())
    if missing or extra:
        raise Wrong(f"missing: {sorted(missing)}, not documented: {sorted(extra)}")
    return body


def strings(body, *keys):
    for key in keys:
        if not isinstance(body.get(key, ""), str):
            raise Wrong(f"{key} is no string")
