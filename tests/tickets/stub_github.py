# SPDX-License-Identifier: GPL-2.0-or-later
"""GitHub issues. The search index is always behind: it finds nothing that is new."""
from stub_wrong import Wrong, fields, strings

NAME = "github"
issues, comments = {}, {}
MAX = 65536


def denies(headers):
    if headers.get("Accept") != "application/vnd.github+json" or not headers.get("User-Agent"):
        raise Wrong("Accept and User-Agent are wanted")
    if headers.get("X-GitHub-Api-Version") != "2022-11-28":
        raise Wrong("X-GitHub-Api-Version is wanted")
    if headers.get("Authorization") != "Bearer good-token":
        # Some servers repeat what they were sent.
        return {"message": "Bad credentials: " + headers.get("Authorization", "")}


def form(kind, body, headers):
    raise Wrong(f"Content-Type {kind}")


def repo(name, **_):
    return (200, {"full_name": name, "has_issues": True}) if name == "team/kernel" else (404, {"message": "Not Found"})


def search(query, **_):
    q = query.get("q", "")
    if "is:issue" not in q and "is:pull-request" not in q:
        return 422, {"message": "Query must include 'is:issue' or 'is:pull-request'"}
    return 200, {"total_count": 0, "incomplete_results": False, "items": []}


def paged(items, query):
    size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
    if not 1 <= size <= 100:
        raise Wrong("per_page")
    return items[(page - 1) * size:page * size]


def list_issues(name, query, **_):
    if query.get("state", "open") not in ("open", "closed", "all"):
        raise Wrong("state")
    found = [i for i in issues.values() if query.get("state", "open") in ("all", i["state"])]
    return 200, paged(sorted(found, key=lambda i: -i["number"]), query)


def too_long(text):
    if len(text) > MAX:
        return 422, {"message": "Validation Failed", "errors": [{"message": f"body is too long (maximum is {MAX} characters)"}]}


def new_issue(name, body, **_):
    strings(fields(body, "title", "body assignee milestone labels assignees type"), "title", "body")
    number = len(issues) + 1
    if too_long(body["body"]) or len(body["title"]) > 256:
        return too_long(body["body"]) or (422, {"message": "title is too long"})
    issues[number] = {"number": number, "title": body["title"], "body": body["body"], "state": "open"}
    return 201, issues[number]


def one_issue(name, number, **_):
    return (200, issues[int(number)]) if int(number) in issues else (404, {"message": "Not Found"})


def change_issue(name, number, body, **_):
    fields(body, "", "title body assignee state state_reason milestone labels assignees")
    issues[int(number)].update(body)
    return 200, issues[int(number)]


def list_comments(name, number, query, **_):
    return 200, paged([c for c in comments.values() if c["issue"] == int(number)], query)


def new_comment(name, number, body, **_):
    strings(fields(body, "body"), "body")
    if too_long(body["body"]):
        return too_long(body["body"])
    number_of = len(comments) + 1000
    comments[number_of] = {"id": number_of, "issue": int(number), "body": body["body"]}
    return 201, comments[number_of]


def no_comment(name, number, **_):
    del comments[int(number)]
    return 204, b""


R = r"/repos/([^/]+/[^/]+)"
ROUTES = [
    ("GET", R, "", repo),
    ("GET", "/search/issues", "q sort order per_page page", search),
    ("GET", R + "/issues", "milestone state assignee type creator mentioned labels sort direction since per_page page", list_issues),
    ("POST", R + "/issues", "", new_issue),
    ("GET", R + r"/issues/(\d+)", "", one_issue),
    ("PATCH", R + r"/issues/(\d+)", "", change_issue),
    ("GET", R + r"/issues/(\d+)/comments", "since per_page page", list_comments),
    ("POST", R + r"/issues/(\d+)/comments", "", new_comment),
    ("DELETE", R + r"/issues/comments/(\d+)", "", no_comment),
]
