"""What every release does with its folder: it is read back as a stranger would, and only then takes its place."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from builders.card import escaped, public
from schemas.faults import Fault
from schemas.records import Source
from schemas.run_parameters import Run

if TYPE_CHECKING:
    import pyarrow as pa


class ReleaseError(Fault):
    """There is nothing to release, or what was written does not read back; the release before it stays."""


def folder_name(name: str) -> str:
    """A config is a folder and part of a pattern of files: letters, digits, points, hyphens."""
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "default"


def config_names(runs: Sequence[Run]) -> dict[str, str]:
    """Of every run: a source's name is the config's unless two runs share it."""
    shared = Counter(run.source.name for run in runs)
    return {run.id: folder_name(run.source.name if shared[run.source.name] == 1 else run.id) for run in runs}


def parquet_path(folder: Path, config: str, split: str) -> Path:
    """Where `datasets` looks for a split of a config."""
    return folder / "data" / config / f"{split}-00000-of-00001.parquet"


def load_back(folder: Path, expected: Mapping[tuple[str, str], pa.Table]) -> None:
    """Read every config and split, without the network and with an empty cache, and compare every row."""
    import datasets

    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as cache:
        for (config, split), table in expected.items():
            try:
                loaded = datasets.load_dataset(
                    str(folder),
                    config,
                    split=split,
                    cache_dir=cache,
                    download_config=datasets.DownloadConfig(local_files_only=True, cache_dir=cache),
                )
            except datasets.exceptions.DatasetsError as error:
                raise _unlike(config) from error
            read = loaded.data.table
            if read.column_names != table.column_names or not read.cast(table.schema).equals(table):
                raise _unlike(config)


def _unlike(config: str) -> ReleaseError:
    return ReleaseError(f"config {config} does not read back as it was written: nothing was released")


def swap(new: Path, place: Path) -> None:
    """Put a folder in the place of another."""
    old = place.with_name(".release.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def licences(sources: Sequence[Source]) -> str:
    """LICENSES.md: the terms of each source."""
    sections = [
        f"## {escaped(source.name)}\n\n"
        f"- From: {escaped(public(source.location))}, split {escaped(source.split)}, at {escaped(source.revision)}\n"
        f"- Licence: {escaped(source.licence)}\n"
        f"- Citation: {escaped(source.citation) or 'none was given'}\n"
        for source in sources
    ]
    return "# Licences of the sources\n\n" + "\n".join(sections)


def file_digests(folder: Path) -> dict[str, str]:
    """sha256 of every file, the one of the provenance aside, by its path within the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / "provenance.json")
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
