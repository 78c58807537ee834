# SPDX-License-Identifier: GPL-2.0-or-later
"""Jira Server and Data Center 9, REST 2."""
import email.parser
import email.policy
import re

from stub_wrong import Wrong, fields, strings

NAME = "jira"
issues, comments, attachments = {}, {}, {}
LIMIT = 3_000_000
MAX = 32767


def error(status, *messages, **errors):
    return status, {"errorMessages": list(messages), "errors": errors}


def denies(headers):
    if headers.get("Authorization") != "Bearer good-token":
        return error(401, "You do not have the permission to see the specified issue.")[1]


def form(kind, body, headers):
    if headers.get("X-Atlassian-Token") != "no-check":
        raise Wrong("XSRF check failed")
    if not kind.startswith("multipart/form-data; boundary="):
        raise Wrong(f"Content-Type {kind}")
    head = f"Content-Type: {kind}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    parts = list(email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body).iter_parts())
    if len(parts) != 1 or parts[0].get_param("name", header="Content-Disposition") != "file":
        raise Wrong("one part named file was expected")
    # The parser would read line ends in the file as its own: take the bytes themselves.
    boundary = b"--" + kind.split("boundary=")[1].encode()
    start = body.index(b"\r\n\r\n") + 4
    return parts[0].get_filename(), body[start:body.rindex(b"\r\n" + boundary)]


def myself(**_):
    return 200, {"name": "me", "emailAddress": "me@example.com"}


def project(key, **_):
    return (200, {"key": key}) if key == "KERN" else error(404, f"No project could be found with key '{key}'.")


def meta(**_):
    return 200, {"enabled": True, "uploadLimit": LIMIT}


def search(query, **_):
    m = re.fullmatch(r'project = "(\w+)" AND (summary|text) ~ "(\w+)" ORDER BY key ASC', query.get("jql", ""))
    if not m:
        return error(400, "Error in the JQL Query")
    where = (lambda i: i["fields"]["summary"]) if m[2] == "summary" else (
        lambda i: i["fields"]["summary"] + i["fields"]["description"] +
        "".join(c["body"] for c in comments.values() if c["issue"] == i["key"]))
    found = [{"key": i["key"]} for i in issues.values() if m[3] in where(i)]
    return 200, {"startAt": 0, "maxResults": 100, "total": len(found), "issues": found}


def new_issue(body, **_):
    f = fields(fields(body, "fields", "update")["fields"], "project issuetype summary", "description labels priority")
    fields(f["project"], "", "key id")
    fields(f["issuetype"], "", "name id")
    strings(f, "summary", "description")
    if len(f["summary"]) > 255 or "\n" in f["summary"]:
        return error(400, summary="Summary must be less than 255 characters.")
    if len(f["description"]) > MAX:
        return error(400, description=f"The entered text is too long. It exceeds the allowed limit of {MAX} characters.")
    key = f"KERN-{len(issues) + 1}"
    issues[key] = {"id": "1", "key": key, "fields": {
        "summary": f["summary"], "description": f["description"],
        "status": {"name": "Open", "statusCategory": {"key": "new"}}}}
    return 201, {"id": "1", "key": key, "self": "x"}


def one_issue(key, base, **_):
    if key not in issues:
        return error(404, "Issue Does Not Exist")
    files = [{"id": str(n), "filename": a["name"], "size": len(a["bytes"]),
              "content": f"{base}/secure/attachment/{n}/{a['name']}"} for n, a in attachments.items() if a["issue"] == key]
    return 200, {"key": key, "fields": {**issues[key]["fields"], "attachment": files}}


def list_comments(key, query, **_):
    start, size = int(query.get("startAt", 0)), int(query.get("maxResults", 50))
    found = [c for c in comments.values() if c["issue"] == key]
    return 200, {"startAt": start, "total": len(found), "comments": found[start:start + size]}


def new_comment(key, body, **_):
    strings(fields(body, "body", "visibility"), "body")
    if len(body["body"]) > MAX:
        return error(400, comment=f"The entered text is too long. It exceeds the allowed limit of {MAX} characters.")
    number = str(len(comments) + 100)
    comments[number] = {"id": number, "issue": key, "body": body["body"]}
    return 201, comments[number]


def no_comment(key, number, **_):
    del comments[number]
    return 204, b""


def attach(key, body, **_):
    if not isinstance(body, tuple):
        raise Wrong("multipart/form-data was expected")
    if len(body[1]) > LIMIT:
        return error(413, "The attachment is too large")
    attachments[len(attachments) + 10] = {"issue": key, "name": body[0], "bytes": body[1]}
    return 200, [{"filename": body[0]}]


def content(number, name, **_):
    return 200, attachments[int(number)]["bytes"], [("Content-Type", "application/octet-stream")]


A, I = "/rest/api/2", r"/rest/api/2/issue/([A-Z]+-\d+)"
ROUTES = [
    ("GET", A + "/myself", "", myself),
    ("GET", A + r"/project/(\w+)", "expand", project),
    ("GET", A + "/attachment/meta", "", meta),
    ("GET", A + "/search", "jql startAt maxResults validateQuery fields expand", search),
    ("POST", A + "/issue", "updateHistory", new_issue),
    ("GET", I, "fields expand properties updateHistory", one_issue),
    ("GET", I + "/comment", "startAt maxResults orderBy expand", list_comments),
    ("POST", I + "/comment", "expand", new_comment),
    ("DELETE", I + r"/comment/(\d+)", "", no_comment),
    ("POST", I + "/attachments", "", attach),
    ("GET", r"/secure/attachment/(\d+)/(.+)", "", content),
]
