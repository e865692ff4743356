"""What a Hub keeps of dataset repositories: commits with parents, tags, pull requests, large files by sha256.

A commit is a whole tree: path to blob. `main` and `refs/pr/1` are branches; nothing is ever edited.
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LARGE = (".parquet", ".png")
"""Endings that go to large file storage, as the Hub's `.gitattributes` has them."""
ATTRIBUTES = b"".join(b"*%s filter=lfs\n" % ending.encode() for ending in LARGE)


class Conflict(Exception):
    """The parent that was named is not the head any more."""


@dataclass(frozen=True)
class Blob:
    """A file's content: small ones here, large ones by their sha256."""

    oid: str
    """git's own for a small file, the sha256 of the content for a large one."""
    size: int
    large: bool
    content: bytes = b""


@dataclass(frozen=True)
class Commit:
    oid: str
    parent: str
    title: str
    tree: dict[str, Blob]


@dataclass
class Repo:
    private: bool
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def commit_at(self, revision: str) -> Commit | None:
        oid = self.branches.get(revision) or self.tags.get(revision) or revision
        return self.commits.get(oid)

    def history(self, revision: str = "main") -> list[str]:
        """Titles, newest first."""
        titles, commit = [], self.commit_at(revision)
        while commit:
            titles.append(commit.title)
            commit = self.commits.get(commit.parent)
        return titles


class RepoStore:
    """All repositories, and the large files that were uploaded, committed or not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repos: dict[str, Repo] = {}

    def create(self, name: str, *, private: bool) -> Repo:
        repo = self.repos[name] = Repo(private)
        self._add(repo, "main", "initial commit", {".gitattributes": small(ATTRIBUTES)})
        return repo

    def large_file(self, sha256: str) -> Path:
        return self.folder / sha256

    def commit(self, name: str, revision: str, lines: list[dict[str, Any]], *, as_pull_request: bool) -> Commit:
        """Apply a request's lines to the head of a branch; raises `Conflict`."""
        repo, header = self.repos[name], lines[0]["value"]
        head = repo.commit_at(revision)
        if head is None or header.get("parentCommit", head.oid) != head.oid:
            raise Conflict
        tree = dict(head.tree)
        for line in lines[1:]:
            _apply(tree, line["key"], line["value"])
        if as_pull_request:
            revision = f"refs/pr/{sum(branch.startswith('refs/pr/') for branch in repo.branches) + 1}"
        return self._add(repo, revision, header["summary"], tree, parent=head.oid)

    def _add(self, repo: Repo, branch: str, title: str, tree: dict[str, Blob], *, parent: str = "") -> Commit:
        named = json.dumps([parent, title, {path: blob.oid for path, blob in sorted(tree.items())}, len(repo.commits)])
        commit = Commit(hashlib.sha1(named.encode()).hexdigest(), parent, title, tree)
        repo.commits[commit.oid] = commit
        repo.branches[branch] = commit.oid
        return commit


def small(content: bytes) -> Blob:
    return Blob(hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest(), len(content), False, content)


def _apply(tree: dict[str, Blob], key: str, value: dict[str, Any]) -> None:
    import base64

    if key == "file":
        tree[value["path"]] = small(base64.b64decode(value["content"]))
    elif key == "lfsFile":
        tree[value["path"]] = Blob(value["oid"], value["size"], True)
    elif key == "deletedFile":
        del tree[value["path"]]
    else:
        raise ValueError(key)
