"""What the Hub says about a repository: every path that huggingface_hub 2.4 and datasets 5.2 ask for."""

import fnmatch
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from tests.far_end.repo_store import LARGE, Blob, Commit, Conflict, Repo, RepoStore

WRITER, READER = "hf_writer", "hf_reader"
"""Tokens: one that may write to `lab` and `ana`, one that may write nothing."""
MAY_WRITE = {WRITER: {"lab", "ana"}, READER: set()}
_API = re.compile(r"/api/datasets/(?P<repo>[\w.-]+/[\w.-]+)(?:/(?P<verb>[\w-]+)(?:/(?P<rest>.*))?)?")
_BATCH = re.compile(r"/datasets/(?P<repo>[\w.-]+/[\w.-]+)\.git/info/lfs/objects/batch")
_RESOLVE = re.compile(r"/datasets/(?P<repo>[\w.-]+/[\w.-]+)/resolve/(?P<revision>refs/pr/\d+|[^/]+)/(?P<path>.+)")


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, list[str]]
    token: str
    body: bytes
    url: str
    """Of the Hub itself."""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    status: int
    value: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    file: Path | None = None
    raw: bytes | None = None

    @property
    def content(self) -> bytes:
        return json.dumps(self.value).encode() if self.raw is None else self.raw


def reply(store: RepoStore, asked: Asked) -> Answer:
    if asked.token and asked.token not in MAY_WRITE:
        refused = {"X-Error-Message": "Invalid credentials in Authorization header"}
        return Answer(401, {"error": "Invalid credentials"}, refused)
    match asked.path:
        case "/api/repos/create":
            return _create(store, asked)
        case "/api/validate-yaml":
            return Answer(200, {"errors": [], "warnings": []})
        case "/verify/":
            there = store.large_file(asked.json["oid"])
            return Answer(200 if there.exists() and there.stat().st_size == asked.json["size"] else 404, {})
    return _about_repo(store, asked)


