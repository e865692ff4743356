"""Is every file of the folder one that the release wrote: the card names it, or the provenance vouches for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from builders.publishing.records import PROVENANCE, Defect
from builders.publishing.release_files import Opened, relative

DATA = (".parquet", ".arrow", ".csv", ".json", ".jsonl", ".txt")
"""What `datasets` would take for data."""
_FETCHED = re.compile(r"\.git(?:attributes)?|(?:\.git|\.cache/huggingface)/.*", re.DOTALL)
"""What git and the Hub's client lay beside the files that they fetch: none of a release's, and never sent."""


def files_of(folder: Path) -> list[Path]:
    """Everything that would be published, by path."""
    paths = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(path for path in paths if not _FETCHED.fullmatch(relative(folder, path)))


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def file_defects(opened: Opened) -> Iterator[Defect]:
    """Files that no config names or no sum vouches for, sums that do not match, and what no release writes."""
    listed = opened.provenance.files
    named = {relative(opened.folder, file) for files in opened.data_files.values() for file in files}
    there = {relative(opened.folder, file): file for file in files_of(opened.folder)}
    for path, file in there.items():
        if _is_strange_link(opened.folder, file) or any(part.startswith(".") for part in Path(path).parts):
            yield Defect(file=path, sentence="is hidden or a link, which no release holds: take it out of the folder")
        elif file.suffix in DATA and path != PROVENANCE and path not in named:
            yield Defect(file=path, sentence="is named by no config of the card: take it out, or build again")
        elif path in listed and sha256(file) != listed[path]:
            yield Defect(file=path, sentence=f"is not the file whose sum {PROVENANCE} has: build the release again")
        elif path not in {*listed, PROVENANCE}:
            yield Defect(file=path, sentence=f"has no sum in {PROVENANCE}: take it out, or build the release again")
    for path in sorted(listed.keys() - there.keys()):
        yield Defect(file=PROVENANCE, sentence=f"has the sum of {path}, which is not there: build the release again")


def _is_strange_link(folder: Path, file: Path) -> bool:
    """A link to anywhere but the content that the Hub's client keeps once for all revisions (`blobs/`)."""
    return file.is_symlink() and file.resolve().parent != folder.resolve().parent.parent / "blobs"
