"""A workspace is one folder a dataset; this file knows what lies where.

sources/<sha256><ending>      what the world gave         immutable
runs/<id>.json                resolved parameters         immutable
journal/answers.sqlite        what models answered        append-only
journal/decisions.sqlite      what people decided         append-only
journal/leases.sqlite         who is at which item        mutable, may be lost
store.duckdb                  everything derived          rebuildable
review/<batch>.parquet        what people should see      immutable
people/                       who may decide              private, never released
card.toml                     what only people know       people write it
rights.md                     why exams may be published  the last `--rights-statement`
canary.txt                    the dataset's GUID          immutable
versions/<version>.json       what each release held      immutable
private.json                  which share is held out     immutable, never released
private/                      what a release held out     never released
release/                      what publish uploads, nothing else
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from schemas.faults import Fault


class WorkspaceError(Fault):
    """The folder is not a workspace that can be used; the message says why and what to do."""


@dataclass(frozen=True)
class KeptFile:
    """An input file, kept under the digest of its bytes."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class Workspace:
    """Paths of one dataset's folder."""

    root: Path

    @property
    def sources(self) -> Path:
        return self.root / "sources"

    @property
    def runs(self) -> Path:
        return self.root / "runs"

    @property
    def answers(self) -> Path:
        return self.root / "journal" / "answers.sqlite"

    @property
    def decisions(self) -> Path:
        return self.root / "journal" / "decisions.sqlite"

    @property
    def leases(self) -> Path:
        return self.root / "journal" / "leases.sqlite"

    @property
    def store(self) -> Path:
        return self.root / "store.duckdb"

    @property
    def review(self) -> Path:
        return self.root / "review"

    @property
    def people(self) -> Path:
        return self.root / "people"

    @property
    def card(self) -> Path:
        return self.root / "card.toml"

    @property
    def rights(self) -> Path:
        return self.root / "rights.md"

    @property
    def canary(self) -> Path:
        return self.root / "canary.txt"

    @property
    def versions(self) -> Path:
        return self.root / "versions"

    @property
    def private_share(self) -> Path:
        return self.root / "private.json"

    @property
    def private(self) -> Path:
        return self.root / "private"

    @property
    def release(self) -> Path:
        return self.root / "release"

    def keep(self, file: Path) -> KeptFile:
        """Copy an input file into `sources/` under its digest, whole or not at all; a file already kept stays."""
        with file.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        kept = self.kept(sha256, file.name)
        if not kept.exists():
            self.sources.mkdir(parents=True, exist_ok=True)
            partial = self.sources / f".{sha256}.{os.getpid()}"
            shutil.copyfile(file, partial)
            with partial.open("rb+") as stream:
                os.fsync(stream.fileno())
            partial.replace(kept)
            kept.chmod(0o444)
        return KeptFile(kept, sha256)

    def kept(self, sha256: str, name: str) -> Path:
        """Where a file of that digest lies; the ending says how to read it."""
        return self.sources / (sha256 + "".join(Path(name).suffixes[-2:]).lower())


def existing(root: Path) -> Workspace:
    """The workspace in a folder; raises `WorkspaceError` when nothing was drafted there."""
    if not (root / "runs").is_dir():
        raise WorkspaceError(f"{root} is not a workspace (it has no runs/): draft one with `isogloss math draft`")
    return Workspace(root)
