"""What publishing a folder would do, before anything is done."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from builders.publishing.checking import check
from builders.publishing.file_changes import Change, FileChange, file_changes
from builders.publishing.hub_faults import PublishError
from builders.publishing.hub_repository import Published, Repository
from builders.publishing.release_files import open_release
from builders.publishing.row_changes import RowChanges, row_changes
from builders.publishing.scanning import Finding, scan
from schemas.records import Record
from schemas.workspace import Workspace

_VERSION = re.compile(r"\w[\w.-]*", re.ASCII)
_COUNTED = re.compile(r"v(\d+)")


class Plan(Record):
    """What a push would do."""

    folder: Path
    repository: str
    commit: str
    """The published revision that was compared with; empty when there is no repository yet."""
    private: bool | None
    """Of the repository that is there; None when there is none."""
    version: str
    """The tag that would be set, or the one that the published revision has when nothing would change."""
    tagged: bool
    """Whether the published revision has that tag already."""
    files: tuple[FileChange, ...]
    rows: tuple[RowChanges, ...]
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counter[Change]:
        return Counter(change.change for change in self.files)

    @property
    def changes(self) -> bool:
        """Whether there would be a commit."""
        return has_changes(self.files)


def has_changes(files: Iterable[FileChange]) -> bool:
    return any(change.change in {"new", "changed", "gone"} for change in files)


def plan(folder: Path, repository: Repository, *, version: str | None = None) -> Plan:
    """Check the folder, compare it with what is published, and scan it; raises `PublishError` and the Hub's faults.

    What lies beside a workspace's release as its private part is compared with it, so that none of it is published.
    """
    private = Workspace(folder.parent).private
    checked = check(folder, private=private if private.is_dir() else None)
    if not checked.sound:
        first = checked.defects[0]
        raise PublishError(
            f"{folder} is not sound ({len(checked.defects)} found, the first in {first.file or 'the folder'}: "
            f"{first.sentence}): see `isogloss check {folder}`"
        )
    opened = open_release(folder)
    published = repository.published()
    files = file_changes(folder, published.files if published else {})
    chosen = version_of(version, published, changes=has_changes(files))
    return Plan(
        folder=folder,
        repository=repository.name,
        commit=published.commit if published else "",
        private=published.private if published else None,
        version=chosen,
        tagged=published is not None and published.tags.get(chosen) == published.commit,
        files=files,
        rows=row_changes(opened, repository, published, files) if published and has_changes(files) else (),
        findings=scan(opened),
    )


def version_of(asked: str | None, published: Published | None, *, changes: bool) -> str:
    """The version that was asked for, else that of the revision if nothing changes, else the next of v1, v2, ..."""
    tags = published.tags if published else {}
    own = [tag for tag, commit in tags.items() if published and commit == published.commit]
    if asked is None:
        numbers = [int(found[1]) for found in map(_COUNTED.fullmatch, tags) if found]
        return own[-1] if own and not changes else f"v{max(numbers, default=0) + 1}"
    if not _VERSION.fullmatch(asked):
        raise PublishError(f"{asked!r} is no version: write letters, digits, points and hyphens, such as v2")
    if asked in tags and (changes or asked not in own):
        raise PublishError(f"version {asked} is published already, and versions never change: choose another --version")
    return asked