def _about_repo(store: RepoStore, asked: Asked) -> Answer:
    for pattern, answer in ((_BATCH, _batch), (_RESOLVE, _resolve), (_API, _api)):
        found = pattern.fullmatch(asked.path)
        if found and (repo := store.repos.get(found["repo"])) and (asked.token or not repo.private):
            return answer(store, repo, found, asked)
    return Answer(404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"})


def _create(store: RepoStore, asked: Asked) -> Answer:
    wanted = asked.json
    name = f"{wanted['organization']}/{wanted['name']}"
    if wanted["organization"] not in MAY_WRITE.get(asked.token, set()):
        return _forbidden()
    if name in store.repos:
        return Answer(409, {"error": "You already created this dataset repo", "url": f"{asked.url}/datasets/{name}"})
    store.create(name, private=wanted.get("visibility") == "private")
    return Answer(200, {"url": f"{asked.url}/datasets/{name}", "name": name})


def _forbidden() -> Answer:
    return Answer(403, {"error": "You don't have the rights to do that"})


def _batch(store: RepoStore, _repo: Repo, found: re.Match[str], asked: Asked) -> Answer:
    """Upload instructions for what is not there yet."""
    if found["repo"].split("/")[0] not in MAY_WRITE.get(asked.token, set()):
        return _forbidden()
    objects = []
    for wanted in asked.json["objects"]:
        actions = {"upload": {"href": f"{asked.url}/lfs/{wanted['oid']}"}, "verify": {"href": f"{asked.url}/verify/"}}
        there = store.large_file(wanted["oid"]).exists()
        objects.append(wanted if there else wanted | {"actions": actions})
    return Answer(200, {"transfer": "basic", "objects": objects})


def _resolve(store: RepoStore, repo: Repo, found: re.Match[str], _asked: Asked) -> Answer:
    commit = repo.commit_at(found["revision"])
    if commit is None:
        return _no_revision()
    blob = commit.tree.get(found["path"])
    if blob is None:
        return Answer(404, {"error": "Entry not found"}, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": commit.oid})
    headers = {"X-Repo-Commit": commit.oid, "ETag": f'"{blob.oid}"'}
    if blob.large:
        return Answer(200, headers=headers, file=store.large_file(blob.oid))
    return Answer(200, headers=headers, raw=blob.content)


def _no_revision() -> Answer:
    return Answer(404, {"error": "Invalid rev id"}, {"X-Error-Code": "RevisionNotFound"})


def _api(store: RepoStore, repo: Repo, found: re.Match[str], asked: Asked) -> Answer:
    verb, rest = found["verb"] or "revision", found["rest"] or "main"
    if verb in {"commit", "tag"}:
        if found["repo"].split("/")[0] not in MAY_WRITE.get(asked.token, set()) and "create_pr" not in asked.query:
            return _forbidden()
        return _commit(store, found["repo"], rest, asked) if verb == "commit" else _tag(repo, rest, asked)
    if verb == "refs":
        return Answer(200, _refs(repo))
    revision, _, path = rest.partition("/") if not rest.startswith("refs/") else (rest, "", "")
    commit = repo.commit_at(revision)
    return _at(found["repo"], repo, commit, verb, path, asked) if commit else _no_revision()


def _at(name: str, repo: Repo, commit: Commit, verb: str, path: str, asked: Asked) -> Answer:
    """What is said of one revision."""
    if verb == "preupload":
        return Answer(200, {"files": [_mode(commit, file) for file in asked.json["files"]]})
    if verb == "tree":
        return Answer(200, _tree(commit, path, recursive=asked.query.get("recursive") == ["true"]))
    if verb == "paths-info":
        wanted = parse_qs(asked.body.decode()).get("paths", []) if asked.body[:1] != b"{" else asked.json["paths"]
        return Answer(200, [entry for entry in _tree(commit, "", recursive=True) if entry["path"] in wanted])
    siblings = [{"rfilename": file} for file in commit.tree]
    return Answer(200, {"id": name, "sha": commit.oid, "private": repo.private, "siblings": siblings, "tags": []})


def _commit(store: RepoStore, name: str, revision: str, asked: Asked) -> Answer:
    lines = [json.loads(line) for line in asked.body.splitlines()]
    pull_request = "create_pr" in asked.query
    missing = [
        line for line in lines if line["key"] == "lfsFile" and not store.large_file(line["value"]["oid"]).exists()
    ]
    if missing:
        return Answer(400, {"error": "a large file was not uploaded"})
    try:
        commit = store.commit(name, revision, lines, as_pull_request=pull_request)
    except Conflict:
        return Answer(412, {"error": "A commit has happened since. Please refresh and try again."})
    url = f"{asked.url}/datasets/{name}"
    number = max((branch for branch, oid in store.repos[name].branches.items() if oid == commit.oid), default="main")
    shown = {"pullRequestUrl": f"{url}/discussions/{number.rsplit('/', 1)[-1]}"} if pull_request else {}
    return Answer(200, {"commitUrl": f"{url}/commit/{commit.oid}", "commitOid": commit.oid, **shown})


def _tag(repo: Repo, revision: str, asked: Asked) -> Answer:
    tag, commit = asked.json["tag"], repo.commit_at(revision)
    if tag in repo.tags:
        return Answer(409, {"error": "Tag reference exists already"})
    if commit is None:
        return _no_revision()
    repo.tags[tag] = commit.oid
    return Answer(200, {})


def _refs(repo: Repo) -> dict[str, Any]:
    def listed(refs: dict[str, str], prefix: str) -> list[dict[str, str]]:
        return [{"name": name, "ref": f"{prefix}{name}", "targetCommit": oid} for name, oid in refs.items()]

    pulls = {name: oid for name, oid in repo.branches.items() if name.startswith("refs/pr/")}
    return {
        "branches": listed({"main": repo.branches["main"]}, "refs/heads/"),
        "tags": listed(repo.tags, "refs/tags/"),
        "converts": [],
        "pullRequests": listed(pulls, ""),
    }


def _mode(commit: Commit, file: dict[str, Any]) -> dict[str, Any]:
    there = commit.tree.get(file["path"])
    large = any(fnmatch.fnmatch(file["path"], f"*{ending}") for ending in LARGE)
    return {
        "path": file["path"],
        "uploadMode": "lfs" if large else "regular",
        "shouldIgnore": False,
        "oid": there.oid if there else None,
    }


def _tree(commit: Commit, folder: str, *, recursive: bool) -> list[dict[str, Any]]:
    """Files and folders below a folder; only its own when not recursive."""
    prefix = f"{folder}/" if folder else ""
    files = {path: blob for path, blob in sorted(commit.tree.items()) if path.startswith(prefix)}
    folders = {str(parent) for path in files for parent in Path(path).parents if str(parent).startswith(prefix)} - {"."}
    entries = [{"type": "directory", "path": name, "oid": "0" * 40, "size": 0} for name in sorted(folders)]
    entries += [_entry(path, blob) for path, blob in files.items()]
    return [entry for entry in entries if recursive or "/" not in entry["path"].removeprefix(prefix)]


def _entry(path: str, blob: Blob) -> dict[str, Any]:
    entry = {"type": "file", "path": path, "size": blob.size, "oid": blob.oid}
    if blob.large:
        pointer = hashlib.sha1(blob.oid.encode()).hexdigest()
        return entry | {"oid": pointer, "lfs": {"oid": blob.oid, "size": blob.size, "pointerSize": 134}}
    return entry
