"""Is every file of the folder one that the card names and the provenance vouches for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from builders.publishing.records import PROVENANCE, Defect
from builders.publishing.release_files import Opened, relative

DATA = (".parquet", ".arrow", ".csv", ".json", ".jsonl", ".txt")
"""What `datasets` would take for data."""


def files_of(folder: Path) -> list[Path]:
    """Everything that would be published, by path."""
    return sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink())


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def file_defects(opened: Opened) -> Iterator[Defect]:
    """Files that no config names or no sum vouches for, sums that do not match, and what no release writes."""
    listed = opened.provenance.files
    named = {relative(opened.folder, file) for files in opened.data_files.values() for file in files}
    for file in files_of(opened.folder):
        path = relative(opened.folder, file)
        if file.is_symlink() or any(part.startswith(".") for part in Path(path).parts):
            yield Defect(file=path, sentence="is hidden or a link, which no release holds: take it out of the folder")
        elif file.suffix in DATA and path != PROVENANCE and path not in named:
            yield Defect(file=path, sentence="is named by no config of the card: take it out, or build again")
        elif path in listed and sha256(file) != listed[path]:
            yield Defect(file=path, sentence=f"is not the file whose sum {PROVENANCE} has: build the release again")
    for path in sorted(named - listed.keys()):
        yield Defect(file=path, sentence=f"has no sum in {PROVENANCE}: build the release again")
    for path in sorted(listed.keys() - named):
        yield Defect(file=PROVENANCE, sentence=f"has the sum of {path}, which no config names: build the release again")
