# SPDX-License-Identifier: GPL-2.0-or-later
"""Bugzilla 5."""
import base64

from stub_wrong import Wrong, fields, strings

NAME = "bugzilla"
bugs, comments, attachments = {}, {}, {}
MAX_KIB = 1000


def error(status, code, message):
    return status, {"error": True, "code": code, "message": message}


def denies(headers):
    for name in ("Accept", "Content-Type"):
        if headers.get(name) != "application/json":
            raise Wrong(f"{name} must be application/json")
    if headers.get("X-BUGZILLA-API-KEY") != "good-token":
        return error(401, 306, "The API key you specified is invalid.")[1]


def form(kind, body, headers):
    raise Wrong(f"Content-Type {kind}")


def whoami(**_):
    return 200, {"id": 1, "name": "me@example.com", "real_name": "Me"}


def product(query, **_):
    return 200, {"products": [{"id": 1, "name": "Kernel"}] if query.get("names") == "Kernel" else []}


def parameters(**_):
    return 200, {"parameters": {"maxattachmentsize": str(MAX_KIB), "maintainer": "admin@example.com"}}


def search(query, **_):
    found = [{"id": b["id"]} for b in bugs.values()
             if query.get("summary", "") in b["summary"] and query.get("product", "Kernel") == "Kernel"]
    return 200, {"bugs": found}


def add_comment(bug, text):
    number = len(comments) + 1
    comments[number] = {"id": number, "bug_id": bug, "text": text,
                        "count": sum(c["bug_id"] == bug for c in comments.values())}
    return number


def new_bug(body, **_):
    fields(body, "product component summary version",
           "description op_sys platform priority severity alias assigned_to cc comment_is_private is_markdown "
           "groups keywords qa_contact status resolution target_milestone flags")
    strings(body, *body)
    if body["component"] != "XFS":
        return error(400, 105, f"There is no component named '{body['component']}' in the 'Kernel' product.")
    number = len(bugs) + 1
    bugs[number] = {"id": number, "summary": body["summary"], "is_open": True}
    add_comment(number, body.get("description", ""))
    return 200, {"id": number}


def one_bug(number, **_):
    if int(number) not in bugs:
        return error(404, 101, f"Bug #{number} does not exist.")
    return 200, {"faults": [], "bugs": [bugs[int(number)]]}


def change_bug(number, body, **_):
    fields(body, "", "dupe_of")
    if not isinstance(body["dupe_of"], int) or body["dupe_of"] not in bugs:
        raise Wrong("dupe_of")
    bugs[int(number)]["is_open"] = False
    return 200, {"bugs": [{"id": int(number), "changes": {}}]}


def list_comments(number, **_):
    return 200, {"bugs": {number: {"comments": [c for c in comments.values() if c["bug_id"] == int(number)]}},
                 "comments": {}}


def new_comment(number, body, **_):
    strings(fields(body, "comment", "comment_tags is_private is_markdown work_time"), "comment")
    if len(body["comment"]) > 65535:
        return error(400, 114, "Comments cannot be longer than 65535 characters.")
    return 201, {"id": add_comment(int(number), body["comment"])}


def list_attachments(number, **_):
    return 200, {"bugs": {number: [{"id": a["id"], "file_name": a["file_name"]} for a in attachments.values()
                                   if a["bug_id"] == int(number)]}, "attachments": {}}


def new_attachment(number, body, **_):
    fields(body, "ids data file_name summary content_type", "comment is_patch is_private is_markdown flags")
    data = base64.b64decode(body["data"], validate=True)
    if not data:
        return error(400, 606, "The file you are trying to attach is empty.")
    if len(data) > MAX_KIB * 1024:
        return error(400, 600, "The file you are trying to attach is too large.")
    ident = len(attachments) + 500
    attachments[ident] = {"id": ident, "bug_id": int(number), "file_name": body["file_name"], "data": body["data"]}
    add_comment(int(number), f"Created attachment {ident}")
    return 201, {"ids": [str(ident)]}


def one_attachment(ident, **_):
    return 200, {"attachments": {ident: {"data": attachments[int(ident)]["data"]}}, "bugs": {}}


F = "include_fields exclude_fields"
ROUTES = [
    ("GET", "/rest/whoami", "", whoami),
    ("GET", "/rest/product", "ids names type " + F, product),
    ("GET", "/rest/parameters", "", parameters),
    ("GET", "/rest/bug", "product component summary status limit offset quicksearch " + F, search),
    ("POST", "/rest/bug", "", new_bug),
    ("GET", r"/rest/bug/(\d+)", F, one_bug),
    ("PUT", r"/rest/bug/(\d+)", "", change_bug),
    ("GET", r"/rest/bug/(\d+)/comment", "new_since " + F, list_comments),
    ("POST", r"/rest/bug/(\d+)/comment", "", new_comment),
    ("GET", r"/rest/bug/(\d+)/attachment", F, list_attachments),
    ("POST", r"/rest/bug/(\d+)/attachment", "", new_attachment),
    ("GET", r"/rest/bug/attachment/(\d+)", F, one_attachment),
]
