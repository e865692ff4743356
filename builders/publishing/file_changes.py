"""What a push would do to the files of a repository.

new        data/gsm8k/test-00000-of-00001.parquet    1.2 MB
changed    README.md                                 4.1 KB
gone       data/math/test-00000-of-00001.parquet     deleted, as the release does not hold it any more
left       LOGO.png                                  no release writes it, so it stays
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from builders.publishing.data_files import files_of, sha256
from builders.publishing.hub_repository import RemoteFile
from builders.publishing.release_files import relative
from schemas.records import Record

Change = Literal["new", "changed", "unchanged", "gone", "left"]
OURS = ("data/", "images/")
"""Folders that are a release's alone: what is not in it any more is deleted there and nowhere else."""


class FileChange(Record):
    """One file of the folder or of the repository."""

    path: str
    size: int
    """Bytes: in the folder, else in the repository."""
    change: Change


def file_changes(folder: Path, remote: Mapping[str, RemoteFile]) -> tuple[FileChange, ...]:
    """Of every file of either side, by path."""
    return tuple(sorted(_changes(folder, remote), key=lambda change: change.path))


def _changes(folder: Path, remote: Mapping[str, RemoteFile]) -> Iterator[FileChange]:
    local = {relative(folder, file): file for file in files_of(folder)}
    for path, file in local.items():
        yield FileChange(path=path, size=file.stat().st_size, change=_change(file, remote.get(path)))
    for path in remote.keys() - local.keys():
        yield FileChange(path=path, size=remote[path].size, change="gone" if path.startswith(OURS) else "left")


def _change(file: Path, there: RemoteFile | None) -> Change:
    if there is None:
        return "new"
    same = there.size == file.stat().st_size and there.digest == (sha256(file) if there.large else _blob(file))
    return "unchanged" if same else "changed"


def _blob(file: Path) -> str:
    """The name git gives to a file's content."""
    content = file.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
